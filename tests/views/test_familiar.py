"""Other scores: as columns of the ranked list, on the page of a paper cut, and the form of what they need."""

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Size, Status
from papercuts.models import FamiliarInput, PaperCut
from papercuts.pages import familiar
from tests.factories import make

CountQueries = Callable[[], AbstractContextManager[list[str]]]
GIVEN = {"rubin_impact": "3", "wsjf_value": "8", "wsjf_urgency": "3", "wsjf_risk": "1", "wsjf_size": "5"}


def ranked(title: str, *, people: int = 400, **fields: str) -> PaperCut:
    """A paper cut with evidence and stored scores."""
    task = make.task()
    make.use(task, people=people)
    cut = make.paper_cut(title, task=task, sightings=2, **fields)
    make.effort(cut, Size.S)
    actions.scores.refresh(cuts=[cut.id])
    return cut


def others(page: str) -> list[str]:
    """The cells of other scores, as text."""
    cells = re.findall(r'<td role="cell" class="is-num is-tight c-other[^"]*">(.*?)</td>', page)
    return [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells]


def table(page: str) -> dict[str, list[str]]:
    """The lines of other scores on the page of a paper cut: value, place and formula by name."""
    section = page.split('<section class="section" id="other-scores">')[1].split("</section>")[0]
    rows = re.findall(r'<tr role="row">(<td.*?)</tr>', section)
    lines = [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row.split("</td>")[:-1]] for row in rows]
    return {line[0]: line[1:] for line in lines}


def test_columns_stand_in_the_list_only_when_they_are_asked_for(vera: FlaskClient) -> None:
    ranked("Many", people=10_000)
    ranked("Few", people=100)

    off, on = vera.get("/paper-cuts").text, vera.get("/paper-cuts?columns=rubin,rice").text

    assert others(off) == []
    assert [cell.split(" ")[0] for cell in others(on)] == ["RICE", "Rubin", "RICE", "Rubin"]
    assert [cell.split("rank it ")[-1] for cell in others(on)] == ["#1", "Rubin –", "#2", "Rubin –"]
    assert 'href="/how-the-score-works#rice"' in on
    assert 'colspan="12"' in vera.get("/paper-cuts?columns=rubin,rice&why=1").text


def test_a_form_sends_columns_one_by_one_and_other_links_keep_them(vera: FlaskClient) -> None:
    ranked("One")

    page = vera.get("/paper-cuts?columns=ice&columns=cd3&owner=nobody").text

    assert len(others(page)) == 2
    assert page.count(" checked>") == 2
    assert 'href="?owner=nobody&amp;sort=hours&amp;columns=ice%2Ccd3"' in page
    assert '<input type="hidden" name="columns" value="ice,cd3">' in page  # of the filters
    assert '<input type="hidden" name="owner" value="nobody">' in page  # of the columns


def test_places_are_those_in_the_whole_list_and_what_is_not_ranked_has_none(vera: FlaskClient) -> None:
    ranked("Many", people=10_000)
    ranked("Few of them", people=100)
    ranked("Mended", people=90_000, status=Status.FIXED)

    assert others(vera.get("/paper-cuts?columns=cd3&text=few").text)[0].endswith("#2")
    assert others(vera.get("/paper-cuts?columns=cd3&text=mended&status=all").text) == ["CD3 –"]


def test_the_file_of_the_list_has_the_columns_of_the_page(vera: FlaskClient) -> None:
    cut = ranked("One")
    ranked("Mended", status=Status.FIXED)

    link = re.search(r'href="(/paper-cuts\.csv[^"]*)"', vera.get("/paper-cuts?columns=rice,wsjf&status=all").text)
    assert link
    lines = list(csv.DictReader(io.StringIO(vera.get(link[1].replace("&amp;", "&")).text.removeprefix("\ufeff"))))

    found = {line["title"]: [line[head] for head in ("rice", "rice_rank", "wsjf", "wsjf_rank")] for line in lines}
    assert found == {"One": [str(cut.rice), "1", "", ""], "Mended": ["", "", "", ""]}


@pytest.mark.parametrize("columns", ["moscow", "rice,moscow", "RICE", "rice;drop", "rice,<script>"])
def test_unknown_columns_are_refused(vera: FlaskClient, columns: str) -> None:
    answer = vera.get(f"/paper-cuts?columns={columns}")

    assert answer.status_code == 400
    assert "Unknown column" in answer.text
    assert "<script>" not in answer.text.split("<main")[1]


