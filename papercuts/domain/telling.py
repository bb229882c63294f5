"""The words in which a site hears what became of what it showed us: only of its own, in its readers' words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from papercuts.domain import formats, limits
from papercuts.domain.mails import Message
from papercuts.domain.totals import Hours

_DAYS_MOST = 3  # of visits that are named for one thing
_THINGS_MOST = 40  # that are listed; nobody reads on
_TEXT_MOST = 400  # characters of what changed; the public notes say more


@dataclass(frozen=True)
class Thing:
    """One thing that a site showed us and a release fixes, as everybody may read it."""

    title: str
    text: str
    days: Sequence[date]  # of that site's own visits


@dataclass(frozen=True)
class Given:
    """What fixes give back to everybody together."""

    hours: Hours  # a year
    is_measured: bool  # somebody was looked at with each of them; else it is what was predicted


@dataclass(frozen=True)
class Links:
    """Where they read more: addresses, the second only where they have a page of their own."""

    notes: str
    own_page: str = ""


def fixed(product: str, version: str, things: Sequence[Thing], given: Given | None, links: Links, me: str) -> Message:
    """Return the message that what a site showed us is fixed. me: who writes."""
    called = f"{product} {version}".strip()
    head = ["Hello,", _opening(called, len(things))]
    tail = [*_given(given, product), _links(called, links), f"Thank you for letting us watch.\n\n{me}".rstrip()]
    body = "\n\n".join([*head, *_listed(things, version), *tail])
    if len(body) > limits.TEXT:
        short = [replace(one, text="") for one in things]
        body = "\n\n".join([*head, *_listed(short, version), *tail])
    what = "What you showed us is fixed" if len(things) == 1 else "What you showed us: fixed"
    return Message(subject=f"{what} in {called}"[: limits.TITLE], body=body)


def declined(title: str, days: Sequence[date], reason: str, own_page: str, me: str) -> Message:
    """Return the message that we will not change something that a site showed us, and why."""
    parts = [
        "Hello,",
        f"You showed us this on {_days(days)}: {title}",
        "We have looked into it, and we will not change it. You deserve to know why:",
        reason[: limits.TEXT // 2],
        *([_own(own_page)] if own_page else []),
        f"Thank you for showing it to us.\n\n{me}".rstrip(),
    ]
    return Message(subject=f"What became of what you showed us: {title}"[: limits.TITLE], body="\n\n".join(parts))


def _opening(called: str, n: int) -> str:
    this = "one thing that got" if n == 1 else f"{formats.counted(n, 'thing')} that got"
    return f"When we watched you work, you showed us {this} in your way. {called} fixes {'it' if n == 1 else 'them'}."


def _listed(things: Sequence[Thing], version: str) -> list[str]:
    shown = [_thing(one, version) for one in things[:_THINGS_MOST]]
    left = len(things) - len(shown)
    return [*shown, f"And {left:,} more."] if left else shown


def _thing(one: Thing, version: str) -> str:
    text = f"\n{_shortened(one.text)}" if one.text else ""
    return f"{one.title}\nYou showed us this on {_days(one.days)}; it is fixed in {version}.{text}"


def _days(days: Sequence[date]) -> str:
    words = [formats.date(day) for day in days[:_DAYS_MOST]]
    if len(days) > _DAYS_MOST:
        words.append(formats.number_of(len(days) - _DAYS_MOST, "other day"))
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _shortened(text: str) -> str:
    first = text.split("\n\n")[0]
    return first if len(first) <= _TEXT_MOST else first[:_TEXT_MOST].rsplit(" ", 1)[0] + " …"


def _given(given: Given | None, product: str) -> list[str]:
    if given is None or given.hours.mean <= 0:
        return []
    so = "By our measure this gives" if given.is_measured else "We expect this to give"
    hours, likely = formats.hours(given.hours.mean), formats.span(given.hours.q10, given.hours.q90)
    return [f"{so} back {hours} hours a year to everybody who uses {product or 'it'}, likely {likely}."]


def _links(called: str, links: Links) -> str:
    notes = f"All that is new in {called}: {links.notes}"
    return f"{notes}\n{_own(links.own_page)}" if links.own_page else notes


def _own(address: str) -> str:
    return f"All that you showed us, and what became of it: {address}"
