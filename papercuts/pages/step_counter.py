"""The page that counts steps: its form, what it leads on to, and what one can begin with."""

from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, url_for

from papercuts import queries
from papercuts.domain import formats, klm
from papercuts.domain.klm import Device
from papercuts.domain.klm_placement import RULES
from papercuts.domain.klm_presets import PRESETS
from papercuts.forms.klm import DEVICES, StepsForm
from papercuts.models import Sighting
from papercuts.web.arguments import row_id
from papercuts.web.guard import may

UNTIMED_MOST = 10  # sightings to choose from


@dataclass(frozen=True)
class Aim:
    """What the steps are counted for. carried: what stays in the address of the page."""

    carried: dict[str, Any]
    back: tuple[str, str] | None = None  # where one came from: words, address
    use: tuple[str, str] | None = None  # what to do with the seconds: words, address
    instead: tuple[tuple[str, str], ...] = ()  # sightings that nobody timed, which may have them: words, address


def render(form: StepsForm) -> str:
    """Return the page with a form that was validated."""
    aim = _aim(form)
    return render_template(
        "klm/show.html",
        form=form,
        aim=aim,
        rules=RULES,
        presets=[(device, words, _presets(device, aim)) for device, words in _devices()],
        operators=operators(),
    )


def operators() -> list[tuple[Device, str, list[tuple[str, str, str]]]]:
    """Return the operators of each device as they are written, what they are, and the seconds they take."""
    return [
        (device, words, [(letters, name, klm.in_words(letters)) for letters, name in klm.NAMES[device].items()])
        for device, words in _devices()
    ]


def _devices() -> list[tuple[Device, str]]:
    return [(Device(value), words) for value, words in DEVICES]


def _presets(device: Device, aim: Aim) -> list[tuple[str, float, str]]:
    """Return the usual annoyances of a device: title, seconds lost and address."""
    with_it: dict[str, Any] = {} if device is Device.MOUSE else {"device": device.value}
    return [
        (
            preset.title,
            preset.lost(),
            url_for("klm.show", now=preset.before, after=preset.after or None, **with_it, **aim.carried),
        )
        for preset in PRESETS
        if preset.device is device
    ]


def _aim(form: StepsForm) -> Aim:
    """Return what the address says the steps are for; 404 when there is no such thing."""
    sighting_id, visit_id, cut_id = row_id("sighting"), row_id("visit"), row_id("cut")
    steps: dict[str, Any] = form.arguments()
    if not may("capture"):
        return Aim({})
    if sighting_id is not None:
        if queries.sightings.sighting(sighting_id) is None:
            abort(404)
        address = url_for("sightings.edit", id=sighting_id)
        use = "Use it for the sighting", url_for("sightings.edit", id=sighting_id, **steps, _anchor="steps")
        return Aim({"sighting": sighting_id}, ("Back to the sighting", address), use)
    carried = {name: n for name, n in (("visit", visit_id), ("cut", cut_id)) if n is not None}
    if visit_id is not None:
        if queries.visits.plan_of(visit_id) is None:
            abort(404)
        address = url_for("capture.show", id=visit_id, cut=cut_id)
        use = "Use it for what I capture", url_for("capture.show", id=visit_id, cut=cut_id, **steps, _anchor="steps")
        return Aim(carried, ("Back to capture", address), use)
    use = "Add a sighting with it", url_for("capture.start", cut=cut_id, **steps)
    if cut_id is None:
        return Aim(carried, None, use)
    cut = queries.matching.cut(cut_id) or abort(404)
    back = f"Back to {cut.number}", url_for("paper_cuts.show", id=cut.id)
    return Aim(carried, back, use, _untimed(cut.id, steps))


def _untimed(cut_id: int, steps: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the newest sightings of a paper cut that nobody timed, each with its form filled with the steps."""
    return tuple(
        (_untimed_in_words(sighting), url_for("sightings.edit", id=sighting.id, **steps, _anchor="steps"))
        for sighting in queries.sightings.untimed_of(cut_id, UNTIMED_MOST)
    )


def _untimed_in_words(sighting: Sighting) -> str:
    visit, seconds = sighting.visit, sighting.seconds_lost
    known = "no seconds" if seconds is None else f"{formats.duration(seconds)}, guessed"
    return f"{visit.site.name}, {formats.date(visit.visited_on)}: {known}"
