"""Forms of what the team thinks of a paper cut: its answers at the gate, and comments."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form

from papercuts.domain import limits
from papercuts.domain.gate import QUESTIONS, Suggestion, words
from papercuts.domain.limits import CommentKind
from papercuts.forms.base import AtMost, Prose, Radio, Required

YES, NO = "yes", "no"


def _yes_or_no(name: str) -> Any:
    label = next(question.words for question in QUESTIONS if question.name == name)
    return Radio(label, [Required("Answer yes or no")], choices=[(YES, "Yes"), (NO, "No")])


class GateForm(Form):
    """The six questions of the gate, each answered with yes or no; bound_hours: the team's bound of effort."""

    is_existing = _yes_or_no("is_existing")
    is_typical = _yes_or_no("is_typical")
    is_often = _yes_or_no("is_often")
    is_obvious = _yes_or_no("is_obvious")
    is_small = _yes_or_no("is_small")
    is_harmless = _yes_or_no("is_harmless")

    def __init__(self, *args: Any, bound_hours: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_small.label.text = words(self.is_small.label.text, bound_hours)

    @property
    def facts(self) -> dict[str, bool]:
        """Return what is stored of the answers: whether each speaks for a quick win."""
        return {question.name: self[question.name].data == YES for question in QUESTIONS}


def answered(facts: Mapping[str, bool]) -> dict[str, str]:
    """Return stored facts as the form shows them."""
    return {question.name: YES if facts[question.name] else NO for question in QUESTIONS}


def suggested(effort: Suggestion | None) -> dict[str, str]:
    """Return the answers that the form may come with before anybody has given one."""
    return {} if effort is None else {"is_small": YES if effort.answer else NO}


class CommentForm(Form):
    """What a colleague thinks, and what they want with it."""

    kind = Radio(
        "What is it?",
        [Required("Choose what it is")],
        choices=[(kind.value, kind.value.capitalize()) for kind in CommentKind],
        default=CommentKind.REMARK.value,
    )
    text = Prose("Comment", [Required("Write a comment"), AtMost(limits.TEXT)])
