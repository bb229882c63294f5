"""What the sprint planner says: limits, proof, prices, and whether the choice matters."""

import math
from collections.abc import Iterable, Mapping, Sequence

from papercuts.domain import formats
from papercuts.domain.limits import Status
from papercuts.domain.plan_advice import Other
from papercuts.domain.plan_asked import Asked
from papercuts.domain.plan_words import Speech
from papercuts.domain.planner import EFFORT_UNITS, VALUE_UNITS, Id, value_of
from papercuts.pages.planner_numbers import in_fives, price, span_in_fives, tenths, typed
from papercuts.queries.planning import Planned

NEAR = 0.02  # a price below that share of the best is almost nothing; as near to a half, it is one
NAMED = 3  # of what does not fit


def speech(areas: Mapping[int, str], owners: Mapping[int, str], asked: Asked) -> Speech:
    """Return how a plan is spoken of; what is no longer there keeps its number."""
    return Speech(
        item="PC-{}".format,
        owner=lambda owner: owners.get(int(owner), f"account {owner}"),
        area=lambda area: areas.get(int(area), f"area {area}"),
        effort=lambda effort: f"{tenths(effort / EFFORT_UNITS)} h",
        there_are=there_are(asked),
    )


def there_are(asked: Asked) -> str:
    """Return what there is to plan with: "there are 16 h less 20 % reserve = 12.8 h"."""
    return f"there are {_budget(asked)}"


def _budget(asked: Asked) -> str:
    less = f" less {asked.reserve} % reserve = {tenths(asked.budget / EFFORT_UNITS)} h" if asked.reserve else ""
    return f"{typed(asked.hours)} h{less}"


def on_paper(asked: Asked) -> str:
    """Return the numbers that a printed plan was asked for, in place of the form."""
    goal = f" The goal is {typed(asked.goal)} h a year." if asked.goal is not None else ""
    said = there_are(asked)
    return f"{said[0].upper()}{said[1:]}.{goal}"


def made_with(asked: Asked, names: Speech) -> str:
    """Return all that a plan was asked for: "Planned with 16 h, to reach 500 h a year. PC-8 is in. Without PC-5."."""
    goal = f", to reach {typed(asked.goal)} h a year" if asked.goal is not None else ""
    limits = [] if asked.has_claimed else ["Open ones only"]
    limits += [limit(name, value, names) for name, value in asked.limits()]
    return " ".join(f"{sentence}." for sentence in (f"Planned with {_budget(asked)}{goal}", *limits))


def limit(name: str, value: str, names: Speech) -> str:
    """Return a limit in words."""
    head, _, tail = value.partition(":")
    if name == "area":
        return f"At most {int(tail):,} from {names.area(head)}"
    if name == "owner":
        return f"{names.owner(head)}: {typed(float(tail))} h"
    cuts = [f"PC-{one}" for one in head.split("-")]
    words = {
        "pin": "{} is in",
        "out": "Without {}",
        "apart": "Not both {} and {}",
        "needs": "{} only with {}",
        "together": "{} share " + (f"{typed(float(tail))} h" if tail else ""),
        "claimed": "Claimed ones, too",
        "cautious": "Cautiously, by the lower limits",
    }[name]
    return words.format(_and(cuts)) if name == "together" else words.format(*cuts)


def as_text(planned: Planned, names: Speech, most: int | None = None) -> str:
    """Return the plan for a message: what was asked, a line each, and the sums. most: lines, the others in one."""
    sure, chosen = planned.outlook, planned.chosen
    hours = typed(planned.asked.hours)
    lines = [f"Sprint plan, {hours} hours", made_with(planned.asked, names)] + [
        f"- PC-{cut.id} {cut.title}: {formats.hours(cut.effort_mean)} h to fix"
        f"{' (assumed)' if cut.needs_effort else ''}, gives back {formats.hours(cut.back[1])} h a year"
        for cut in chosen[:most]
    ]
    if most is not None and (rest := chosen[most:]):
        each = f"{formats.hours(sum(cut.effort_mean for cut in rest))} h to fix, give back"
        lines.append(
            f"- {formats.number_of(len(rest), 'other')}: {each} {in_fives(sum(c.back[1] for c in rest))} h a year"
        )
    if sure is not None:
        total = (
            f"Together about {in_fives(planned.hours_back)} hours a year, likely {span_in_fives(sure.low, sure.high)}."
        )
        lines += [total, f"Chance that {hours} h are enough: {formats.percent(sure.enough)}."]
    return "\n".join(lines)


