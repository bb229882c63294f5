"""The keystroke-level model: published examples, the grammar with its refusals, and where Ms are proposed."""

import contextlib
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain import formats, klm
from papercuts.domain.klm import Device, Keyer, Model, lost, timing
from papercuts.domain.klm_placement import with_thoughts
from papercuts.domain.klm_presets import PRESETS

LINES = json.loads((Path(__file__).parents[1] / "data/klm.json").read_text("utf-8"))
MOUSE = st.sampled_from(["M", "K", "6K", "P", "B", "BB", "H", "D6", "R0.75", "W2"])


def model_of(case: dict[str, Any]) -> Model:
    return Model(Device(case.get("device", "mouse")), Keyer(case.get("keyer", "average")), case.get("m", klm.M_CMN))


@pytest.mark.parametrize("case", LINES, ids=lambda case: str(case["line"])[:30] or "empty")
def test_a_line_takes_what_its_steps_take(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(ValueError, match="^" + re.escape(case["error"])):
            timing(case["line"], model_of(case))
        return
    found = timing(case["line"], model_of(case))

    assert found.seconds == case["seconds"]
    if "likely" in case:
        assert formats.seconds_span(*klm.limits(found.seconds)) == case["likely"]
    if "rows" in case:
        assert [[row.operator, row.count, row.seconds_each, row.seconds] for row in found.rows] == case["rows"]


def test_raskins_converter_takes_5_4_seconds_in_the_middle() -> None:
    both = [timing(line).seconds for line in ("HMPKHMKKKKMK", "MKKKKMK")]

    assert sum(both) / 2 == pytest.approx(5.4, abs=0.05)


def test_a_line_and_a_thought_have_limits() -> None:
    assert timing("K" * klm.LINE_MAX).seconds == 100
    with pytest.raises(ValueError, match="at most 500 characters"):
        timing("K" * (klm.LINE_MAX + 1))
    for m in (math.nan, math.inf, -1.0, 0.0, 11.0):
        with pytest.raises(ValueError, match=r"from 0\.1 to 10"):
            Model(m=m)


def test_a_fix_gives_back_what_is_left_of_now_and_never_less_than_nothing() -> None:
    assert lost(8.4, 6.2) == 2.2
    assert lost(6.2, 8.4) == 0
    assert klm.longer(0.2, 0.8) == "After the fix it would take 0.60 s longer. Are the two lines swapped?"
    assert klm.longer(0.8, 0.8) == klm.longer(0.8, 0.2) == ""


@given(st.lists(MOUSE, min_size=1, max_size=20), st.lists(MOUSE, min_size=1, max_size=20))
def test_lines_add_up_however_they_are_joined(one: list[str], other: list[str]) -> None:
    apart = timing(" ".join(one)).seconds + timing("+".join(other)).seconds

    assert timing(" ".join(one) + "," + ", ".join(other)).seconds == pytest.approx(apart)


@given(st.text(alphabet="MKPBHDRWTSCO0123456789.,+*× éK\x00", max_size=60), st.sampled_from(Device))
def test_whatever_is_typed_is_timed_or_refused(line: str, device: Device) -> None:
    found = None
    with contextlib.suppress(ValueError):
        found = timing(line, Model(device))
    if found:
        assert math.isclose(found.seconds, sum(row.seconds for row in found.rows), abs_tol=1e-4)


@pytest.mark.parametrize(
    ("line", "proposed"),
    [
        ("K K 5K K 5K K K", "M K M K 5K M K 5K M K K"),  # POET, as Card, Moran & Newell place them: 4M + 15K
        ("M K K 5K K 5K K M K", "M K M K 5K M K 5K M K K"),  # those that stand there do not matter
        ("H P K H 4K K", "H M P K H 4K M K"),  # rule 1: pointing expects the button
        ("P BB P BB", "M P BB M P BB"),
        ("P B P B", "M P B P B"),  # a drag is one thought
        ("KKKK K", "M KKKK K"),  # rules 2 and 4: the name of a command, and its end
        ("M K M K", "M K M K"),
        ("P BB R2 P BB", "M P BB R2 P BB"),  # the thought fits into the wait
        ("KMK", "M K M K"),
        ("H", "H"),
    ],
)
def test_thoughts_are_placed_by_the_rules(line: str, proposed: str) -> None:
    assert with_thoughts(line) == proposed
    assert with_thoughts(proposed) == proposed


def test_thoughts_of_fingers_are_placed_too() -> None:
    assert with_thoughts("S S S T 6T T", Device.TOUCH) == "M S S S M T 6T M T"
    with pytest.raises(ValueError, match="Write the steps first"):
        with_thoughts("M M")


def test_every_preset_can_be_read_and_loses_time() -> None:
    assert {preset.device for preset in PRESETS} == set(Device)
    for preset in PRESETS:
        assert preset.lost() >= 0.3, preset.title
        for line in filter(None, (preset.before, preset.after)):
            assert with_thoughts(line, preset.device) == line, preset.title
    assert {preset.title: preset.lost() for preset in PRESETS if preset.device is Device.TOUCH}[
        "Wait for a page"
    ] == 2.5
