"""Which new passwords are refused, and why: rows A34, A35 and the values of the password rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from papercuts.domain.passwords import _common, is_too_long_to_hash, problem_with
from tests.soon import soon

PAYLOADS = json.loads((Path(__file__).parents[1] / "data" / "payloads.json").read_text(encoding="utf-8"))["payloads"]
PASSWORDS = [payload for payload in PAYLOADS if payload["kind"] == "password"]
ADA = {"email": "first.reader@example.org", "name": "Ada Lovelace", "company": "Ledgerlark Ltd"}


@pytest.mark.parametrize("payload", PASSWORDS, ids=lambda payload: payload["id"])
def test_every_awkward_password_is_taken_or_refused(payload: dict[str, Any]) -> None:
    value = payload["value"]
    password = value if isinstance(value, str) else value["unit"] * value["times"] + value.get("then", "")

    problem = problem_with(password, **ADA)

    assert (problem is not None) == (payload["expect"]["do"] == "reject")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("elevenchars", "at least 12 characters (you typed 11)"),
        ("x1" * 65, "at most 128 characters (you typed 130)"),
        ("😀" * 127 + "!!", "at most 128 characters (you typed 129)"),
        ("            ", "one character repeated"),
        ("QWERTY123456", "most common"),
        ("Qwértyuiop123", "most common"),
        ("my first.reader pass", "e-mail address"),
        ("FIRST-READER-99", "e-mail address"),
        ("adalovelace1815", "your name"),
        ("Ada_Lovelace-1815", "your name"),
        ("i-love-paper-cuts", "the word papercuts"),
        ("LedgerlarkLtd2026", "name of your company"),
        ("good enough but \ud800", "cannot be used"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, says: str) -> None:
    problem = problem_with(password, **ADA)

    assert problem is not None
    assert says in problem


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "x1" * 64,
        "ledgerlark is only half of it",
        "lovelace alone is fine",
        "😀🎈" * 64,
        "  two blanks  ",
        "1815-12-10 10:12",
    ],
)
def test_any_other_password_of_the_right_length_is_taken(password: str) -> None:
    assert problem_with(password, **ADA) is None


def test_names_of_two_letters_or_none_forbid_nothing() -> None:
    assert problem_with("albatross over sea", email="al@example.org", name="Al", company="") is None


def test_what_is_not_known_forbids_nothing() -> None:
    assert problem_with("correct horse battery staple") is None


def test_only_what_could_be_a_password_is_worth_hashing() -> None:
    assert not is_too_long_to_hash("é" * 512)
    assert is_too_long_to_hash("é" * 513)
    assert is_too_long_to_hash("x" * 1_000_000)


def test_a_million_characters_are_refused_at_once() -> None:
    with soon():
        assert problem_with("é" * 1_000_000) is not None


def test_the_list_holds_ten_thousand_lower_case_passwords() -> None:
    assert len(_common()) == 10_000
    assert all(password == password.lower() for password in _common())
