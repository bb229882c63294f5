"""Which version is known to be older than another."""

import pytest

from papercuts.domain.versions import after, has_fix, is_older


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("4.9", "4.12", True),  # by its numbers, not by its letters
        ("4.12", "4.9", False),
        ("v4.11.3", "4.12", True),
        ("4", "4.0.1", True),
        ("4.12.0", "4.12", False),
        ("2026.3", "2026.11", True),
        (" 4.9 ", "V4.12", True),
        ("", "4.12", False),
        ("4.9", "Spring", False),
        ("4.12 beta", "4.13", False),
        ("٤.٩", "4.12", False),
        ("4..9", "4.12", False),
        ("9" * 60, "4.12", False),
    ],
)
def test_a_version_is_older_where_both_are_numbers(version: str, than: str, expected: bool) -> None:
    assert is_older(version, than) is expected


@pytest.mark.parametrize(
    ("version", "fixed_in", "expected"),
    [
        ("4.12", "4.12", True),
        ("v4.12.0", "4.12", True),
        ("4.13", "4.12", True),
        ("4.9", "4.12", False),
        ("Spring", "Spring", True),
        ("Spring", "4.12", False),
        ("", "", False),
    ],
)
def test_a_version_has_a_fix_only_where_that_is_known(version: str, fixed_in: str, expected: bool) -> None:
    assert has_fix(version, fixed_in) is expected


@pytest.mark.parametrize(
    ("version", "taken", "expected"),
    [
        ("4.12", [], "4.13"),
        ("v4.9", ["v4.10"], "v4.11"),
        ("7", ["7"], "8"),
        ("4.12 beta", [], ""),
        ("Spring", [], ""),
        ("", [], ""),
    ],
)
def test_the_next_version_is_one_that_nobody_has(version: str, taken: list[str], expected: str) -> None:
    assert after(version, taken) == expected
