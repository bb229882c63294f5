"""How far a round is, in numbers and words."""

from datetime import date

import pytest

from papercuts.domain.limits import Status
from papercuts.domain.rounds import days_in_words, progress

DAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ("", "0 of 4 slots fixed; 4 free"),
        ("open claimed", "0 of 4 slots fixed; 1 claimed, 1 waiting, 2 free"),
        ("fixed verified open declined", "2 of 4 slots fixed, 1 of them verified; 1 waiting, 1 closed without a fix"),
        ("verified verified", "2 of 4 slots fixed, and verified; 2 free"),
        ("fixed verified verified verified", "4 of 4 slots fixed, 3 of them verified"),
    ],
)
def test_progress_counts_what_is_in_the_slots(statuses: str, words: str) -> None:
    assert progress(4, [Status(status) for status in statuses.split()]).in_words == words


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (14, 20, "starts in 2 days"),
        (13, 20, "starts tomorrow"),
        (12, 20, "8 days left"),
        (1, 13, "1 day left"),
        (12, 12, "ends today"),
        (1, 11, "ended on 11 March 2026"),
    ],
)
def test_days_are_told_from_today(starts: int, ends: int, words: str) -> None:
    assert days_in_words(DAY.replace(day=starts), DAY.replace(day=ends), DAY) == words
