"""The sum in boxes: it adds up, and what was said can be found in it."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from papercuts.domain.limits import Per, Source
from papercuts.domain.ranking import EffortGiven, HitOccurrence, Inputs, SegmentUse, Timing, VisitCount, estimate
from papercuts.evidence import Person
from papercuts.pages.score_guide import EXAMPLE
from papercuts.pages.standing import Standing
from papercuts.pages.sum_boxes import Sources
from papercuts.pages.why import explain

USE = SegmentUse("Firms", 1.0, 400, Source.CUSTOMER, 3.0, Per.DAY, Source.TELEMETRY)


def boxes(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the boxes of a sum."""
    found = estimate(inputs)
    assert found is not None
    return list(explain(inputs, found, task="Approve", sources=Sources("", "", "")).boxes)


def texts(**said: Any) -> list[str]:
    """Return the words of the boxes of frequency and people, when that was said of the one segment."""
    by_place = boxes(replace(EXAMPLE, segments=(replace(USE, **said),)))
    return [by_place[1]["text"], by_place[2]["text"]]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "people do it; 400 said by the customer, counted as 425 since uncertain"),
        ({"people_source": Source.TELEMETRY}, "people do it; 400 from telemetry, counted as 402 since uncertain"),
        ({"people_source": None, "people": 0}, "people do it; 0 entered"),
        ({"people": None, "assumed_people": 1_200}, "people do it; 1,200 assumed, counted as 1,980 since uncertain"),
    ],
)
def test_how_many_people_were_said_is_said_first(app: Flask, said: dict[str, Any], words: str) -> None:
    assert texts(**said)[1] == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "3 a day from telemetry, counted as 663 since uncertain"),
        ({"reported_per_year": (276.0,), "reported_as": ((6.0, "week"),)}, "3 a day from telemetry, counted as"),
        (
            {
                "frequency_source": Source.GUESS,
                "reported_per_year": (276.0,),
                "reported_as": ((6.0, "week"),),
            },
            "3 a day guessed, 6 a week said at visits",
        ),
        (
            {
                "times": None,
                "per": None,
                "frequency_source": None,
                "reported_per_year": (276.0, 276.0, 440.0, 12.0),
                "reported_as": ((6.0, "week"), (6.0, "week"), (2.0, "day"), (1.0, "month")),
            },
            "6 a week, 2 a day and 1 more at visits, drawn towards once a week",
        ),
        (
            {
                "frequency_source": Source.GUESS,
                "reported_per_year": (660.0,),
                "reported_as": ((3.0, "day"),),
            },
            "3 a day guessed, 3 a day said at visits, counted as ",
        ),
        ({"times": None, "per": None, "frequency_source": None}, "46 (once a week) assumed, counted as 75.8"),
    ],
)
def test_how_often_was_said_stands_in_its_own_units(app: Flask, said: dict[str, Any], words: str) -> None:
    assert texts(**said)[0].startswith(f"times a year each; {words}")


@pytest.mark.parametrize(
    ("timings", "words"),
    [
        ((Timing(1, (), (14.5,)),), "14.5 s entered, counted as "),
        ((Timing(1, (6.0,), (8.0,)), Timing(2, (14.0,))), "2 timed, typically 8.8 s, counted as "),
        ((), "typically 10 s assumed, counted as "),
    ],
)
def test_the_seconds_can_be_followed_to_what_was_entered(app: Flask, timings: tuple[Timing, ...], words: str) -> None:
    assert boxes(replace(EXAMPLE, timings=timings))[0]["text"].startswith(f"lost each time; {words}")


def test_who_was_hit_at_another_task_is_told_apart_and_each_segment_has_its_rate(app: Flask) -> None:
    people = tuple(Person((n, None), 1, int(n < 3), is_here=n != 2, is_elsewhere=n == 2) for n in range(1, 6))
    inputs = replace(
        EXAMPLE,
        segments=(USE, replace(USE, name="Homes")),
        visits=(VisitCount(6, 3, "Firms"), VisitCount(2, 0, "Homes")),
    )
    found, plain = estimate(inputs), estimate(EXAMPLE)
    assert found is not None
    assert plain is not None

    told = explain(EXAMPLE, plain, task="Approve", sources=Sources("", "", ""), people=people)
    own = explain(inputs, found, task="Approve", sources=Sources("", "", "")).boxes[3]["text"]

    assert told.boxes[3]["text"] == "are hit: 1 of 4 watched at this task, 1 more at others"
    assert "seen with 1 of 4 watched doing “Approve” and 1 more doing something else at 5 visits" in told.sentence
    assert own.startswith("are hit: 3 of 8 watched; ")
    assert own.endswith(" % in Firms")


