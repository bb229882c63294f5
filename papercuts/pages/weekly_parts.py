"""The parts of a weekly summary: each a heading with what it counts, and lines that lead to what they tell of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import url_for

from papercuts import queries
from papercuts.domain import applause, formats
from papercuts.domain.flow import Kind
from papercuts.domain.limits import PromiseState
from papercuts.domain.weekly import Applause, Words, best_words, loudest
from papercuts.models import Promise, Told, Visit
from papercuts.pages import learning_flow, weekly_wording
from papercuts.pages.learning import of_days
from papercuts.pages.needs import together
from papercuts.queries.weekly import Said
from papercuts.shipped import newest_fixes
from papercuts.web.clock import today, zone
from papercuts.web.rendering import setting

A_DAY = timedelta(days=1)
LISTED = 10  # of each kind


@dataclass(frozen=True)
class Line:
    """One line below a heading, and where it leads to."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Part:
    """A heading with what it counts, and its lines."""

    name: str  # "Fixed"
    text: str  # "2 paper cuts"
    lines: tuple[Line, ...] = ()
    n_more: int = 0


class Writer:
    """Writes the parts of some days. is_public: without names of customers, numbers and what only the team reads."""

    def __init__(self, first: date, last: date, *, is_public: bool) -> None:
        self._first, self._last, self._is_public = first, last, is_public
        self._wording = weekly_wording.Public() if is_public else weekly_wording.Team()

    def parts(self) -> Iterator[Part]:
        """Return the parts in their order; only the first is always there."""
        yield self._seen()
        yield from self._seen_elsewhere()
        yield from self._changed()
        told = queries.weekly.told(self._first, self._last)
        if told:
            yield self._told(told)
        yield from self._said()
        yield from self._applauded()
        yield from self._promised()

    def _seen(self) -> Part:
        found = queries.weekly.seen(self._first, self._last, is_ours=True)
        if not found.visits:
            return Part("Seen", "no visit took place")
        where = together(list(dict.fromkeys(self._wording.place(one.site) for one in found.visits))[:LISTED])
        people = f" with {formats.number_of(found.n_people, 'person', 'people')}" if found.n_people else ""
        delights = f", {formats.number_of(found.n_delights, 'delight')} among them" if found.n_delights else ""
        text = f"{formats.number_of(len(found.visits), 'visit')}{people}, {where}. "
        text += f"{formats.number_of(found.n_sightings, 'sighting')}{delights}"
        return self._part("Seen", text, self._visits(found.visits))

    def _seen_elsewhere(self) -> Iterator[Part]:
        found = queries.weekly.seen(self._first, self._last, is_ours=False)
        if found.visits:
            n_visits, n_seen = (
                formats.number_of(len(found.visits), "visit"),
                formats.number_of(found.n_sightings, "sighting"),
            )
            yield self._part("With other products", f"{n_visits}, {n_seen}", self._visits(found.visits))

    def _visits(self, visits: Sequence[Visit]) -> list[Line]:
        if self._is_public:
            return []
        words = [", ".join(filter(None, [one.site.name, one.product, formats.date(one.visited_on)])) for one in visits]
        hrefs = [url_for("write_up.show", id=one.id) for one in visits]
        return [Line(text, href) for text, href in zip(words, hrefs, strict=True)]

    def _changed(self) -> Iterator[Part]:
        entries = learning_flow.entries(of_days(self._first, self._last, "week"))
        by_kind = {kind: list(dict.fromkeys(one.cut_id for one in entries if one.kind is kind)) for kind in Kind}
        cuts = queries.flow.cuts({cut_id for ids in by_kind.values() for cut_id in ids})
        public = {cut_id: fix.public_title for cut_id, fix in newest_fixes(cuts).items()} if self._is_public else {}
        names = {Kind.ADDED: "New", Kind.REOPENED: "Came back"}
        for kind in Kind:
            ids = [cut_id for cut_id in by_kind[kind] if cut_id in cuts]
            if not ids or (self._is_public and kind is Kind.DECLINED):
                continue
            titles = [
                Line(f"PC-{cut_id} {cuts[cut_id].title}", url_for("paper_cuts.show", id=cut_id)) for cut_id in ids
            ]
            if self._is_public:
                shown = kind in (Kind.FIXED, Kind.VERIFIED)
                titles = [Line(public[cut_id]) for cut_id in ids if shown and public.get(cut_id)]
            yield self._part(names.get(kind, kind.capitalize()), formats.number_of(len(ids), "paper cut"), titles)

    def _told(self, rows: Sequence[Told]) -> Part:
        sites = list(dict.fromkeys(row.site for row in rows))
        text = formats.number_of(len(sites), "customer") + " heard what became of what they showed us"
        lines = [] if self._is_public else [self._told_line(row) for row in rows]
        return self._part("Thanked", text, lines)

    def _told_line(self, row: Told) -> Line:
        what = f"release {row.release.version}" if row.release else f"PC-{row.paper_cut_id}"
        return Line(f"{row.site.name}: {what}, by {row.how}", url_for("sites.show", id=row.site_id))

    def _said(self) -> Iterator[Part]:
        said = queries.weekly.words(self._first, self._last)
        best = best_words([Words(n, weekly_wording.in_one_line(one.text), one.mood) for n, one in enumerate(said)])
        if best is not None:
            one = said[best.id]
            text = self._wording.quote(one.text, one.participant, one.visit.site)
            yield self._part("In their words", text, [] if self._is_public else [_about(one)])

    def _applauded(self) -> Iterator[Part]:
        heard = {one.id: one for one in queries.weekly.applause(self._first, self._last)}
        best = loudest([Applause(one.id, one.applause or 0, weekly_wording.has_words(one)) for one in heard.values()])
        if best is None:
            return
        one = heard[best.id]
        title = one.fix.public_title or ("" if self._is_public else one.fix.paper_cut.title)
        what = f"{applause.told(best.loudness)}{f' for “{title}”' if title else ''}"
        site = one.visit.site
        if best.has_words and one.participant is not None:
            text = f"{what}: {self._wording.quote(one.quote, one.participant, site)}"
        else:
            text = f"{what}, {self._wording.place(site)}"
        href = url_for("paper_cuts.show", id=one.fix.paper_cut_id)
        lines = () if self._is_public else (Line(f"PC-{one.fix.paper_cut_id} {one.fix.paper_cut.title}", href),)
        yield Part("Loudest applause", text, lines)

    def _promised(self) -> Iterator[Part]:
        """Tell what was kept and broken in the week, and what was late and still open at its end, or is today."""
        starts_at, ends_at = (_midnight(day) for day in (self._first, self._last + A_DAY))
        settled = queries.weekly.settled(starts_at, ends_at)
        kept = [one for one in settled if one.state is PromiseState.KEPT]
        broken = [one for one in settled if one.state is PromiseState.BROKEN]
        late = queries.weekly.late(min(self._last, today(setting()) - A_DAY), ends_at)
        counts = [(len(kept), "kept"), (len(broken), "broken"), (len(late), "late")]
        if kept or broken or late:
            lines = [
                *(_promise(one, "kept") for one in kept),
                *(_promise(one, "broken") for one in broken),
                *(_promise(one, f"late, due {formats.date(one.due_on)}") for one in late if one.due_on),
            ]
            text = ", ".join(f"{n} {what}" for n, what in counts if n)
            yield self._part("Promises", text, [] if self._is_public else lines)

    def _part(self, name: str, text: str, lines: Sequence[Line]) -> Part:
        return Part(name, text, tuple(lines[:LISTED]), max(0, len(lines) - LISTED))


def _about(one: Said) -> Line:
    if one.paper_cut is None:
        return Line("at this visit", url_for("write_up.show", id=one.visit.id))
    return Line(f"about PC-{one.paper_cut.id} {one.paper_cut.title}", url_for("paper_cuts.show", id=one.paper_cut.id))


def _promise(one: Promise, state: str) -> Line:
    return Line(f"{one.site.name}: {one.what}, {state}", url_for("sites.show", id=one.site_id, _anchor="promises"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone(setting()))
