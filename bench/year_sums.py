"""The hours of `bench.year`, summed anew from what the simulation knows, by drawing: nothing of the product's sums."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from bench.year_kept import Cut, Meeting, Mended, Sight, Truth, Watched

DRAWS = 200_000
LEFT = {"gone": 0.0, "better": 0.5, "still there": 1.0, "worse": 1.5}
Draws = Any  # numpy.ndarray of floats


@dataclass(frozen=True)
class Sum:
    """Hours a year: the mean, exact, and draws around it."""

    mean: float
    draws: Draws
    seconds: Draws  # of the same draws: the mean seconds lost each time
    seconds_log: tuple[float, float]  # mean and variance of their logarithm

    @property
    def ends(self) -> tuple[float, float]:
        """Return the ends of the 80 % range."""
        low, high = np.quantile(self.draws, (0.1, 0.9))
        return float(low), float(high)


@dataclass(frozen=True)
class Given:
    """What a fix was to give back and gave."""

    fix: Mended
    predicted: Sum | None
    realised: Sum | None
    before: float | None  # seconds
    after: float | None
    n_looked: int
    n_gone: int
    n_assumed: int


class Sums:
    """Sums of one truth. prior, rho: what the product has learnt, as its settings say."""

    def __init__(self, truth: Truth, prior: tuple[float, float], rho: float) -> None:
        self.truth, self.prior, self.rho = truth, prior, rho
        self.watches: dict[int, list[Watched]] = defaultdict(list)
        for one in truth.watches:
            if not one.meeting.product:
                self.watches[one.job.id].append(one)
        self.undecided = {
            (one.meeting.id, one.person.id, one.job.id)
            for one in truth.sights
            if one.cut is None and not one.is_delight
        }
        self.performed = {(one.meeting.id, one.person, one.job.id): one.performed for one in truth.watches}
        self._lost: dict[tuple[int, date | None], Sum | None] = {}

    def lost(self, cut: Cut, before: date | None = None) -> Sum | None:
        """Return the hours lost; before: by what was seen before that day. None where nobody was hit."""
        key = (cut.id, before)
        if key not in self._lost:
            self._lost[key] = self._sum(cut, before)
        return self._lost[key]

    def known(self, cut: Cut) -> Sum | None:
        """Return the hours lost as lists have them: of a fixed one, by what was seen before its fix."""
        fixes = self.truth.published(cut.id)
        is_mended = cut.status in ("fixed", "verified")
        return self.lost(cut, self.truth.releases[fixes[-1].release].day if is_mended else None)

    def _sum(self, cut: Cut, before: date | None) -> Sum | None:
        hits: dict[tuple[int, int], list[Sight]] = defaultdict(list)
        for sight in self.truth.sights:
            if sight.cut == cut.id and not sight.meeting.product and (before is None or sight.meeting.day < before):
                hits[sight.meeting.id, sight.person.id].append(sight)
        if not hits:
            return None
        chance = np.random.default_rng([cut.id, 7])
        at: dict[int, Meeting] = {some[0].meeting.id: some[0].meeting for some in hits.values()}
        pairs = set(hits)
        for one in self.watches[cut.job.id]:
            if (before is None or one.meeting.day < before) and (
                one.meeting.id, one.person, cut.job.id
            ) not in self.undecided:  # fmt: skip
                pairs.add((one.meeting.id, one.person))
                at[one.meeting.id] = one.meeting
        counts = {
            visit: [sum(pair[0] == visit for pair in pairs), sum(pair[0] == visit for pair in hits)] for visit in at
        }
        seconds, log, mean_seconds = self._seconds(list(hits.values()), chance)
        often, mean_often = self._often(list(hits.items()), chance)
        people, mean_people = self._people(cut, counts, at, chance)
        draws = people * seconds * often / 3600
        return Sum(mean_people * mean_seconds * mean_often / 3600, draws, seconds, log)

    def _seconds(self, hits: list[list[Sight]], chance: Any) -> tuple[Draws, tuple[float, float], float]:
        by_visit: dict[int, list[float]] = defaultdict(list)
        stated = []
        for some in hits:
            timed = [math.log(one.seconds) for one in some if one.seconds and one.how == "stopwatch"]
            stated += [math.log(one.seconds) for one in some if one.seconds and one.how != "stopwatch"]
            if timed:
                by_visit[some[0].meeting.id].append(sum(timed) / len(timed))
        if len(by_visit) >= 3:
            logs = [sum(some) / len(some) for some in by_visit.values()]
        else:
            logs = [one for some in by_visit.values() for one in some]
        expected, weight = (sum(stated) / len(stated), 1.0) if stated else (math.log(10), 0.25)
        mean, variance = cox(logs, expected, weight)
        return np.exp(chance.normal(mean, math.sqrt(variance), DRAWS)), (mean, variance), math.exp(mean + variance / 2)

    def _often(self, hits: list[tuple[tuple[int, int], list[Sight]]], chance: Any) -> tuple[Draws, float]:
        rates = []
        for (visit, person), some in hits:
            performed = sum(self.performed[visit, person, job] for job in {one.job.id for one in some})
            rates.append(sum(one.occurrences for one in some) / performed)
        n = len(rates)
        middle = (1 + sum(rates)) / (1 + n)
        variance = math.log(1 + (0.1 + sum(abs(rate - 1) for rate in rates)) / ((1 + n) * middle) ** 2)
        return np.exp(chance.normal(math.log(middle), math.sqrt(variance), DRAWS)), middle * math.exp(variance / 2)

    def _people(
        self, cut: Cut, counts: dict[int, list[int]], at: dict[int, Meeting], chance: Any
    ) -> tuple[Draws, float]:
        """Return how often a year somebody is hit: people × times a year × share who are hit, over the segments."""
        segments = sorted({one.meeting.place.segment for one in self.watches[cut.job.id]} | cut.job.uses.keys())
        pooled = self._rate(counts, self.prior)
        shared = chance.beta(*pooled, DRAWS)
        draws, mean = np.zeros(DRAWS), 0.0
        for segment in segments:
            here = {visit: n for visit, n in counts.items() if at[visit].place.segment == segment}
            rate, hit = pooled, shared
            if len(segments) > 1 and sum(n for n, _ in here.values()) >= 5:
                worth = self._worth(here)
                scale = min(1.0, max(4 / sum(pooled), (1 - sum(k for _, k in here.values()) / worth) / pooled[0]))
                rate = self._rate(here, (pooled[0] * scale, pooled[1] * scale))
                hit = chance.beta(*rate, DRAWS)
            (n_log, n_sd), (f_log, f_sd) = self._use(cut, segment)
            shared_by_task = np.random.default_rng(
                [cut.job.id, *segment.encode()]
            )  # the same people, whatever they meet
            draws += np.exp(shared_by_task.normal(n_log + f_log, math.hypot(n_sd, f_sd), DRAWS)) * hit
            mean += math.exp(n_log + f_log + (n_sd**2 + f_sd**2) / 2) * rate[0] / sum(rate)
        return draws, mean

    def _worth(self, counts: dict[int, list[int]]) -> float:
        n = sum(watched for watched, _ in counts.values())
        return 1 + (sum(watched**2 for watched, _ in counts.values()) / n - 1) * self.rho

    def _rate(self, counts: dict[int, list[int]], prior: tuple[float, float]) -> tuple[float, float]:
        n, k, worth = sum(n for n, _ in counts.values()), sum(k for _, k in counts.values()), self._worth(counts)
        return prior[0] + k / worth, prior[1] + (n - k) / worth

    def _use(self, cut: Cut, segment: str) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return mean and sd of the logarithms of people, and of times a year."""
        heads = sum(place.heads for place in self.truth.places if place.segment == segment)
        given = cut.job.uses.get(segment)
        people = (math.log(given[0]), given[1]) if given and given[0] else (math.log(heads / 2), 0.9)
        times, sd = (given[2], given[3]) if given and given[2] else (46.0, 1.0)
        if sd == 0.1:  # telemetry
            return people, (math.log(times), sd)
        said = [
            math.log(one.times_a_year)
            for one in self.watches[cut.job.id]
            if one.times_a_year and one.meeting.place.segment == segment
        ]
        precision = 1 / sd**2 + len(said) / 0.49
        middle = (math.log(times) / sd**2 + sum(said) / 0.49) / precision
        return people, (middle, math.sqrt(1 / precision))

    # what fixes gave back

    def given(self, fix: Mended) -> Given:
        """Return what a published fix was to give back, and gave as measured."""
        cut = self.truth.cuts[fix.cut]
        lost = self.lost(cut, self.truth.releases[fix.release].day)
        found = list(self._newest(fix).values())
        n_gone = sum(outcome == "gone" for _, outcome, _ in found)
        n_assumed = sum(outcome != "gone" and seconds is None for _, outcome, seconds in found)
        counts = (len(found), n_gone, n_assumed)
        if lost is None:
            return Given(fix, None, None, None, None, *counts)
        share = fix.percent / 100
        predicted = Sum(lost.mean * share, lost.draws * share, lost.seconds, lost.seconds_log)
        before = math.exp(lost.seconds_log[0] + lost.seconds_log[1] / 2)
        if not found:
            return Given(fix, predicted, None, before, None, *counts)
        left = [LEFT[outcome] * before if seconds is None else seconds for _, outcome, seconds in found]
        after = sum(left) / len(left)
        mean = lost.mean * (1 - after / before)
        return Given(
            fix,
            predicted,
            Sum(mean, self._drawn(lost, found, fix.id), lost.seconds, lost.seconds_log),
            before,
            after,
            *counts,
        )

    def _newest(self, fix: Mended) -> dict[int, tuple[int, str, float | None]]:
        """Return of each person looked at with a fix the visit, what was found and the seconds: the newest of each."""
        rows: list[tuple[date, int, int, str, float | None]] = []
        asked = {(one.meeting.id, one.person.id) for one in self.truth.looks if one.fix == fix.id}
        for look in self.truth.looks:
            if look.fix == fix.id and look.outcome in LEFT:
                seconds = None if look.outcome == "gone" else look.seconds
                if seconds is None and look.outcome != "gone":
                    seconds = self._timed(fix, look.meeting, look.person.id)
                rows.append((look.meeting.day, look.meeting.id, look.person.id, look.outcome, seconds))
        for sight in self.truth.sights:
            meeting = sight.meeting
            is_of_it = sight.cut == fix.cut and not meeting.product and (meeting.id, sight.person.id) not in asked
            if is_of_it and self._spoken_of(meeting, fix.cut) == fix.id:
                timed = self._timed(fix, meeting, sight.person.id)
                rows.append((meeting.day, meeting.id, sight.person.id, "still there", timed))
        found = {}
        for _, visit, person, outcome, seconds in sorted(rows, key=lambda row: row[:2]):
            found[person] = (visit, outcome, seconds)
        return found

    def _spoken_of(self, meeting: Meeting, cut: int) -> int | None:
        """Return the newest fix of a paper cut that they had at a visit, as far as is known."""
        lacking = {one.fix for one in self.truth.looks if one.meeting is meeting and one.outcome.startswith("not on")}
        for fix in reversed(self.truth.published(cut)):
            out = self.truth.releases[fix.release]
            is_older = bool(meeting.version) and numbers(meeting.version) < numbers(out.version)
            if meeting.day >= out.day and not is_older and fix.id not in lacking:
                return fix.id
        return None

    def _timed(self, fix: Mended, meeting: Meeting, person: int) -> float | None:
        some = [
            one.seconds
            for one in self.truth.sights
            if one.cut == fix.cut and one.meeting is meeting and one.person.id == person and one.seconds
        ]
        return sum(some) / len(some) if some else None

    def _drawn(self, lost: Sum, found: Sequence[tuple[int, str, float | None]], seed: int) -> Draws:
        """Draw the hours given back: all that was in doubt before, the share who still lose time, and their seconds."""
        chance = np.random.default_rng([seed, 8])
        visits: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for visit, outcome, _ in found:
            visits[visit][0] += 1
            visits[visit][1] += outcome != "gone"
        n, k = len(found), sum(some[1] for some in visits.values())
        worth = self._worth(visits)
        share = chance.beta(k / worth + 0.5, (n - k) / worth + 0.5, DRAWS)
        lasting = [(LEFT[outcome], seconds) for _, outcome, seconds in found if outcome != "gone"] or [(1.0, None)]
        timed = [math.log(max(seconds, 0.01)) for _, seconds in lasting if seconds is not None]
        parts = [part for part, seconds in lasting if seconds is None]
        after = np.zeros(DRAWS)
        if parts:
            sd = 0.55 / math.sqrt(len(parts))
            after += sum(parts) * lost.seconds * np.exp(chance.normal(-(sd**2) / 2, sd, DRAWS))
        if timed:
            mean, variance = cox(timed, lost.seconds_log[0], 0.25)
            after += len(timed) * np.exp(chance.normal(mean, math.sqrt(variance), DRAWS))
        return lost.draws * (1 - share * after / len(lasting) / lost.seconds)


def held(parts: Sequence[Sum], low: float, high: float) -> float:
    """Return how likely it is (0–1) that several together lie in a range; the people of a task are the same in all."""
    draws = sum((part.draws for part in parts), np.zeros(DRAWS))
    return float(np.mean((low <= draws) & (draws <= high)))


def mean_of(parts: Sequence[Sum]) -> float:
    """Return the mean of several together."""
    return sum(part.mean for part in parts)


def cox(logs: Sequence[float], expected: float, weight: float) -> tuple[float, float]:
    """Return mean and variance of the logarithm of a log-normal mean, from logarithms and what was expected."""
    n = len(logs)
    mean = sum(logs) / n if n else expected
    spread2 = 4 * 0.55**2 + sum((one - mean) ** 2 for one in logs) + weight * n / (weight + n) * (mean - expected) ** 2
    spread2 /= 4 + n
    center = (weight * expected + n * mean) / (weight + n)
    return center + spread2 / 2, spread2 / (weight + n) + spread2**2 / (2 * (4 + n))


def numbers(version: str) -> list[int]:
    """Return the parts of a version."""
    return [int(part) for part in version.split(".")]
