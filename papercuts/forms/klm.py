"""The form of counted steps: two lines, with what and how fast people work."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, ValidationError

from papercuts.domain import formats, klm
from papercuts.domain.klm import Device, Keyer, Model, Timing
from papercuts.domain.klm_placement import with_thoughts
from papercuts.domain.limits import SECONDS_MIN
from papercuts.forms.base import Choice, Line, Unnamed

DEVICES = [(Device.MOUSE.value, "Mouse and keyboard"), (Device.TOUCH.value, "Fingers on a screen")]
_TYPING = {
    Keyer.BEST: "best, 135 words a minute",
    Keyer.GOOD: "good, 90 words a minute",
    Keyer.AVERAGE: "average, 55 words a minute",
    Keyer.NON_SECRETARY: "types now and then, 40 words a minute",
    Keyer.RANDOM: "random letters",
    Keyer.COMPLEX: "complex codes",
    Keyer.UNFAMILIAR: "does not know the keyboard",
}
KEYERS = [(keyer.value, f"{klm.KEY_SECONDS[keyer]:.2f} s: {words}") for keyer, words in _TYPING.items()]
MS = [
    (f"{klm.M_CMN:g}", f"{klm.M_CMN:.2f} s (Card, Moran and Newell)"),
    (f"{klm.M_KIERAS:g}", f"{klm.M_KIERAS:.2f} s (Kieras)"),
]


_KEPT_AS = {"now": "steps", "after": "steps_after_the_fix"}  # in a history


def arguments_of(kept: Mapping[str, object]) -> dict[str, str]:
    """Return the steps that a history keeps as the form takes them; nothing when it keeps none."""
    names = {_KEPT_AS.get(name, name): name for name in ("now", "after", "device", "keyer", "m")}
    return {name: str(kept[word]) for word, name in names.items() if word in kept} if "steps" in kept else {}


class StepsForm(Form):
    """The steps now, and those that are left after a fix; none left: an empty line."""

    device = Choice("People work with", choices=DEVICES, default=Device.MOUSE.value)
    now = Line("Steps now")
    after = Line("Steps after the fix")
    keyer = Choice("A key takes", choices=KEYERS, default=Keyer.AVERAGE.value)
    m = Choice("An M takes", choices=MS, default=MS[0][0])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timings: dict[str, Timing] = {}  # of the lines that were understood, once the form is validated

    def validate_now(self, field: Line) -> None:
        """The line is understood."""
        if field.data:
            self._time(field)
        elif self.after.data:
            raise ValidationError("Write the steps now, too")

    def validate_after(self, field: Line) -> None:
        """The line is understood."""
        if field.data:
            self._time(field)

    def is_given(self) -> bool:
        """Say whether any step was written."""
        return bool(self.now.data or self.after.data)

    def model(self) -> Model:
        """Return with what the steps are timed; what cannot be chosen is as if it was not."""
        fields = (self.device, self.keyer, self.m)
        device, keyer, m = (str(f.data if f.data in dict(f.choices) else f.default) for f in fields)
        return Model(Device(device), Keyer(keyer), float(m))

    def lost(self) -> float | None:
        """Return the seconds lost each time, once the form is valid; none without steps."""
        if "now" not in self.timings:
            return None
        left = self.timings.get("after")
        return klm.lost(self.timings["now"].seconds, left.seconds if left else 0.0)

    def lost_range(self) -> str:
        """Return between which seconds those lost likely are, once the form is valid: `4.5 to 7.5 s`."""
        return formats.seconds_span(*klm.limits(self.lost() or 0.0))

    def longer(self) -> str:
        """Return what to say of a fix that takes longer, once the form is valid; nothing of any other."""
        if not {"now", "after"} <= self.timings.keys():
            return ""
        return klm.longer(self.timings["now"].seconds, self.timings["after"].seconds)

    def counted(self) -> dict[str, str]:
        """Return what a history keeps of valid steps, by what it calls them."""
        return {_KEPT_AS.get(name, name): value for name, value in self.arguments().items()} if self.is_given() else {}

    def place_thoughts(self) -> bool:
        """Put the Ms of both lines where the rules want them, and say whether that could be done."""
        for field in (self.now, self.after):
            try:
                field.data = with_thoughts(field.data, self.model().device) if field.data else ""
            except ValueError as error:
                field.errors = [Unnamed(str(error))]
                return False
        return self.validate()

    def arguments(self) -> dict[str, str]:
        """Return what was written, and what was chosen other than by itself: the end of an address."""
        lines = {field.name: str(field.data) for field in (self.now, self.after) if field.data}
        chosen = (self.device, self.keyer, self.m)
        return lines | {field.name: str(field.data) for field in chosen if field.data != field.default}

    def _time(self, field: Line) -> None:
        if field.errors:
            return
        try:
            self.timings[field.name] = klm.timing(str(field.data), self.model())
        except ValueError as error:
            raise ValidationError(Unnamed(str(error))) from error


class CountedForm(StepsForm):
    """Steps that tell the seconds of a sighting: they lose some."""

    def validate_after(self, field: Line) -> None:
        """What is left takes less."""
        super().validate_after(field)
        if longer := self.longer():
            raise ValidationError(Unnamed(longer))
        lost = self.lost()
        if lost is not None and lost < SECONDS_MIN:
            raise ValidationError(f"Less than {SECONDS_MIN:g} s is lost this way, too little to keep")
