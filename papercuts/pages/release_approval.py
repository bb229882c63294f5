"""Approval of a release, on its page: whether it is asked for, who gave it, who could."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from papercuts import actions, queries
from papercuts.domain.lifecycle import APPROVAL_TAKEN_BACK
from papercuts.domain.limits import Role
from papercuts.models import Release
from papercuts.pages.needs import together
from papercuts.web.guard import may
from papercuts.web.permissions import roles_with
from papercuts.web.rendering import setting

APPROVE = "approve notes"
MOST = 4  # names in a sentence
ONLY = "Only field users and admins may approve"
OTHERS = {Role.ENGINEER: ("is an engineer", "are engineers"), Role.VIEWER: ("is a viewer", "are viewers")}


@dataclass(frozen=True)
class Approval:
    """How the approval of a release stands."""

    by: str  # who approved; empty: nobody
    at: datetime | None
    may: bool  # whether the reader could now
    is_own: bool  # why not: some of it is their own
    who: str  # who could, in sentences
    seen: int  # the newest event that the page shows
    is_partly_nobodys: bool  # written on the command line

    @property
    def is_given(self) -> bool:
        """Say whether it is approved as it stands."""
        return self.at is not None


def shown(release: Release) -> Approval | None:
    """Return how the approval stands, where the team asks for one and it is given, or has still to be."""
    if not setting().needs_approval or (release.is_published and not release.approved_at and not _was_given(release)):
        return None
    authors = actions.approvals.authors(release)
    return Approval(
        by=queries.accounts.name_of(release.approved_by_id),
        at=release.approved_at,
        may=may(APPROVE) and g.user.id not in authors,
        is_own=may(APPROVE) and g.user.id in authors,
        who=who_may(authors),
        seen=actions.approvals.newest_event(release),
        is_partly_nobodys=actions.approvals.is_partly_nobodys(release),
    )


def could(authors: set[int]) -> str:
    """Return who could approve what these have written: "Ada and Carl"; nothing when nobody could."""
    return together(queries.accounts.names_of(roles_with(APPROVE), but=authors))


def who_may(authors: set[int]) -> str:
    """Return who could approve what these have written, in sentences; why nobody could, and who may not."""
    who = could(authors)
    if who:
        return f"{ONLY}: {who} could, from Needs you on the overview."
    writers = queries.accounts.names_of(roles_with(APPROVE), but=[])
    whose = f"{_some(writers)} {'has' if len(writers) == 1 else 'have'} written some of it" if writers else ""
    others = [(queries.accounts.names_of([role], but=[]), words) for role, words in OTHERS.items()]
    said = [f"{_some(names)} {words[len(names) > 1]}" for names, words in others if names]
    return (
        f"Nobody here could. {ONLY}; {'; '.join(filter(None, [whose, *said]))}. An admin can give somebody that role."
    )


def _some(names: list[str]) -> str:
    return together(names if len(names) <= MOST else [*names[: MOST - 1], f"{len(names) - MOST + 1} others"])


def in_words(release: Release) -> str:
    """Return who could approve a release, in sentences."""
    return who_may(actions.approvals.authors(release))


def _was_given(release: Release) -> bool:
    """Say whether a published release was changed since somebody approved it."""
    return queries.history.has_happened("release", release.id, APPROVAL_TAKEN_BACK)
