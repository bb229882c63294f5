"""What a paper cut costs and why it stands where it does, in a sentence, and how sure that is."""

from collections.abc import Sequence

from papercuts.domain import formats
from papercuts.domain.ranking import WEEKS_A_YEAR, Estimate, Factor, Inputs
from papercuts.evidence import Person
from papercuts.pages import standing as words
from papercuts.pages import watched
from papercuts.pages.factor_names import IN_WORDS
from papercuts.pages.standing import Standing

YEARS_FROM, YEARS_TOLD = 2, 10  # from two years on in years, up to ten


def sentence(inputs: Inputs, found: Estimate, standing: Standing, task: str, people: Sequence[Person]) -> str:
    """Return the one sentence. people: whom the score counts as watched."""
    reasons = words.reasons(found, standing) or _in_short({factor.name: factor for factor in found.factors})
    place = f"Number {standing.rank:,}: about" if standing.rank else "About"
    lost = formats.span(found.hours_lost_q10, found.hours_lost_q90)
    n_visits = len(inputs.visits)
    return (
        f"{place} {formats.hours(found.hours_lost_mean)} hours a year ({lost})"
        f" for {formats.hours(found.effort_hours_mean)} hours of work{reasons};"
        f" seen with {watched.hit_doing(found, people, task)}"
        f" at {n_visits:,} {'visit' if n_visits == 1 else 'visits'}.{words.chance(found, standing)}"
    )


def paid_back(found: Estimate) -> str:
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


def biggest_doubt(factors: Sequence[Factor]) -> str:
    """Return which factor is known least."""
    largest = max(factors, key=lambda factor: factor.variance_share)
    return f"Biggest doubt: {IN_WORDS[largest.name]} ({formats.percent(largest.variance_share)} of the uncertainty)."


def is_untimed(inputs: Inputs) -> bool:
    """Say whether there are seconds, and none of them was taken with a stopwatch."""
    return bool(inputs.timings) and not any(timing.stopwatch_seconds for timing in inputs.timings)


def _estimated(inputs: Inputs, is_one_guess: bool) -> str:
    """Return that the seconds are not assumed and yet not measured either."""
    if not is_untimed(inputs):
        return ""
    return "; the seconds are one person’s guess" if is_one_guess else "; the seconds are counted or guessed, not timed"


def assumed(inputs: Inputs, found: Estimate, is_one_guess: bool) -> str:
    """Return what nobody gave, and how much of the doubt that makes.

    is_one_guess: nobody but one person was seen with it, and the seconds were neither timed nor counted.
    """
    guess = _estimated(inputs, is_one_guess)
    if not found.assumed:
        return f"No input is assumed{guess}."
    names = ", ".join(IN_WORDS[name] for name in found.assumed)
    share = formats.percent(sum(factor.variance_share for factor in found.factors if factor.is_assumed))
    is_one = len(found.assumed) == 1
    verb, they = ("is", "it makes") if is_one else ("are", "they make")
    return (
        f"{len(found.assumed)} of {len(found.factors)} inputs {verb} assumed; {they} {share} of the uncertainty:"
        f" {names}{guess}."
    )


def _in_short(by_name: dict[str, Factor]) -> str:
    """Return the sum in words, for what has nothing to be compared with."""
    return (
        f", because {formats.significant(by_name['people'].mean, 3)} people do it"
        f" {formats.significant(by_name['frequency'].mean, 3)} times a year"
        f" and typically {formats.seconds(by_name['seconds'].typical)} is lost each time"
    )
