"""The form of a visit's plan, asked in one page or question by question, and that of a visit without a plan."""

from collections.abc import Collection
from typing import Any

from wtforms import FieldList, Form, FormField, ValidationError

from papercuts.domain import guide, limits
from papercuts.domain.limits import Per, Source, VisitKind
from papercuts.forms.base import AtMost, Choice, Choices, Day, Line, Number, Prose, Required, Whole, whole_or_none
from papercuts.forms.places import CONSENTS
from papercuts.forms.tasks import PERIODS

QUESTIONS_MAX = 50
ROWS_MAX = 20  # people or tasks added with one plan
SOURCES = [(source.value, source.value) for source in Source]

# the questions of the first plan, one a page
STEPS = {
    "site": ("site", "segment", "head_count"),
    "when": ("visited_on", "kind"),
    "people": ("participants", "new_people"),
    "tasks": ("tasks", "new_tasks"),
    "questions": ("questions",),
}


class NewPersonForm(Form):
    """Somebody who is not known yet."""

    role = Line("What they do", [AtMost(limits.ROLE)])
    consent = Choice("Consent to be quoted", choices=CONSENTS)

    def validate_consent(self, field: Choice) -> None:
        """A consent is somebody's."""
        if field.data and not self.role.data:
            raise ValidationError("Enter what this person does, like “accounts clerk”")


class NewTaskForm(Form):
    """A task that is not known yet, with who does it how often in the site's segment."""

    name = Line("Task", [AtMost(limits.NAME)])
    area = Line("Area", [AtMost(limits.NAME)])
    people = Whole("People who do it", low=0, high=limits.PEOPLE_MAX)
    times = Number("How often one of them does it", low=0, high=limits.TIMES_MAX)
    per = Choice("Period", choices=PERIODS, default=Per.WEEK.value)
    source = Choice("How you know", choices=SOURCES, default=Source.GUESS.value)

    def validate_name(self, field: Line) -> None:
        """Numbers and an area are of a task."""
        if not field.data and (self.area.data or self.people.data is not None or self.times.data is not None):
            raise ValidationError("Enter what they do, like “approve an invoice”")


class VisitForm(Form):
    """Everything a plan holds."""

    TOGETHER = (("product", "product_version"), ("site", "participants"))

    site = Line("Site", [Required("Enter the site you will visit"), AtMost(limits.NAME)])
    segment = Choice("Segment of a new site", coerce=whole_or_none)
    head_count = Whole("People there who use the product", low=0, high=limits.PEOPLE_MAX)
    visited_on = Day("Date", [Required("Choose the day of the visit")])
    kind = Choice("Kind", choices=[(kind.value, kind.value.capitalize()) for kind in VisitKind])
    product = Line("Product in use", [AtMost(limits.NAME)])
    product_version = Line("Its version there", [AtMost(limits.VERSION)])
    observers = Choices("Observers", coerce=whole_or_none)
    participants = Choices("People you will watch", coerce=whole_or_none)
    new_people = FieldList(FormField(NewPersonForm), min_entries=1, max_entries=ROWS_MAX)
    tasks = Choices("Tasks to watch", coerce=whole_or_none)
    new_tasks = FieldList(FormField(NewTaskForm), min_entries=1, max_entries=ROWS_MAX)
    questions = Prose("Questions", [AtMost(limits.TEXT)])

    def __init__(
        self,
        *args: Any,
        is_known: bool,
        segments: list[tuple[int, str]],
        observers: list[tuple[int, str]],
        participants: list[tuple[int, str]],
        tasks: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_known = is_known  # the site has been visited or entered before
        self.added: FormField[Any] | None = None  # the row that was asked for just now
        self.segment.choices = [("", "Choose a segment"), *segments]
        self.observers.choices = observers
        self.participants.choices = participants
        self.tasks.choices = tasks

    def validate_segment(self, field: Choice) -> None:
        """A new site has a segment; asking for it also catches a misspelt name."""
        if self.site.data and not self.is_known and field.data is None:
            raise ValidationError("No site is called this yet. Choose the segment of the new one, or correct the name")

    def validate_questions(self, field: Prose) -> None:
        """Each question is one line."""
        lines = guide.questions(field.data or "")
        if len(lines) > QUESTIONS_MAX:
            raise ValidationError(f"At most {QUESTIONS_MAX} questions (you sent {len(lines):,})")
        if any(len(line) > limits.LINE for line in lines):
            raise ValidationError(f"A question can have at most {limits.LINE:,} characters")

    def add_row(self, name: str) -> None:
        """Give room for one more new person or task, as far as there may be: its first field is where to go on."""
        if name == "people" and len(self.new_people) < ROWS_MAX:
            self.added = self.new_people.append_entry()
        if name == "tasks" and len(self.new_tasks) < ROWS_MAX:
            self.added = self.new_tasks.append_entry()

    def people_to_add(self) -> list[dict[str, Any]]:
        """Return the rows of new people that were filled in."""
        return [row for row in self.new_people.data if row["role"]]

    def tasks_to_add(self) -> list[dict[str, Any]]:
        """Return the rows of new tasks that were filled in."""
        return [row for row in self.new_tasks.data if row["name"]]

    def keep_errors_of(self, steps: Collection[str]) -> None:
        """Forget what is wrong with questions that were not asked yet."""
        asked = {name for step in steps for name in STEPS[step]}
        for name, field in self._fields.items():
            if name not in asked:
                field.errors = []

    def first_wrong_step(self) -> str | None:
        """Return the first question whose answer is wrong."""
        return next((step for step, names in STEPS.items() if any(self[name].errors for name in names)), None)


class StartForm(Form):
    """The least a visit needs to begin at once."""

    site = Line("Site", [Required("Enter where you are"), AtMost(limits.NAME)])
    role = Line("Who you watch", [Required("Enter what this person does, like “accounts clerk”"), AtMost(limits.ROLE)])
    task = Line("What they do", [Required("Enter what they do, like “approve an invoice”"), AtMost(limits.NAME)])


def answers_besides(step: str, data: Any) -> list[tuple[str, str]]:
    """Return what was answered at other questions, to be kept in hidden fields."""
    names = [name for other, fields in STEPS.items() if other != step for name in fields]
    return [(key, value) for key, value in data.items(multi=True) if key.split("-")[0] in names]
