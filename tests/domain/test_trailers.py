"""What trailers of commits say of paper cuts."""

import pytest

from papercuts.domain.trailers import Commit, named, together


@pytest.mark.parametrize(
    ("written", "numbers", "unread"),
    [
        (("PC-12",), (12,), ()),
        (("pc-12, PC-31", "PC-12"), (12, 31), ()),
        (("PC-0012 PC-7;PC-8",), (12, 7, 8), ()),
        (("PC-0", "12", "PC-1x"), (), ("PC-0", "12", "PC-1x")),
        (("--output=x", "PC-" + "9" * 40), (), ("--output=x", "PC-" + "9" * 40)),
        ((), (), ()),
    ],
)  # fmt: skip
def test_numbers_are_read_once_each_and_the_rest_is_said(
    written: tuple[str, ...], numbers: tuple[int, ...], unread: tuple[str, ...]
) -> None:
    found = named(Commit("a1", "Fix", written))

    assert (found.numbers, found.unread) == (numbers, unread)


def test_a_note_belongs_to_the_one_it_names() -> None:
    alone = named(Commit("a1", "Fix", ("PC-12",), ("Dates are read",)))
    several = named(Commit("a2", "Fix", ("PC-12, PC-7",), ("PC-7: It opens in front", "Whose?", "PC-9 Another’s")))

    assert alone.notes == {12: "Dates are read"}
    assert several.notes == {7: "It opens in front"}
    assert several.unread == ("Whose?", "PC-9 Another’s")


def test_of_several_commits_each_is_kept_and_the_last_note_counts() -> None:
    commits = [
        Commit("a1", "Begin", ("PC-12",), ("First words",)),
        Commit("b2", "End", ("PC-12, PC-7",), ("PC-12 Last words",)),
    ]

    assert together(commits) == ({12: ["a1", "b2"], 7: ["b2"]}, {12: "Last words"}, [])
