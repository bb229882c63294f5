"""Quick wins: what passed the gate, pays back enough, and is not contested. Derived, never stored.

`queries.quick_wins` says the same in SQL; a test holds the two together.
"""

from dataclasses import dataclass

from papercuts.domain.formats import number_of


@dataclass(frozen=True)
class Standing:
    """All that decides whether a paper cut is a quick win."""

    is_waiting: bool  # open or claimed
    payback: float | None  # the median, hours a year for each engineer-hour; none before it was seen
    has_passed: bool | None  # the gate; none while it was not asked
    n_comments: int
    n_objections: int  # that nobody has resolved

    def is_contested(self, comments_max: int) -> bool:
        """Say whether the five-minute rule holds it back: it takes more talk than a quick win may."""
        return self.n_objections > 0 or self.n_comments > comments_max

    def pays_back(self, line: float) -> bool:
        """Say whether it is ranked and pays back at least the team's line."""
        return self.is_waiting and self.payback is not None and self.payback >= line

    def is_quick_win(self, line: float, comments_max: int) -> bool:
        """Say whether it is one."""
        return bool(self.has_passed) and self.pays_back(line) and not self.is_contested(comments_max)


def why_contested(n_comments: int, n_objections: int, comments_max: int) -> str:
    """Return what contests it, as a sentence; empty where nothing does."""
    reasons = []
    if n_objections:
        reasons.append(f"{number_of(n_objections, 'objection')} {'is' if n_objections == 1 else 'are'} not resolved")
    if n_comments > comments_max:
        most = f"at most {comments_max:,}" if comments_max else "none"
        reasons.append(f"it has {number_of(n_comments, 'comment')}, and a quick win may have {most}")
    sentence = ", and ".join(reasons)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""
