"""Undoing an import in words: what goes, what stays and why, and who may do it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g

from papercuts import actions
from papercuts.actions.import_undo import CHANGED, NEEDED, Outlook
from papercuts.domain.formats import number_of
from papercuts.models import ImportRun
from papercuts.web.permissions import roles_with

NOUNS = {
    "sighting": ("sighting",),
    "watch": ("watch", "watches"),
    "visit": ("visit",),
    "paper_cut": ("paper cut",),
    "effort": ("estimate",),
    "link": ("link",),
    "task_use": ("number of people and times", "numbers of people and times"),
    "participant": ("person", "people"),
    "task": ("task",),
    "area": ("area",),
    "site": ("site",),
    "segment": ("segment",),
}
# why something stays: of one, and of several
WHY = {
    CHANGED: ("was changed", "were changed"),
    NEEDED: ("is needed by what stays", "are needed by what stays"),
    "claimed": ("was claimed", "were claimed"),
    "fixed": ("is fixed", "are fixed"),
    "verified": ("is verified", "are verified"),
    "declined": ("was declined", "were declined"),
    "merged": ("was merged", "were merged"),
    "merge": ("was merged with another", "were merged with others"),
    "effort": ("has an estimate", "have an estimate"),
    "comment": ("has a comment", "have a comment"),
    "link": ("has a link", "have a link"),
    "fix": ("has a fix", "have a fix"),
    "gate": ("has answers at the gate", "have answers at the gate"),
    "familiar_input": ("has inputs for other scores", "have inputs for other scores"),
    "not_the_same": ("was told apart from another", "were told apart from others"),
    "plan_item": ("is in a plan", "are in a plan"),
    "round_place": ("is in a round", "are in a round"),
    "sighting": ("was seen elsewhere", "were seen elsewhere"),
    "photo": ("has a photo", "have a photo"),
    "promise": ("led to a promise", "led to promises"),
    "question": ("has questions", "have questions"),
    "verification": ("was used to look at a fix", "were used to look at a fix"),
}
OTHER = ("has something of yours on it", "have something of yours on them")


@dataclass(frozen=True)
class Undoing:
    """What the page that asks says."""

    goes: Sequence[str]  # "48 sightings"
    stays: Sequence[str]  # "3 paper cuts stay: 2 were claimed, 1 has an estimate"


def undoing(run: ImportRun) -> Undoing:
    """Return what undoing an import would do."""
    found = actions.import_undo.outlook(run)
    return Undoing(goes(found), stays(found))


def goes(found: Outlook) -> list[str]:
    """Return what goes, each table in words."""
    return [number_of(len(ids), *NOUNS[table]) for table, ids in found.goes.items() if ids]


def told(found: Outlook) -> str:
    """Return what undoing has done, as a line over the page."""
    n = len(found.goes.get("sighting", ()))
    kept = "; ".join(stays(found))
    return f"The import is undone: {number_of(n, 'sighting')} {'is' if n == 1 else 'are'} gone." + f" {kept}." * bool(
        kept
    )


def is_for_me(run: ImportRun) -> bool:
    """Say whether this person may undo an import: their own, or any."""
    is_own = run.imported_by_id is not None and run.imported_by_id == g.user.id
    return is_own or g.user.role in roles_with("undo imports")


def may_undo(run: ImportRun, at: datetime) -> bool:
    """Say whether an import can be undone still, by this person."""
    return is_for_me(run) and actions.import_undo.can_be_undone(run, at)


def stays(found: Outlook) -> list[str]:
    """Return what stays and why, each table in words."""
    lines = [_stay(table, why) for table, why in found.stays.items()]
    n = found.n_kept_values
    if n:
        stay = "stays, since somebody has changed it" if n == 1 else "stay, since somebody has changed them"
        lines.append(f"{number_of(n, 'value')} {stay}")
    return lines


def _stay(table: str, why: Mapping[int, str]) -> str:
    n = len(why)
    reasons = Counter(why.values()).most_common()
    words = ", ".join(f"{m:,} {WHY.get(reason, OTHER)[m != 1]}" for reason, m in reasons)
    if n == 1:
        words = WHY.get(reasons[0][0], OTHER)[0]
    return f"{number_of(n, *NOUNS[table])} {'stays: it' if n == 1 else 'stay:'} {words}"
