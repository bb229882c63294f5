"""The form of a page of field notes; what stands in a line, the form of capture says."""

from typing import Any

from wtforms import Form, ValidationError

from papercuts.domain import field_notes, limits
from papercuts.domain.field_notes import FieldNotes
from papercuts.forms.base import AtMost, Prose, Required, whole_or_none
from papercuts.forms.capture import NOBODY, RowChoice

FROM_THE_NOTES = ("", "Each heading names its task")


class FieldNotesForm(Form):
    """The page, and whom and what the lines are of that name neither."""

    notes = Prose("Your notes", [Required("Paste your notes"), AtMost(limits.TEXT)])
    person = RowChoice("Who, where a line does not say", coerce=whole_or_none)
    task = RowChoice("Task of the lines above the first heading", coerce=whole_or_none)

    def __init__(self, *args: Any, people: list[tuple[int, str]], tasks: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person.choices = [NOBODY, *people]
        self.task.choices = {"In the notes": [FROM_THE_NOTES], **tasks}
        self.read = FieldNotes([], [], [])

    def validate_notes(self, field: Prose) -> None:
        """Somewhere on the page stands a sighting."""
        try:
            self.read = field_notes.read(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if not self.read.notes:
            raise ValidationError(
                "Nothing here is a sighting. Write one a line, below a heading like “## Approve an invoice”"
            )

    def validate_task(self, field: RowChoice) -> None:
        """Lines above the first heading need a task."""
        first = next((note for note in self.read.notes if not note.task), None)
        if field.data is None and first is not None:
            raise ValidationError(
                f"Line {first.number} stands above the first heading. Choose its task, or write “## its task” above it"
            )
