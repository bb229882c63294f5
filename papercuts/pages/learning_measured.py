"""Predicted and measured on *What we have learnt*: what each release, or quarter, was to give back and gave."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from papercuts import queries
from papercuts.domain import formats, totals
from papercuts.domain import realised as arithmetic
from papercuts.domain.sheets import Value
from papercuts.domain.totals import Hours
from papercuts.pages.charts.measured import Pair, Pairs, pairs
from papercuts.pages.learning import LEAST, Period
from papercuts.queries.realised import Realised
from papercuts.web.arguments import one_of
from papercuts.web.clock import today
from papercuts.web.rendering import setting

ABOUT_RIGHT = 0.025  # of what was promised; a difference below it is none
N_GROUPS = 12  # releases or quarters in the picture and the list; the file has all
COLUMNS = (
    "release",
    "released_on",
    "paper_cut",
    "title",
    "predicted_hours",
    "predicted_low",
    "predicted_high",
    "measured_hours",
    "measured_low",
    "measured_high",
    "people_looked_at",
    "gone_for",
    "seconds_before",
    "seconds_after",
    "seconds_assumed_for",
)
_MONTHS = ("January to March", "April to June", "July to September", "October to December")


class By(StrEnum):
    """What the hours are added up by."""

    RELEASE = "release"
    QUARTER = "quarter"


@dataclass(frozen=True)
class Group:
    """The fixes of a release or of a quarter."""

    name: str  # "4.12", "July to September 2026"
    short: str  # "4.12", "Q3 2026"
    release_id: int | None
    fixes: tuple[Realised, ...]  # without those that nobody was seen losing time before
    n_uncounted: int

    @property
    def measured(self) -> tuple[Realised, ...]:
        """Return the fixes that somebody was looked at with."""
        return tuple(one for one in self.fixes if one.realised)

    @property
    def is_whole(self) -> bool:
        """Say whether all of its fixes are measured."""
        return bool(self.fixes) and len(self.measured) == len(self.fixes)

    @property
    def predicted(self) -> Hours:
        """Return what all of its fixes were to give back."""
        return totals.total(one.predicted for one in self.fixes if one.predicted)

    @property
    def predicted_of_measured(self) -> Hours:
        """Return what those that are measured were to give back."""
        return totals.total(one.predicted for one in self.measured if one.predicted)

    @property
    def predicted_left(self) -> Hours:
        """Return what the others are to give back."""
        return totals.total(one.predicted for one in self.fixes if one.predicted and not one.realised)

    @property
    def given(self) -> Hours:
        """Return what those that are measured gave back."""
        return arithmetic.total(one.realised for one in self.measured if one.realised)

    @property
    def n_people(self) -> int:
        """Return how many looks it rests on: a person counts once for each fix."""
        return sum(one.n_looked for one in self.measured)


@dataclass(frozen=True)
class Shown:
    """The part as it is shown."""

    by: By
    n_measured: int
    n_missing: int  # measured fixes until it says something
    n_fixes: int
    sentence: tuple[str, str, str, str, str]  # the second and the fourth stand out
    last_quarter: Group
    groups: tuple[Group, ...]  # newest first
    notes: tuple[str, ...]  # which are not measured yet
    n_left_out: int
    chart: Pairs | None


def asked() -> By:
    """Return what the address wants them added up by, with `by`; 400 when there is no such choice."""
    return By(one_of("by", By) or By.RELEASE)


def shown(period: Period, by: By) -> Shown:
    """Return what the section shows: releases of the period, or the quarters it touches and the last one, whole."""
    last = last_quarter(today(setting()))
    first = min(period.first, last[0])
    if by is By.QUARTER:
        first = min(quarter_of(period.first)[0], last[0])
    found = queries.realised.of_published(first, period.last)
    groups = (
        _by_quarter(found) if by is By.QUARTER else _by_release([one for one in found if one.released_on in period])
    )
    fixes = [one for group in groups for one in group.fixes]
    measured = [one for one in fixes if one.realised]
    in_picture = groups[:N_GROUPS]
    return Shown(
        by=by,
        n_measured=len(measured),
        n_missing=max(LEAST - len(measured), 0),
        n_fixes=len(fixes),
        sentence=_sentence(groups),
        last_quarter=_group(_name(last[0]), "", None, [one for one in found if last[0] <= one.released_on <= last[1]]),
        groups=tuple(in_picture),
        notes=tuple(_note(group) for group in in_picture if group.fixes and not group.is_whole),
        n_left_out=len(groups) - len(in_picture),
        chart=pairs([_pair(group) for group in reversed(in_picture) if group.fixes]) if fixes else None,
    )


def rows(period: Period) -> Iterator[tuple[Value, ...]]:
    """Return the rows of the file: one a fix of a release of the period."""
    for one in queries.realised.of_published(period.first, period.last):
        before, now = one.predicted, one.realised
        yield (
            one.version,
            one.released_on.isoformat(),
            f"PC-{one.paper_cut_id}",
            one.title,
            *((before.mean, before.q10, before.q90) if before else (None, None, None)),
            *((now.mean, now.q10, now.q90) if now else (None, None, None)),
            one.n_looked,
            one.n_gone,
            one.seconds_before,
            one.seconds_after,
            one.n_assumed,
        )


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the quarter that a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(day.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def last_quarter(day: date) -> tuple[date, date]:
    """Return the first and the last day of the last quarter that is over."""
    return quarter_of(quarter_of(day)[0] - timedelta(days=1))


def _by_release(found: Sequence[Realised]) -> list[Group]:
    together: dict[int, list[Realised]] = defaultdict(list)
    for one in found:
        together[one.release_id].append(one)
    return [
        _group(some[0].version, some[0].version, release_id, some) for release_id, some in reversed(together.items())
    ]


def _by_quarter(found: Sequence[Realised]) -> list[Group]:
    together: dict[date, list[Realised]] = defaultdict(list)
    for one in found:
        together[quarter_of(one.released_on)[0]].append(one)
    return [
        _group(_name(first), f"Q{first.month // 3 + 1} {first.year}", None, some)
        for first, some in sorted(together.items(), reverse=True)
    ]


def _name(first: date) -> str:
    return f"{_MONTHS[first.month // 3]} {first.year}"


def _group(name: str, short: str, release_id: int | None, some: Sequence[Realised]) -> Group:
    counted = tuple(one for one in some if one.predicted)
    return Group(name, short, release_id, counted, len(some) - len(counted))


def _pair(group: Group) -> Pair:
    predicted = group.predicted
    given = group.given.mean if group.is_whole else None
    return Pair(group.short, predicted.mean, predicted.q10, predicted.q90, given)


def _sentence(groups: Sequence[Group]) -> tuple[str, str, str, str, str]:
    """Return what was promised and given, over all that is measured: only like is held against like."""
    some = [one for group in groups for one in group.measured]
    promised = totals.total(one.predicted for one in some if one.predicted)
    given = arithmetic.total(one.realised for one in some if one.realised)
    off = arithmetic.too_much(promised.mean, given.mean)
    n_releases = len({one.release_id for one in some})
    fixes = formats.counted(len(some), "fix", "fixes").capitalize()
    releases = formats.counted(n_releases, "release")
    begin = f"{fixes} in {releases} predicted {formats.hours(promised.mean)} hours a year and gave "
    where = "inside" if promised.q10 <= given.mean <= promised.q90 else "outside"
    if abs(off) < ABOUT_RIGHT:
        return begin, formats.hours(given.mean), ": they give ", "about what we promised", "."
    much = "too much" if off > 0 else "too little"
    return (
        begin,
        formats.hours(given.mean),
        ": we promise about ",
        f"{formats.percent(abs(off))} {much}",
        f", {where} our ranges.",
    )


def _note(group: Group) -> str:
    looked = f"{len(group.measured):,} of its {formats.number_of(len(group.fixes), 'fix', 'fixes')}"
    return f"{group.name} is not measured yet: {looked} {'is' if len(group.fixes) == 1 else 'are'} looked at."
