"""Known names are found in public texts, however they are written: row T09."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.public_names import Said, names_in
from papercuts.domain.text import words_of
from tests.soon import soon


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Typing a date at Brightmere Dental no longer clears it.", "Brightmere Dental"),
        ("BRIGHTMERE DENTAL", "Brightmere Dental"),
        ("brightmere\n dental", "Brightmere Dental"),
        ("Brightmere-Dental", "Brightmere Dental"),
        ("brightmere_dental", "Brightmere Dental"),
        ("(Brightmere’s)", "Brightmere"),
        ("Brìghtmère", "Brightmere"),
        ("Brightmere", "Brìghtmère"),
        ("Ｂｒｉｇｈｔｍｅｒｅ", "Brightmere"),
        ("Bright\u00admere", "Brightmere"),
        ("Bright\u200bmere", "Brightmere"),
        ("Bri\u034fght\ufe0fme\u17b4re", "Brightmere"),
        ("For Łódź Trans.", "Lodz trans"),
        ("STRASSENBAU AG", "Straßenbau AG"),
        ("O'Brien & Söhne", "O’Brien & Sohne"),
        ("İSTANBUL", "istanbul"),
        ("株式会社東京商事で", "東京商事"),
        ("삼성은", "삼성"),
        ("बैंक में", "बैंक"),
        ("3M", "3m"),
        ("at AB.", "AB"),
        ("anna", "Anna"),
        ("cafe\u0301", "Café"),
        ("Marfinch\u200bJoinery", "Marfinch Joinery"),
        ("at MarfinchJoinery's", "Marfinch Joinery"),
        ("Marfinch Joinery", "Marfinch-Joinery"),
        ("Bray\u200bAG", "Bray AG"),
        ("obrien", "O'Brien"),
        ("with obrien & sons", "O'Brien & Sons"),
        ("Joerg Weiss", "Jörg Weiß"),
        ("JO\u0308RG WEISS", "Joerg Weiß"),
        ("Jorg", "Jörg"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, name: str) -> None:
    assert names_in(["nothing here", text], ["Pellworth", name]) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brightmeres", "Brightmere"),
        ("Dental Brightmere", "Brightmere Dental"),
        ("Brightmere", "Brightmere Dental"),
        ("Brightmere and Dental", "Brightmere Dental"),
        ("planning", "Ann"),
        ("a b c", "a"),
        ("a b c", ""),
        ("- & -", "&"),
        ("간", "가나"),
        ("", "Brightmere"),
        ("no table", "Notable"),
        ("the marfinchjoinerys", "Marfinch Joinery"),
        ("Marfinch Join erythema", "Marfinch Joinery"),
    ],
)
def test_only_whole_words_in_their_order_are_a_name(text: str, name: str) -> None:
    assert names_in([text], [name]) == []


def test_a_name_does_not_run_from_one_text_into_the_next() -> None:
    assert names_in(["at Brightmere", "Dental"], ["Brightmere Dental"]) == []


def test_every_name_is_listed_once_in_the_order_given() -> None:
    texts = ["Zoe at Acme", "acme zoe", "ACME Ltd"]

    assert names_in(iter(texts), iter(["Acme Ltd", "Zoe", "Acme", "ACME", "Zoe", "Bob"])) == [
        "Acme Ltd",
        "Zoe",
        "Acme",
        "ACME",
    ]


def test_ten_thousand_names_are_looked_for_in_twenty_long_texts_at_once() -> None:
    names = [f"Site {n} of firm {n % 97}" for n in range(10_000)]
    texts = ["site 1 of firm " * 1_300 + f"Site {n} of firm {n % 97}" for n in range(20)]

    with soon():
        found = names_in(texts, names)

    assert set(names[:20]) <= set(found)


def test_names_that_start_alike_with_many_lengths_do_no_harm() -> None:
    names = ["a" + " a" * n for n in range(1, 200)]

    assert names_in(["a " * 1_000], names) == names


OTHERS = ["Marfinch", "Marfinch Joinery Leeds", "Oakwend Nursery", "Jane Doe", "Ledgerlark", "Ledgerlark Repairs"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello Marfinch Joinery, Ledgerlark 4.2 is out", []),
        ("As OAKWEND nursery's Jane  Doe said", ["Oakwend Nursery", "Jane Doe"]),
        ("Hello Marfinch", ["Marfinch"]),
        ("Hello marfinch-joinery", []),
        ("Marfinch Joinery Leeds met it too", ["Marfinch Joinery Leeds"]),
        ("LEDGERLARK Repairs met it too", ["Ledgerlark Repairs"]),
        ("Ledgerlark repairs", ["Ledgerlark Repairs"]),
        ("Jane Marfinch Joinery Doe", []),
        ("Marfinch Joinery, Marfinch", ["Marfinch"]),
    ],
)
def test_a_name_is_cleared_only_inside_one_that_may_stand_there(text: str, found: list[str]) -> None:
    assert names_in([text], OTHERS, ["Marfinch Joinery", "Ledgerlark", ""]) == found


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_name_between_blanks_is_always_found(before: str, name: str, after: str) -> None:
    if sum(map(len, words_of(name))) >= 2:
        assert names_in([f"{before} {name} {after}"], [name]) == [name]


WORDS = "lists forget where I was whenever somebody rings me up"  # ten


@pytest.mark.parametrize(
    ("of", "quote", "found"),
    [
        (7, f"Oh {WORDS}", "lists forget where i was"),
        (7, "Lists forget where", "lists forget where"),
        (7, "lists forget", None),
        (8, f"Oh {WORDS}", "lists forget where i was whenever somebody"),
        (None, "Where I was whenever!", "where i was whenever"),
        (None, "Lists forget where", None),
        (None, "I lose my place, lists forget where I was", None),
    ],
)
def test_what_was_said_elsewhere_is_repeated_by_more_words_in_a_row(
    of: int | None, quote: str, found: str | None
) -> None:
    others: list[tuple[int | None, str]] = [(None, "")] * 600  # more than are read at once

    assert next(Said({7: [f"Now {WORDS}."]}).repeated([*others, (of, quote)]), (7, None)) == (7, found)
