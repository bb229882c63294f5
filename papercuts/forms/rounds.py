"""Forms of rounds: the round itself, and what fills one of its slots."""

from wtforms import Form, ValidationError

from papercuts.domain import limits
from papercuts.forms.base import AtMost, Day, Line, Required, Unnamed, Whole

SLOTS = 10


class RoundForm(Form):
    """A theme, some slots, from a day to a day."""

    theme = Line("Theme", [Required("Enter a theme"), AtMost(limits.NAME)])
    slots = Whole("Slots", [Required("Enter the slots")], low=1, high=limits.SLOTS_MAX, default=SLOTS)
    starts_on = Day("First day", [Required("Enter the first day")])
    ends_on = Day("Last day", [Required("Enter the last day")])

    def validate_ends_on(self, field: Day) -> None:
        """Refuse an end before the start."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(Unnamed("The last day comes before the first"))


class PlaceForm(Form):
    """Which paper cut fills a slot, by its id."""

    paper_cut = Whole("Paper cut", [Required("Choose a paper cut")], low=1, high=limits.MAX_INT)


class IntoRoundForm(Form):
    """Which round a paper cut goes into, by its id."""

    round = Whole("Round", [Required("Choose a round")], low=1, high=limits.MAX_INT)
