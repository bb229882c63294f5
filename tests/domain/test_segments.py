"""Nobody counts twice: *Everyone* is the whole."""

import pytest

from papercuts.domain.segments import counts_twice, in_play

EVERYONE, OFFICES, TRADE = 1, 2, 3


@pytest.mark.parametrize(
    ("said", "watched", "counted"),
    [
        ({}, set(), [EVERYONE]),
        ({}, {EVERYONE}, [EVERYONE]),
        ({}, {EVERYONE, TRADE}, [TRADE]),
        ({OFFICES: 400}, {TRADE}, [OFFICES, TRADE]),
        ({OFFICES: 400}, {EVERYONE}, [OFFICES]),
        ({EVERYONE: 1000}, {TRADE}, [EVERYONE]),
        ({EVERYONE: None}, {TRADE}, [EVERYONE]),
        ({EVERYONE: 1000, OFFICES: 400}, {TRADE}, [EVERYONE]),
        ({EVERYONE: 0, OFFICES: 400}, set(), [EVERYONE]),
        ({EVERYONE: None, OFFICES: 400}, {TRADE}, [OFFICES, TRADE]),
        ({EVERYONE: None, OFFICES: None}, set(), [OFFICES]),
    ],
)
def test_the_whole_counts_alone_or_not_at_all(
    said: dict[int, int | None], watched: set[int], counted: list[int]
) -> None:
    assert in_play(said, watched, EVERYONE) == counted


def test_numbers_for_the_whole_and_for_a_part_would_count_twice() -> None:
    assert counts_twice({EVERYONE, OFFICES}, EVERYONE)
    assert not counts_twice({EVERYONE}, EVERYONE)
    assert not counts_twice({OFFICES, TRADE}, EVERYONE)
    assert not counts_twice(set(), EVERYONE)