def test_without_columns_the_list_asks_for_no_other_score(vera: FlaskClient, count_queries: CountQueries) -> None:
    ranked("One")
    vera.get("/paper-cuts")

    with count_queries() as off:
        vera.get("/paper-cuts")
    with count_queries() as on:
        vera.get("/paper-cuts?columns=rice,ice,cd3,rubin,wsjf")
    with count_queries() as again:
        vera.get("/paper-cuts?columns=rice,ice,cd3,rubin,wsjf")

    assert len(on) == len(off) + 2 + 5  # each score once, until anything changes
    assert len(again) == len(off) + 2


def test_a_page_says_what_others_would_say_with_the_numbers_behind(ada: FlaskClient) -> None:
    cut = ranked("One")
    ranked("Two", people=100)
    ada.post(f"/paper-cuts/{cut.id}/familiar", data=GIVEN)

    lines = table(ada.get(f"/paper-cuts/{cut.id}").text)

    assert list(lines) == ["RICE", "ICE", "CD3", "Rubin", "WSJF"]
    assert [line[1].removeprefix("would rank it ") for line in lines.values()] == [
        "#1 of 2",
        "#1 of 2",
        "#1 of 2",
        "#1 of 1",
        "#1 of 1",
    ]
    assert re.search(r"Effort [\d,]+ people × [\d.]+ × 50 % ÷ 0\.0\d+ months$", lines["RICE"][2])
    assert lines["ICE"][2].endswith("10 × 10 × 10")
    assert re.search(r" h a week ÷ 9\.3 h$", lines["CD3"][2])
    assert (lines["Rubin"][0], lines["Rubin"][2]) == ("5", "Impact + Frequency 3 + 2 (50 % are hit)")
    assert (lines["WSJF"][0], lines["WSJF"][2].split("size ")[1]) == ("2.4", "(8 + 3 + 1) ÷ 5")


def test_in_a_long_list_the_places_wait_until_somebody_asks(vera: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = ranked("One")
    ranked("Two")
    monkeypatch.setattr(familiar, "AT_ONCE", 1)

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert table(page) == {}
    assert f'href="/paper-cuts/{cut.id}?scores=all#other-scores"' in page
    assert len(table(vera.get(f"/paper-cuts/{cut.id}?scores=all").text)) == 5


def test_what_has_no_place_has_none_elsewhere(vera: FlaskClient) -> None:
    cut = make.paper_cut("Never seen")

    assert "other-scores" not in vera.get(f"/paper-cuts/{cut.id}").text


def test_inputs_are_kept_changed_and_taken_back_and_the_rank_stays(ada: FlaskClient) -> None:
    cut = ranked("One")
    path, before = f"/paper-cuts/{cut.id}/familiar", (cut.payback_q50, cut.rice)

    answer = ada.post(path, data=GIVEN)
    page = ada.get(path).text
    ada.post(path, data=GIVEN | {"wsjf_risk": ""})
    ada.post(path, data=GIVEN | {"wsjf_risk": ""})  # the same again is nothing new
    history = ada.get(f"/paper-cuts/{cut.id}").text
    kept = db.session.get_one(FamiliarInput, cut.id)

    assert (answer.status_code, answer.location) == (303, f"/paper-cuts/{cut.id}")
    assert '<option selected value="8">' in page
    assert (kept.rubin_impact, kept.wsjf_risk, kept.entered_by.name if kept.entered_by else "") == (3, None, "Ada")
    assert "Rubin impact from nothing to 3; WSJF value from nothing to 8" in history
    assert history.count("WSJF risk reduction from 1 to nothing") == 1
    assert "not all four are entered" in history

    ada.post(path, data=dict.fromkeys(GIVEN, ""))
    db.session.expire_all()
    assert db.session.get(FamiliarInput, cut.id) is None
    assert (cut.payback_q50, cut.rice) == before


@pytest.mark.parametrize("typed", ["4", "0", "-1", "1e9", "99999999999999999999", "NaN", "<b>"])
def test_what_is_not_in_a_scale_is_refused(ada: FlaskClient, typed: str) -> None:
    cut = make.paper_cut("Before")

    answer = ada.post(f"/paper-cuts/{cut.id}/familiar", data=GIVEN | {"wsjf_size": typed})

    assert answer.status_code == 422
    assert "Choose from the list" in answer.text
    assert '<option selected value="8">' in answer.text
    assert db.session.get(FamiliarInput, cut.id) is None


def test_who_may_not_enter_them_is_offered_no_form(ben: FlaskClient) -> None:
    cut = ranked("One")

    assert f"/paper-cuts/{cut.id}/familiar" not in ben.get(f"/paper-cuts/{cut.id}").text
    assert ben.post(f"/paper-cuts/{cut.id}/familiar", data=GIVEN).status_code == 403
