"""The figures of `bench.year` that are counted, from its truth alone: days, flow, seams, estimates, feelings, weeks."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from statistics import NormalDist, fmean

from bench.year_kept import Cut, Truth

Z80 = NormalDist().inv_cdf(0.9)
Row = tuple[object, ...]
Spell = tuple[int, date, int, bool, bool]  # paper cut, day it began, days, is over, waits now
MEANT = {"XS": (1, 4), "S": (4, 16), "M": (16, 64)}
KINDS = ("added", "fixed", "verified", "reopened", "declined")


def monday(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def begins(truth: Truth, weeks: str) -> date:
    """Return the first day of a period, which begins when the team did where that was later."""
    days = [one.day for one in truth.meetings if one.was_held] + [one.created for one in truth.cuts.values()]
    began = monday(min(days))
    return began if weeks == "all" else max(began, monday(truth.today) - timedelta(weeks=int(weeks) - 1))


def flow(truth: Truth, first: date, last: date) -> list[tuple[int, str, date]]:
    """Return what happened in some days; what is merged counts as what it was merged into, added with the first."""
    roots = {cut.id: root(truth, cut) for cut in truth.cuts.values()}
    added: dict[int, date] = {}
    for cut in truth.cuts.values():
        added[roots[cut.id]] = min(added.get(roots[cut.id], cut.created), cut.created)
    others = [one for one in truth.happened if one[1] != "added" and truth.cuts[one[0]].status != "merged"]
    return [one for one in [*((cut, "added", day) for cut, day in added.items()), *others] if first <= one[2] <= last]


def root(truth: Truth, cut: Cut) -> int:
    """Return what a paper cut is now."""
    while cut.into is not None:
        cut = truth.cuts[cut.into]
    return cut.id


def per_week(truth: Truth, weeks: str) -> list[Row]:
    """Return the Mondays of a period, each with its numbers."""
    first = begins(truth, weeks)
    counted = Counter((monday(day), kind) for _, kind, day in flow(truth, first, truth.today))
    n = (truth.today - first).days // 7 + 1
    mondays = [first + timedelta(weeks=i) for i in range(n)]
    return [(one.isoformat(), *(counted[one, kind] for kind in KINDS)) for one in mondays]


def days_of(truth: Truth) -> dict[int, dict[str, date | None]]:
    """Return the days of each paper cut that was seen with our product."""
    found = {}
    for cut in truth.cuts.values():
        seen = [one.meeting.day for one in truth.sights if one.cut == cut.id and not one.meeting.product]
        if cut.status == "merged" or not seen:
            continue
        fixes = truth.published(cut.id) or [one for one in truth.fixes.values() if one.cut == cut.id]
        first = fixes[0] if fixes else None
        out = truth.releases[first.release] if first else None
        works = [
            (one.fix, one.meeting.day)
            for one in truth.looks
            if truth.fixes[one.fix].cut == cut.id and one.outcome in ("gone", "better")
        ]
        released = out.day if out and out.is_published else None
        found[cut.id] = {
            "seen": min(seen),
            "decided": min(cut.decisions, default=None),
            "fixed": (min(first.noted, released) if released else first.noted) if first else None,
            "released": released,
            "works": min((day for fix, day in works if first and fix == first.id), default=None),
            "verified": min((day for _, day in works), default=None),
            "declined": cut.declined if cut.status == "declined" else None,
            "reopened": min((day for day in cut.opened if released and day >= released), default=None),
        }
    return found


def spells(truth: Truth, step: int) -> list[Spell]:
    """Return a step (0 decision, 1 fix, 2 release, 3 verified) of all that have begun it."""
    found = []
    for cut, days in days_of(truth).items():
        begin = days[("seen", "decided", "fixed", "released")[step]]
        end = days[("decided", "fixed", "released", "works")[step]]
        if begin is None:
            continue
        if step == 1 and days["seen"]:
            begin = max(begin, days["seen"])
        other = (days["reopened"] if step == 3 else None) or days["declined"]
        if end is not None:
            found.append((cut, begin, max((end - begin).days, 0), True, False))
        elif other is None:
            found.append((cut, begin, (truth.today - begin).days, False, True))
        elif other > begin:
            found.append((cut, begin, (other - begin).days, False, False))
    return found


def waits(some: Iterable[tuple[int, bool]]) -> tuple[int | None, int | None, int | None]:
    """Return the days within which 10, 50 and 90 % are over; none where that is not known.

    By handing the weight of what still waits to what waits longer (Efron 1967), which is Kaplan and Meier's.
    """
    ordered = sorted(some, key=lambda one: (one[0], not one[1]))
    weights = [1 / len(ordered)] * len(ordered)
    for i, (_, is_over) in enumerate(ordered):
        if not is_over:
            rest = len(ordered) - i - 1
            for k in range(i + 1, len(ordered)):
                weights[k] += weights[i] / rest
            weights[i] = 0.0
    ends: list[int | None] = []
    for share in (0.1, 0.5, 0.9):
        over, found = 0.0, None
        for (days, _), weight in zip(ordered, weights, strict=True):
            over += weight
            if weight and over >= share - 1e-9:
                found = days
                break
        ends.append(found)
    return ends[0], ends[1], ends[2]


def ratio(there: Sequence[tuple[int, bool]], others: Sequence[tuple[int, bool]]) -> tuple[float, float, float] | None:
    """Return how many times as long some wait as others, with the ends of the 80 % range; none of fewer than 5 ends."""
    ends = [sum(is_over for _, is_over in some) for some in (there, others)]
    if min(ends) < 5:
        return None
    each = [sum(days + 0.5 for days, _ in some) / n for some, n in zip((there, others), ends, strict=True)]
    reach = math.exp(Z80 * math.sqrt(sum(1 / n for n in ends)))
    middle = each[0] / each[1]
    return middle, middle / reach, middle * reach


def on_seam(truth: Truth, cut: Cut) -> tuple[str, str] | None:
    """Return the teams of the paper cut's own area and of its task's, where they are two."""
    own, other = (truth.teams[area].strip() for area in (cut.area, cut.job.area))
    is_two = own and other and own.casefold() != other.casefold() and cut.status != "merged"
    return (own, other) if is_two else None


def ownerless(truth: Truth) -> list[Cut]:
    """Return the open paper cuts that nobody has claimed although they were seen long ago."""
    last = truth.today - timedelta(days=truth.ownerless_days)
    return [
        cut
        for number, days in days_of(truth).items()
        if (cut := truth.cuts[number]).status == "open" and days["seen"] and days["seen"] <= last
    ]


@cache
def student(freedom: float, share: float) -> float:
    """Return how many standard deviations on each side of Student's t hold this share."""

    log = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2

    def density(t: float) -> float:
        return math.exp(log - (freedom + 1) / 2 * math.log1p(t * t / freedom))

    def held(reach: float) -> float:
        n = 400
        width = reach / n
        inner = sum((4 if i % 2 else 2) * density(i * width) for i in range(1, n))
        return 2 * width / 3 * (density(0) + inner + density(reach))

    low, high = 0.0, 20.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if held(middle) < share else (low, middle)
    return (low + high) / 2


