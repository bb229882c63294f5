"""What other numbers would do to the rank of a paper cut: a form on its page that stores nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from werkzeug.datastructures import MultiDict

from papercuts import queries
from papercuts.domain import what_if
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Per, Status
from papercuts.domain.ranking import Estimate, Inputs, estimate
from papercuts.domain.what_if import Today
from papercuts.forms.what_if import ALONG, EFFORT, PREFIX, Value, WhatIfForm, filled
from papercuts.models import PaperCut
from papercuts.pages import what_if_known
from papercuts.pages import what_if_words as words
from papercuts.web.guard import may

WHO = ("people", "people_source", "times", "per", "frequency_source")
FIX = (*EFFORT, "percent_removed")


@dataclass(frozen=True)
class Row:
    """A result as it is and as it would be."""

    name: str
    now: words.Cell
    then: words.Cell


@dataclass(frozen=True)
class WhatIf:
    """The form, and what it would do."""

    form: WhatIfForm
    is_open: bool  # somebody has typed
    known: Mapping[str, str]  # what the numbers are now, and how they are known, by part of the form
    status: str  # what was changed and what it does, to be read aloud
    rows: tuple[Row, ...]  # none while nothing is changed, or what is typed cannot be
    words: tuple[str, ...]  # on the range and where the doubt lies
    entered_at: tuple[tuple[str, str], ...]  # where such a change is really made: words, address

    @property
    def code(self) -> int:
        """Return the status of an answer that shows it."""
        return 422 if self.form.errors else 200


def of(cut: PaperCut, inputs: Inputs, typed: Mapping[str, str]) -> WhatIf:
    """Return the form as an address fills it, and what it would do.

    inputs: what its score rests on; typed: by the names in the address.
    """
    today = what_if.today(inputs)
    held = _held(inputs, today)
    fields = filled(typed, held)
    moved = WhatIfForm(MultiDict(fields), now=held).hours_shown()
    form = WhatIfForm(MultiDict(fields | moved), now=held)
    form.people_source.choices[0] = ("", what_if_known.as_it_is(what_if_known.people_source(inputs)))
    form.frequency_source.choices[0] = ("", what_if_known.as_it_is(what_if_known.frequency_source(inputs)))
    now, is_open = estimate(inputs), any(name.startswith(PREFIX) for name in typed)
    known = what_if_known.known(inputs, today, now)
    if not form.validate():
        return WhatIf(form, is_open, known, words.WRONG, (), (), ())
    changes = form.changes()
    if changes == what_if.Changes():
        return WhatIf(form, is_open, known, words.UNCHANGED, (), (), ())
    then = estimate(what_if.changed(inputs, changes))
    ranks = _ranks(cut, then)
    return WhatIf(
        form,
        is_open,
        known,
        words.status(words.told(form), then, ranks) + (words.MOVED if form.is_along else ""),
        tuple(_rows(now, then, ranks)),
        tuple(words.doubt(now, then)),
        tuple(_entered_at(cut, form)),
    )


def _held(inputs: Inputs, today: Today) -> dict[str, Value]:
    """Return what each field holds before anybody types: every number to three digits, as far as it was worked out."""
    times, per = _frequency(inputs, today)
    given = [segment.people for segment in inputs.segments]
    people = today.people if given and None not in given else float(f"{today.people:.3g}")
    numbers = {
        "seconds": today.seconds,
        "occurrences": today.occurrences,
        **dict(zip(EFFORT, today.effort, strict=True)),
        "percent_removed": 100 * today.share_removed,
    }
    return {
        "people": round(people),
        "people_source": "",
        "times": times,
        "per": per,
        "frequency_source": "",
        "hit": today.hit,
        "watched": today.watched,
        "timed": today.timed,
        **{name: float(f"{number:.3g}") for name, number in numbers.items()},
        ALONG: "",
    }


def _frequency(inputs: Inputs, today: Today) -> tuple[float, str]:
    """Return how often, in the period in which it was given; of several segments, or said by nobody, in a usual one."""
    given = {segment.per for segment in inputs.segments if segment.per}
    per = given.pop() if len(given) == 1 else Per.YEAR if given else Per.WEEK
    return float(f"{today.times_a_year / inputs.periods_a_year[per]:.3g}"), str(per)


def _ranks(cut: PaperCut, then: Estimate | None) -> words.Ranks:
    """Return its place as it is and as it would be; of what is not waiting, the place it would have."""
    n_now = place.rank if (place := queries.paper_cuts.place(cut)) else None
    if then is None or (cut.status not in WAITING and cut.status is not Status.DECLINED):
        return words.Ranks(cut.status, n_now, None)
    return words.Ranks(cut.status, n_now, queries.paper_cuts.place_with(cut, then.payback_q50))


def _rows(now: Estimate | None, then: Estimate | None, ranks: words.Ranks) -> Iterable[Row]:
    if then is None:
        return
    yield Row("Rank", (ranks.now_in_words, ""), (ranks.then_in_words, ""))
    for name, show in words.RESULTS.items():
        yield Row(name, show(now) if now else ("no score yet", ""), show(then))


def _entered_at(cut: PaperCut, form: WhatIfForm) -> Iterable[tuple[str, str]]:
    if _is_any(form, WHO) and may("edit tasks"):
        yield "Enter how many do it, and how often", url_for("tasks.show", id=cut.task_id)
    if _is_any(form, FIX) and may("estimate effort") and cut.status in WAITING:
        yield "Set the effort", url_for("efforts.new", id=cut.id)


def _is_any(form: WhatIfForm, names: Sequence[str]) -> bool:
    return any(form.is_other(name) for name in names)
