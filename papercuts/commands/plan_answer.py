"""What `papercuts plan` prints: a table for people, or JSON for other programs."""

import json
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from papercuts.commands.table import print_table
from papercuts.domain import formats
from papercuts.domain.plan_solver import Best
from papercuts.domain.planner import Broken, Id

_OPTIONS = {"owner": "per-owner", "area": "at-most", "not both": "exclude", "left out": "exclude"}  # as they are typed


@dataclass(frozen=True)
class Advice:
    """What else could be, in units of the problem; None where there was no time for it."""

    more: int  # units of effort more
    value: int | None  # of the best set with them
    prices: tuple[tuple[Id, int], ...] = ()  # of insisting on what is not in the set: what the best one is worth less


@dataclass(frozen=True)
class Answer:
    """A plan of an instance or of a list; value and effort in whole units, and how many of them make one."""

    found: Best | None
    why: tuple[Broken, ...]  # where there is none
    why_not: tuple[str, ...]  # … in words
    value_units: int
    effort_units: int
    budget: int
    greedy: tuple[tuple[Id, ...], int, int]  # what picking from the top takes, its value and its effort
    rows: tuple[tuple[str, ...], ...]  # of the table, with its head
    more: Mapping[str, Any] = field(default_factory=dict)  # further keys
    words: tuple[str, ...] = ()  # further lines
    value_words: Callable[[float], str] | None = None  # how a value is read; exactly where nothing is said
    is_value_said: bool = True  # not where the further lines say it
    kept: str = ""  # of the hours, in words
    has_pins: bool = False
    advice: Advice | None = None

    def value_in_words(self, units: int) -> str:
        """Return a value as it is read."""
        return self.value_words(units / self.value_units) if self.value_words else plain(units, self.value_units)


def as_json(answer: Answer) -> None:
    """Print keys and full precision; whole numbers are exact, however large."""
    value, effort = answer.value_units, answer.effort_units
    top, top_value, top_effort = answer.greedy
    keys: dict[str, Any] = {"budget": number(answer.budget, effort)}
    if (found := answer.found) is not None:
        keys = {
            "chosen": list(found.chosen),
            "value": number(found.value, value),
            "effort": number(found.effort, effort),
            "gap": found.gap if math.isfinite(found.gap) else None,  # JSON has no infinity
            "bound": number(found.value, value) if found.is_proven else found.bound / value,
            "is_proven": found.is_proven,
            **keys,
            "left_over": number(answer.budget - found.effort, effort),
            "greedy": {"chosen": list(top), "value": number(top_value, value), "effort": number(top_effort, effort)},
            **_advice(answer),
        }
    else:
        broken = [
            {"limit": _OPTIONS.get(one.group, one.group), "about": one.about, "by": one.ids} for one in answer.why
        ]
        keys = {"chosen": None, "error": " ".join(answer.why_not), "impossible": broken, **keys}
    json.dump({**keys, **answer.more}, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    print()


def _advice(answer: Answer) -> dict[str, Any]:
    """Return what a little more effort would bring, and the prices of insisting that there was time for."""
    advice = answer.advice
    if advice is None:
        return {}
    more = None if advice.value is None else number(advice.value, answer.value_units)
    return {
        "more": {"hours": number(advice.more, answer.effort_units), "value": more},
        "left_out": [{"id": one, "price": number(price, answer.value_units)} for one, price in advice.prices],
    }


def as_table(answer: Answer) -> None:
    """Print the set with its sums and what is proven; where there is none, why, on the error output."""
    if answer.found is None:
        print("papercuts: No set keeps every limit.", *answer.why_not, sep="\n  ", file=sys.stderr)
        return
    if len(answer.rows) > 1:
        print_table(answer.rows)
    found, effort = answer.found, answer.effort_units
    used = f"{plain(found.effort, effort)} of {plain(answer.budget, effort)}"
    n_chosen = formats.number_of(len(found.chosen), "chosen", "chosen")
    value = f", value {answer.value_in_words(found.value)}" if answer.is_value_said else ""
    print(f"{n_chosen}: effort {used}{answer.kept}{value}.")
    if found.is_proven:
        print("Best of all sets that fit: proven.")
    else:
        print(
            f"The best found in the time there is; no set is worth more than {found.bound / answer.value_units:,.6g}."
        )
    less = found.value - answer.greedy[1]
    after = ", after what must be in it," if answer.has_pins else ""
    print(f"Picking from the top{after} gives {f'{answer.value_in_words(less)} less' if less else 'as much'}.")
    for line in answer.words:
        print(line)


def number(units: int, in_one: int) -> int | float:
    """Return an amount, whole where it is."""
    exact = Fraction(units, in_one)
    return int(exact) if exact.denominator == 1 else float(exact)


def plain(units: int, in_one: int) -> str:
    """Return an amount as it is read: 13,549,094 or 12.5."""
    exact = number(units, in_one)
    return f"{exact:,}" if isinstance(exact, int) else f"{exact:,.6f}".rstrip("0").rstrip(".")
