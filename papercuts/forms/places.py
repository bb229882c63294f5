"""Forms of segments, sites and the people there."""

from typing import Any

from wtforms import Form

from papercuts.domain import limits
from papercuts.domain.limits import Consent
from papercuts.forms.base import AtMost, Choice, Line, Number, Prose, Required, Whole, whole_or_none

CONSENTS = [("", "Not asked yet"), *((consent.value, consent.value.capitalize()) for consent in Consent)]


class SegmentForm(Form):
    """A group of customers."""

    name = Line("Name", [Required("Enter the name of the segment"), AtMost(limits.NAME)])
    weight = Number("Weight", [Required("Enter a weight from 0 to 3")], low=0, high=limits.WEIGHT_MAX, default=1.0)
    head_count = Whole("People in it who use the product", low=0, high=limits.PEOPLE_MAX)


class SiteForm(Form):
    """One organisation or location."""

    name = Line("Name", [Required("Enter the name of the site"), AtMost(limits.NAME)])
    segment = Choice("Segment", [Required("Choose a segment")], coerce=whole_or_none)
    head_count = Whole("People there who use the product", low=0, high=limits.PEOPLE_MAX)
    public_alias = Line("Public alias", [AtMost(limits.NAME)])
    contacts = Prose("Contacts", [AtMost(limits.TEXT)])

    def __init__(self, *args: Any, segments: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.segment.choices = [("", "Choose a segment"), *segments]


class ParticipantForm(Form):
    """What is known of somebody we watch."""

    role = Line("Role", [AtMost(limits.ROLE)])
    consent = Choice("Consent to be quoted", choices=CONSENTS)
    real_name = Line("Real name", [AtMost(limits.NAME)])
