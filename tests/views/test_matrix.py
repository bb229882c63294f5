"""The matrix: impact against effort, with the same filters as the list."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.domain.limits import Size, Status
from papercuts.models import PaperCut
from papercuts.pages import list_files
from tests.factories import make


def seen(title: str, size: Size | None = Size.S, **fields: Any) -> PaperCut:
    """A paper cut with a score."""
    cut = make.paper_cut(title, sightings=1, **fields)
    if size:
        make.effort(cut, size)
    actions.scores.refresh(cuts=[cut.id])
    return cut


def test_points_and_table_show_the_same(ben: FlaskClient) -> None:
    open_one, claimed = seen("Open one", Size.XS), seen("Claimed one", Size.L, status=Status.CLAIMED)

    page = ben.get("/paper-cuts/matrix").text

    assert page.count('class="pt"') == 2
    assert f'<a class="pt" href="/paper-cuts/{open_one.id}"' in page
    assert (
        f'<a class="cut-title" href="/paper-cuts/{claimed.id}" title="Claimed one"><bdi>Claimed one</bdi></a>' in page
    )
    assert "rankdot--claimed" in page


def test_what_has_no_effort_is_listed_below(ben: FlaskClient, vera: FlaskClient) -> None:
    seen("Estimated")
    missing = seen("Not estimated", None)

    page = ben.get("/paper-cuts/matrix").text

    assert page.count('class="pt"') == 1
    assert "Effort missing" in page
    assert f'href="/paper-cuts/{missing.id}/efforts/new">Set effort' in page
    assert "Set effort" not in vera.get("/paper-cuts/matrix").text


def test_filters_are_the_list_s(ben: FlaskClient) -> None:
    area = make.area()
    seen("Here", area_id=area.id)
    seen("There")

    page = ben.get(f"/paper-cuts/matrix?area={area.id}").text

    assert re.findall(r'class="cut-title" href="/paper-cuts/\d+" title="Here"><bdi>(.*?)</bdi>', page) == ["Here"]
    assert f'href="/paper-cuts?area={area.id}"' in page


def test_of_very_many_it_says_how_many_it_looks_at(ben: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "PLOTTED", 2)
    for n in range(3):
        seen(f"Cut {n}")

    page = ben.get("/paper-cuts/matrix").text

    assert page.count('class="pt"') == 2
    assert "The first 2 of 3 are looked at here." in page


def test_nothing_to_plot_is_said(ben: FlaskClient) -> None:
    assert "No paper cuts yet" in ben.get("/paper-cuts/matrix").text


def test_weights_of_segments_are_mentioned_where_they_count(ben: FlaskClient) -> None:
    seen("One")
    assert "Payback counts segment weights" not in ben.get("/paper-cuts/matrix").text

    make.segment("Firms", weight=2.0)

    assert "Payback counts segment weights" in ben.get("/paper-cuts/matrix").text


def test_what_is_fixed_has_a_mark_of_its_own_and_no_number(ben: FlaskClient) -> None:
    seen("Open one")
    assert "Fixed: lost before" not in ben.get("/paper-cuts/matrix").text
    for status in (Status.FIXED, Status.VERIFIED):
        seen(f"Is {status.value}", status=status)
    seen("Is declined", status=Status.DECLINED)

    page = ben.get("/paper-cuts/matrix?status=all").text

    assert page.count('class="c-pt-mend"') == 1 + 2 * 3  # in the legend, both pictures and the table
    assert page.count('class="c-pt-off"') == 1 + 3
    assert "Fixed: lost before" in page
    assert re.findall(r'<span class="rankdot">(\d+)</span>', page) == ["1"]
    assert page.count('class="rankmark"') == 3
    assert 'aria-label="Fixed, PC-' in page


def test_what_was_not_seen_yet_is_listed_so_that_the_numbers_add_up(ben: FlaskClient) -> None:
    seen("Plotted")
    seen("Not estimated", None)
    unseen = make.paper_cut("Never seen")

    page = ben.get("/paper-cuts/matrix?status=all").text

    assert "3 of 3" in page
    assert 'Not seen yet <small class="faint">1, not in the plot</small>' in page
    assert f'href="/paper-cuts/{unseen.id}"><bdi>Never seen</bdi>' in page
    assert "Not seen yet" not in ben.get("/paper-cuts/matrix").text
