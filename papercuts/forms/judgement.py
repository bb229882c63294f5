"""Forms of what the team thinks of a paper cut: its answers at the gate, and comments."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, Form
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from papercuts.domain import limits
from papercuts.domain.gate import QUESTIONS, Suggestion, fits, words
from papercuts.domain.limits import CommentKind, Size
from papercuts.forms.base import AtMost, Choice, Prose, Radio, Required
from papercuts.forms.paper_cuts import sizes

YES, NO = "yes", "no"


class AnsweredUnlessSized(Required):
    """There is an answer, or a size that gives it."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Stop when nothing was answered, and leave what a size answers."""
        if not field.raw_data and "size" in form and form["size"].data in list(Size):
            field.errors = []
            raise StopValidation()
        super().__call__(form, field)


def _yes_or_no(name: str, answered: type[Required] = Required) -> Any:
    label = next(question.words for question in QUESTIONS if question.name == name)
    return Radio(label, [answered("Answer yes or no")], choices=[(YES, "Yes"), (NO, "No")])


class GateForm(Form):
    """The six questions of the gate, each answered with yes or no, and the effort where nobody has estimated it.

    bound_hours: the team's bound of effort; asks_effort: whether to offer the sizes, one of which answers, too;
    size_hours: what they mean here, as `forms.paper_cuts.sizes` takes it.
    """

    is_existing = _yes_or_no("is_existing")
    is_typical = _yes_or_no("is_typical")
    is_often = _yes_or_no("is_often")
    is_obvious = _yes_or_no("is_obvious")
    size = Choice("What would the fix take?")
    is_small = _yes_or_no("is_small", AnsweredUnlessSized)
    is_harmless = _yes_or_no("is_harmless")

    def __init__(
        self,
        *args: Any,
        bound_hours: float,
        size_hours: Mapping[str, Sequence[float]],
        asks_effort: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if asks_effort:
            self.size.choices = [("", "I do not know"), *sizes(size_hours)]
        else:
            del self.size
        self.size_hours = size_hours
        self.bound_hours = bound_hours
        self.is_small.label.text = words(self.is_small.label.text, bound_hours)

    @property
    def facts(self) -> dict[str, bool]:
        """Return what is stored of the answers: whether each speaks for a quick win."""
        facts = {question.name: self[question.name].data == YES for question in QUESTIONS}
        if self.chosen_size is not None and self.is_small.data not in (YES, NO):
            facts["is_small"] = fits(self.chosen_size, self.bound_hours, self.size_hours.get(self.chosen_size))
        return facts

    @property
    def chosen_size(self) -> Size | None:
        """Return the size that was chosen beside the answers, if any was."""
        return Size(self["size"].data) if "size" in self and self["size"].data else None


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
