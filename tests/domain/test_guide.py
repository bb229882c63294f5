"""The questions a visit starts from."""

from papercuts.domain.guide import DEFAULT_GUIDE, questions
from papercuts.domain.limits import TEXT


def test_the_default_guide_fits_half_an_hour_and_its_field() -> None:
    asked = questions(DEFAULT_GUIDE)

    assert 8 <= len(asked) <= 10
    assert len(set(asked)) == len(asked)
    assert all(20 < len(question) < 120 for question in asked)
    assert len(DEFAULT_GUIDE) < TEXT


def test_empty_lines_are_no_questions() -> None:
    assert questions("  One?  \n\n \r\nTwo?\n") == ["One?", "Two?"]


def test_an_empty_guide_asks_nothing() -> None:
    assert questions("") == []
