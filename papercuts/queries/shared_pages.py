"""The page on which a site reads what it showed us, and what became of it.

Its words are those of `queries.shared_words`; each goes out only as approved: see `domain.sharing`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain import formats, sharing
from papercuts.domain.sharing import Item, Standing
from papercuts.domain.totals import Hours
from papercuts.models import Account, Fix, Promise, SharedPage, Sighting, Site
from papercuts.queries import private_words, promises, shared_items
from papercuts.queries.given_back import gains, total_of
from papercuts.queries.shared_words import (
    PublicContact,
    PublicCut,
    PublicDelight,
    PublicPage,
    PublicPromise,
    PublicQuote,
    counts,
    in_order,
    pair,
    public,
)
from papercuts.queries.shown_us import Seen, Shown, ShownUs, Words, of_site, others
from papercuts.queries.site_hours import hours_at
from papercuts.shipped import is_published


@dataclass(frozen=True)
class Entry:
    """One thing that the page would say, as whoever approves it reads it."""

    item: Item
    standing: Standing
    heading: str  # what kind of thing it is
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """What the page would say, and which of it may be said."""

    page: PublicPage  # as approved
    entries: tuple[Entry, ...]  # all of it

    @property
    def asks_approver(self) -> bool:
        """Say whether nobody who was there can be named."""
        return all(entry.item.key != sharing.CONTACT for entry in self.entries)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing but their name."""
        return all(entry.item.key == sharing.NAME for entry in self.entries)

    @property
    def n_waiting(self) -> int:
        """Return how many things wait for somebody to approve them."""
        return sum(entry.standing is Standing.WAITS for entry in self.entries)

    @property
    def n_named(self) -> int:
        """Return how many cannot be approved while a name stands in them."""
        return sum(entry.standing is Standing.NAMED for entry in self.entries)


def newest(site_id: int) -> SharedPage | None:
    """Return the shared page of a site, stopped or not."""
    mine = select(SharedPage).where(SharedPage.site_id == site_id).order_by(SharedPage.id.desc()).limit(1)
    return db.session.scalar(mine.options(joinedload(SharedPage.approved_by)))


def opened_by(token_sha256: str, today: date) -> SharedPage | None:
    """Return the page that a link opens today; nothing for one that never was, has ended or was stopped."""
    return db.session.scalar(
        select(SharedPage)
        .where(SharedPage.token_sha256 == token_sha256, SharedPage.ends_on >= today, SharedPage.stopped_at.is_(None))
        .options(joinedload(SharedPage.site), joinedload(SharedPage.approved_by))
    )


def draft(site: Site, approved: sharing.Approved, approver: Account | None, zone: tzinfo, product: str) -> Draft:
    """Return what the shared page of a site would say, as things are now.

    approver: whom they may ask when nobody who was there is with the team any more; product: our own name.
    """
    found, promised = of_site(site.id), promises.of_site(site.id)
    items = shared_items.items(site, found.seen, promised, private_words.of_sites([site], product)[site.id])
    return _Drafting(site, approved, approver, zone, items).draft(found, promised)


class _Drafting:
    """The making of one page."""

    def __init__(
        self,
        site: Site,
        approved: sharing.Approved,
        approver: Account | None,
        zone: tzinfo,
        items: Mapping[str, Item],
    ) -> None:
        self._site, self._approved, self._approver, self._zone = site, approved, approver, zone
        self._items = items
        self._entries: list[Entry] = []

    def draft(self, found: ShownUs, promised: Sequence[Promise]) -> Draft:
        """Return the page with what is approved, and all entries with whether they are."""
        name = self._name()
        chosen = [(one, cut) for one in in_order(found.cuts) if (cut := self._cut(one))]
        ids = [one.cut.id for one, _ in chosen]
        page = PublicPage(
            site=name,
            days=tuple(visit.visited_on for visit in found.seen.visits),
            is_all_on_site=found.is_all_on_site,
            cuts=tuple(cut for _, cut in chosen),
            counts=counts(one.cut.status for one, _ in chosen),
            back_here=hours_at(self._site, [one.cut for one, _ in chosen]).back,
            back=_given_back(ids),
            others=others(self._site.id, ids),
            delights=tuple(filter(None, (self._delight(one, words) for one, words in found.delights))),
            promises=tuple(filter(None, self._promises(promised))),
            contact=self._contact(found.seen),
        )
        return Draft(page, tuple(self._entries))

    def _may_say(self, key: str, heading: str, lines: Iterable[str]) -> bool:
        """Note an entry, and return whether it is approved."""
        item = self._items[key]
        entry = Entry(item, sharing.standing(item, self._approved), heading, tuple(filter(None, lines)))
        self._entries.append(entry)
        return entry.standing is Standing.SAID

    def _name(self) -> str:
        """Return what the page calls them: while another name waits, the one that was approved."""
        if self._may_say(sharing.NAME, "Their name", (self._site.name,)):
            return self._site.name
        return sharing.kept(sharing.NAME, self._approved)

    def _cut(self, one: Shown) -> PublicCut | None:
        cut = public(one, self._zone)
        told = (cut.showed, f"{cut.said} {cut.text}".strip(), pair(cut), cut.later)
        is_said = self._may_say(f"cut-{one.cut.id}", cut.status, (cut.title, *told))
        quotes = tuple(filter(None, map(self._quote, one.quotes)))
        return replace(cut, quotes=quotes) if is_said else None

    def _quote(self, words: Words) -> PublicQuote | None:
        who = words.who or "One of you"
        is_said = self._may_say(f"quote-{words.sighting_id}", "Quote", (f"“{words.text}”", who))
        return PublicQuote(words.text, who) if is_said else None

    def _delight(self, one: Sighting, words: Words | None) -> PublicDelight | None:
        text, who = (words.text, words.who) if words else (one.what_happened, "")
        shown = PublicDelight(text, words is not None, who or "One of you", one.visit.visited_on)
        lines = (f"“{text}”" if words else text, f"{shown.who}, {formats.date(shown.seen_on)}")
        return shown if self._may_say(f"delight-{one.id}", "Delight", lines) else None

    def _promises(self, made: Sequence[Promise]) -> Iterable[PublicPromise | None]:
        first_days = promises.first_days([one.id for one in made])
        for one in made:
            first = first_days.get(one.id)
            shown = PublicPromise(
                one.what,
                one.due_on,
                first if first != one.due_on else None,
                one.state.value,
                one.settled_at.astimezone(self._zone).date() if one.settled_at else None,
            )
            lines = (one.what, f"By {formats.date(one.due_on)}" if one.due_on else "")
            yield shown if self._may_say(f"promise-{one.id}", "Promise", lines) else None

    def _contact(self, seen: Seen) -> PublicContact | None:
        """Return who of the team was there last and is still with it, or else who has approved the page.

        While that waits for approval, whoever was approved before stays.
        """
        there = shared_items.whom_to_ask(seen)
        if not there:
            may_ask = self._approver is not None and not self._approver.is_disabled
            return (
                PublicContact(self._approver.name, self._approver.email, False) if self._approver and may_ask else None
            )
        self._may_say(sharing.CONTACT, "Whom they may ask", (there[0].name, there[0].email))
        known = (one for one in there if sharing.is_approved(shared_items.contact(one), self._approved))
        person = next(known, None)
        return PublicContact(person.name, person.email, True) if person else None


def _given_back(cut_ids: Sequence[int]) -> Hours | None:
    """Return what the fixes of these paper cuts give back to everybody, as long as they hold."""
    found = total_of(gain for gain in gains(Fix.paper_cut_id.in_(cut_ids), is_published()))
    return found if found.mean > 0 else None
