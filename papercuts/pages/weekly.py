"""The weekly summary: what was seen, fixed, verified and told, as a page and as a text to paste."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import abort, url_for

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.flow import Kind
from papercuts.domain.limits import Consent
from papercuts.domain.public_names import names_in
from papercuts.domain.weekly import Applause, Words, best_words, loudest, monday_of
from papercuts.models import Participant, Promise, Sighting, Site, Told
from papercuts.pages import learning_flow
from papercuts.pages.learning import of_days
from papercuts.pages.needs import together
from papercuts.pages.paper_cut_parts import called
from papercuts.shipped import newest_fixes
from papercuts.web.clock import today, zone
from papercuts.web.rendering import setting

A_WEEK = timedelta(days=7)
LISTED = 10  # of each kind
LOUD = {1: "a nod", 2: "a smile", 3: "a cheer"}
A_CUSTOMER = "a customer"


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


@dataclass(frozen=True)
class Week:
    """A week as the address names it, and its neighbours."""

    monday: date

    @property
    def sunday(self) -> date:
        """Return its last day."""
        return self.monday + timedelta(days=6)

    @property
    def key(self) -> str:
        """Return it as addresses write it: 2026-W46."""
        return learning_flow.week_key(self.monday)

    @property
    def previous(self) -> str:
        """Return the week before."""
        return learning_flow.week_key(self.monday - A_WEEK)

    @property
    def next(self) -> str:
        """Return the week after; nothing when it has not begun."""
        after = self.monday + A_WEEK
        return learning_flow.week_key(after) if after <= today(setting()) else ""

    @property
    def title(self) -> str:
        """Return it in words: Week 46, 9 to 15 November 2026."""
        first, last = formats.date(self.monday), formats.date(self.sunday)
        for end in (f" {_month(self.sunday)} {self.sunday.year}", f" {self.sunday.year}"):
            if first.endswith(end):
                first = first.removesuffix(end)
                break
        return f"Week {self.monday.isocalendar().week}, {first} to {last}"


def week_of(asked: str) -> Week:
    """Return the week that an address asks for, or the last one that is over; 400 for what is none."""
    if not asked:
        day = today(setting())
        return Week(day - timedelta(days=day.weekday()) - A_WEEK)
    try:
        return Week(monday_of(asked))
    except ValueError:
        abort(400, "The address asks for something we do not know. Go back and try again.")


@dataclass(frozen=True)
class Summary:
    """A summary for the team, or with public aliases for everybody else."""

    week: Week
    is_public: bool
    parts: tuple[Part, ...]
    n_left_out: int  # lines that name a customer or a person, where nobody may be named

    @property
    def text(self) -> str:
        """Return it ready to paste."""
        product = setting().product_name
        lines = [f"{self.week.title}{f': {product}' if product else ''}"]
        for part in self.parts:
            lines.append(f"{part.name}: {part.text}")
            lines += [f"- {line.text}" for line in part.lines]
            lines += [f"- and {part.n_more} more"] if part.n_more else []
        return "\n".join(lines) + "\n"


def summary(week: Week, *, is_public: bool) -> Summary:
    """Return what happened in a week. is_public: without names of customers, numbers and what only the team reads."""
    parts = tuple(_Writer(week, is_public).parts())
    if not is_public:
        return Summary(week, False, parts, 0)
    names = queries.public_names.known()
    kept = tuple(part for part in (_without(part, names) for part in parts) if part)
    n_lines = sum(len(part.lines) + 1 for part in parts)
    return Summary(week, True, kept, n_lines - sum(len(part.lines) + 1 for part in kept))


def _without(part: Part, names: Sequence[str]) -> Part | None:
    """Return a part without the lines that name somebody; nothing when its heading does."""
    if names_in([part.text], names):
        return None
    lines = tuple(line for line in part.lines if not names_in([line.text], names))
    return Part(part.name, part.text, lines, part.n_more)


class _Writer:
    """Writes the parts of one week."""

    def __init__(self, week: Week, is_public: bool) -> None:
        self._first, self._last, self._is_public = week.monday, week.sunday, is_public

    def parts(self) -> Iterator[Part]:
        yield self._seen()
        yield from self._changed()
        told = queries.weekly.told(self._first, self._last)
        if told:
            yield self._told(told)
        yield from self._said()
        yield from self._applauded()
        late = self._late()
        if late:
            n = formats.number_of(len(late), "promise")
            yield self._part("Late", n, [] if self._is_public else [self._promised(one) for one in late])

    def _seen(self) -> Part:
        found = queries.weekly.seen(self._first, self._last)
        if not found.visits and not found.n_sightings:
            return Part("Seen", "no visit took place")
        where = together(list(dict.fromkeys(self._place(one.site) for one in found.visits))[:LISTED])
        people = formats.number_of(found.n_people, "person", "people")
        text = f"{formats.number_of(len(found.visits), 'visit')} with {people}{f', {where}' if where else ''}"
        delights = f", {formats.number_of(found.n_delights, 'delight')} among them" if found.n_delights else ""
        text += f". {formats.number_of(found.n_sightings, 'sighting')}{delights}"
        visits = [
            Line(f"{self._place(one.site)}, {formats.date(one.visited_on)}", url_for("write_up.show", id=one.id))
            for one in found.visits
        ]
        return self._part("Seen", text, [] if self._is_public else visits)

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
        said = {one.id: one for one in queries.weekly.words(self._first, self._last)}
        best = best_words([Words(one.id, " ".join(one.quote.split()), one.mood) for one in said.values()])
        if best is None:
            return
        one = said[best.id]
        who = _anonymous(one.participant) if self._is_public else called(one.participant, False)
        text = f"“{best.text}” {who}, {self._place(one.visit.site)}"
        yield self._part("In their words", text, [] if self._is_public else [_about(one)])

    def _applauded(self) -> Iterator[Part]:
        heard = {one.id: one for one in queries.weekly.applause(self._first, self._last)}
        best = loudest([Applause(one.id, one.applause or 0, bool(one.quote)) for one in heard.values()])
        if best is None:
            return
        one = heard[best.id]
        title = one.fix.public_title or ("" if self._is_public else one.fix.paper_cut.title)
        what = f" for “{title}”" if title else ""
        text = f"{LOUD[best.loudness]}{what}, {self._place(one.visit.site)}"
        href = url_for("paper_cuts.show", id=one.fix.paper_cut_id)
        lines = () if self._is_public else (Line(f"PC-{one.fix.paper_cut_id} {one.fix.paper_cut.title}", href),)
        yield Part("Loudest applause", text, lines)

    def _late(self) -> Sequence[Promise]:
        """Return what was late at the end of the week, or is today where that is earlier."""
        last = min(self._last, today(setting()) - timedelta(days=1))
        return queries.weekly.late(last, datetime.combine(last + timedelta(days=1), time(), zone(setting())))

    def _promised(self, one: Promise) -> Line:
        due = f"due {formats.date(one.due_on)}" if one.due_on else ""
        return Line(f"{one.site.name}: {one.what}, {due}", url_for("sites.show", id=one.site_id, _anchor="promises"))

    def _part(self, name: str, text: str, lines: Sequence[Line]) -> Part:
        return Part(name, text, tuple(lines[:LISTED]), max(0, len(lines) - LISTED))

    def _place(self, site: Site) -> str:
        return (site.public_alias or A_CUSTOMER) if self._is_public else site.name


def _about(one: Sighting) -> Line:
    if one.paper_cut is None:
        return Line("at this visit", url_for("write_up.show", id=one.visit_id))
    return Line(f"about PC-{one.paper_cut.id} {one.paper_cut.title}", url_for("paper_cuts.show", id=one.paper_cut.id))


def _anonymous(who: Participant | None) -> str:
    """Return the role of somebody who agreed to it; a code says nothing to who does not know the site."""
    is_told = who is not None and who.consent in (Consent.ROLE, Consent.NAMED)
    return (who.role if who is not None and is_told else "") or "a user"


def _month(day: date) -> str:
    return formats.date(day).split(" ")[1]
