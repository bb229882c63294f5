"""Scores that people know from elsewhere, made from what is known here; none of them enters our rank.

Each function is the published formula, given its inputs; `rice_inputs`, `tenth` and `rubin_frequency` say how an input
comes from what was measured. `SCORES` says the same in words.
"""

from dataclasses import dataclass
from typing import NamedTuple

from papercuts.domain.ranking import SECONDS_AN_HOUR, Estimate

HOURS_A_MONTH = 140.0  # of work, of one engineer
# RICE: from so many hours a year that it would cost somebody who met it each time, this impact; below all the least
IMPACT_HOURS = ((8.0, 3.0), (4.0, 2.0), (1.0, 1.0), (0.25, 0.5))
IMPACT_LEAST = 0.25
SURE_N, FAIRLY_SURE_N = 5, 3  # people watched
TENTHS = 10
RUBIN_BINS = (0.10, 0.50, 0.90)  # up to 10 %; above that up to 50 %; above that below 90 %; the rest
RUBIN_IMPACTS = (
    (1, "suggestion: it works, and could be better"),
    (2, "minor: people hardly lose time"),
    (3, "significant delay: people get through, late"),
    (4, "prevents: people cannot finish the task"),
)
WSJF_SCALE = (1, 2, 3, 5, 8, 13, 20)
WSJF_INPUTS = ("wsjf_value", "wsjf_urgency", "wsjf_risk", "wsjf_size")


@dataclass(frozen=True)
class Score:
    """A familiar score in words."""

    key: str  # in addresses and files
    name: str
    formula: str  # as published
    scale: str
    source: str
    made_from: str  # what stands in for each input here


class RiceInputs(NamedTuple):
    """What RICE multiplies and divides."""

    reach: float  # people a year
    impact: float  # 3, 2, 1, 0.5 or 0.25
    confidence: float  # 1, 0.8 or 0.5
    effort_person_months: float


SCORES = (
    Score(
        "rice",
        "RICE",
        "Reach × Impact × Confidence ÷ Effort",
        "Reach: people in a period. Impact: 3 massive, 2 high, 1 medium, 0.5 low, 0.25 minimal. Confidence: 100 %,"
        " 80 % or 50 %. Effort: person-months.",
        "Sean McBride, “RICE: Simple prioritization for product managers”, Intercom, 2016",
        "Reach is the mean number of people who do the task in a year. Impact is 3 from 8 hours a year, 2 from 4 hours,"
        " 1 from 1 hour, 0.5 from 15 minutes and else 0.25: the hours that somebody who met it each time would lose"
        " (mean seconds × times a year). Confidence is 100 % when 5 or more people were watched and nothing is assumed,"
        " 80 % from 3 people on, else 50 %. Effort is the mean engineer hours ÷ 140; Intercom takes half a month as"
        " the least, and here it is not rounded, for most paper cuts would then take the same.",
    ),
    Score(
        "ice",
        "ICE",
        "Impact × Confidence × Ease",
        "Each from 1 to 10, so 1 to 1,000. Some tools take the mean of the three instead.",
        "Sean Ellis, GrowthHackers",
        "Impact, confidence and ease are tenths of the ranked list: 10 for the highest tenth, 1 for the lowest. Impact"
        " goes by the mean hours lost a year, confidence by how narrow the range of the payback is (1 ÷ the variance of"
        " its logarithm), ease by the mean engineer hours, the fewest best. So it changes when other paper cuts do.",
    ),
    Score(
        "cd3",
        "CD3",
        "Cost of delay ÷ Duration",
        "Cost of delay in a unit of value per week; the same unit for all. Duration in a unit of time.",
        "Don Reinertsen, The Principles of Product Development Flow, 2009; named by Joshua Arnold, Black Swan Farming",
        "Cost of delay is the mean hours that a fix gives back to all users in a week (hours lost a year × share"
        " removed ÷ 52). Duration is the mean engineer hours. Our payback is the same division by the year, with the"
        " middle of its range and the weights of segments.",
    ),
    Score(
        "rubin",
        "Rubin",
        "Impact + Frequency",
        "Impact: 1 suggestion, 2 minor, 3 significant delay, 4 prevents. Frequency: 1 up to 10 % of people, 2 from 11"
        " to 50 %, 3 from 51 to 89 %, 4 from 90 %. So 2 to 8.",
        "Jeff Rubin, Handbook of Usability Testing, 1994, as given by Sauro and Lewis, Quantifying the User Experience,"
        " 2012, chapter 2",
        "Impact is what somebody entered. Frequency is the share of people who are hit as our score has it, with what"
        " is assumed before anybody was watched. Between the published steps: above 10 % is 2, above 50 % is 3.",
    ),
    Score(
        "wsjf",
        "WSJF",
        "(User and business value + Time criticality + Risk reduction or opportunity enablement) ÷ Job size",
        "Each 1, 2, 3, 5, 8, 13 or 20, relative to the others; the smallest of each column is 1.",
        "Scaled Agile Framework (SAFe), after Reinertsen’s cost of delay ÷ duration",
        "All four are what somebody entered.",
    ),
)
BY_KEY = {score.key: score for score in SCORES}


