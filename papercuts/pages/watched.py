"""Whom a score counts as watched: how many of them were hit, in words, and the table behind that."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.rank_known import Rate, own_segments
from papercuts.domain.ranking import Estimate, Inputs, estimate
from papercuts.evidence import Person
from papercuts.queries.neighbours import Known
from papercuts.queries.watched import Row

SHOWN = 50  # people at visits on the page; the rest on request
SEGMENTS_NAMED = 2  # in the box


@dataclass(frozen=True)
class Watched:
    """The people behind the share who are hit."""

    summary: str
    rows: tuple[Row, ...]
    n: int
    segments: tuple[str, ...]  # where some have rates of their own: how each counts
    undecided: str  # who is left out, and why; empty: nobody
    is_open: bool


def of(known: Known, *, is_whole: bool) -> Watched | None:
    """Return the people whom the score of a paper cut counts; nothing without a score. is_whole: all of them."""
    found = estimate(known.inputs)
    if found is None:
        return None
    visits = formats.number_of(len(known.inputs.visits), "visit")
    k, n, n_more = _counts(found, known.people)
    more = f", and {n_more:,} more at other tasks" if n_more else ""
    return Watched(
        summary=f"{k:,} of {n:,} were hit{more}, at {visits}",
        rows=queries.watched.rows(known.people, None if is_whole else SHOWN),
        n=len(known.people),
        segments=_segments(known.inputs, found),
        undecided=_undecided(known.n_undecided),
        is_open=is_whole,
    )


def _undecided(n: int) -> str:
    if not n:
        return ""
    who = "1 more person was watched" if n == 1 else f"{n:,} more people were watched"
    return f"{who} and {'counts' if n == 1 else 'count'} once what they met there is matched to a paper cut."


def hit_of(found: Estimate, people: Sequence[Person]) -> str:
    """Return how many of how many were hit: "3 of 11 watched at this task, 2 more at others"."""
    k, n, n_more = _counts(found, people)
    return f"{k:,} of {n:,} watched" + (f" at this task, {n_more:,} more at others" if n_more else "")


def hit_doing(found: Estimate, people: Sequence[Person], task: str) -> str:
    """Return the same with the name of the task, to follow "seen with"."""
    k, n, n_more = _counts(found, people)
    return f"{k:,} of {n:,} watched doing “{task}”" + (f" and {n_more:,} more doing something else" if n_more else "")


def _counts(found: Estimate, people: Sequence[Person]) -> tuple[int, int, int]:
    """Return who was hit at its own task, of how many, and who was hit at others only."""
    n_more = sum(one.is_elsewhere for one in people)
    n_here = sum(one.is_here for one in people) if people else found.watched_n
    return found.hit_k - n_more, n_here, n_more


def own_rates(inputs: Inputs, found: Estimate) -> str:
    """Return the rates of the segments that have their own: "; 31 % in Offices"."""
    own = _own(inputs, found)
    said = ", ".join(f"{formats.percent(_mean(rate))} in {name}" for name, _, rate in own[:SEGMENTS_NAMED])
    more = len(own) - SEGMENTS_NAMED
    return f"; {said}{f' and {more:,} more segments of their own' if more > 0 else ''}" if own else ""


def _segments(inputs: Inputs, found: Estimate) -> tuple[str, ...]:
    """Return how each segment with a rate of its own counts, and the others."""
    own = _own(inputs, found)
    if not own:
        return ()
    said = [f"{name}: {seen}, counted as {formats.percent(_mean(rate))}" for name, seen, rate in own]
    if len(own) < len(found.known.groups):
        pooled = found.known.rates(inputs.hit_prior, inputs.rho)[-1]
        said.append(f"The others share the rate of all: {_seen(inputs)}, counted as {formats.percent(_mean(pooled))}")
    return tuple(said)


def _own(inputs: Inputs, found: Estimate) -> list[tuple[str, str, Rate]]:
    rates = found.known.rates(inputs.hit_prior, inputs.rho)
    own = own_segments(inputs.segments, inputs.visits)
    return [
        (segment.name, f"{group.counts.hit:,} of {group.counts.watched:,}", rate)
        for segment, group, rate in zip(own, found.known.groups, rates, strict=False)
    ]


def _seen(inputs: Inputs) -> str:
    return f"{inputs.hit_k:,} of {inputs.watched_n:,}"


def _mean(rate: Rate) -> float:
    return rate[0] / sum(rate)
