"""The life of a paper cut: row A12 and the outcomes of a verification."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from papercuts.domain.lifecycle import (
    Move,
    after_sighting,
    after_verification,
    has_release,
    is_reopened,
    move,
)
from papercuts.domain.limits import Outcome, Status

ALLOWED = {
    ("open", "claim"): "claimed",
    ("open", "decline"): "declined",
    ("open", "merge"): "merged",
    ("claimed", "un-claim"): "open",
    ("claimed", "fix"): "fixed",
    ("claimed", "decline"): "declined",
    ("claimed", "merge"): "merged",
    ("fixed", "verify"): "verified",
    ("fixed", "reopen"): "open",
    ("verified", "reopen"): "open",
    ("declined", "reopen"): "open",
    ("declined", "merge"): "merged",
}


@pytest.mark.parametrize(("status", "event"), list(product(Status, Move)))
def test_a_status_changes_only_along_the_graph(status: Status, event: Move) -> None:
    if (status, event) in ALLOWED:
        assert move(status, event) == ALLOWED[status, event]
    else:
        with pytest.raises(ValueError, match=f"This paper cut is {status} and cannot be"):
            move(status, event)


def test_a_refusal_says_what_may_be_done_instead() -> None:
    with pytest.raises(ValueError, match=r"marked as fixed\. It can be claimed, declined or merged\.$"):
        move("open", "fix")
    with pytest.raises(ValueError, match=r"claimed\. It can be reopened or merged\.$"):
        move("declined", "claim")
    with pytest.raises(ValueError, match=r"Un-merge it first"):
        move("merged", "claim")


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match="closed"):
        move("closed", "claim")
    with pytest.raises(ValueError, match="explode"):
        move("open", "explode")


@pytest.mark.parametrize(
    ("status", "outcome", "after"),
    [
        ("fixed", "gone", "verified"),
        ("fixed", "better", "verified"),
        ("fixed", "still there", "open"),
        ("fixed", "worse", "open"),
        ("fixed", "not on that version yet", "fixed"),
        ("fixed", "kept the workaround", "fixed"),
        ("verified", "gone", "verified"),
        ("verified", "better", "verified"),
        ("verified", "still there", "open"),
        ("verified", "worse", "open"),
        ("verified", "kept the workaround", "verified"),
    ],
)
def test_looking_again_verifies_or_reopens(status: str, outcome: str, after: str) -> None:
    assert after_verification(status, outcome) == after


@pytest.mark.parametrize(("status", "outcome"), list(product(["open", "claimed", "declined", "merged"], Outcome)))
def test_looking_again_changes_nothing_that_was_not_shipped(status: str, outcome: Outcome) -> None:
    assert after_verification(status, outcome) == status


@pytest.mark.parametrize("status", list(Status))
def test_seen_again_reopens_what_was_shipped(status: Status) -> None:
    expected = "open" if status in {"fixed", "verified"} else status

    assert after_sighting(status) == expected


def test_reopened_is_open_after_a_fix() -> None:
    assert is_reopened("open", n_fixes=1)
    assert not is_reopened("open", n_fixes=0)
    assert not is_reopened("claimed", n_fixes=1)
    assert not is_reopened("fixed", n_fixes=1)


NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("begun_at", "has_it"),
    [(NOON - DAY, False), (NOON - HOUR, False), (NOON, True), (NOON + HOUR, True), (NOON + DAY, True)],
)
def test_a_visit_has_a_release_from_its_publication_on(begun_at: datetime, has_it: bool) -> None:
    released = {"released_on": NOON.date(), "published_at": NOON}

    assert has_release(begun_at.date(), begun_at, **released) is has_it


@pytest.mark.parametrize(("visited_on", "has_it"), [(date(2026, 3, 11), False), (date(2026, 3, 12), True)])
def test_a_visit_without_a_time_has_a_release_from_its_day_on(visited_on: date, has_it: bool) -> None:
    assert has_release(visited_on, None, released_on=NOON.date(), published_at=NOON) is has_it
    assert has_release(visited_on, NOON, released_on=NOON.date(), published_at=None) is has_it