def test_weights_have_a_box_of_their_own(app: Flask) -> None:
    plain = boxes(EXAMPLE)
    weighted = boxes(replace(EXAMPLE, segments=(replace(USE, weight=2.0), USE)))

    assert not any("weights" in box["text"] for box in plain)
    at = next(i for i, box in enumerate(weighted) if box["text"] == "weights of its segments, in the order only")
    assert (weighted[at - 1].get("kind"), weighted[at]["sign"], weighted[at]["value"]) == ("result", "×", "1.5")
    assert weighted[at + 1]["text"].startswith("to fix")


def notes(**said: Any) -> str:
    """Return what is said of the numbers that are not those seen."""
    inputs = replace(EXAMPLE, **said)
    found = estimate(inputs)
    assert found is not None
    return " ".join(explain(inputs, found, task="Approve", sources=Sources("", "", "")).notes)


def test_a_number_counted_can_be_followed_to_the_one_seen(app: Flask) -> None:
    """2 of 5 are Beta(1 + 2, 3 + 3); 12 of 26, 9 of 22 and 5 of 14 are .409 in the mean, and (1 + 3 × .409) ÷ 4."""
    often = tuple(HitOccurrence(*one) for one in ((12, 26), (9, 22), (5, 14)))
    three = tuple(VisitCount(1, 1) for _ in often)

    assert notes() == (
        "33 % are hit and not 40 %: with 5 people watched, 2 of 5 is counted as 3 of 9; 25 % is taken before anybody is"
        " watched."
    )
    assert "for people at one visit are alike" in notes(visits=(VisitCount(5, 2),))
    assert "drawn towards that of all, and that towards 25 %" in notes(
        visits=(VisitCount(5, 4, "Firms"), VisitCount(5, 1, "Homes")),
        segments=(USE, replace(USE, name="Homes")),
    )
    assert notes(visits=three, occurrences=often, occurrences_log=None).endswith(
        "0.65 times and not 0.41: the 3 it hit met it, in the mean, 0.41 times each time they did the task, drawn"
        " towards 1: 0.56, counted as 0.65 since uncertain."
    )
    assert notes(visits=(VisitCount(100, 25),), rho=0.0) == ""  # as many as were expected


def test_seconds_that_nobody_timed_are_said_beside_what_is_assumed(app: Flask) -> None:
    guessed = replace(EXAMPLE, timings=(Timing(1, (), (8.0,)),))
    found = estimate(guessed)
    assert found is not None
    told = [
        explain(guessed, found, task="Approve", sources=Sources("", "", ""), is_one_guess=is_one).assumed
        for is_one in (True, False)
    ]

    assert told == [
        "No input is assumed; the seconds are one person’s guess.",
        "No input is assumed; the seconds are counted or guessed, not timed.",
    ]


def test_what_is_assumed_is_said_with_what_it_makes_of_the_doubt(app: Flask) -> None:
    inputs = replace(EXAMPLE, effort=None, timings=())
    found = estimate(inputs)
    assert found is not None
    share = sum(one.variance_share for one in found.factors if one.is_assumed)

    told = explain(inputs, found, task="Approve", sources=Sources("", "", "")).assumed

    assert told.startswith(f"2 of 7 inputs are assumed; they make {share:.0%} of the".replace("%", " %"))


@pytest.mark.parametrize(
    ("effort", "words"),
    [
        (EffortGiven(None, 1, 2, 3), "A fix pays for itself within a week."),
        (None, "A fix pays for itself in 1.9 weeks."),
        (EffortGiven(None, 450, 900, 1_350), "A fix pays for itself in 4 years."),
        (EffortGiven(None, 2_000, 4_000, 6_000), "A fix would take more than 10 years to pay for itself."),
    ],
)
def test_it_says_when_a_fix_pays_for_itself(app: Flask, effort: EffortGiven | None, words: str) -> None:
    given = replace(EXAMPLE, effort=effort or EXAMPLE.effort)
    found = estimate(given)
    assert found is not None

    ranked = explain(given, found, task="Approve", sources=Sources("", "", ""), standing=Standing(1, 1))
    fixed = explain(given, found, task="Approve", sources=Sources("", "", ""))

    assert ranked.doubt.endswith(words)
    assert "pay" not in fixed.doubt
