"""What the visits have taught all scores, in words: the value in force, and why it is that."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts import lessons
from papercuts.domain import formats
from papercuts.domain.learning import (
    CUTS_MIN,
    VISITS_MIN,
    WATCHED_MIN,
    WATCHED_TOGETHER_MIN,
    Learnt,
    has_moved,
)
from papercuts.domain.rank_factors import SEGMENT_PRIOR_WEIGHT, SEGMENT_WATCHED_MIN
from papercuts.domain.rank_inputs import HIT_PRIOR, RHO
from papercuts.lessons import OwnRate
from papercuts.models import Setting

Rate = tuple[float, float]
GROUPS_NAMED = 10  # segments at tasks


@dataclass(frozen=True)
class Lesson:
    """One value that every score rests on."""

    name: str
    in_force: str
    default: str
    why: str
    is_default: bool
    groups: tuple[OwnRate, ...] = ()  # where it holds; the first of them
    others: str = ""  # how many more


@dataclass(frozen=True)
class Lessons:
    """All of them, and whether the visits would teach something else by now."""

    rows: tuple[Lesson, ...]
    news: str


def of(setting: Setting) -> Lessons:
    """Return what is in force, and what the visits teach now."""
    found = lessons.read()
    return Lessons(
        rows=(_likeness(setting.rho, found), _prior(setting.hit_prior, found), _segments(lessons.own_rates())),
        news=_news(setting, found),
    )


def _likeness(rho: float, found: Learnt) -> Lesson:
    have = f"{formats.number_of(found.n_visits, 'visit')}, with {formats.significant(found.watched_together)} at a task"
    need = f"{VISITS_MIN} visits with {WATCHED_TOGETHER_MIN:g} people or more at a task"
    learnt = f"There are {have}; what they teach is drawn towards the default."
    why = learnt if found.has_rho else f"Not learnt yet: that takes {need}, and there are {have}."
    return Lesson("How alike people of one visit are", f"{rho:g}", f"{RHO:g}", why, rho == RHO)


def _prior(prior: Rate, found: Learnt) -> Lesson:
    have = formats.number_of(found.n_cuts, "paper cut")
    need = f"{CUTS_MIN} paper cuts watched with {WATCHED_MIN} people or more"
    learnt = f"There are {have} to learn from. Only what somebody ran into can be here, and that is taken into account."
    why = (
        learnt
        if found.has_prior
        else f"Not learnt yet: that takes {need}, and there {'is' if found.n_cuts == 1 else 'are'} {have}."
    )
    name = "How often a paper cut hits before anything is seen of it"
    return Lesson(name, _rate(prior), _rate(HIT_PRIOR), why, prior == HIT_PRIOR)


def _segments(own: Sequence[OwnRate]) -> Lesson:
    why = (
        f"A segment in which a task was watched with {SEGMENT_WATCHED_MIN} people or more has a rate of its own, drawn"
        f" towards that of all segments, which is worth {SEGMENT_PRIOR_WEIGHT:g} people to it. The others share one."
    )
    return Lesson(
        "Segments with a hit rate of their own",
        f"{formats.counted(len(own), 'segment')} at a task".capitalize() if own else "All segments share one rate",
        "",
        why,
        is_default=not own,
        groups=tuple(own[:GROUPS_NAMED]),
        others=f"and {len(own) - GROUPS_NAMED:,} more" if len(own) > GROUPS_NAMED else "",
    )


def _rate(prior: Rate) -> str:
    return f"{formats.percent(prior[0] / sum(prior))}, worth {formats.significant(sum(prior))} people"


def _news(setting: Setting, found: Learnt) -> str:
    if (setting.rho, setting.hit_prior) == (found.rho, found.prior):
        is_learnt = found.has_rho or found.has_prior
        return (
            "This is what all visits teach by now."
            if is_learnt
            else "The defaults hold until there is enough to learn."
        )
    teach = f"By now the visits teach {found.rho:g} and {_rate(found.prior)}"
    if has_moved((setting.rho, setting.hit_prior), (found.rho, found.prior)):
        return f"{teach}. That counts from the next finished write-up or import on, or as soon as you learn anew."
    return f"{teach}: too near to stir the list by itself."
