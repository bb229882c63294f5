"""What needs whoever is signed in about visits and paper cuts: only what they may do, and what can be done now."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask import g, url_for

from papercuts import queries
from papercuts.domain import formats
from papercuts.queries.looking_again import ToVerify
from papercuts.queries.needs import AtVisit, Unasked
from papercuts.web.guard import may
from papercuts.web.rendering import setting

LATE = timedelta(days=7)  # after a visit, what is not written down is forgotten
SOON = timedelta(days=7)

Item = dict[str, Any]  # as the macro `needs` draws it


Kind = tuple[str, Callable[[date], Iterable[Item]]]  # what it takes to act on it, and what there is


def items(today: date, kinds: Iterable[Kind]) -> list[Item]:
    """Return what there is of these kinds for whoever is signed in, ready to be drawn."""
    found = [item for permission, kind in kinds for item in (kind(today) if may(permission) else ())]
    return sorted(found, key=lambda item: not item["is_late"])


def unmatched(today: date) -> Iterator[Item]:
    """Yield the visits with sightings that wait to be matched."""
    for one in queries.needs.unmatched():
        text = f"{formats.number_of(one.n, 'sighting')} {_is(one.n)} not matched to a paper cut"
        yield _at_visit(one, today, text, "warn", url_for("matching.show", id=one.first_id), _match(one.n))


def not_written_up(today: date) -> Iterator[Item]:
    """Yield the visits that are not written up."""
    for one in queries.needs.not_written_up(today):
        yield _at_visit(
            one, today, "A visit is not written up", "pencil", url_for("write_up.show", id=one.visit_id), "Write it up"
        )


def to_look_at(today: date) -> Iterator[Item]:
    """Yield the coming visits that could look at fixes."""
    for fixes in queries.needs.to_look_at(today):
        first = fixes[0]
        is_soon = first.visited_on - today < SOON
        day = formats.weekday(first.visited_on) if is_soon else formats.date(first.visited_on)
        yield {
            "icon": "calendar",
            "text": f"{formats.number_of(len(fixes), 'fix', 'fixes')} to verify on {day}",
            "meta": f"{_cuts(fixes)}, at {first.site}, {formats.date(first.visited_on)}",
            "href": url_for("write_up.show", id=first.visit_id),
            "action": "See the visit",
            "is_late": False,
        }


def unestimated(today: date) -> Iterator[Item]:
    """Yield what of the first ones nobody has estimated."""
    found = queries.needs.unestimated()
    if found:
        numbers, n = [f"PC-{cut_id}" for cut_id, _ in found], len(found)
        yield {
            "icon": "clock",
            "text": f"{formats.number_of(n, 'paper cut')} of the first ten {_is(n)} not estimated",
            "meta": f"{together(numbers)}: ranked with an assumed effort until then",
            "href": url_for("paper_cuts.show", id=found[0][0]),
            "action": f"Estimate {numbers[0]}",
            "is_late": False,
        }


def unresolved(today: date) -> Iterator[Item]:
    """Yield what colleagues ask about what somebody has claimed."""
    for one in queries.needs.unresolved(g.user.id):
        kinds = [(one.n_objections, "objection"), (one.n - one.n_objections, "question")]
        what = together([formats.number_of(n, kind) for n, kind in kinds if n])
        yield {
            "icon": "mail",
            "text": f"{what} about what you have claimed",
            "meta": f"PC-{one.paper_cut_id} {one.title}",
            "href": url_for("paper_cuts.show", id=one.paper_cut_id, _anchor="comments"),
            "action": "Read and answer",
            "is_late": False,
        }


def unasked(today: date) -> Iterator[Item]:
    """Yield the people who were not asked whether they may be quoted."""
    for one in queries.needs.unasked(today):
        who = together([code for _, code in one.people])
        was = "was" if len(one.people) == 1 else "were"
        yield {
            "icon": "person",
            "text": f"{who} at {one.site} {was} not asked whether they may be quoted",
            "meta": _hidden(one),
            "href": url_for("participants.edit", id=one.people[0][0], next=url_for("overview.index")),
            "action": "Record consent",
            "is_late": False,
        }


def ready(today: date) -> Iterator[Item]:
    """Yield the drafts that can be published."""
    for one in queries.needs.ready(today):
        if setting().needs_approval and one.release.approved_at is None:
            continue  # it waits for somebody else first
        fixes, day = formats.number_of(one.n_fixes, "fix", "fixes"), one.release.released_on
        yield {
            "icon": "upload",
            "text": f"Release {one.release.version} can be published",
            "meta": f"{fixes}, each with a title for readers. Its day is {formats.date(day)}",
            "href": url_for("releases.show", id=one.release.id),
            "action": "See the draft",
            "is_late": day < today,
        }


def together(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def _at_visit(one: AtVisit, today: date, text: str, icon: str, href: str, action: str) -> Item:
    return {
        "icon": icon,
        "text": text,
        "meta": f"{one.site}, {formats.date(one.visited_on)}",
        "href": href,
        "action": action,
        "is_late": today - one.visited_on > LATE,
    }


def _cuts(fixes: Sequence[ToVerify]) -> str:
    first = f"PC-{fixes[0].paper_cut_id} {fixes[0].title}"
    return f"{first} and {len(fixes) - 1} more" if len(fixes) > 1 else first


def _hidden(one: Unasked) -> str:
    if not one.n_quotes:
        return formats.date(one.visited_on)
    return f"{formats.number_of(one.n_quotes, 'quote')} {_is(one.n_quotes)} hidden until then"


def _match(n: int) -> str:
    return "Match it" if n == 1 else "Match them"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"
