"""The forms of capture: one line read as shorthand, and that nothing more was seen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms import Form, HiddenField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import ListWidget, RadioInput

from papercuts.domain import durations, limits, moods, shorthand
from papercuts.domain.limits import HowItWent, HowTimed
from papercuts.domain.shorthand import Shorthand
from papercuts.domain.text import clean_line
from papercuts.forms.base import AtMost, Choice, Line, Prose, Required, Whole, whole_or_none
from papercuts.forms.klm import CountedForm

LATER, NEW = "later", "new"
ONLY_WORDS = "Said something"  # what happened, where nothing but a quote was typed
NOBODY = ("", "Nobody in particular")
MOODS = [("", "Not noted"), *((str(mood), word.capitalize()) for mood, word in moods.WORDS.items())]
RESULTS = [("", "Say nothing"), *((how.value, how.value.capitalize()) for how in HowItWent)]


class RowChoice(Choice):
    """A row by its id; what choosing none means, the form says."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is not in the list; nothing is for the form to judge."""
        if self.data is not None or self.process_errors:
            super().pre_validate(form)


class Pills(RowChoice):
    """One of a few, drawn as pills for the thumb."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class WatchingForm(Form):
    """Who does what: kept from one sighting to the next."""

    person = Pills("Who are you watching?", coerce=whole_or_none)
    task = RowChoice("Task", coerce=whole_or_none)
    new_task = Line("A task that is not in the list", [AtMost(limits.NAME)])

    def __init__(self, *args: Any, people: list[tuple[int, str]], tasks: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person.choices = people or [NOBODY]
        self.task.choices = tasks
        self.has_people = bool(people)

    def validate_person(self, field: Pills) -> None:
        """Somebody is watched, unless the visit knows no people."""
        if self.has_people and field.data is None and not self.is_person_said():
            raise ValidationError("Choose who you are watching")

    def validate_task(self, field: Choice) -> None:
        """Every sighting is of a task."""
        if field.data is None and not self.new_task.data:
            raise ValidationError("Choose a task, or name a new one")

    def is_person_said(self) -> bool:
        """Say whether the person is named elsewhere in the form."""
        return False


class WatchedForm(WatchingForm):
    """That nothing more was seen of a person at a task, and how often they did it; left empty, what is known stays."""

    performed = Whole("Times done", low=1, high=limits.PERFORMED_MAX)
    how_it_went = Choice("How did it go?", choices=RESULTS)


class CaptureForm(WatchingForm):
    """One line of what happened, which known paper cut it may be, and the steps that were counted, if any were."""

    uid = HiddenField()
    line = Prose("What happened?", [Required("Write what happened"), AtMost(limits.LINE + limits.QUOTE)])
    mood = Pills("Mood when it happened", coerce=whole_or_none, choices=MOODS)
    workaround = Line("What they did instead", [AtMost(limits.LINE)])
    seen_before = Line(default=LATER)  # "later", "new", or a paper cut's number
    suggested = Line()  # what was chosen for the reader, so that their own choice is not overruled
    tally = HiddenField()  # set where a known paper cut was counted with one tap: the line is its title, not shorthand
    timed = HiddenField()  # the seconds that the stopwatch wrote into the line

    def __init__(self, *args: Any, codes: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes  # everybody at the site, by code
        self.said = Shorthand(text=self.line.data or "") if self.tally.data else _read(self.line.data or "")
        self.steps = CountedForm(*args)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the line and the steps."""
        return all([super().validate(*args, **kwargs), self.steps.validate()])

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong with the line and with the steps."""
        return dict(super().errors) | dict(self.steps.errors)

    def is_person_said(self) -> bool:
        """The line may name the person: @P2."""
        return self.said.person is not None

    def validate_uid(self, field: HiddenField) -> None:
        """The id makes sending twice harmless."""
        try:
            UUID(field.data or "")
        except ValueError as error:
            raise ValidationError("This page was too old to be sent. What you typed is kept: send it again") from error

    def validate_line(self, field: Prose) -> None:
        """Say what is too long, missing or unknown in what was understood."""
        if not self.said.text and not self.said.quote:
            raise ValidationError("Write what happened, beside the seconds and other marks")
        if not self.said.text and self.seen_before.data == NEW:
            raise ValidationError("Write what happened beside their words: it becomes the name of the paper cut")
        if len(self.what_happened()) > limits.LINE:
            n_sent = len(self.what_happened())
            raise ValidationError(f"What happened can have at most {limits.LINE:,} characters (you sent {n_sent:,})")
        if self.said.quote and len(self.said.quote) > limits.QUOTE:
            raise ValidationError(f"A quote can have at most {limits.QUOTE:,} characters")
        if self.said.person is not None and self.said.person not in self.codes:
            raise ValidationError(f"Nobody at this site has the code {self.said.person}. Leave the @ out, or add them")

    def validate_seen_before(self, field: Line) -> None:
        """One of the three kinds of answers."""
        text = field.data or LATER
        is_number = text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= limits.MAX_INT
        if text not in (LATER, NEW) and not is_number:
            raise ValidationError("Choose from the list")

    def what_happened(self) -> str:
        """Return the text of the line; an area stays in it, for whoever names the paper cut later.

        A line of their words alone is kept too, at once: the words as a quote, and this in their place.
        """
        text = self.said.text or ONLY_WORDS
        return f"{text} #{self.said.area}" if self.said.area else text

    def person_id(self) -> int | None:
        """Return who was watched; what the line says wins."""
        chosen: int | None = self.person.data
        return self.codes[self.said.person] if self.said.person else chosen

    def cut_number(self) -> int | None:
        """Return the paper cut that was chosen or named in the line, which wins."""
        chosen = self.seen_before.data or LATER
        return self.said.paper_cut or (int(chosen) if chosen.isdecimal() else None)

    def seconds_lost(self) -> float | None:
        """Return the seconds lost each time; steps that were counted win over what the line says."""
        counted = self.steps.lost()
        return self.said.seconds_lost if counted is None else counted

    def how_timed(self) -> HowTimed | None:
        """Return how the seconds are known; what a line says is a guess, unless it is what the stopwatch wrote."""
        if self.steps.lost() is not None:
            return HowTimed.COUNTED
        if self.said.seconds_lost is None:
            return None
        return (
            HowTimed.STOPWATCH
            if durations.seconds(f"{self.timed.data or ''}s") == self.said.seconds_lost
            else HowTimed.GUESS
        )

    def noted_mood(self) -> int | None:
        """Return the mood that was noted, from −2 to 2; a mark in the line counts more than the pills."""
        if self.tally.data:
            return None  # what else is chosen on the page is of the line that stands there
        return self.said.mood if self.said.mood is not None else self.mood.data

    def noted_workaround(self) -> str:
        """Return what they did instead."""
        return "" if self.tally.data else str(self.workaround.data or "")

    def is_new(self) -> bool:
        """Say whether the line is to name a new paper cut."""
        return bool(self.seen_before.data == NEW and self.cut_number() is None)


def title_from(text: str) -> str:
    """Return what was seen as the title of a new paper cut: at most so long, cut at a word."""
    if len(text) <= limits.TITLE:
        return text
    start = text[: limits.TITLE - 1]
    whole_words = start.rpartition(" ")[0] if not text[limits.TITLE - 1].isspace() else start
    return clean_line(whole_words or start) + "…"


def mood_in(text: str) -> int | None:
    """Return the mood that a value of the form says; none for the empty one, and for what is no mood."""
    return next((mood for mood in moods.WORDS if str(mood) == text), None)


def _read(line: str) -> Shorthand:
    bound = limits.LINE + limits.QUOTE
    return shorthand.parse(line) if len(line) <= bound else Shorthand(text=line)
