"""Why a paper cut ranks where it does: the sum as boxes, each with where it comes from, and the sum in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Source
from papercuts.domain.rank_factors import per_year
from papercuts.domain.ranking import WEEKS_A_YEAR, Estimate, Factor, Inputs, SegmentUse, estimate
from papercuts.models import PaperCut
from papercuts.pages import doubt, drawn
from papercuts.pages import standing as words
from papercuts.pages.counted import counted
from papercuts.pages.doubt import Doubt
from papercuts.pages.factor_names import IN_WORDS
from papercuts.pages.standing import UNRANKED, Standing
from papercuts.queries.listed import Wanted
from papercuts.queries.neighbours import Known
from papercuts.queries.paper_cuts import Place
from papercuts.web.guard import may

REPORTS_NAMED = 2  # what people said of how often; of the others, the number
SAID: dict[str | None, str] = {
    Source.TELEMETRY: "{} from telemetry",
    Source.CUSTOMER: "{} said by the customer",
    Source.GUESS: "{} guessed",
    None: "{} entered",
}
YEARS_FROM, YEARS_TOLD = 2, 10  # from two years on in years, up to ten
Box = dict[str, Any]  # as the macro `sum` reads it


@dataclass(frozen=True)
class Sources:
    """The addresses the boxes lead to."""

    sightings: str
    task: str
    effort: str
    watch_next: str = ""


@dataclass(frozen=True)
class Why:
    """A score, explained."""

    boxes: tuple[Box, ...]
    sentence: str
    others: str  # whom the sentence compares it with
    change: str  # what would move it in the list
    doubt: str
    bar: Doubt  # the shares of the doubt, and what would narrow it
    assumed: str
    has_assumed: bool
    watch_next: str  # the address of what would narrow it
    notes: tuple[str, ...]  # why a number counted is not the one seen


def of(cut: PaperCut, place: Place | None, known: Known, page: str = "", filtered: Wanted | None = None) -> Why | None:
    """Return why a paper cut has its score; nothing without one.

    place: in the ranked list, whatever list it is shown in. known: its evidence, and that of those around it.
    page: its own page; nothing when shown there. filtered: the list it is shown in, when that is not the whole one.
    """
    found = estimate(known.inputs)
    if found is None:
        return None
    others = [other for inputs in known.others.values() if (other := estimate(inputs))]
    line = queries.first_ones.of(filtered) if filtered else queries.first_ones.of_all()
    here = Standing(place.number, place.of, known.around, others, line, bool(filtered)) if place else UNRANKED
    sources = Sources(f"{page}#sightings", url_for("tasks.show", id=cut.task_id), _effort_source(cut, page), _next(cut))
    return explain(
        known.inputs,
        found,
        standing=here,
        task=cut.task.name,
        sources=sources,
        is_one_guess=_is_untimed(known.inputs) and queries.ranked.is_one_guess(cut.id),
    )


def explain(
    inputs: Inputs,
    found: Estimate,
    *,
    task: str,
    sources: Sources,
    standing: Standing = UNRANKED,
    is_one_guess: bool = False,
) -> Why:
    """Return the sum behind a score.

    standing: where it is in the list; left out when it is not in it. is_one_guess: nobody but one person was seen with
    it, and the seconds were neither timed nor counted.
    """
    by_name = {factor.name: factor for factor in found.factors}
    reasons = words.reasons(found, standing)
    return Why(
        boxes=(*_factors(inputs, found, by_name, sources), *_result(inputs, found, by_name, sources)),
        sentence=_sentence(inputs, found, standing, reasons or _in_short(by_name), task),
        others=words.compared_with(standing) if reasons else "",
        change=words.change(found, standing),
        doubt=" ".join(filter(None, [_doubt(found.factors), _paid_back(found) if standing.rank else ""])),
        bar=doubt.of(inputs, found, task if standing.rank else None),
        assumed=_assumed(found, _estimated(inputs, is_one_guess)),
        has_assumed=bool(found.assumed),
        watch_next=sources.watch_next,
        notes=drawn.notes(inputs, found),
    )


def _next(cut: PaperCut) -> str:
    return url_for("watch_next.show", cut=cut.id)


def _effort_source(cut: PaperCut, page: str) -> str:
    """Return where the effort is set, or for those who cannot set it, where it was."""
    if may("estimate effort") and cut.status in WAITING:
        return url_for("efforts.new", id=cut.id)
    return f"{page}#history"


def _factors(inputs: Inputs, found: Estimate, by_name: dict[str, Factor], sources: Sources) -> list[Box]:
    seconds, hit, times = by_name["seconds"], by_name["hit rate"], by_name["occurrences"]
    often = formats.significant(times.mean)
    return [
        _box(seconds, formats.seconds(seconds.mean), _seconds_in_words(inputs, seconds), sources.sightings),
        _box(
            by_name["frequency"],
            formats.significant(by_name["frequency"].mean, 3),
            _frequency_in_words(inputs, by_name["frequency"]),
            sources.task,
        ),
        _box(
            by_name["people"],
            formats.significant(by_name["people"].mean, 3),
            _people_in_words(inputs.segments, by_name["people"]),
            sources.task,
        ),
        _box(
            hit,
            formats.percent(hit.mean),
            f"are hit: {found.hit_k:,} of {found.watched_n:,} watched{_by_segment(found)}",
            sources.sightings,
        ),
        _box(
            times, often, f"time{'' if often == '1' else 's'} it happens to those it hits, each time", sources.sightings
        ),
    ]


def _result(inputs: Inputs, found: Estimate, by_name: dict[str, Factor], sources: Sources) -> list[Box]:
    lost = formats.span(found.hours_lost_q10, found.hours_lost_q90)
    effort = formats.span(found.effort_hours_q10, found.effort_hours_q90)
    payback = formats.span(found.payback_q10, found.payback_q90, formats.payback)
    removes = by_name["fix removes"]
    boxes: list[Box] = [
        {
            "kind": "result",
            "value": formats.hours(found.hours_lost_mean),
            "unit": "h",
            "text": f"lost a year, likely {lost}",
        }
    ]
    if removes.mean < 1:
        boxes.append(_box(removes, formats.percent(removes.mean), "of it the fix removes", sources.effort, "×"))
    is_weighted = any(segment.weight != 1 for segment in inputs.segments)
    if is_weighted:
        text = "weights of its segments, in the order only"
        boxes.append({"value": formats.significant(found.weight), "text": text, "sign": "×"})
    boxes.append(
        _box(
            by_name["effort"],
            f"{formats.hours(found.effort_hours_mean)} h",
            f"to fix, likely {effort}",
            sources.effort,
            "÷",
        )
    )
    boxes.append(
        {
            "kind": "payback",
            "value": formats.payback(found.payback_q50),
            "text": f"{'weighted ' if is_weighted else ''}hours back per hour: the middle of likely {payback}",
            "sign": "≈",  # a middle value is not the ratio of two means
        }
    )
    return boxes


def _box(factor: Factor, value: str, text: str, href: str, sign: str = "") -> Box:
    number, _, unit = value.partition(" ")
    if number == "under":
        number, unit = value, ""
    return {
        "value": number,
        "unit": unit,
        "text": text,
        "href": href,
        "is_assumed": factor.is_assumed,
        "sign": sign,
    }


def _by_segment(found: Estimate) -> str:
    """Return that segments were watched enough to have hit rates of their own."""
    n_own = sum(group.is_own for group in found.known.groups)
    whose = "its" if n_own == 1 else "their"
    return f"; {formats.number_of(n_own, 'segment')} with a rate of {whose} own" if n_own else ""


def _seconds_in_words(inputs: Inputs, seconds: Factor) -> str:
    n_timed = sum(bool(timing.stopwatch_seconds) for timing in inputs.timings)
    n_stated = sum(not timing.stopwatch_seconds for timing in inputs.timings)
    known = [f"{n:,} {how}" for n, how in ((n_timed, "timed"), (n_stated, "counted or guessed")) if n]
    return f"lost each time, typically {formats.seconds(seconds.typical)}{'; ' if known else ''}{' and '.join(known)}"


def _frequency_in_words(inputs: Inputs, frequency: Factor) -> str:
    """Return what the number is, and what it was made of: given by somebody, and said at visits."""
    what = "times a year each"
    if len(inputs.segments) > 1:
        return f"{what}, over {len(inputs.segments):,} segments"
    use = inputs.segments[0] if inputs.segments else None
    if use is None or use.is_frequency_assumed:
        return f"{what}; once a week"
    reports = _reported(use) if use.frequency_source != Source.TELEMETRY else ""
    if use.times is None or use.per is None:
        return f"{what}; {reports}, drawn towards once a week"
    said = ", ".join(filter(None, [_said(f"{use.times:,g} a {use.per}", use.frequency_source), reports]))
    if not reports or set(use.reported_as) == {(use.times, use.per)}:  # else it lies between what was said
        said += counted(per_year(use.times, use.per, inputs.periods_a_year), frequency.mean)
    return f"{what}; {said}"


def _reported(use: SegmentUse) -> str:
    """Return what people at visits said, in their own units: "6 a week and 2 a day at visits"."""
    said = list(dict.fromkeys(f"{times:,g} a {per}" for times, per in use.reported_as))
    if len(said) > REPORTS_NAMED:
        return f"{', '.join(said[:REPORTS_NAMED])} and {len(said) - REPORTS_NAMED:,} more at visits"
    return f"{' and '.join(said)} said at visits" if said else ""


def _people_in_words(segments: Sequence[SegmentUse], people: Factor) -> str:
    if len(segments) > 1:
        return f"people do it, in {len(segments):,} segments"
    given = segments[0].people if segments else None
    if given is None:
        return "people do it"
    said = _said(f"{given:,.15g}", segments[0].people_source)
    return f"people do it; {said}{counted(given, people.mean)}"


def _said(number: str, source: str | None) -> str:
    return SAID[source].format(number)


def _sentence(inputs: Inputs, found: Estimate, standing: Standing, reasons: str, task: str) -> str:
    place = f"Number {standing.rank:,}: about" if standing.rank else "About"
    lost = formats.span(found.hours_lost_q10, found.hours_lost_q90)
    n_visits = len(inputs.visits)
    return (
        f"{place} {formats.hours(found.hours_lost_mean)} hours a year ({lost})"
        f" for {formats.hours(found.effort_hours_mean)} hours of work{reasons};"
        f" seen with {found.hit_k:,} of {found.watched_n:,} watched doing “{task}”"
        f" at {n_visits:,} {'visit' if n_visits == 1 else 'visits'}.{words.chance(found, standing)}"
    )


def _in_short(by_name: dict[str, Factor]) -> str:
    """Return the sum in words, for what has nothing to be compared with."""
    return (
        f", because {formats.significant(by_name['people'].mean, 3)} people do it"
        f" {formats.significant(by_name['frequency'].mean, 3)} times a year"
        f" and typically {formats.seconds(by_name['seconds'].typical)} is lost each time"
    )


def _paid_back(found: Estimate) -> str:
    """Return when the work would have paid for itself, as the middle payback has it."""
    if found.payback_weeks is None:
        return ""
    years = found.payback_weeks / WEEKS_A_YEAR
    if found.payback_weeks < 1:
        return "A fix pays for itself within a week."
    if years > YEARS_TOLD:
        return f"A fix would take more than {YEARS_TOLD} years to pay for itself."
    amount, unit = (found.payback_weeks, "week") if years < YEARS_FROM else (years, "year")
    shown = formats.significant(amount)
    return f"A fix pays for itself in {shown} {unit}{'' if shown == '1' else 's'}."


def _doubt(factors: Sequence[Factor]) -> str:
    largest = max(factors, key=lambda factor: factor.variance_share)
    return f"Biggest doubt: {IN_WORDS[largest.name]} ({formats.percent(largest.variance_share)} of the uncertainty)."


def _is_untimed(inputs: Inputs) -> bool:
    """Say whether there are seconds, and none of them was taken with a stopwatch."""
    return bool(inputs.timings) and not any(timing.stopwatch_seconds for timing in inputs.timings)


def _estimated(inputs: Inputs, is_one_guess: bool) -> str:
    """Return that the seconds are not assumed and yet not measured either."""
    if not _is_untimed(inputs):
        return ""
    return "; the seconds are one person’s guess" if is_one_guess else "; the seconds are counted or guessed, not timed"


def _assumed(found: Estimate, guess: str) -> str:
    if not found.assumed:
        return f"No input is assumed{guess}."
    names = ", ".join(IN_WORDS[name] for name in found.assumed)
    n = len(found.assumed)
    return f"{n} of {len(found.factors)} inputs {'is' if n == 1 else 'are'} assumed: {names}{guess}."
