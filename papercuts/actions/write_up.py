"""The write-up of a visit: its texts, its watches, and that it is finished."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from papercuts.actions import outcomes, scores
from papercuts.actions.history import change, record
from papercuts.actions.learning import learn
from papercuts.actions.watches import drop_watch, save_watch
from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.models import Account, Question, Visit

__all__ = ["drop_watch", "finish", "reopen_write_up", "save_texts", "save_version", "save_watch"]

_TEXT_SHOWN = 200  # characters of a text that a history keeps: it is saved every ten seconds


def save_texts(
    visit: Visit,
    *,
    summary: str,
    answers: Mapping[int, str],
    by: Account | None,
    at: datetime,
) -> None:
    """Keep the summary and the answers to the questions of the guide.

    answers: by the question's id; questions of other visits are left alone.
    """
    questions = {
        question.id: question for question in db.session.scalars(select(Question).where(Question.visit_id == visit.id))
    }
    stored = {"summary": visit.summary} | {str(key): question.answer for key, question in questions.items()}
    given = {"summary": summary} | {str(key): text for key, text in answers.items() if key in questions}
    changed = {name: text for name, text in given.items() if text != stored[name]}
    if not changed:
        return
    for name, text in changed.items():
        if name == "summary":
            visit.summary = text
        else:
            questions[int(name)].answer = text
    record(visit, "wrote", by=by, at=at, **_what_changed(stored, changed, questions))


def save_version(visit: Visit, version: str, *, by: Account | None, at: datetime) -> None:
    """Keep which version of our product they use; it says too whether what was seen there speaks of a fix."""
    change(visit, "changed the plan", by=by, at=at, product_version=version)
    scores.refresh(cuts=outcomes.judge_again(visit, by=by, at=at))


def finish(visit: Visit, *, by: Account | None, at: datetime) -> None:
    """Say that a visit is written up. Raises ValueError when it has not begun, or is written up already."""
    if visit.status is VisitStatus.PLANNED:
        raise ValueError("This visit has not begun. Start it first.")
    if visit.status is VisitStatus.WRITTEN_UP:
        raise ValueError("This visit is written up already.")
    visit.status, visit.finished_at = VisitStatus.WRITTEN_UP, at
    record(visit, "finished the write-up", by=by, at=at)
    learn(by=by, at=at)


def reopen_write_up(visit: Visit, *, by: Account | None, at: datetime, what: str = "") -> None:
    """Go on writing a visit up. what: has made that necessary, for the history.

    Raises ValueError when it is not written up.
    """
    if visit.status is not VisitStatus.WRITTEN_UP:
        raise ValueError("This visit is not written up yet.")
    visit.status, visit.finished_at = VisitStatus.UNDER_WAY, None
    record(visit, "reopened the write-up", by=by, at=at, **({"what": what} if what else {}))


def _what_changed(
    stored: Mapping[str, str], changed: Mapping[str, str], questions: Mapping[int, Question]
) -> dict[str, Any]:
    """Return the beginnings of each text before and after, by a name that a reader knows."""
    return {
        name if name == "summary" else f"answer {questions[int(name)].position + 1}": [
            stored[name][:_TEXT_SHOWN],
            text[:_TEXT_SHOWN],
        ]
        for name, text in changed.items()
    }
