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
