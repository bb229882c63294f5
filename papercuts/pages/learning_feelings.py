"""How people feel: mood, applause, ratings and delights over time and by segment, with what may be chance."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for

from papercuts import queries
from papercuts.domain import formats, moods
from papercuts.domain.feelings import MOOD, SHARE, Change, Mean, change, mean
from papercuts.domain.sheets import Value
from papercuts.domain.spans import Span, between, called, span_of
from papercuts.pages import learning
from papercuts.pages.charts.feelings import Felt as Picture
from papercuts.pages.charts.feelings import felt
from papercuts.pages.feelings_kinds import KINDS, Kind, number, percent
from papercuts.pages.learning import LEAST, Period
from papercuts.queries.feelings import Felt

SEGMENTS_MOST = 7
SOURCES_MOST = 100
COLUMNS = ("measure", "visited_on", "visit", "site", "segment", "participant", "value", "sighting", "what_happened")


@dataclass(frozen=True)
class Group:
    """Everybody, or a segment: its mean, and a picture over time."""

    name: str
    shown: str  # "−0.3"
    label: str  # of the picture, for whoever does not see it
    range: str  # "likely −0.6 to 0.1, 14 moods at 5 visits"; "too early to say, 4 moods at 1 visit"


@dataclass(frozen=True)
class Source:
    """One entry with the way to where it was noted."""

    text: str
    value: str
    href: str


@dataclass(frozen=True)
class Part:
    """One measure on the page."""

    kind: Kind
    n: int
    sentence: str  # empty: it is too early
    change: str
    missing: int  # entries that lack until it can be told
    groups: tuple[Group, ...]
    frame: Picture
    begins: str
    ends: str
    table: tuple[tuple[str, ...], ...]
    sources: tuple[Source, ...]


def period(args: Mapping[str, str]) -> Period:
    """Return the period that an address asks for; everything when it does not say, for feelings change slowly."""
    return learning.period({"weeks": args.get("weeks") or learning.EVERYTHING})


def page(chosen: Period) -> str:
    """Return the page."""
    entries = _entries(chosen)
    shown = [part(kind, entries[kind.key]) for kind in KINDS]
    return render_template(
        "learning/feelings.html",
        period=chosen,
        choices=learning.CHOICES,
        parts=shown,
        rating=ratings_apart(entries["rating"]),
        delights=queries.delights.newest(chosen.first, chosen.last, 10),
        least=LEAST,
    )


def part(kind: Kind, entries: Sequence[Felt]) -> Part:
    """Return what the page shows of one measure; entries: oldest first."""
    whole = mean(_pairs(entries), kind.scale)
    is_enough = whole is not None and _is_enough(whole)
    first, last = (entries[0].visited_on, entries[-1].visited_on) if entries else (date.min, date.min)
    of_day = span_of(first, last)
    spans = between(of_day(first), of_day(last)) if entries else []
    named = [("Everybody", list(entries)), *_by_segment(entries)] if is_enough else []
    points = [_points(kind, some, spans, of_day) for _, some in named]
    return Part(
        kind=kind,
        n=len(entries),
        sentence=f"{kind.in_words(whole.mean)}, likely {_range(kind, whole)}" if is_enough and whole else "",
        change=_told(kind, entries, spans, of_day) if is_enough else "",
        missing=max(LEAST - len(entries), 0),
        groups=tuple(_group(kind, name, some) for name, some in named),
        frame=felt([[(i, m.mean, m.low, m.high) for i, m in some] for some in points], len(spans), *_ends(kind)),
        begins=called(spans[0]) if spans else "",
        ends=called(spans[-1]) if len(spans) > 1 else "",
        table=tuple(_table(kind, named, points, spans)),
        sources=tuple(_source(kind, one) for one in list(reversed(entries))[:SOURCES_MOST]),
    )


def ratings_apart(entries: Sequence[Felt]) -> str:
    """Return how many ratings are 9 or 10, and how many 6 or less, each with its range; nothing of too few."""
    if len(entries) < LEAST:
        return ""
    told = []
    for words, answers in (("gave 9 or 10", range(9, 11)), ("gave 6 or less", range(7))):
        share = mean([(one.visit_id, float(one.value in answers)) for one in entries], SHARE)
        if share is not None:
            told.append(f"{percent(share.mean)} {words} (likely {_span(percent, share)})")
    return f"{', '.join(told)}."


def rows(chosen: Period) -> Iterator[tuple[Value, ...]]:
    """Return the rows of the file: one an entry."""
    for key, entries in _entries(chosen).items():
        for one in entries:
            about = (key, one.visited_on.isoformat(), one.visit_id, one.site, one.segment, one.code)
            yield *about, one.value, one.sighting_id, one.what


def _entries(chosen: Period) -> dict[str, list[Felt]]:
    return {kind.key: kind.entries(days=(chosen.first, chosen.last)) for kind in KINDS}


def _pairs(entries: Iterable[Felt]) -> list[tuple[int, float]]:
    return [(one.visit_id, one.value) for one in entries]


def _by_segment(entries: Sequence[Felt]) -> list[tuple[str, list[Felt]]]:
    """Return the entries of each segment, those with most first; nothing where all are of one."""
    found: dict[str, list[Felt]] = defaultdict(list)
    for one in entries:
        found[one.segment].append(one)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return ordered[:SEGMENTS_MOST] if len(ordered) > 1 else []


def _points(
    kind: Kind, entries: Sequence[Felt], spans: Sequence[Span], of_day: Callable[[date], Span]
) -> list[tuple[int, Mean]]:
    by_span: dict[Span, list[Felt]] = defaultdict(list)
    for one in entries:
        by_span[of_day(one.visited_on)].append(one)
    means = ((i, mean(_pairs(by_span[span]), kind.scale)) for i, span in enumerate(spans) if span in by_span)
    return [(i, found) for i, found in means if found is not None and _is_enough(found)]


def _is_enough(found: Mean) -> bool:
    """Say whether a mean tells something: people at one visit are alike, and of few it tells nothing."""
    return found.n >= LEAST and found.n_visits > 1


def _told(kind: Kind, entries: Sequence[Felt], spans: Sequence[Span], of_day: Callable[[date], Span]) -> str:
    """Return how the newest spans with enough entries differ from all before, and whether that may be chance."""
    for i in range(len(spans) - 1, 0, -1):
        late = [one for one in entries if of_day(one.visited_on) >= spans[i]]
        early = [one for one in entries if of_day(one.visited_on) < spans[i]]
        if len(early) < LEAST:
            break
        before, after = mean(_pairs(early), kind.scale), mean(_pairs(late), kind.scale)
        if before and after and _is_enough(before) and _is_enough(after):
            when = f"{'in' if i == len(spans) - 1 else 'since'} {called(spans[i])}"
            return _change(kind, change(before, after), when)
    return "There is too little to compare over time yet."


def _change(kind: Kind, found: Change, when: str) -> str:
    before, after = number(kind, found.before.mean), number(kind, found.after.mean)
    if before == after:
        return f"The same {when} as before: {after}."
    way = "Rose" if found.by > 0 else "Fell"
    chance = "more than chance would explain" if found.is_sure else "that may be chance"
    return f"{way} from {before} to {after} {when}; {chance}."


def _group(kind: Kind, name: str, entries: Sequence[Felt]) -> Group:
    found = mean(_pairs(entries), kind.scale)
    if found is None:
        return Group(name, "", "", "")
    if not _is_enough(found):
        early = f"too early to say, {_of_what(kind, found)}"
        return Group(name, "", f"{name}: {early}", early)
    likely = f"likely {_range(kind, found)}"
    return Group(name, number(kind, found.mean), f"{name}: {number(kind, found.mean)}, {likely}", likely)


def _table(
    kind: Kind, named: Sequence[tuple[str, list[Felt]]], points: Sequence[list[tuple[int, Mean]]], spans: Sequence[Span]
) -> Iterator[tuple[str, ...]]:
    for (name, entries), some in zip(named, points, strict=True):
        whole = mean(_pairs(entries), kind.scale)
        for when, found in [("in all", whole), *((called(spans[i]), one) for i, one in some)]:
            if found is not None:
                likely = _span(lambda value: number(kind, value), found, "–")
                shown = (number(kind, found.mean), likely) if _is_enough(found) else ("", "too early to say")
                yield name, when, *shown, f"{found.n:,}", f"{found.n_visits:,}"


def _range(kind: Kind, found: Mean) -> str:
    likely = _span(lambda value: number(kind, value), found)
    return f"{likely}; {_of_what(kind, found)}"


def _of_what(kind: Kind, found: Mean) -> str:
    return f"{formats.number_of(found.n, *kind.noun)} at {formats.number_of(found.n_visits, 'visit')}"


def _span(number: Callable[[float], str], found: Mean, between: str = " to ") -> str:
    return f"{number(found.low)}{between}{number(found.high)}"


def _ends(kind: Kind) -> tuple[float, float]:
    return kind.scale.bottom, kind.scale.top


def _source(kind: Kind, one: Felt) -> Source:
    who = f", {one.code}" if one.code else ""
    text = f"{one.site}, {formats.date(one.visited_on)}{who}"
    said = f"{one.value:g}"
    if kind.scale is MOOD:
        said = moods.word(int(one.value))
    elif kind.scale is SHARE:
        said = "yes" if one.value else "no"
    if one.sighting_id is not None:
        return Source(f"{one.what} ({text})", said, url_for("sightings.edit", id=one.sighting_id))
    anchor = f"fix-{one.fix_id}" if one.fix_id else "ratings" if kind.key == "rating" else "seen"
    return Source(text, said, url_for("write_up.show", id=one.visit_id, _anchor=anchor))
