"""Predicted and measured on *What we have learnt*: what each release, or quarter, was to give back and gave."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain import measured as sums
from papercuts.domain import realised as arithmetic
from papercuts.domain.sheets import Value
from papercuts.pages.charts.measured import Pair, Pairs, pairs
from papercuts.pages.learning import LEAST, Period
from papercuts.queries.realised import Realised
from papercuts.web.arguments import one_of
from papercuts.web.clock import today
from papercuts.web.rendering import setting

Group = sums.Group[Realised]

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
    "state",
)


class By(StrEnum):
    """What the hours are added up by."""

    RELEASE = "release"
    QUARTER = "quarter"


@dataclass(frozen=True)
class Shown:
    """The part as it is shown."""

    by: By
    n_measured: int
    n_missing: int  # measured fixes until it says something
    n_fixes: int
    sentence: tuple[str, ...]  # the second and the fourth stand out
    last_quarter: Group
    groups: tuple[Group, ...]  # newest first
    notes: tuple[str, ...]  # which are not measured yet
    n_left_out: int
    chart: Pairs | None


def asked() -> By:
    """Return what the address wants them added up by, with `by`; 400 when there is no such choice."""
    return By(one_of("by", By) or By.RELEASE)


def shown(period: Period, by: By) -> Shown:
    """Return what the section shows: releases of the period, or the quarters it touches; and the last one, whole."""
    found = _found(period, by)
    groups = (
        sums.by_quarter(one for one in found if one.released_on >= sums.quarter_of(period.first)[0])
        if by is By.QUARTER
        else sums.by_release(one for one in found if one.released_on in period)
    )
    over_all = sums.together(groups)
    in_picture = groups[:N_GROUPS]
    return Shown(
        by=by,
        n_measured=len(over_all.measured),
        n_missing=max(LEAST - len(over_all.measured), 0),
        n_fixes=len(over_all.fixes),
        sentence=_sentence(over_all),
        last_quarter=sums.of_quarter(found, _last_quarter()),
        groups=tuple(in_picture),
        notes=tuple(_note(group) for group in in_picture if group.all.fixes and not group.all.is_whole),
        n_left_out=len(groups) - len(in_picture),
        chart=pairs([_pair(group) for group in reversed(in_picture) if group.all.fixes]) if over_all.fixes else None,
    )


def rows(period: Period, by: By) -> Iterator[tuple[Value, ...]]:
    """Return the rows of the file: one a fix that the section shows, those of the last quarter too."""
    for one in _found(period, by):
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
            state(one),
        )


def state(one: Realised) -> str:
    """Say whether a fix holds, came back, or made room for another."""
    if one.fixed_again_in:
        return f"fixed again in {one.fixed_again_in}"
    return "holds" if one.is_holding else "came back"


def _found(period: Period, by: By) -> list[Realised]:
    """Return all that the section and its file are made of, oldest first."""
    first = sums.quarter_of(period.first)[0] if by is By.QUARTER else period.first
    return queries.realised.of_published(min(first, _last_quarter()[0]), period.last)


def _last_quarter() -> tuple[date, date]:
    return sums.last_quarter(today(setting()))


def _pair(group: Group) -> Pair:
    predicted, given = group.all.predicted, group.all.given
    measured = (given.mean, given.q10, given.q90) if group.all.is_whole else None
    return Pair(group.short, predicted.mean, predicted.q10, predicted.q90, measured)


def _sentence(some: sums.Sums[Realised]) -> tuple[str, ...]:
    """Return what was promised and given, over all that is measured: only like is held against like."""
    promised, given, more = some.predicted_of_measured, some.given, some.too_much
    off = arithmetic.too_much(promised.mean, given.mean)
    fixes = formats.counted(len(some.measured), "fix", "fixes").capitalize()
    releases = formats.counted(len({one.release_id for one in some.measured}), "release")
    begin = f"{fixes} in {releases} predicted {formats.hours(promised.mean)} hours a year and gave "
    likely = f", likely {formats.span(given.q10, given.q90)}: "
    if abs(off) < ABOUT_RIGHT:
        return begin, formats.hours(given.mean), f"{likely}they give ", "about what we promised", "."
    much = "too much" if off > 0 else "too little"
    where = "inside" if more.q10 <= 0 <= more.q90 else "outside"
    promise = f"{formats.percent(abs(off))} {much}"
    return begin, formats.hours(given.mean), f"{likely}we promise about ", promise, f", {where} our ranges."


def _note(group: Group) -> str:
    n, of = len(group.all.measured), len(group.all.fixes)
    if not n:
        return f"{group.name} is not measured yet: nobody has looked at {_its_fixes(of)}."
    return f"{group.name} is measured in part ({n:,} of {of:,} fixes), so it has no point in the picture yet."


def _its_fixes(n: int) -> str:
    return "its fix" if n == 1 else f"its {n:,} fixes"
