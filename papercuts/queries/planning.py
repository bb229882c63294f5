"""A sprint planned from what is open: the paper cuts, the best set, how sure it is, and what else there is to say."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from time import monotonic

from sqlalchemy import select

from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.domain.plan_advice import Other, Watch, insisting, instead, too_large, with_more
from papercuts.domain.plan_asked import Asked, Pair
from papercuts.domain.plan_outlook import Outlook
from papercuts.domain.plan_picking import picked
from papercuts.domain.plan_solver import SECONDS, Best, Impossible
from papercuts.domain.planner import EFFORT_UNITS, Broken, Id, Problem, value_of_hours
from papercuts.models import Account, Area
from papercuts.queries import plan_question, plannable
from papercuts.queries.plannable import Cut

INSISTED = 5  # that the price of insisting is worked out for
MORE = 3 * EFFORT_UNITS  # what three hours more would bring
FIRST_SECONDS = 2.5  # for the plan itself; the rest is for what else there is to say
NEXT_BEST = 12  # looked at for the price of insisting


@dataclass(frozen=True)
class Planned:
    """A plan, and what there is to say about it. Efforts and values are in units of the problem."""

    asked: Asked
    cuts: dict[int, Cut]  # in the order of the ranked list
    problem: Problem
    best: Best | None  # none: no set keeps the limits
    why_not: tuple[Broken, ...]
    from_the_top: tuple[int, ...]  # what picking from the ranked list gives
    outlook: Outlook | None
    others: tuple[Other, ...] = ()
    unasked: tuple[Id, ...] = ()  # no time was left for these
    more: Other | None = None
    is_more_asked: bool = True
    unpinned: Other | None = None  # the best set if nothing had to be in it
    idle: tuple[int, ...] = ()  # owners whose limit changes nothing
    too_large: tuple[tuple[Id, int], ...] = ()
    n_claimed: int = 0  # that are not planned again
    n_beyond: int = 0  # that nobody looked at
    unplannable: tuple[int, ...] = ()  # pinned, and closed or never seen
    blocked: tuple[Pair, ...] = ()  # the first is left out, for it needs the second, which cannot be planned
    is_weighted: bool = False  # some segment counts more or less than others

    @property
    def chosen(self) -> list[Cut]:
        """Return the set, in the order of the ranked list."""
        ids = set(self.best.chosen) if self.best else set()
        return [cut for cut in self.cuts.values() if cut.id in ids]

    @property
    def hours_back(self) -> float:
        """Return the hours a year that the set gives back on average; weights do not count."""
        return sum(cut.back[1] for cut in self.chosen)

    @property
    def counted_by(self) -> str:
        """Return what the choice counts by; nothing where it is the mean of the hours given back, as it is shown."""
        ways = ["the lower limits"] * self.asked.is_cautious + ["the segments’ weights"] * self.is_weighted
        return f"by {' and '.join(ways)}" if ways else ""

    def back_of(self, ids: Iterable[Id]) -> int:
        """Return the hours a year that a set gives back on average, in units of value; weights do not count."""
        return sum(value_of_hours(self.cuts[int(one)].back[1]) for one in ids)

    def less_of(self, ids: Iterable[Id]) -> int:
        """Return what a set gives back less than the best one, in units of value; below 0 where it is more."""
        return self.back_of(self.best.chosen if self.best else ()) - self.back_of(ids)


def plan(asked: Asked, *, has_advice: bool = True, first_seconds: float = FIRST_SECONDS) -> Planned:
    """Return the best set for the hours there are. Raises ValueError for limits that contradict each other.

    first_seconds: for the plan itself; has_advice: what else there is to say is worked out in the time that is left.
    """
    watch = Watch(monotonic, monotonic() + SECONDS)
    is_weighted = plannable.is_weighted()
    found = plannable.read(asked, is_weighted)
    cuts = found.cuts
    needs = plannable.needs(asked, cuts)
    blocked = plannable.blocked(needs, cuts)
    question = plan_question.problem_of(replace(asked, needs=tuple(needs)), found, {one for one, _ in blocked})
    plain = Planned(
        asked=asked,
        cuts=cuts,
        problem=question,
        best=None,
        why_not=(),
        from_the_top=_in_order(cuts, picked(question, list(cuts))),
        outlook=None,
        n_claimed=0 if asked.has_claimed else plannable.n_claimed(cuts),
        n_beyond=len(found.beyond),
        unplannable=tuple(one for one in asked.pins if one not in cuts),
        blocked=blocked,
        is_weighted=is_weighted,
    )
    try:
        chosen = watch.best(question, first_seconds)
    except Impossible as error:
        return replace(plain, why_not=tuple(error.why))
    sure = plan_question.outlook_of(asked, question, [cut for cut in cuts.values() if cut.id in chosen.chosen])
    plain = replace(plain, best=chosen, outlook=sure)
    return _with_advice(plain, chosen, watch) if has_advice else plain


def _in_order(cuts: Iterable[int], chosen: Collection[Id]) -> tuple[int, ...]:
    return tuple(one for one in cuts if one in chosen)


def _with_advice(plain: Planned, found: Best, watch: Watch) -> Planned:
    question = plain.problem
    claimed = {cut.id for cut in plain.cuts.values() if cut.status is not Status.OPEN}
    unpinned = _unpinned(plain, found, claimed, watch)
    idle = tuple(_idle(plain, found, claimed, watch))
    is_more_asked = not watch.is_out
    more = with_more(question, found, MORE, watch)
    large = too_large(question, found.chosen)
    skipped = {*found.chosen, *question.left_out, *(one for one, _ in large)}
    next_best = [one for one in plain.cuts if one not in skipped and question.by_id[one].value][:NEXT_BEST]
    others, unasked = insisting(question, found, next_best, watch)
    return replace(
        plain,
        others=tuple(others[:INSISTED]),
        unasked=tuple(unasked),
        more=more,
        is_more_asked=is_more_asked,
        unpinned=unpinned,
        idle=idle,
        too_large=tuple(large),
    )


def _unpinned(plain: Planned, found: Best, claimed: set[int], watch: Watch) -> Other | None:
    """Return the best set with nothing pinned. Without its pin a claimed one is planned only where claimed ones are."""
    question = plain.problem
    left_out = question.left_out | (set() if plain.asked.has_claimed else claimed & question.must)
    return instead(replace(question, must=frozenset(), left_out=left_out), found, watch) if question.must else None


def _idle(plain: Planned, found: Best, claimed: set[int], watch: Watch) -> Iterable[int]:
    """Yield the owners without whose limit the set would be the same; claimed ones may be there because of it."""
    asked, question = plain.asked, plain.problem
    for owner, _ in asked.owners:
        left_out = question.left_out | (
            claimed - question.must if not (asked.is_claimed or len(asked.owners) > 1) else set()
        )
        caps = {other: cap for other, cap in question.per_owner.items() if other != str(owner)}
        other = instead(replace(question, per_owner=caps, left_out=left_out), found, watch)
        if other is not None and not other.goes and not other.comes:
            yield owner


def areas() -> dict[int, str]:
    """Return the names of all areas."""
    rows = db.session.execute(select(Area.id, Area.name).order_by(Area.name))
    return {row.id: row.name for row in rows}


def owners() -> dict[int, str]:
    """Return the names of all accounts."""
    rows = db.session.execute(select(Account.id, Account.name).order_by(Account.name))
    return {row.id: row.name for row in rows}
