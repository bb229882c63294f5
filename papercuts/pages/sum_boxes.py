"""The sum behind a score as boxes: each number, what it was made of, and where that comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from papercuts.domain import formats
from papercuts.domain.limits import Per, Source
from papercuts.domain.rank_factors import people_said, per_year
from papercuts.domain.ranking import EffortGiven, Estimate, Factor, Inputs, SegmentUse, Timing
from papercuts.evidence import Person
from papercuts.pages import watched
from papercuts.pages.counted import counted

REPORTS_NAMED = 2  # what people said of how often; of the others, the number
SAID: dict[str | None, str] = {
    Source.TELEMETRY: "{} from telemetry",
    Source.CUSTOMER: "{} said by the customer",
    Source.GUESS: "{} guessed",
    None: "{} entered",
}
Box = dict[str, Any]  # as the macro `sum` reads it


@dataclass(frozen=True)
class Sources:
    """The addresses the boxes lead to."""

    sightings: str
    task: str
    effort: str
    watch_next: str = ""
    watched: str = ""


def of(inputs: Inputs, found: Estimate, sources: Sources, people: Sequence[Person]) -> tuple[Box, ...]:
    """Return the boxes in the order of the sum. people: whom the score counts as watched."""
    by_name = {factor.name: factor for factor in found.factors}
    return (*_factors(inputs, found, by_name, sources, people), *_result(inputs, found, by_name, sources))


def _factors(
    inputs: Inputs, found: Estimate, by_name: dict[str, Factor], sources: Sources, people: Sequence[Person]
) -> list[Box]:
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
            f"are hit: {watched.hit_of(found, people)}{watched.own_rates(inputs, found)}",
            sources.watched,
        ),
        _box(
            times,
            often,
            f"time{'' if often == '1' else 's'} it happens to those it hits, each time{_once(times)}",
            sources.watched,
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
            f"to fix: {_effort_in_words(inputs.effort)}, likely {effort}",
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


def _once(times: Factor) -> str:
    return f"; once assumed{counted(1, times.mean, formats.significant)}" if times.is_assumed else ""


def _effort_in_words(effort: EffortGiven | None) -> str:
    if effort is None:
        return "about size M assumed"
    if effort.size and effort.size_hours:
        return f"size {effort.size}, {formats.span(*effort.size_hours, between=' to ')} h here"
    return f"size {effort.size}" if effort.size else f"{effort.in_words} entered"


def _seconds_in_words(inputs: Inputs, seconds: Factor) -> str:
    """Return what is known of them, and what it counts as: a single value as it is, of several how many and how."""
    timed, stated = _values(inputs.timings)
    if len(timed) + len(stated) == 1:
        value, how = (timed or stated)[0], "timed" if timed else "entered"
        return f"lost each time; {formats.duration(value)} {how}{counted(value, seconds.mean, formats.seconds)}"
    n_timed = sum(bool(timing.stopwatch_seconds) for timing in inputs.timings)
    n_stated = len(inputs.timings) - n_timed
    known = [f"{n:,} {how}" for n, how in ((n_timed, "timed"), (n_stated, "counted or guessed")) if n]
    typical = f"typically {formats.seconds(seconds.typical)}{'' if known else ' assumed'}"
    as_mean = counted(seconds.typical, seconds.mean, formats.seconds)
    return f"lost each time; {' and '.join(known)}{', ' if known else ''}{typical}{as_mean}"


def _values(timings: Sequence[Timing]) -> tuple[list[float], list[float]]:
    """Return the seconds taken with a stopwatch, and the others."""
    return (
        [seconds for timing in timings for seconds in timing.stopwatch_seconds],
        [seconds for timing in timings for seconds in timing.stated_seconds],
    )


def _frequency_in_words(inputs: Inputs, frequency: Factor) -> str:
    """Return what the number is, and what it was made of: given by somebody, and said at visits."""
    what = "times a year each"
    if len(inputs.segments) > 1:
        return f"{what}, over {len(inputs.segments):,} segments"
    use = inputs.segments[0] if inputs.segments else None
    if use is None or use.is_frequency_assumed:
        week = inputs.periods_a_year[Per.WEEK]
        return f"{what}; {week:g} (once a week) assumed{counted(week, frequency.mean)}"
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
    if not segments:
        return "people do it"
    given, use = sum(people_said(segment) for segment in segments), segments[0]
    number = f"{given:,.15g}"
    if len(segments) > 1:
        said = f"{number} in {len(segments):,} segments{', some assumed' if people.is_assumed else ''}"
    else:
        said = f"{number} assumed" if use.people is None else _said(number, use.people_source)
    return f"people do it; {said}{counted(given, people.mean)}"


def _said(number: str, source: str | None) -> str:
    return SAID[source].format(number)
