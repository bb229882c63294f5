"""The life of a paper cut: which status follows which, and what looking again does.

open ──claim──▶ claimed ──fix──▶ fixed ──verify──▶ verified
  ▲ └─ un-claim ─┘                 └──── reopen ──────┴──▶ open
  ├──▶ declined ──reopen──▶ open
  └──▶ merged   (reversible: the status before the merge comes back)
"""

from datetime import date, datetime
from enum import StrEnum

from papercuts.domain.limits import Outcome, Status

WAITING = (Status.OPEN, Status.CLAIMED)  # for somebody to fix it
SHIPPED = (Status.FIXED, Status.VERIFIED)  # users have a fix, and nobody has met it again since
WORKS = (Outcome.GONE, Outcome.BETTER)  # of what may be found when somebody looks again
SEEN_AGAIN = (Outcome.STILL_THERE, Outcome.WORSE)  # these record a sighting
APPROVAL_TAKEN_BACK = "took the approval back by a change"  # the verb in the history of a release


class Move(StrEnum):
    """What somebody may do to the status of a paper cut."""

    CLAIM = "claim"
    UNCLAIM = "un-claim"
    FIX = "fix"
    VERIFY = "verify"
    REOPEN = "reopen"
    DECLINE = "decline"
    MERGE = "merge"


# A claimed one may be declined or merged too: whoever claims it is the first to find out. A declined one may be merged:
# what was seen counts where it belongs. What has a fix may not, for its release tells of it.
_GRAPH: dict[Status, dict[Move, Status]] = {
    Status.OPEN: {Move.CLAIM: Status.CLAIMED, Move.DECLINE: Status.DECLINED, Move.MERGE: Status.MERGED},
    Status.CLAIMED: {
        Move.UNCLAIM: Status.OPEN,
        Move.FIX: Status.FIXED,
        Move.DECLINE: Status.DECLINED,
        Move.MERGE: Status.MERGED,
    },
    Status.FIXED: {Move.VERIFY: Status.VERIFIED, Move.REOPEN: Status.OPEN},
    Status.VERIFIED: {Move.REOPEN: Status.OPEN},
    Status.DECLINED: {Move.REOPEN: Status.OPEN, Move.MERGE: Status.MERGED},
    Status.MERGED: {},
}
_DONE = {
    Move.CLAIM: "claimed",
    Move.UNCLAIM: "un-claimed",
    Move.FIX: "marked as fixed",
    Move.VERIFY: "verified",
    Move.REOPEN: "reopened",
    Move.DECLINE: "declined",
    Move.MERGE: "merged",
}
# What was seen when somebody looked again; the outcomes not named here change nothing.
_SEEN = {
    Outcome.GONE: Move.VERIFY,
    Outcome.BETTER: Move.VERIFY,
    Outcome.STILL_THERE: Move.REOPEN,
    Outcome.WORSE: Move.REOPEN,
}


def move(status: str, event: str) -> Status:
    """Return the status after a move; raise ValueError, saying what may be done instead, when there is no such move."""
    before, wanted = Status(status), Move(event)
    after = _GRAPH[before].get(wanted)
    if after is None:
        raise ValueError(_refusal(before, wanted))
    return after


def after_verification(status: str, outcome: str) -> Status:
    """Return the status after somebody looked again; only a fixed or verified paper cut can change by that."""
    before, seen = Status(status), _SEEN.get(Outcome(outcome))
    if seen is None or before not in SHIPPED or seen not in _GRAPH[before]:
        return before  # a verified one that is gone stays verified
    return _GRAPH[before][seen]


def after_sighting(status: str) -> Status:
    """Return the status after it was seen again on a version that has the fix."""
    return Status.OPEN if status in SHIPPED else Status(status)


def is_reopened(status: str, n_fixes: int) -> bool:
    """Return whether a paper cut is open again after a fix (derived, never stored)."""
    return Status(status) is Status.OPEN and n_fixes > 0


def _refusal(status: Status, wanted: Move) -> str:
    if status is Status.MERGED:
        return f"This paper cut is merged and cannot be {_DONE[wanted]}. Un-merge it first."
    others = [_DONE[other] for other in _GRAPH[status]]
    instead = " or ".join(filter(None, [", ".join(others[:-1]), others[-1]]))
    return f"This paper cut is {status} and cannot be {_DONE[wanted]}. It can be {instead}."


def has_release(
    visited_on: date, begun_at: datetime | None, *, released_on: date, published_at: datetime | None
) -> bool:
    """Say whether those at a visit work with a release already: from its day on; on the day, once it is published.

    begun_at: none for visits that were written down afterwards; on the day they count as with it.
    """
    if visited_on != released_on or begun_at is None or published_at is None:
        return visited_on >= released_on
    return begun_at >= published_at
