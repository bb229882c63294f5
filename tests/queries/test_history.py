"""The history, in words."""

import pytest

from papercuts.queries.history import in_words


@pytest.mark.parametrize("name", ["2026-13-45", "２０２６-０３-１２"])
def test_a_name_that_only_looks_like_a_day_is_a_name(name: str) -> None:
    assert in_words("added the site", {"name": name}) == f"added the site: name {name}"


def test_a_day_is_written_as_people_write_it() -> None:
    assert in_words("planned the visit", {"day": "2026-03-12"}) == "planned the visit: 12 March 2026"


@pytest.mark.parametrize(("said", "told"), [(["", "MARKER"], "rewritten"), (["MARKER", ""], "removed")])
def test_what_people_said_stays_out_of_a_history_that_an_older_version_wrote(said: list[str], told: str) -> None:
    assert in_words("changed", {"quote": said}) == f"changed: quote {told}"
    assert in_words("changed the person", {"real_name": "rewritten"}) == "changed the person: real name rewritten"


@pytest.mark.parametrize(
    ("times", "per", "told"),
    [
        ([None, 2.0], [None, "day"], "how often 2 a day"),
        ([1.0, 2.5], ["week", "day"], "how often from 1 a week to 2.5 a day"),
        ([1.0, None], ["week", None], "how often from 1 a week to nothing"),
        ([1.0, 2.0], None, "times from 1 to 2"),
    ],
)
def test_how_often_is_one_entry(times: list[float | None], per: list[str | None] | None, told: str) -> None:
    details = {"what": "The date clears", "times": times, "per": per}

    assert in_words("saw", details) == f"saw: The date clears; {told}"
