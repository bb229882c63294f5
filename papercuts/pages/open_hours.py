"""Open hours lost by area: a small picture of each over the last year, and the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from papercuts.domain import formats
from papercuts.models import Release
from papercuts.pages import charts
from papercuts.pages.charts.multiples import Multiple, Multiples
from papercuts.queries.open_hours import Spell
from papercuts.queries.overview import AreaLoss

DAYS_BACK = 365
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AreaPicture:
    """One area: what it loses, its picture, and what the latest release has changed."""

    name: str
    href: str  # its paper cuts; empty where no area is known
    hours: str
    picture: Multiple
    label: str
    since: str  # "1,100 h less since 4.12"; empty without a release, or where nothing is known of before
    is_less: bool


@dataclass(frozen=True)
class OpenHours:
    """The pictures of all areas, on one scale."""

    frame: Multiples
    top: str  # where the scale ends
    areas: tuple[AreaPicture, ...]
    begins: str  # the first day, "2 Sep 2026"; empty: everything is of today
    than_before: str  # of all areas: "2,040 less than before 4.12 (2,100 gone, 60 come since)"
    heads: tuple[tuple[str, bool], ...]  # a head of the table, and whether its column holds numbers
    table: tuple[tuple[str, ...], ...]


def open_hours(losses: Sequence[AreaLoss], spells: Sequence[Spell], latest: Release | None, today: date) -> OpenHours:
    """Return a picture of each area that is given; spells: of all areas; latest: the release to compare with."""
    begins = max(min((spell.begins for spell in spells), default=today), today - timedelta(days=DAYS_BACK))
    by_area = [[spell for spell in spells if spell.area_id == loss.area_id] for loss in losses]
    frame = charts.multiples([_steps(some, begins, today) for some in by_area], (today - begins).days)
    before = _day_before(latest, spells, today)
    version = latest.version if latest else ""
    days = _days(begins, before, version, today)
    return OpenHours(
        frame=frame,
        top=formats.hours(frame.top),
        areas=tuple(
            _area(loss, some, picture, begins, before, version, today)
            for loss, some, picture in zip(losses, by_area, frame.pictures, strict=True)
        ),
        begins=_short(begins) if begins < today else "",
        than_before=_than_before(spells, before, version, today),
        heads=(
            ("Area", False),
            *((head, True) for head, _ in days),
            ("Now", True),
            ("Likely", True),
        ),
        table=tuple(_row(loss, some, [day for _, day in days]) for loss, some in zip(losses, by_area, strict=True)),
    )


def closed_since(latest: Release | None, spells: Sequence[Spell]) -> set[int | None]:
    """Return the areas in which something was closed since a release: success is shown, also where nothing is left."""
    return {spell.area_id for spell in spells if latest and spell.ends and spell.ends >= latest.released_on}


def _area(
    loss: AreaLoss,
    spells: Sequence[Spell],
    picture: Multiple,
    begins: date,
    before: date | None,
    version: str,
    today: date,
) -> AreaPicture:
    then = f"{formats.hours(_sum(spells, begins))} hours a year on {formats.date(begins)}, " if begins < today else ""
    since = _change(spells, before, today, lambda hours, how: f"{hours} h {how} since {version}")
    return AreaPicture(
        name=_name(loss),
        href=url_for("paper_cuts.index", area=loss.area.id) if loss.area else "",
        hours=formats.hours(loss.hours.mean),
        picture=picture,
        label=f"{_name(loss)}: {then}{formats.hours(loss.hours.mean)} now",
        since=since or (f"no change since {version}" if before else ""),
        is_less=" less since " in since,
    )


def _day_before(latest: Release | None, spells: Sequence[Spell], today: date) -> date | None:
    """Return the day before a release; none where nothing was seen by then, so that days cannot tell a change."""
    before = min(latest.released_on, today) - A_DAY if latest else None
    return before if before and any(spell.begins <= before for spell in spells) else None


def _than_before(spells: Sequence[Spell], before: date | None, version: str, today: date) -> str:
    """Return how much less or more is lost than before a release; both sides where some went and some came."""
    text = _change(spells, before, today, lambda hours, how: f"{hours} {how} than before {version}")
    if not text or before is None:
        return text
    gone = sum(spell.hours for spell in spells if spell.is_open(before) and not spell.is_open(today))
    come = sum(spell.hours for spell in spells if spell.is_open(today) and not spell.is_open(before))
    return f"{text} ({formats.hours(gone)} gone, {formats.hours(come)} come since)" if gone and come else text


def _change(spells: Sequence[Spell], before: date | None, today: date, say: Callable[[str, str], str]) -> str:
    """Return how much less or more is lost than on a day; nothing where both read the same."""
    if before is None:
        return ""
    then, now = _sum(spells, before), _sum(spells, today)
    if formats.hours(then) == formats.hours(now):
        return ""
    return say(formats.hours(abs(then - now)), "less" if now < then else "more")


def _days(begins: date, before: date | None, version: str, today: date) -> list[tuple[str, date]]:
    """Return the earlier days in the table, with their heads."""
    days = [(_short(begins), begins)] if begins < today else []
    return days + ([(f"Before {version}", before)] if before and begins < before else [])


def _row(loss: AreaLoss, spells: Sequence[Spell], days: Sequence[date]) -> tuple[str, ...]:
    return (
        _name(loss),
        *(formats.hours(_sum(spells, day)) for day in days),
        formats.hours(loss.hours.mean),
        formats.span(loss.hours.q10, loss.hours.q90, between="–"),
    )


def _steps(spells: Sequence[Spell], begins: date, today: date) -> list[tuple[int, float]]:
    """Return from which day on how much was lost."""
    edges = {day for spell in spells for day in (spell.begins, spell.ends) if day and begins < day <= today}
    return [((day - begins).days, _sum(spells, day)) for day in sorted({begins} | edges)]


def _sum(spells: Sequence[Spell], day: date) -> float:
    return sum(spell.hours for spell in spells if spell.is_open(day))


def _short(day: date) -> str:
    return f"{formats.short_date(day)} {day.year}"


def _name(loss: AreaLoss) -> str:
    return loss.area.name if loss.area else "No area yet"
