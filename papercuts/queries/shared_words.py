"""A site's shared page in words: what is read outside the team, and nothing else.

Made of `Public…` values alone, so that no template can reach a number of a paper cut, a name or another site. A field
added to one of them is read outside the team.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from papercuts.domain import formats
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import PromiseState, Status
from papercuts.domain.mails import mailto_address
from papercuts.domain.sharing import days_in_words
from papercuts.domain.totals import Hours
from papercuts.models import Fix
from papercuts.queries.shown_us import Counted, Shown

_WORDS = {Status.CLAIMED: "Planned", Status.OPEN: "Not decided", Status.DECLINED: "Declined"}
SHOWN = (Status.VERIFIED, Status.FIXED, Status.CLAIMED, Status.OPEN, Status.DECLINED)  # in this order


@dataclass(frozen=True)
class PublicQuote:
    """What somebody there said."""

    text: str
    who: str  # "One of you", or the role


@dataclass(frozen=True)
class PublicCut:
    """One small thing, and what became of it."""

    kind: str  # the status, for its sign
    status: str  # … in words
    on: str  # since when
    title: str
    showed: str  # when they showed it, how long it took, how many others met it
    said: str  # what became of it, in a phrase of ours
    text: str  # … in a person's words
    before: str
    after: str
    later: str  # whether somebody looked again
    quotes: tuple[PublicQuote, ...]


@dataclass(frozen=True)
class PublicDelight:
    """Something that made somebody there smile."""

    text: str
    is_quote: bool
    who: str
    seen_on: date


@dataclass(frozen=True)
class PublicPromise:
    """What we told them we would do; a late one is shown like any other."""

    what: str
    due_on: date | None
    was_due_on: date | None  # at first, where it was moved
    state: str
    settled_on: date | None

    def is_late(self, today: date) -> bool:
        """Say whether it should have been kept by now."""
        return self.state == PromiseState.OPEN and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class PublicContact:
    """Who of the team sat with them."""

    name: str
    email: str
    was_there: bool  # they sat with them; else they have approved the page

    @property
    def href(self) -> str:
        """Return the link that opens a message to them (RFC 6068)."""
        return mailto_address(self.email)


@dataclass(frozen=True)
class PublicPage:
    """All that a site reads."""

    site: str  # as somebody approved it; empty: nobody has
    days: tuple[date, ...]
    is_all_on_site: bool
    cuts: tuple[PublicCut, ...]
    counts: Mapping[str, int]  # fixed, planned, not decided, declined
    back_here: Hours | None  # a year, given back to them; none: too early
    back: Hours | None  # … to everybody, by what is fixed of theirs
    others: Counted | None
    delights: tuple[PublicDelight, ...]
    promises: tuple[PublicPromise, ...]
    contact: PublicContact | None


def in_order(cuts: Iterable[Shown]) -> list[Shown]:
    """Return what is done first, then what is on its way; of each the newest first."""
    known = [one for one in cuts if one.cut.status in SHOWN]
    return sorted(known, key=lambda one: (SHOWN.index(one.cut.status), -one.days[-1].toordinal(), one.cut.id))


def public(one: Shown, zone: tzinfo) -> PublicCut:
    """Return a paper cut as its site reads it: published words where there are some, else those of the team."""
    cut, fix = one.cut, one.fix
    fixed = fix if cut.status in SHIPPED else None
    has_words = fixed is not None and bool(fixed.public_title)
    return PublicCut(
        kind=cut.status.value,
        status=f"Fixed in {fix.release.version}"
        if cut.status is Status.FIXED and fix
        else _WORDS.get(cut.status, "Verified"),
        on=_on(one, zone),
        title=fixed.public_title if fixed is not None and has_words else cut.title,
        showed=_showed(one),
        said=_said(cut.status, fix),
        text=fixed.public_text if fixed is not None else cut.decline_reason if cut.status is Status.DECLINED else "",
        before=fixed.before.removesuffix(".") if fixed is not None else "",
        after=fixed.after.removesuffix(".") if fixed is not None else "",
        later=_later(one),
        quotes=(),
    )


def _on(one: Shown, zone: tzinfo) -> str:
    """Return since when it is as it is."""
    status = one.cut.status
    if status is Status.VERIFIED and one.looked:
        return formats.date(one.looked.on)
    if status in SHIPPED and one.fix:
        return formats.date(one.fix.release.released_on)
    decided = formats.date(one.decided_at.astimezone(zone).date()) if one.decided_at else ""
    return f"since {decided}" if status is Status.CLAIMED and decided else decided


def _showed(one: Shown) -> str:
    first, *later = one.days
    parts = [f"You showed us on {formats.date(first)}" + (f", and again on {days_in_words(later)}." if later else ".")]
    if one.seconds:
        often = f", about {formats.significant(one.times_a_week)} times a week" if one.times_a_week else ""
        parts.append(f"About {formats.seconds(one.seconds)} each time{often}.")
    if one.hit:
        parts.append(f"{one.hit.n_hit:,} of the {one.hit.n_watched:,} people we have watched ran into it.")
    return " ".join(parts)


def _said(status: Status, fix: Fix | None) -> str:
    if status in SHIPPED:
        return f"Fixed in {fix.release.version}." if fix else "Fixed."
    if status is Status.OPEN and fix:
        return f"It was fixed in {fix.release.version}, and has been seen again since."
    return {
        Status.CLAIMED: "We are working on it.",
        Status.OPEN: "We have not decided yet.",
        Status.DECLINED: "We will not do this.",
    }[status]


def _later(one: Shown) -> str:
    if one.cut.status is not Status.VERIFIED:
        return "Please tell us if it ever comes back." if one.cut.status is Status.FIXED else ""
    if one.looked is None:
        return f"We looked again, and {'it works' if one.is_gone else 'it is better, but not gone'}."
    when = f"We looked again with you on {formats.date(one.looked.on)}"
    if one.looked.is_gone:
        return f"{when}: it works."
    left, before = one.looked.seconds_left, one.seconds
    if left and before and left < before:
        return f"{when}. It is better: about {formats.seconds(left)} of {formats.seconds(before)} are left."
    return f"{when}. It is better, but not gone."


def pair(cut: PublicCut) -> str:
    """Return how it was and how it is now, where somebody has said so."""
    return " ".join(f"{name}: {text}." for name, text in (("Before", cut.before), ("Now", cut.after)) if text)


def counts(states: Iterable[Status]) -> dict[str, int]:
    """Return how many of these are fixed, planned, not decided and declined."""
    group = {Status.CLAIMED: "planned", Status.OPEN: "not decided", Status.DECLINED: "declined"}
    counts = dict.fromkeys(("fixed", "planned", "not decided", "declined"), 0)
    for status in states:
        counts[group.get(status, "fixed")] += 1
    return counts