def bias(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float] | None:
    """Return by what factor the first are larger than the second, with the 80 % range; none of fewer than 5."""
    if len(pairs) < 5:
        return None
    logs = [math.log(one / other) for one, other in pairs]
    middle, n = fmean(logs), len(logs)
    sd = math.sqrt(sum((log - middle) ** 2 for log in logs) / (n - 1))
    reach = student(n - 1, 0.8) * sd / math.sqrt(n)
    return math.exp(middle), math.exp(middle - reach), math.exp(middle + reach)


def meaning(size: str, hours: Sequence[float]) -> tuple[float, float, float]:
    """Return what a size has meant: low, typical and high hours of the next fix, with 80 %."""
    low, high = MEANT[size]
    expected, spread2 = math.log(low * high) / 2, (math.log(high / low) / (2 * Z80)) ** 2
    logs = [math.log(one) for one in hours]
    n, mean = len(logs), fmean(logs)
    center = (expected + n * mean) / (1 + n)
    squares = 4 * spread2 + sum((log - mean) ** 2 for log in logs) + n / (1 + n) * (mean - expected) ** 2
    reach = student(4 + n, 0.8) * math.sqrt(squares / (4 + n) * (1 + 1 / (1 + n)))
    return math.exp(center - reach), math.exp(center), math.exp(center + reach)


