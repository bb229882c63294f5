"""What the numbers of a paper cut are, and what others would do, in words."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.domain.ranking import Estimate, Factor
from papercuts.forms.what_if import EFFORT, WhatIfForm
from papercuts.pages.factor_names import FREQUENCY, IN_WORDS, OCCURRENCES
from papercuts.pages.filter_bar import count
from papercuts.queries.paper_cuts import RANK_MOST, Place

UNCHANGED = "Nothing is changed yet."
WRONG = "It cannot be worked out yet: see what is wrong beside the field."
MOVED = " Low and high moved along with likely."
NOBODY = "Nobody would be hit, so it would not be ranked"
SAME = 0.02  # two ranges whose logarithms differ in width by less are as wide as one another
VISIBLE = 0.005  # of the doubt; smaller shares are left out


@dataclass(frozen=True)
class Ranks:
    """The places of a paper cut: its own, and the one it would have among those that wait."""

    status: Status
    now: int | None
    then: Place | None

    @property
    def now_in_words(self) -> str:
        """Return where it is."""
        return f"none: it is {self.status}" if self.now is None and self.status not in WAITING else self.now_is

    @property
    def now_is(self) -> str:
        """Return what it is, to follow "it is"."""
        if self.now is not None:
            return f"number {count(self.now, RANK_MOST)}"
        return "not ranked yet" if self.status in WAITING else str(self.status)

    @property
    def then_in_words(self) -> str:
        """Return where it would be."""
        if self.then is None:
            return f"none: it is {self.status}"
        place = f"number {count(self.then.rank, RANK_MOST)} of {count(self.then.of, RANK_MOST)}"
        return place if self.status in WAITING else f"{place}, if it were opened again"


Cell = tuple[str, str]  # a value, and its range


def _payback(one: Estimate) -> Cell:
    return formats.payback(one.payback_q50), f"likely {_range_of(one)}"


def _lost(one: Estimate) -> Cell:
    likely = formats.span(one.hours_lost_q10, one.hours_lost_q90, between="–")
    return f"{formats.hours(one.hours_lost_mean)} h", f"likely {likely}"


def _effort(one: Estimate) -> Cell:
    likely = formats.span(one.effort_hours_q10, one.effort_hours_q90, between="–")
    return f"{formats.hours(one.effort_hours_mean)} h", f"likely {likely}"


RESULTS: dict[str, Callable[[Estimate], Cell]] = {"Payback": _payback, "Lost a year": _lost, "Effort": _effort}


def told(form: WhatIfForm) -> list[str]:
    """Return what a valid form changes, one clause for each number."""
    now, other = form.now, form.is_other
    clauses = []
    if other("people"):
        clauses.append(f"{form.people.data:,} instead of {now['people']:,} people")
    if other("people_source"):
        clauses.append(f"the people known as “{form.people_source.data}”")
    if other("times") or other("per"):
        times = form.times.data if form.times.data is not None else now["times"]
        clauses.append(f"{times:,.15g} a {form.per.data} instead of {now['times']:,.15g} a {now['per']}")
    if other("frequency_source"):
        clauses.append(f"{FREQUENCY} known as “{form.frequency_source.data}”")
    if other("hit") or other("watched"):
        hit, watched = (_data(form, name) for name in ("hit", "watched"))
        clauses.append(f"{hit:,g} of {watched:,g} hit instead of {now['hit']:,} of {now['watched']:,}")
    for name, clause in (("seconds", "{} instead of {} s"), ("timed", "{} timed instead of {}")):
        clauses += [_instead(form, name, clause)] if other(name) else []
    if other("occurrences"):
        clauses.append(_instead(form, "occurrences", f"{OCCURRENCES} {{}} instead of {{}} times"))
    if any(other(name) for name in EFFORT):
        then, before = (", ".join(f"{x:,.15g}" for x in xs) for xs in _efforts(form))
        clauses.append(f"{then} h of work instead of {before}")
    clauses += [_instead(form, "percent_removed", "{} % removed instead of {} %")] if other("percent_removed") else []
    return clauses


def _data(form: WhatIfForm, name: str) -> float:
    return float(form.now[name]) if form[name].data is None else float(form[name].data)


def _instead(form: WhatIfForm, name: str, clause: str) -> str:
    return clause.format(f"{form[name].data:,.15g}", f"{form.now[name]:,.15g}")


def _efforts(form: WhatIfForm) -> tuple[list[float], list[float]]:
    return list(form.hours), [float(form.now[name]) for name in EFFORT]


def status(clauses: Sequence[str], then: Estimate | None, ranks: Ranks) -> str:
    """Return what the changes do, and which they are."""
    changes = "with " + ", and ".join(filter(None, [", ".join(clauses[:-1]), clauses[-1]]))
    if then is None:
        return f"{NOBODY}, {changes}."
    likely = _range_of(then, " to ")
    return f"{_place(ranks)}Payback {formats.payback(then.payback_q50)}, likely {likely}, {changes}."


def _place(ranks: Ranks) -> str:
    if ranks.then is None:
        return ""
    place = ranks.then_in_words.capitalize()
    return f"{place}, as it is. " if ranks.then.rank == ranks.now else f"{place}; it is {ranks.now_is}. "


def _range_of(one: Estimate, between: str = "–") -> str:
    """Return the range of the payback, with its sign once."""
    ends = (formats.payback(end).removesuffix("×") for end in (one.payback_q10, one.payback_q90))
    return between.join(dict.fromkeys(ends)) + "×"


def doubt(now: Estimate | None, then: Estimate | None) -> Iterable[str]:
    """Yield how the range moves, and where the doubt would lie."""
    if then is None:
        return
    if now is not None and now.payback_q10 and then.payback_q10:
        yield _range(now, then)
    before = {factor.name: factor.variance_share for factor in now.factors} if now else {}
    parts = sorted(then.factors, key=lambda factor: -factor.variance_share)
    lies = [
        f"{formats.percent(one.variance_share)} about {IN_WORDS[one.name]}{_before(one, before)}"
        for one in parts
        if one.variance_share >= VISIBLE
    ]
    yield f"The doubt would be {', '.join(lies)}."


def _before(one: Factor, before: Mapping[str, float]) -> str:
    """Return the share that it has now, where it is another one."""
    if one.name not in before or formats.percent(before[one.name]) == formats.percent(one.variance_share):
        return ""
    return f" (now {formats.percent(before[one.name])})"


def _range(now: Estimate, then: Estimate) -> str:
    ends = [_range_of(now), _range_of(then)]
    if ends[0] == ends[1]:
        return f"The range of the payback stays at {ends[0]}."
    is_higher, is_lower = then.payback_q10 >= now.payback_q10, then.payback_q90 <= now.payback_q90
    if is_higher == is_lower:
        return f"The range of the payback {'shrinks' if is_higher else 'widens'} from {ends[0]} to {ends[1]}."
    widths = [math.log(one.payback_q90 / one.payback_q10) for one in (now, then)]
    change = widths[1] / widths[0] - 1
    shape = "" if abs(change) < SAME else f", {'narrower' if change < 0 else 'wider'} in proportion"
    return f"The range of the payback moves from {ends[0]} to {ends[1]}{shape}."
