"""Where the doubt comes from, in a bar and in words; and what is held against what."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from papercuts.actions import scores
from papercuts.db import db
from papercuts.domain.ranking import EffortGiven, HitOccurrence, Timing, VisitCount
from papercuts.pages import doubt
from tests.estimates import PLAIN, estimated
from tests.factories import make


def test_the_bar_is_all_of_the_doubt() -> None:
    parts = doubt.of(PLAIN, estimated(), "Approve").parts

    assert parts[-1].x + parts[-1].width == pytest.approx(doubt.WIDTH, abs=doubt.LEAST * doubt.WIDTH)
    assert all(two.x == pytest.approx(one.x + one.width, abs=0.2) for one, two in pairwise(parts))
    assert parts[0].width == max(part.width for part in parts)
    assert any(part.is_assumed for part in parts if part.name == "the seconds lost each time")


def test_shares_too_small_for_a_part_are_named_together() -> None:
    timed = tuple(Timing(n, (8.0,)) for n in range(9))

    last = doubt.of(replace(PLAIN, timings=timed), estimated(timings=timed), "Approve").parts[-1]

    assert last.name == "the seconds lost each time, how many people do the task and how often they do the task"


def test_what_would_narrow_most_is_said_first_and_then_what_watching_more_people_would() -> None:
    guessed = {"effort": None, "timings": (Timing(1, (8.0, 9.0)),)}

    said = doubt.narrowed(replace(PLAIN, **guessed), estimated(**guessed), "Approve")

    assert said.startswith(
        "An estimate of the effort with low, likely and high hours would narrow the payback most: now 1.1× to 31×, then"
    )
    assert "Watching 5 more people doing “Approve” would narrow it less: " in said


def test_five_more_people_of_many_are_said_to_tell_hardly_anything() -> None:
    seen = {"visits": tuple(VisitCount(1, n % 2) for n in range(60)), "occurrences": (HitOccurrence(9, 1),)}

    said = doubt.narrowed(replace(PLAIN, **seen), estimated(**seen), "Approve")

    assert "would narrow the payback most" in said
    assert "Watching 5 more people doing “Approve” would hardly narrow it: " in said


def test_where_nothing_narrows_more_nothing_more_is_said() -> None:
    known = {"timings": tuple(Timing(n, (8.0, 9.0)) for n in range(40)), "effort": EffortGiven(None, 3, 4, 5)}

    said = doubt.narrowed(replace(PLAIN, **known), estimated(**known), "Approve")

    assert said.count("narrow") == 1


@pytest.fixture
def list_of_four() -> list[int]:
    task = make.task()
    cuts = [make.paper_cut(f"Cut {n}", task=task if n < 3 else make.task("Another")) for n in range(4)]
    for n, cut in enumerate(cuts):
        for _ in range(n + 1):
            make.sighting(make.visit(), paper_cut=cut, task=cut.task)
    scores.refresh_all()
    db.session.commit()
    return [cut.id for cut in cuts]


def test_a_paper_cut_stands_against_its_neighbours(vera: FlaskClient, list_of_four: list[int]) -> None:
    page = vera.get(f"/paper-cuts/{list_of_four[2]}").text

    assert "Against others" in page
    assert page.count(", same task") == 2
    told = re.findall(r"PC-(\d+) before PC-(\d+): (?:over )?(\d+) %", page)
    assert len(told) == 3
    assert all(str(list_of_four[2]) in pair and int(chance) >= 50 for *pair, chance in told)


def test_any_other_can_be_asked_for(vera: FlaskClient, list_of_four: list[int]) -> None:
    first, last = list_of_four[0], list_of_four[-1]

    assert 'class="is-asked"' in vera.get(f"/paper-cuts/{first}?against=pc-{last}").text


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("nothing", "Enter a number, like PC-7"),
        ("999", "PC-999 is not in the ranked list"),
        ("9" * 30, "Enter a number, like PC-7"),
        ("²", "Enter a number, like PC-7"),
    ],
)
def test_what_cannot_be_compared_is_said(vera: FlaskClient, list_of_four: list[int], asked: str, error: str) -> None:
    answer = vera.get(f"/paper-cuts/{list_of_four[0]}", query_string={"against": asked})

    assert answer.status_code == 200
    assert error in answer.text


def test_it_is_not_held_against_itself(vera: FlaskClient, list_of_four: list[int]) -> None:
    assert (
        "another paper cut than this one" in vera.get(f"/paper-cuts/{list_of_four[0]}?against={list_of_four[0]}").text
    )
