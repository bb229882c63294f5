"""What is known of a paper cut before anybody says how alike people are and how often a cut hits: small enough to keep.

The prior of the share who are hit, and the likeness of people at one visit, are learnt from all paper cuts together.
When they change, every score does; this is what then need not be read from visits, watches and sightings again.
"""

import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from papercuts.domain import rank_factors
from papercuts.domain.distributions import Uncertain, exactly, log_normal
from papercuts.domain.rank_factors import SEGMENT_WATCHED_MIN, Use
from papercuts.domain.rank_inputs import Counts, Inputs, SegmentUse, VisitCount

Rate = tuple[float, float]  # the share who are hit follows Beta(a, b)
Log = tuple[float, float]  # mean and variance of a normal logarithm; a mean of −∞: the number is 0

ASSUMABLE = ("people", "frequency", "occurrences", "seconds", "effort")
HEAD, GROUP = 11, 18  # numbers in `Known.packed`: before the groups, and of each group
NOTHING_SAID = SegmentUse("", 1.0, None, None, None, None, None)  # stands in where a task has no segment yet


@dataclass(frozen=True, slots=True)
class Group:
    """Segments whose people are hit at one rate."""

    performances: Uncertain  # a year, by all their people
    ranked: Uncertain  # … with the segments' weights
    people_variance: float  # what each of the two has in the variance of ranked
    frequency_variance: float
    counts: Counts
    is_own: bool  # the rate is that of one segment, not of all


@dataclass(frozen=True, slots=True)
class Known:
    """The factors of one paper cut; every one but the share who are hit as a log-normal number."""

    groups: tuple[Group, ...]
    pooled: Counts  # of all segments
    occurrences: Log
    seconds: Log
    effort: Log  # engineer-hours
    removed: float  # of the loss, by the fix (0–1)
    assumed: tuple[str, ...]  # names of the factors that nobody gave

    def rates(self, prior: Rate, rho: float) -> tuple[Rate, ...]:
        """Return the share who are hit, for each group."""
        pooled = rank_factors.hit_posterior(self.pooled, prior, rho)
        return tuple(
            rank_factors.segment_posterior(group.counts, pooled, rho) if group.is_own else pooled
            for group in self.groups
        )

    def packed(self) -> bytes:
        """Return it as 64-bit floats, first the head, then each group; `rank_batch` reads them."""
        counts = (self.pooled.hit, self.pooled.watched, self.pooled.squares)
        assumed = sum(2**i for i, name in enumerate(ASSUMABLE) if name in self.assumed)
        numbers = [*counts, *self.occurrences, *self.seconds, *self.effort, self.removed, assumed]
        for group in self.groups:
            numbers += [*astuple(group.performances), *astuple(group.ranked)]
            numbers += [group.people_variance, group.frequency_variance]
            numbers += [group.counts.hit, group.counts.watched, group.counts.squares, group.is_own]
        return struct.pack(f"<{len(numbers)}d", *numbers)


def unpacked(packed: bytes) -> Known:
    """Return what `Known.packed` was made of."""
    numbers = struct.unpack(f"<{len(packed) // 8}d", packed)
    groups = [numbers[start : start + GROUP] for start in range(HEAD, len(numbers), GROUP)]
    return Known(
        groups=tuple(
            Group(Uncertain(*row[:6]), Uncertain(*row[6:12]), row[12], row[13], _counts(row[14:17]), bool(row[17]))
            for row in groups
        ),
        pooled=_counts(numbers[:3]),
        occurrences=(numbers[3], numbers[4]),
        seconds=(numbers[5], numbers[6]),
        effort=(numbers[7], numbers[8]),
        removed=numbers[9],
        assumed=tuple(name for i, name in enumerate(ASSUMABLE) if int(numbers[10]) >> i & 1),
    )


def known(inputs: Inputs) -> Known:
    """Return every factor but the share who are hit, from the data or its default."""
    segments = inputs.segments or (NOTHING_SAID,)
    return Known(
        groups=tuple(_groups(segments, inputs)),
        pooled=Counts.of(inputs.visits),
        occurrences=as_log(rank_factors.occurrences_known(inputs.occurrences, inputs.occurrences_log)),
        seconds=as_log(rank_factors.log_normal_mean_of_seconds(rank_factors.times_known(inputs.timings))),
        effort=rank_factors.effort_log(inputs.effort),
        removed=inputs.share_removed,
        assumed=tuple(_assumed(segments, inputs)),
    )


