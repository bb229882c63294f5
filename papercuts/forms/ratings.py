"""The form of ratings: how likely each participant would recommend the product, and why."""

from wtforms import FieldList, Form, FormField, HiddenField, ValidationError

from papercuts.domain import limits
from papercuts.forms.base import AtMost, Choice, Line, whole_or_none

SCORES = [("", "Not asked"), *((str(n), str(n)) for n in range(limits.RATING_MAX + 1))]


class RatingRow(Form):
    """What one participant answered."""

    TOGETHER = (("score", "reason"),)

    participant = HiddenField()
    score = Choice("From 0 to 10", choices=SCORES, coerce=whole_or_none)
    reason = Line("Why, in their words", [AtMost(limits.QUOTE)])

    def validate_reason(self, field: Line) -> None:
        """A reason is one of a number."""
        if field.data and self.score.data is None and not self.score.errors:
            raise ValidationError("Choose their number, or take the reason out")


class RatingsForm(Form):
    """What the participants of a visit answered."""

    rows = FieldList(FormField(RatingRow))