def rice(reach: float, impact: float, confidence: float, effort_person_months: float) -> float:
    """Return RICE: reach × impact × confidence ÷ effort.

    reach: people in a period; impact: 3, 2, 1, 0.5 or 0.25; confidence: 1, 0.8 or 0.5.
    Raises ValueError unless effort is more than 0. Source: McBride, Intercom, 2016.
    """
    if effort_person_months <= 0:
        raise ValueError("RICE divides by the effort: it must be more than 0")
    return reach * impact * confidence / effort_person_months


def ice(impact: int, confidence: int, ease: int) -> int:
    """Return ICE: impact × confidence × ease, each 1 to 10. Raises ValueError beyond. Source: Ellis."""
    if not all(1 <= value <= TENTHS for value in (impact, confidence, ease)):
        raise ValueError("impact, confidence and ease of ICE are from 1 to 10")
    return impact * confidence * ease


def cd3(cost_of_delay: float, duration: float) -> float:
    """Return cost of delay divided by duration; here hours given back a week for each engineer-hour.

    Raises ValueError unless the duration is more than 0. Source: Reinertsen, 2009; Arnold.
    """
    if duration <= 0:
        raise ValueError("CD3 divides by the duration: it must be more than 0")
    return cost_of_delay / duration


def rubin(impact: int, frequency: int) -> int:
    """Return Rubin's criticality, 2 to 8: impact 1 to 4 + frequency 1 to 4. Raises ValueError beyond.

    Source: Rubin, 1994, as given by Sauro and Lewis, 2012, chapter 2.
    """
    if not (1 <= impact <= 4 and 1 <= frequency <= 4):
        raise ValueError("impact and frequency of Rubin are from 1 to 4")
    return impact + frequency


def wsjf(value: int, urgency: int, risk: int, size: int) -> float:
    """Return (value + time criticality + risk reduction) ÷ job size. Raises ValueError beyond 1, 2, 3, 5, 8, 13, 20.

    Source: SAFe.
    """
    if not {value, urgency, risk, size} <= set(WSJF_SCALE):
        raise ValueError("inputs of WSJF are 1, 2, 3, 5, 8, 13 or 20")
    return (value + urgency + risk) / size


def rubin_frequency(share: float) -> int:
    """Return Rubin's frequency, 1 to 4, of a share of people who are hit, 0–1."""
    low, middle, high = RUBIN_BINS
    return 1 if share <= low else 2 if share <= middle else 3 if share < high else 4


def tenth(n_at_most: int, n: int) -> int:
    """Return the tenth of a list, 1 to 10, in which a value lies that is as large as `n_at_most` of `n`, itself too."""
    if not 1 <= n_at_most <= n:
        raise ValueError("a value of a list is as large as one of them at least, and as all of them at most")
    return -(-TENTHS * n_at_most // n)


def rice_impact(seconds: float, times_a_year: float) -> float:
    """Return the impact of RICE by what somebody who meets it each time would lose in a year."""
    hours = seconds * times_a_year / SECONDS_AN_HOUR
    return next((impact for least, impact in IMPACT_HOURS if hours >= least), IMPACT_LEAST)


def rice_confidence(watched_n: int, is_assumed: bool) -> float:
    """Return the confidence of RICE, 0–1: by how many were watched, and whether any input is assumed."""
    if watched_n >= SURE_N and not is_assumed:
        return 1.0
    return 0.8 if watched_n >= FAIRLY_SURE_N else 0.5


def rice_inputs(found: Estimate) -> RiceInputs:
    """Return what stands in for the inputs of RICE: means, people unweighted."""
    means = {factor.name: factor.mean for factor in found.factors}
    return RiceInputs(
        reach=means["people"],
        impact=rice_impact(means["seconds"], means["frequency"]),
        confidence=rice_confidence(found.watched_n, bool(found.assumed)),
        effort_person_months=found.effort_hours_mean / HOURS_A_MONTH,
    )


def rice_of(found: Estimate) -> float:
    """Return the RICE of a paper cut, as it is stored."""
    return rice(*rice_inputs(found))
