"""What becomes of a text before it is stored or compared: rows T37 and T41."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.text import clean_line, clean_text, fold, identity, is_blank
from tests.soon import soon

PAYLOADS = json.loads((Path(__file__).parents[1] / "data" / "payloads.json").read_text(encoding="utf-8"))["payloads"]
TEXTS = [payload for payload in PAYLOADS if payload["kind"] == "text"]


def as_typed(payload: dict[str, Any]) -> str:
    value = payload["value"]
    match payload.get("encoding"):
        case "repeat":
            return str(value["unit"] * value["times"])
        case "json_string":
            return str(json.loads(f'"{value["json_escape"]}"'))
        case "bytes":
            return bytes.fromhex(value["hex"]).decode(errors="replace")
    return str(value).replace("{m}", "marker0123456")


@pytest.mark.parametrize("payload", TEXTS, ids=lambda payload: payload["id"])
def test_every_hostile_text_is_kept_normalised_or_refused_as_a_line(payload: dict[str, Any]) -> None:
    typed, expected = as_typed(payload), payload["expect"]

    if payload["id"] in {"text-048", "text-049", "text-059"}:
        with pytest.raises(ValueError, match="cannot be stored"):
            clean_line(typed)
    elif payload["id"] in {"text-044", "text-045", "text-046", "text-047"}:
        assert clean_line(typed) == ""
    elif expected["do"] == "normalise":
        assert clean_line(typed) == expected["to"]
    else:  # too long is for the form to say; everything else stays, on one line
        one_line = re.sub("[ \t\r\n\u2028\u2029]+", " ", unicodedata.normalize("NFC", typed)).strip()
        assert clean_line(typed) == one_line


@pytest.mark.parametrize("payload", TEXTS, ids=lambda payload: payload["id"])
def test_every_hostile_text_is_kept_normalised_or_refused_as_a_text(payload: dict[str, Any]) -> None:
    typed, expected = as_typed(payload), payload["expect"]

    if payload["id"] in {"text-048", "text-049", "text-059"}:
        with pytest.raises(ValueError, match="cannot be stored"):
            clean_text(typed)
    elif payload["id"] in {"text-044", "text-045", "text-046", "text-047"}:
        assert clean_text(typed) == ""
    elif payload["id"] in {"text-050", "text-051"}:  # direction is taken from names and titles only
        assert clean_text(typed) == typed
    elif expected["do"] == "normalise":
        assert clean_text(typed) == expected["to"]
    else:
        assert clean_text(typed) == unicodedata.normalize("NFC", typed).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Date  field\tclears", "Date field clears"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one two three four five"),
        ("12\xa0345 h", "12\xa0345 h"),
        ("\xa0outer\u3000", "outer"),
        ("x\u200by", "x\u200by"),
        ("", ""),
    ],
)
def test_a_line_is_one_line(typed: str, stored: str) -> None:
    assert clean_line(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("one\n\n  two\t3  \n \n", "one\n\n  two\t3"),
        ("dele\x7fted \x85here", "deleted here"),
        ("\u202bשלום\u202c", "\u202bשלום\u202c"),
    ],
)
def test_a_text_keeps_its_lines(typed: str, stored: str) -> None:
    assert clean_text(typed) == stored


@pytest.mark.parametrize("refused", ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\x1f", "\ud800"])
def test_what_cannot_be_stored_is_refused_and_named(refused: str) -> None:
    with pytest.raises(ValueError, match=f"U\\+{ord(refused):04X}"):
        clean_line(f"a{refused}b")
    with pytest.raises(ValueError, match=f"U\\+{ord(refused):04X}"):
        clean_text(f"a{refused}b")


def test_thirty_accents_on_a_letter_are_kept_and_more_refused() -> None:
    assert clean_line("Z" + "\u0301" * 30).startswith("Ź")
    with pytest.raises(ValueError, match="30 accents"):
        clean_line("Z" + "\u0301" * 31)


@pytest.mark.parametrize(
    "unit", ["x", "😀", "\u0323\u0301", "\ufdfa", "a\u0301", " ", "\u202e", "\n", "\r\n", "\u0301\u093c"]
)
def test_a_hundred_thousand_characters_take_no_quadratic_time(unit: str) -> None:
    typed = unit * (100_000 // len(unit))

    with soon():
        for act in (clean_line, clean_text, fold, identity):
            try:
                act(typed)
            except ValueError as error:
                assert "accents" in str(error)  # noqa: PT017 (either answer is right, only that it comes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE"),
        ("Müller & Söhne", "muller  &\tsohne"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("ＡＣＭＥ　Ｌｔｄ", "acme ltd"),
        ("Straße", "STRASSE"),
        ("İstanbul", "ıstanbul"),
        ("ﬁnance", "Finance"),
        ("Bright\u00admere", "Brightmere"),
        ("\u200bAcme", "acme"),
        ("Ac\u034fm\ufe0fe\U000e0101", "acme"),  # marks and selectors that nothing is drawn for
        ("Æther", "aether"),
        ("e\u0301clair", "éclair"),
        ("ΟΔΟΣ", "οδος"),
        ("ёлка", "Елка"),
        ("ｶﾞ", "ｶ\uff9e"),
    ],
)
def test_folding_forgets_case_accents_width_and_blanks(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("가", "간"), ("क्ष", "कष"), ("Acme", "Acne"), ("1", "l")])
def test_folding_keeps_letters_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.org", "ada@example.org"),
        ("ＡＤＡ", "ada"),
        ("  Ada  ", "ada"),
        ("A\u200bda", "Ada"),
        ("A\u034fd\ufe0fa\u3164", "Ada"),
        ("STRASSE", "straße"),
        ("e\u0301va", "éva"),
        ("ﬃ", "FFI"),
    ],
)
def test_the_same_name_typed_another_way_is_the_same_user(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(("one", "other"), [("Аdmin", "Admin"), ("eva", "éva"), ("Ada L", "AdaL")])
def test_different_names_are_different_users(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", True), ("\u200b \u3164\u2800\ufe0f", True), ("0", False), ("\u0301", False), ("😀", False)],
)
def test_blank_is_what_cannot_be_seen(value: str, expected: bool) -> None:
    assert is_blank(value) is expected


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32))))))
def test_cleaning_folding_and_identity_change_nothing_the_second_time(value: str) -> None:
    assert clean_line(clean_line(value)) == clean_line(value)
    assert clean_text(clean_text(value)) == clean_text(value)
    assert fold(fold(value)) == fold(value)
    assert identity(identity(value)) == identity(value)
    assert identity(value.upper()) == identity(identity(value.upper()))