def weight_of(packed: bytes, prior: Rate, rho: float) -> float:
    """Return `ranking.Estimate.weight` from what `Known.packed` made, and nothing else: thousands take no time.

    prior: a, b of Beta(a, b), the share who are hit before anything is seen.
    rho: how alike people of one visit are, 0–1.
    """
    numbers = struct.unpack(f"<{len(packed) // 8}d", packed)
    pooled = rank_factors.hit_posterior(_counts(numbers[:3]), prior, rho)
    as_they_are = ranked = 0.0
    for start in range(HEAD, len(numbers), GROUP):
        group = numbers[start : start + GROUP]
        a, b = rank_factors.segment_posterior(_counts(group[14:17]), pooled, rho) if group[17] else pooled
        as_they_are += group[0] * a / (a + b)
        ranked += group[6] * a / (a + b)
    return ranked / as_they_are if as_they_are else 1.0


def shared_variance(packed: bytes) -> float:
    """Return what all paper cuts of a task have in common of the variance of ln(payback), from what `packed` made.

    Who does the task, and how often. Exact for one group of segments; larger groups count by their square.
    """
    numbers = struct.unpack(f"<{len(packed) // 8}d", packed)
    groups = [numbers[start : start + GROUP] for start in range(HEAD, len(numbers), GROUP)]
    total = sum(group[6] for group in groups)
    return sum((group[6] / total) ** 2 * (group[12] + group[13]) for group in groups) if total else 0.0


def _counts(numbers: Sequence[float]) -> Counts:
    hit, watched, squares = numbers
    return Counts(int(hit), int(watched), squares)


def number(log: Log) -> Uncertain:
    """Return the uncertain number of a logarithm."""
    return exactly(0.0) if math.isinf(log[0]) else log_normal(*log)


def as_log(value: Uncertain) -> Log:
    """Return the logarithm of a log-normal number."""
    return value.log_mean, value.log_variance


def _groups(segments: Sequence[SegmentUse], inputs: Inputs) -> Iterable[Group]:
    """Yield each segment that was watched enough to have a rate of its own, and the others together."""
    own = own_segments(segments, inputs.visits)
    others = [segment for segment in segments if segment not in own]
    for segment in own:
        counts = Counts.of(visit for visit in inputs.visits if visit.segment == segment.name)
        yield _group([segment], inputs, counts, is_own=True)
    if others:
        yield _group(others, inputs, Counts.of(inputs.visits), is_own=False)


def own_segments(segments: Sequence[SegmentUse], visits: Iterable[VisitCount]) -> list[SegmentUse]:
    """Return those that were watched enough to have a rate of their own, in the order of `Known.groups`."""
    counts = tuple(visits)
    return [segment for segment in segments if len(segments) > 1 and _is_watched_enough(segment, counts)]


def _is_watched_enough(segment: SegmentUse, visits: Iterable[VisitCount]) -> bool:
    return sum(visit.watched for visit in visits if visit.segment == segment.name) >= SEGMENT_WATCHED_MIN


def _group(segments: Sequence[SegmentUse], inputs: Inputs, counts: Counts, *, is_own: bool) -> Group:
    use, ranked = (
        rank_factors.use_known(segments, inputs.periods_a_year, is_weighted=is_weighted)
        for is_weighted in (False, True)
    )
    return Group(
        use.performances,
        ranked.performances,
        ranked.people_variance,
        ranked.frequency_variance,
        counts,
        is_own,
    )


def use_of(inputs: Inputs) -> Use:
    """Return how many people do the task and how often, over all segments, unweighted."""
    return rank_factors.use_known(inputs.segments or (NOTHING_SAID,), inputs.periods_a_year, is_weighted=False)


def _assumed(segments: Iterable[SegmentUse], inputs: Inputs) -> Iterable[str]:
    """Yield the names of the factors that nobody gave, in the order of the sum."""
    if any(segment.people is None for segment in segments):
        yield "people"
    if any(segment.is_frequency_assumed for segment in segments):
        yield "frequency"
    if not inputs.occurrences and inputs.occurrences_log is None:
        yield "occurrences"
    if not any(timing.stopwatch_seconds or timing.stated_seconds for timing in inputs.timings):
        yield "seconds"
    if inputs.effort is None:
        yield "effort"