def said_and_timed(truth: Truth) -> dict[tuple[int, str], tuple[float, float, int, int]]:
    """Return of each paper cut seconds said (guess or counted) and timed, typical ones, with how many people."""
    logs: dict[tuple[int, str], dict[tuple[int, int], list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in truth.sights:
        if one.cut and one.seconds and not one.meeting.product:
            logs[one.cut, one.how][one.meeting.id, one.person.id].append(math.log(one.seconds))
    found = {}
    for (cut, how), people in logs.items():
        timed = logs.get((cut, "stopwatch")) if how != "stopwatch" else None
        if timed:
            each = [math.exp(fmean(fmean(some) for some in one.values())) for one in (people, timed)]
            found[cut, how] = (each[0], each[1], len(people), len(timed))
    return found


def felt(truth: Truth, kind: str) -> list[tuple[int, float]]:
    """Return what users of ours felt, with the number of the visit: moods, ratings, applause, delights."""
    ours = [one for one in truth.sights if one.meeting.is_of_ours]
    if kind == "mood":
        return [(one.meeting.id, float(one.mood)) for one in ours if one.mood is not None]
    if kind == "rating":
        return [(meeting.id, float(score)) for meeting, _, score in truth.ratings if meeting.is_of_ours]
    if kind == "applause":
        return [
            (one.meeting.id, float(one.applause))
            for one in truth.looks
            if one.applause is not None and one.meeting.is_of_ours
        ]
    pairs = {(one.meeting.id, one.person) for one in truth.watches if one.meeting.is_of_ours}
    smiled = {(one.meeting.id, one.person.id) for one in ours if one.is_delight}
    return [(pair[0], float(pair in smiled)) for pair in pairs | {(one.meeting.id, one.person.id) for one in ours}]


def mean_of(entries: Sequence[tuple[int, float]], bottom: float, top: float) -> tuple[float, float, float]:
    """Return the mean with the ends of its 80 % range: totals of visits, their spread drawn to a quarter of the scale.

    Of yes and no to the most that there can be, a half.
    """
    by_visit: dict[int, list[float]] = defaultdict(list)
    for visit, value in entries:
        by_visit[visit].append(value)
    n, visits = len(entries), len(by_visit)
    mean = sum(value for _, value in entries) / n
    spread = 0.5 if (bottom, top) == (0, 1) else (top - bottom) / 4
    squares = sum((sum(some) - len(some) * mean) ** 2 for some in by_visit.values()) + (spread * n / visits) ** 2
    reach = student(visits, 0.8) * math.sqrt(squares) / n
    return mean, max(bottom, mean - reach), min(top, mean + reach)


def week(truth: Truth, first: date) -> dict[str, object]:
    """Return what the summary of a week counts."""
    last = first + timedelta(days=6)
    held = [one for one in truth.meetings if one.was_held and first <= one.day <= last]
    users = [one for one in held if one.is_with_users and not one.product]
    people = {one.person for one in truth.watches if one.meeting in users}
    ours = [one for one in truth.sights if one.meeting in users]
    words = [one for one in ours if one.quote and one.person.may_be_quoted]
    short = [one for one in words if len(one.quote) <= 200]
    best = max(short, key=lambda one: (abs(one.mood or 0), len(one.quote), one.id), default=None)
    if best is None:
        best = min(words, key=lambda one: (len(one.quote), -one.id), default=None)
    claps = [one.applause for one in truth.looks if one.meeting in users and one.applause]
    done = flow(truth, first, min(last, truth.today))
    ends = min(last, truth.today - timedelta(days=1))
    late = [
        one for one in truth.promises
        if one.due <= ends and one.made <= ends and (one.settled is None or one.settled > ends)
    ]  # fmt: skip
    return {
        "visits": len(users),
        "people": len(people),
        "sightings": len(ours),
        "delights": sum(one.is_delight for one in ours),
        **{kind: len({cut for cut, what, _ in done if what == kind}) for kind in KINDS},
        "thanked": len({place.id for place, day in truth.told if first <= day <= last}),
        "late": len(late),
        "words": best.quote if best else "",
        "applause": max(claps, default=0),
    }
