"""The one-line grammar of capture, against the table that its JavaScript twin is held against too."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.shorthand import Shorthand, parse, understood
from tests.soon import soon

# Each example: the line, and every field and chip that is not as in an empty line.
EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "shorthand.json").read_text(encoding="utf-8"))
LINES = st.lists(st.sampled_from([*' \t?.,;:"“”„«»@#=x', "14s", "2m", "6/w", "@P2", "#a", "PC-3", "why", "ü"])).map(
    "".join
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["line"])
def test_a_line_is_understood_as_the_table_says(example: dict[str, Any]) -> None:
    expected = {"chips": [], **asdict(Shorthand(text="")), **example}

    said = parse(example["line"])

    assert {"line": example["line"], "chips": understood(said), **asdict(said)} == expected


def test_the_table_is_large_and_has_no_line_twice() -> None:
    lines = [example["line"] for example in EXAMPLES]

    assert len(set(lines)) == len(lines) >= 60


@given(LINES)
def test_nothing_typed_is_lost(line: str) -> None:
    said = parse(line)

    kept = f"{said.text} {said.quote} {said.area}"
    assert line.count("ü") <= kept.count("ü")
    assert line.count("why") <= kept.count("why")
    assert said.occurrences >= 1
    assert (said.times is None) == (said.per is None)


@pytest.mark.parametrize(
    "unit", ["“", "„ ", "« ", '" ', ' "', "14s ", "?", " ?", '"a" ', "@", "1", "1m", "„ « “ » ", "”x ", ", "]
)
def test_a_long_line_is_read_in_linear_time(unit: str) -> None:
    line = unit * (100_000 // len(unit)) + "x"

    with soon():
        parse(line)
