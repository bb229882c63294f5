"""What the page of a paper cut says of the gate: whether it is a quick win, why, and the questions."""

from dataclasses import dataclass
from typing import Any

from papercuts import queries
from papercuts.domain import formats, gate
from papercuts.domain.gate import Suggestion
from papercuts.domain.quick_wins import Standing, why_contested
from papercuts.forms.judgement import GateForm, answered, suggested
from papercuts.models import Gate, PaperCut, Setting
from papercuts.web.guard import may
from papercuts.web.rendering import setting


@dataclass(frozen=True)
class Judged:
    """Where a paper cut stands between those that pay back and the quick wins."""

    gate: Gate | None
    sentence: str
    contested: str  # why, as a sentence; empty where it is not
    estimate: str  # where the newest estimate says otherwise than the answer at the gate
    is_quick_win: bool
    is_waiting: bool  # open or claimed: there is something to decide

    @property
    def told(self) -> str:
        """Return what to say once the answers are kept."""
        return f"{self.sentence} {self.estimate}".rstrip()

    @property
    def is_held_back(self) -> bool:
        """Say whether the gate has held it back."""
        return self.gate is not None and not all(self.gate.facts.values())


def judged(cut: PaperCut) -> Judged:
    """Return what its page says."""
    row, answers = setting(), queries.quick_wins.gate_of(cut.id)
    standing = queries.quick_wins.standing(cut, answers)
    return Judged(
        gate=answers,
        sentence=_sentence(standing, answers, row, cut.effort_hours_mean if cut.needs_effort else None),
        contested=why_contested(standing.n_comments, standing.n_objections, row.comments_max),
        estimate=_estimate_now(answers, effort_says(cut)),
        is_quick_win=standing.is_quick_win(row.quick_win_payback, row.comments_max),
        is_waiting=standing.is_waiting,
    )


def gate_form(cut: PaperCut, *, answers: Gate | None = None, sent: Any = None) -> GateForm:
    """Return the questions as they were sent, with the answers they have, or with the one that the estimate gives."""
    shown, row = {}, setting()
    if sent is None:
        shown = answered(answers.facts) if answers else suggested(effort_says(cut))
    return GateForm(
        sent,
        data=shown,
        bound_hours=row.quick_win_hours,
        size_hours=row.size_hours,
        asks_effort=asks_effort(cut),
    )


def asks_effort(cut: PaperCut) -> bool:
    """Say whether the gate offers to set the effort, too: nobody has, and who is asked may."""
    return not cut.efforts and may("estimate effort")


def effort_says(cut: PaperCut) -> Suggestion | None:
    """Return what its estimate says to the question of effort."""
    return gate.about_effort(cut.effort_hours_mean, not cut.needs_effort, setting().quick_win_hours)


def _sentence(one: Standing, answers: Gate | None, row: Setting, hours: float | None) -> str:
    """Return where it stands. hours: the effort that is assumed; none where it was estimated."""
    if answers is None:
        return "Nobody has answered the gate yet: six questions, twenty seconds."
    if not one.has_passed:
        return f"It is no quick win: {gate.verdict(answers.facts, row.quick_win_hours)}."
    line = formats.payback(row.quick_win_payback)
    if not one.is_waiting:
        return "It passed the gate."
    if one.payback is None:
        return "It passed the gate. It has no payback until somebody is seen with it."
    pays = formats.payback(one.payback)
    if not one.pays_back(row.quick_win_payback) and hours is not None:
        return (
            f"It passed the gate. Nobody has estimated the effort: with the {formats.hours(hours)} hours that are"
            f" assumed it pays back {pays}; a quick win pays back {line} or more."
        )
    if not one.pays_back(row.quick_win_payback):
        return f"It passed the gate, and pays back {pays}; a quick win pays back {line} or more."
    if one.is_contested(row.comments_max):
        return "It passed the gate and pays back enough, but it is contested."
    return f"It is a quick win: it passed the gate and pays back {pays}; the team’s line is {line}."


def _estimate_now(answers: Gate | None, says: Suggestion | None) -> str:
    """Return what to tell where the estimate has moved past the bound, or the bound past it, since the gate."""
    if answers is None or says is None or says.answer is answers.is_small:
        return ""
    return says.beside(answers.is_small)
