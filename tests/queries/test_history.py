"""The history, in words."""

import pytest

from papercuts.queries.history import in_words


@pytest.mark.parametrize("name", ["2026-13-45", "２０２６-０３-１２"])
def test_a_name_that_only_looks_like_a_day_is_a_name(name: str) -> None:
    assert in_words("added the site", {"name": name}) == f"added the site: name {name}"


def test_a_day_is_written_as_people_write_it() -> None:
    assert in_words("planned the visit", {"day": "2026-03-12"}) == "planned the visit: 12 March 2026"
