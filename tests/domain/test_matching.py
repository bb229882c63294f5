"""Which known paper cuts a sighting may be."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.matching import Candidate, fused, rank_candidates, words_sought

EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "known.json").read_text(encoding="utf-8"))
TITLES = [
    "Date field clears itself on Enter",
    "Page jumps to the top after saving",
    "Reminders are listed in no order",
    "Customer search only finds exact names",
    "Export forgets the chosen columns",
    "Total is hidden below the fold",
    "Printing needs four clicks",
    "Tab order skips the amount",
    "Attachment preview opens in the same window",
    "Currency resets to euro",
]
KNOWN = [
    Candidate(number, title, task_id=number % 3 + 1, area_id=number % 2 + 1)
    for number, title in enumerate(TITLES, start=31)
]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the date field clears on enter", 31),
        ("jumped: page jumps up after saving", 32),
        ("reminder order makes no sense", 33),
        ("searching: search needs exact customer names", 34),
        ("columns forgotten by export", 35),
        ("have to scroll for the total, hidden", 36),
        ("CLICKS for printing", 37),
        ("tab skips amounts", 38),
        ("preview of an attachment opens over my window", 39),
        ("curréncy euro again", 40),
    ],
)
def test_the_same_thing_said_otherwise_comes_first(text: str, number: int) -> None:
    assert rank_candidates(text, None, None, KNOWN)[0].number == number


@pytest.mark.parametrize("text", ["", "the and of", "zebra", "???"])
def test_without_a_word_in_common_nothing_is_offered(text: str) -> None:
    assert rank_candidates(text, 1, 1, KNOWN) == []


def test_the_same_task_alone_is_no_reason() -> None:
    numbers = [match.number for match in rank_candidates("date clears", 2, 1, KNOWN, limit=10)]

    assert numbers == [31]


def test_the_reasons_are_said() -> None:
    first = rank_candidates("the field of dates on paper clears", task_id=2, area_id=2, candidates=KNOWN)[0]

    assert first.reasons == ["same task", "same area", "3 words in common"]
    assert rank_candidates("date field clears itself", 2, None, KNOWN)[0].reasons == [
        "looks the same",
        "same task",
        "4 words in common",
    ]
    assert rank_candidates("printing", None, None, KNOWN)[0].reasons == ["1 word in common"]


def test_of_two_alike_the_one_on_the_same_task_is_first() -> None:
    known = [
        Candidate(1, "List is slow", task_id=1),
        Candidate(2, "List is slow", task_id=2),
        Candidate(3, "Menu is slow", task_id=2),
    ]

    assert [match.number for match in rank_candidates("slow list", 2, None, known)] == [2, 1, 3]


def test_nothing_known_of_task_and_area_is_nothing_shared() -> None:
    assert rank_candidates("slow list", None, None, [Candidate(1, "Slow list")])[0].reasons == [
        "looks the same",
        "2 words in common",
    ]


def test_of_two_equal_ones_the_more_often_seen_is_first_then_the_older() -> None:
    known = [
        Candidate(3, "Slow list", n_sightings=2),
        Candidate(1, "Slow list", n_sightings=9),
        Candidate(2, "Slow list", n_sightings=2),
    ]

    assert [match.number for match in rank_candidates("slow list", None, None, known)] == [1, 2, 3]


def test_a_rare_word_says_more_than_a_common_one() -> None:
    known = [Candidate(number, f"Field is slow number {number}") for number in range(10)] + [
        Candidate(99, "Field on ledger")
    ]

    assert rank_candidates("ledger is slow", None, None, known)[0].number == 99


def test_words_of_sightings_are_found_too_but_count_less_than_the_title() -> None:
    known = [
        Candidate(1, "Date is lost", words="cursor jumps away while typing"),
        Candidate(2, "Cursor jumps away"),
        *KNOWN,
    ]

    found = rank_candidates("cursor jumps", None, None, known, with_faint=True)

    assert [match.number for match in found][:2] == [2, 1]
    assert found[1].reasons == ["2 words in common with sightings"]


def test_what_only_sightings_have_in_common_is_never_named_alone() -> None:
    known = [Candidate(1, "Date field clears itself", 2, 2, words="it went blank before the change was taken"), *KNOWN]

    assert rank_candidates("could not tell whether the change was taken", 2, 2, known) == []
    listed = rank_candidates("could not tell whether the change was taken", 2, 2, known, with_faint=True)
    assert listed[0].reasons == ["same task", "same area", "2 words in common with sightings"]


@given(st.text("abcdefg ", max_size=30), st.lists(st.text("abcdefg ", max_size=30), max_size=6))
def test_what_is_named_alone_has_a_reason_that_stands_in_its_title(text: str, titles: list[str]) -> None:
    known = [Candidate(number, title, 1, 1, words=text) for number, title in enumerate(titles)]

    for match in rank_candidates(text, 1, 1, known):
        shared = set(words_sought(text)) & set(words_sought(titles[match.number]))
        assert shared or match.reasons[-1] == "spelt alike"


def test_only_a_close_one_is_strong() -> None:
    assert rank_candidates("date field clears itself", None, None, KNOWN)[0].is_strong
    assert not rank_candidates("a date was wrong in the second report for the tax office", 2, None, KNOWN)[0].is_strong
    assert not rank_candidates("slow", 1, 1, [Candidate(1, "Slow", task_id=1, area_id=1)])[0].is_strong


def test_a_chance_word_in_common_is_offered_at_the_same_task_only() -> None:
    text = "looked for a delete button and went home to ask the tax office"
    known = [Candidate(1, "Send button is below the fold on small laptops", task_id=1), *KNOWN]

    assert rank_candidates(text, 1, None, known)[0].number == 1
    assert rank_candidates(text, 99, None, known) == []
    assert rank_candidates(text, 99, None, known, with_faint=True)[0].number == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("clears", "clear"), ("entries", "entry"), ("boxes", "box"), ("classes", "class"), ("ＭÜLLER", "muller")],
)
def test_plurals_case_and_accents_make_no_difference(one: str, other: str) -> None:
    assert rank_candidates(one, None, None, [Candidate(1, other)])


@pytest.mark.parametrize(("one", "other"), [("status", "statu"), ("as", "a"), ("gas", "ga"), ("this", "thi")])
def test_words_that_only_look_like_plurals_are_left_alone(one: str, other: str) -> None:
    found = rank_candidates(one, None, None, [Candidate(1, other)])

    assert [match.reasons for match in found] in ([], [["spelt alike"]])


def test_a_slip_of_the_pen_is_found_by_its_letters() -> None:
    first = rank_candidates("curency", None, None, KNOWN)[0]

    assert (first.number, first.reasons, first.is_strong) == (40, ["spelt alike"], False)


def test_what_several_searches_find_is_first() -> None:
    assert fused([3, 1, 2], [1, 9]) == [1, 3, 9, 2]
    assert fused([], []) == []


def test_a_text_of_very_many_words_is_read_as_far_as_it_tells_something() -> None:
    text = " ".join(f"word{n}" for n in range(5_000))

    assert len(words_sought(text)) == 60


def test_at_most_the_limit_is_offered() -> None:
    known = [Candidate(number, "Slow list") for number in range(20)]

    assert len(rank_candidates("slow list", None, None, known)) == 5
    assert len(rank_candidates("slow list", None, None, known, limit=2)) == 2


@pytest.mark.parametrize("asked", EXAMPLES["asked"], ids=lambda asked: asked["text"][:30] or "nothing")
def test_browser_and_server_have_these_examples(asked: dict[str, Any]) -> None:
    known = [
        Candidate(cut["number"], cut["title"], cut["task"], cut["area"], cut["sightings"], cut["words"])
        for cut in EXAMPLES["cuts"]
        if cut["status"] not in ("merged", "declined")
    ]

    found = rank_candidates(asked["text"], asked["task"], asked["area"], known)

    assert [{**vars(match), "score": pytest.approx(match.score, abs=1e-6)} for match in found] == [
        {"number": one["number"], "score": one["score"], "reasons": one["reasons"], "is_strong": one["isStrong"]}
        for one in asked["found"]
    ]


WORDS = st.lists(st.sampled_from(["date", "field", "clear", "list", "slow", "the", "ü"]), max_size=6).map(" ".join)


@given(WORDS, st.lists(st.builds(Candidate, st.integers(1, 99), WORDS, words=WORDS), max_size=8), st.integers(0, 3))
def test_scores_fall_and_likeness_stays_between_none_and_the_same(
    text: str, known: list[Candidate], limit: int
) -> None:
    matches = rank_candidates(text, None, None, known, limit)

    assert len(matches) <= limit
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert all(0 <= match.score <= 1 + 1e-9 for match in matches)