def proof(planned: Planned) -> str:
    """Return what is proven; where more than hours count, in per cent of what the set counts for."""
    best = planned.best
    if best is None or best.is_proven:
        return f"Best of all sets that {'keep the limits' if planned.problem.must else 'fit'}: proven."
    start = "The best set found in the time there was"
    if not planned.counted_by:
        return f"{start}: no other gives back more than {in_fives(best.bound / VALUE_UNITS)} h."
    if not best.value:
        return f"{start}."
    most = formats.percent(math.ceil(best.gap * 100) / 100)
    return f"{start}: no other counts for over {most} more {planned.counted_by}."


def counts_for(planned: Planned, price: int, less: int) -> str:
    """Return what a set counts for, where that is not what its hours say; nothing where both agree.

    price: what it is worth less than the best one; less: what it gives back less; in units of value.
    """
    if not planned.counted_by or (price > 0) - (price < 0) == (less > 0) - (less < 0):
        return ""
    what = "less" if price > 0 else "more" if price < 0 else "as much"
    return f"counts for {what} {planned.counted_by}"


def apart(less: int) -> str:
    """Return what a set gives back otherwise than the best one: "20 h a year less", or more, or "as many hours"."""
    shown = _hours_apart(less)
    return f"{shown} a year {'less' if less > 0 else 'more'}" if shown != "0 h" else "as many hours a year"


def pinned(planned: Planned) -> str:
    """Return what it costs that something must be in it: "PC-8 is in: 1,730 h a year less than without it"."""
    if planned.unpinned is None or planned.best is None:
        return ""
    names = [one for one in planned.cuts if one in planned.problem.must]
    is_in, it = f"{cuts(names)} {'is' if len(names) == 1 else 'are'} in", "it" if len(names) == 1 else "them"
    other = planned.unpinned
    if not other.goes and not other.comes:
        return f"{is_in}, and would be anyway."
    less = planned.less_of(other.best.chosen)
    shown = _hours_apart(less)
    costs = (
        f"{shown} a year {'less than' if less < 0 else 'more than'}" if shown != "0 h" else "as many hours a year as"
    )
    but = counts_for(planned, other.price, less)
    return f"{is_in}: {costs} without {it}{f', but the set without {it} {but}' if but else ''}."


def with_claimed(planned: Planned) -> str:
    """Return that claimed ones are planned, where nobody asked for them in so many words."""
    if not planned.asked.owners or planned.asked.is_claimed:
        return ""
    n = sum(cut.status is Status.CLAIMED for cut in planned.chosen)
    many = f"{formats.counted(n, 'of the chosen is', 'of the chosen are')} claimed" if n else "none of them is chosen"
    return f"Because a person’s hours are limited, claimed paper cuts are planned, too: {many}."


def nothing_more(planned: Planned) -> str:
    """Return that three hours more would bring nothing, where that was asked."""
    if planned.more is not None or not planned.is_more_asked or planned.best is None:
        return ""
    skipped = {*planned.best.chosen, *planned.problem.left_out}
    is_left = any(item.value and item.id not in skipped for item in planned.problem.items)
    return "Three hours more would bring nothing." if is_left else "Everything that can be planned is in it."


def what_happens(other: Other) -> str:
    """Return who makes room, and who comes in."""
    goes = f"{cuts(other.goes)} {'makes' if len(other.goes) == 1 else 'make'} room" if other.goes else ""
    comes = f"{cuts(other.comes)} {'comes' if len(other.comes) == 1 else 'come'} in" if other.comes else ""
    return ", ".join(filter(None, [goes, comes])) or "Nothing makes room"


