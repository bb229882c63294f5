"""The form of what other scores need and nobody can measure."""

from wtforms import Form

from papercuts.domain.familiar import RUBIN_IMPACTS, WSJF_SCALE
from papercuts.forms.base import Choice, whole_or_none

NOT_ENTERED = ("", "Not entered")
_ENDS = {WSJF_SCALE[0]: ", the smallest", WSJF_SCALE[-1]: ", the largest"}
_SIZES = [NOT_ENTERED, *((step, f"{step}{_ENDS.get(step, '')}") for step in WSJF_SCALE)]


class FamiliarForm(Form):
    """Rubin's impact and the four inputs of WSJF, each of them optional."""

    rubin_impact = Choice(
        "Impact on people",
        choices=[NOT_ENTERED, *((step, f"{step}, {words}") for step, words in RUBIN_IMPACTS)],
        coerce=whole_or_none,
    )
    wsjf_value = Choice("User and business value", choices=_SIZES, coerce=whole_or_none)
    wsjf_urgency = Choice("Time criticality", choices=_SIZES, coerce=whole_or_none)
    wsjf_risk = Choice("Risk reduction or opportunity enablement", choices=_SIZES, coerce=whole_or_none)
    wsjf_size = Choice("Job size", choices=_SIZES, coerce=whole_or_none)
