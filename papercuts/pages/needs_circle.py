"""What needs whoever is signed in to close the circle: to tell, keep, approve, answer, note."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flask import g, url_for

from papercuts import actions, queries
from papercuts.domain import formats
from papercuts.models import Promise
from papercuts.pages import needs
from papercuts.pages.needs import Item, Kind, together
from papercuts.web.clock import utc_now, zone
from papercuts.web.guard import may
from papercuts.web.rendering import setting

LATE = timedelta(days=14)  # after a release, or an offer: whoever showed us something still remembers it
NAMED = 3  # customers named in one line
SHOWN = 8  # at once; the rest folds


def items(today: date) -> list[Item]:
    """Return everything that needs whoever is signed in, late ones first."""
    return needs.items(today, ORDER)


def _came_back(today: date) -> Iterator[Item]:
    # who fixes is asked about their own, who visits about all
    found = queries.came_back.came_back(None if may("verify") else g.user.id)
    if found:
        yield {
            "icon": "warn",
            "text": f"{formats.number_of(len(found), 'fix', 'fixes')} came back",
            "meta": _some([f"PC-{one.paper_cut_id} {one.cause.met_at}" for one in found]),
            "href": url_for("paper_cuts.show", id=found[0].paper_cut_id),
            "action": f"See PC-{found[0].paper_cut_id}",
            "is_late": False,
        }


def _untold(today: date) -> Iterator[Item]:
    for one in queries.needs_circle.untold():
        n, days = len(one.sites), (today - one.released_on).days
        yield {
            "icon": "mail",
            "text": f"{formats.number_of(n, 'customer')} {_do(n)} not know yet what {one.version} fixed for them",
            "meta": f"{_some(one.sites)}, {_since(days)}",
            "href": url_for("releases.show", id=one.release_id, _anchor="tell"),
            "action": "Write to them",
            "is_late": days > LATE.days,
        }


def _since(days: int) -> str:
    """Return when that is, seen from the day of a release; one that is published may have a day to come."""
    if days < 0:
        return "before the day of the release"
    return f"{formats.number_of(days, 'day')} after the release" if days else "on the day of the release"


def _unsent(today: date) -> Iterator[Item]:
    for one in queries.needs_circle.unsent():
        yield {
            "icon": "warn",
            "text": f"A message to {one.site.name} about {one.release.version} was not sent",
            "meta": f"Written on {formats.date(one.made_at.astimezone(zone(setting())).date())}",
            "href": url_for("telling.show", id=one.release_id, site_id=one.site_id),
            "action": "Tell them",
            "is_late": True,
        }


def _promised(today: date) -> Iterator[Item]:
    for one in queries.needs_circle.promises_due(g.user.id, today):
        assert one.due_on is not None  # the query asks for it
        whose = "Your promise" if one.owner_id == g.user.id else "A promise"
        is_late = one.due_on < today
        when = "today" if one.due_on == today else f"on {formats.weekday(one.due_on)}"
        yield {
            "icon": "clock",
            "text": f"{whose} is late" if is_late else f"{whose} is due {when}",
            "meta": _told(one),
            "href": url_for("sites.show", id=one.site_id, _anchor="promises"),
            "action": "Answer it",
            "is_late": is_late,
        }


def _to_approve(today: date) -> Iterator[Item]:
    if not setting().needs_approval:
        return
    for one in queries.needs_circle.to_approve(today):
        release = one.release
        if g.user.id in actions.approvals.authors(release):
            continue  # whoever wrote some of it cannot
        yield {
            "icon": "eye",
            "text": f"Release {release.version} waits for your approval",
            "meta": "Its public notes were changed since they were approved"
            if one.is_public
            else f"Nobody who did not write it has read it yet. Its day is {formats.date(release.released_on)}",
            "href": url_for("releases.show", id=release.id, _anchor="approval"),
            "action": "Read and approve",
            "is_late": one.is_public or release.released_on < today,
        }


def _withdrawn(_: date) -> Iterator[Item]:
    for one in queries.public_quotes.withdrawn():
        yield {
            "icon": "warn",
            "text": f"The public notes of {one.version} repeat what somebody no longer agrees to",
            "meta": f"“{one.words[0]}”",
            "href": url_for("releases.show", id=one.release_id),
            "action": "Write it anew",
            "is_late": True,
        }


def _hourless(today: date) -> Iterator[Item]:
    found = queries.needs_circle.without_hours(g.user.id, utc_now())
    if found:
        n, (fix_id, cut_id, title) = len(found), found[0]
        others = f" and {formats.number_of(n - 1, 'more fix', 'more fixes')}" if n > 1 else ""
        yield {
            "icon": "clock",
            "text": f"How long did {'it' if n == 1 else 'they'} take? {formats.number_of(n, 'fix', 'fixes')} of yours",
            "meta": f"PC-{cut_id} {title}{others}: the hours show what estimates really mean here",
            "href": url_for("fix_hours.edit", id=fix_id),
            "action": "Note the hours",
            "is_late": False,
        }


def _unchecked(today: date) -> Iterator[Item]:
    found = queries.needs_circle.unchecked(g.user.id)
    if found:
        n = len(found)
        yield {
            "icon": "list",
            "text": f"{formats.number_of(n, 'paper cut')} {'is' if n == 1 else 'are'} unchecked",
            "meta": f"{together([f'PC-{cut_id}' for cut_id in found])}: answer six short questions each",
            "href": url_for("gates.edit", id=found[0]),
            "action": f"Answer for PC-{found[0]}",
            "is_late": False,
        }


def _shared(today: date) -> Iterator[Item]:
    pages = queries.needs_circle.shared_pages(today)
    waiting = queries.shared_items.n_waiting(pages, setting().product_name)
    for page in pages:
        n = waiting[page.id]
        if n:
            yield {
                "icon": "link",
                "text": f"{formats.number_of(n, 'thing')} may be said to {page.site.name} once you approve",
                "meta": f"Their shared page says only what somebody has read, until {formats.date(page.ends_on)}",
                "href": url_for("sharing.show", id=page.site_id),
                "action": "Read and approve",
                "is_late": False,
            }


def _volunteers(today: date) -> Iterator[Item]:
    n, first = queries.volunteers.waiting(today)
    if not first or not may("see real names"):
        return
    day = first.astimezone(zone(setting())).date()
    yield {
        "icon": "person",
        "text": f"{formats.number_of(n, 'customer')} {'has' if n == 1 else 'have'} offered to show how they work",
        "meta": f"{'Sent' if n == 1 else 'The first'} on {formats.date(day)}",
        "href": url_for("volunteers.index"),
        "action": "Plan or decline",
        "is_late": today - day > LATE,
    }


ORDER: Sequence[Kind] = (
    ("mark fixed", _came_back),
    ("match", needs.unmatched),
    ("write up visits", needs.not_written_up),
    ("tell", _unsent),
    ("tell", _untold),
    ("edit sites", _promised),
    ("approve notes", _to_approve),
    ("publish", _withdrawn),
    ("publish", needs.ready),
    ("verify", needs.to_look_at),
    ("comment", needs.unresolved),
    ("mark fixed", _hourless),
    ("answer the gate", _unchecked),
    ("estimate effort", needs.unestimated),
    ("record consent", needs.unasked),
    ("share", _shared),
    ("plan visits", _volunteers),
)


def _told(one: Promise) -> str:
    owner = f", {one.owner.name}" if one.owner and one.owner_id != g.user.id else ""
    return f"{one.site.name}: {one.what}, by {formats.date(one.due_on)}{owner}" if one.due_on else one.what


def _some(names: Sequence[str]) -> str:
    n_more = len(names) - NAMED
    return together(names) if n_more <= 0 else together([*names[:NAMED], f"{n_more} more"])


def _do(n: int) -> str:
    return "does" if n == 1 else "do"