def lede(planned: Planned) -> str:
    """Return what the prices say: the smallest and the largest."""
    if not planned.others or planned.best is None:
        return ""
    more = f"counts for more {planned.counted_by}" if planned.counted_by else "gives back more"
    which = "keeps the limits" if planned.problem.must else "fits"
    first = f"No other set that {which} {more}." if planned.best.is_proven else ""
    cheap, dear = planned.others[0], planned.others[-1]
    said = [f"Insisting on PC-{cheap.about} {_costs(planned, cheap)}"]
    if dear is not cheap:
        said.append(f"insisting on PC-{dear.about} {_costs(planned, dear)}")
    return f"{first} {'; '.join(said)}.".strip()


def notes(planned: Planned) -> Iterable[str]:
    """Yield what was not planned, and what to know about the numbers."""
    large = planned.too_large
    if large:
        each = [
            f"PC-{one} takes {formats.hours(planned.problem.by_id[one].effort / EFFORT_UNITS)} h,"
            f" {formats.hours(lacks / EFFORT_UNITS)} h more than there is"
            for one, lacks in large[:NAMED]
        ]
        rest = f"; so do {formats.counted(len(large) - NAMED, 'other')}" if len(large) > NAMED else ""
        yield f"Too large: {'; '.join(each)}{rest}."
    if planned.n_claimed:
        verb = "is" if planned.n_claimed == 1 else "are"
        yield f"{formats.number_of(planned.n_claimed, 'claimed paper cut')} {verb} not planned again."
    if planned.unasked:
        what = cuts(planned.unasked) if len(planned.unasked) <= NAMED else f"{len(planned.unasked):,} others"
        yield f"There was no time to work out the price of insisting on {what}."
    if not planned.is_more_asked:
        yield "There was no time to work out what three hours more would bring."
    if planned.n_beyond:
        yield not_looked_at(planned)
    if planned.counted_by:
        yield f"The choice is made {planned.counted_by}; the hours shown are means without weights."


def not_looked_at(planned: Planned) -> str:
    """Return how many were not looked at, and whether one of them could be in a better set."""
    were = "was" if planned.n_beyond == 1 else "were"
    none = ": none can be in a better set" if planned.best and planned.best.is_proven else ""
    return (
        f"{formats.number_of(planned.n_beyond, 'paper cut')} further down the ranked list {were} not looked at{none}."
    )


def worth(planned: Planned) -> str:
    """Return whether the choice matters: against picking from the top, and against what is not known."""
    best, sure = planned.best, planned.outlook
    if best is None or sure is None or not best.chosen:
        return ""
    picking = "picking from the top of the ranked list"
    if planned.problem.must:
        picking += ", after what you insist on,"
    if set(planned.from_the_top) == set(best.chosen):
        return f"This time it does not matter: {picking} gives the same set."
    less = planned.less_of(planned.from_the_top)
    says = f"{picking} gives {apart(less)}"
    if but := counts_for(planned, best.value - value_of(planned.problem, planned.from_the_top), less):
        return f"It depends on what counts: {says}, but {but}."
    if less < 0:
        return f"There was not time enough: {says}."
    if less == 0:
        return f"This time it does not matter: {picking} gives as much."
    if less / VALUE_UNITS < planned.hours_back - sure.low:
        return f"This time it hardly matters: {says}, well inside the range. Choose by what is easier for you."
    return f"Yes: {says}."


def cuts(ids: Sequence[Id]) -> str:
    return _and([f"PC-{one}" for one in ids])


def _costs(planned: Planned, other: Other) -> str:
    less, whole = planned.less_of(other.best.chosen), planned.less_of(())
    share = less / whole if whole else 0.0
    if but := counts_for(planned, other.price, less):
        costs = f"costs {_hours_apart(less)} a year" if less > 0 else f"gives back {apart(less)}"
        return f"{costs}, but {but}"
    if less <= 0:
        return "costs nothing"
    if share < NEAR:
        return "costs almost nothing"
    if abs(share - 0.5) <= NEAR:
        return "halves the sprint"
    return f"costs {_hours_apart(less)} a year"


def _hours_apart(less: int) -> str:
    return price(less / VALUE_UNITS).lstrip("−+")


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
