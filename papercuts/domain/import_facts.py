"""What the rows of an import say about things beyond themselves, and where they contradict each other.

How many people do a task, which segment a site is in, what role somebody has: such a fact may stand in many rows.
It is repeated or left empty, and never contradicts another row or what is known already. A fact is named by a key,
the kind of fact and the identities of what it is about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from papercuts.domain.import_cells import key
from papercuts.domain.import_rows import NumberCell, Row
from papercuts.domain.rank_inputs import EffortGiven
from papercuts.domain.segments import counts_twice
from papercuts.domain.sheets import Problem, shown
from papercuts.domain.text import fold

NAMES = ("segment", "area", "role")  # the same in whatever case they are written
Key = tuple[str, ...]


class Kind:
    """Of what kind a fact is. Plain words, since hashing members of an enumeration takes most of the time."""

    SEGMENT = "segment"  # of a site
    AREA = "area"  # of a task
    PEOPLE = "people"  # of a task in a segment, as the four that follow
    PEOPLE_SOURCE = "people_source"
    TIMES = "times"
    PER = "per"
    FREQUENCY_SOURCE = "frequency_source"
    ROLE = "role"  # of a participant
    CONSENT = "consent"
    VERSION = "product_version"  # of a visit
    PERFORMED = "performed"  # of a watch
    HOW_IT_WENT = "how_it_went"
    EFFORT = "effort"  # of a paper cut


_COLUMNS = {Kind.PEOPLE_SOURCE: "source", Kind.FREQUENCY_SOURCE: "source"}  # the others are named like the fact
_WORDS = {
    Kind.SEGMENT: ("the segment of this site", "the site"),
    Kind.AREA: ("the area of this task", "the task"),
    Kind.PEOPLE: ("the number of people who do this task in this segment", "the task"),
    Kind.PEOPLE_SOURCE: ("the source of the people of this task", "the task"),
    Kind.TIMES: ("how often one of them does this task in this segment", "the task"),
    Kind.PER: ("the period of how often they do this task in this segment", "the task"),
    Kind.FREQUENCY_SOURCE: ("the source of how often they do this task", "the task"),
    Kind.ROLE: ("the role of this participant", "the participant"),
    Kind.CONSENT: ("the consent of this participant", "the participant"),
    Kind.VERSION: ("the version at this visit", "the visit"),
    Kind.PERFORMED: ("how often this person did this task at this visit", "the visit"),
    Kind.HOW_IT_WENT: ("how this task went for this person at this visit", "the visit"),
    Kind.EFFORT: ("the effort of this paper cut", "the paper cut"),
}
_NUMBERS = (Kind.PEOPLE, Kind.TIMES)
_TWICE = (
    "This task has numbers for Everyone and for a segment, so people would count twice. Give the site a segment, "
    "or leave people, times, per and source empty here, or empty the others on the page of the task."
)


@dataclass(frozen=True)
class Known:
    """What is known before the import. Facts without a value are left out."""

    facts: Mapping[Key, Any] = field(default_factory=dict)
    titles: Mapping[str, int] = field(default_factory=dict)  # paper cuts: folded title to number
    numbers: Mapping[int, int] = field(default_factory=dict)  # of paper cuts: what each is now, where it was merged
    efforts: Mapping[int, Sequence[EffortGiven]] = field(default_factory=dict)  # by number, the newest last
    everyone: str = "everyone"  # the identity of the segment that is always there


@dataclass
class Facts:
    """What the rows add to what is known, by key; and what contradicts."""

    new: dict[Key, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Said:
    """A fact, and the row that said it first."""

    value: Any
    row: int


def gather(rows: Iterable[Row], known: Known, numbers: Iterable[NumberCell] = ()) -> Facts:
    """Return what rows say beyond themselves, each fact once, and their contradictions.

    numbers: the cells that name a paper cut by its number, also those of rows that cannot be understood.
    """
    rows = list(rows)
    facts = Facts()
    said: dict[Key, _Said] = {}
    for row in rows:  # first, since where a site belongs decides what is said of its people
        if row.segment:
            _state(row, (Kind.SEGMENT, key(row.site)), row.segment, known, said, facts)
    for row in rows:
        for fact, value in _statements(row, segment_of(row, facts.new, known), known):
            if value is not None and value != "":
                _state(row, fact, value, known, said, facts)
    _refuse_unknown_numbers(numbers, known, facts)
    _refuse_half_frequencies(known, said, facts)
    _refuse_twice(known, said, facts)
    _drop_sources_of_nothing(known, facts)
    facts.problems.sort(key=lambda problem: problem.row or 0)
    return facts


def segment_of(row: Row, new: Mapping[Key, Any], known: Known) -> str:
    """Return the identity of the segment that a row's site is in."""
    fact = (Kind.SEGMENT, key(row.site))
    name = known.facts.get(fact) or new.get(fact)
    return key(name) if name else known.everyone


def cut_key(row: Row, known: Known) -> Key:
    """Return what tells paper cuts apart: the number of a known one, else the title."""
    if isinstance(row.paper_cut, int):
        return (str(known.numbers.get(row.paper_cut, row.paper_cut)),)
    title = fold(row.paper_cut)
    return (str(known.titles[title]),) if title in known.titles else ("", title)


def _statements(row: Row, segment: str, known: Known) -> Iterator[tuple[Key, Any]]:
    task, person = key(row.task), (key(row.site), key(row.participant))
    use = (task, segment)
    is_of_neither = row.people is None and row.times is None
    yield (Kind.AREA, task), row.area
    yield (Kind.PEOPLE, *use), row.people
    yield (Kind.TIMES, *use), row.times
    yield (Kind.PER, *use), row.per
    if row.people is not None or is_of_neither:
        yield (Kind.PEOPLE_SOURCE, *use), row.source
    if row.times is not None or is_of_neither:
        yield (Kind.FREQUENCY_SOURCE, *use), row.source
    yield (Kind.ROLE, *person), row.role
    yield (Kind.CONSENT, *person), row.consent
    yield (Kind.VERSION, *row.visit_key), row.product_version
    yield (Kind.PERFORMED, *row.watch_key), row.performed
    yield (Kind.HOW_IT_WENT, *row.watch_key), row.how_it_went
    if row.paper_cut:
        yield (Kind.EFFORT, *cut_key(row, known)), row.effort


def _state(row: Row, fact: Key, value: Any, known: Known, said: dict[Key, _Said], facts: Facts) -> None:
    """Keep a fact, or note what it contradicts; saying the same again is fine."""
    before = _known_value(fact, value, known)
    if before is not None:
        if not _is_same(fact, before, value):
            remedy = f"Change it on the page of {_WORDS[fact[0]][1]}, or write the same here."
            facts.problems.append(_contradiction(row, fact, value, f"is {_in_words(before)} already. {remedy}"))
        return
    first = said.setdefault(fact, _Said(value, row.number))
    if not _is_same(fact, first.value, value):
        text = f"is {_in_words(first.value)} in row {first.row:,}. Write the same in both, or leave one empty."
        facts.problems.append(replace(_contradiction(row, fact, value, text), other_row=first.row))
    else:
        facts.new[fact] = first.value


def _known_value(fact: Key, value: Any, known: Known) -> Any:
    """Return what is known; of an effort any estimate counts, since the newest may be later than the file."""
    if fact[0] != Kind.EFFORT:
        before = known.facts.get(fact)
        # a watch says once while nobody has counted
        return None if fact[0] == Kind.PERFORMED and before == 1 != value else before
    estimates = known.efforts.get(int(fact[1]), ()) if fact[1] else ()
    return value if value in estimates else estimates[-1] if estimates else None


def _is_same(fact: Key, before: Any, value: Any) -> bool:
    return bool(key(before) == key(value)) if fact[0] in NAMES else bool(before == value)


def _contradiction(row: Row, fact: Key, value: Any, text: str) -> Problem:
    kind = fact[0]
    words = _WORDS[kind][0]
    return Problem(row.number, _COLUMNS.get(kind, kind), _in_words(value), words[0].upper() + words[1:] + f" {text}")


def _in_words(value: Any) -> str:
    if isinstance(value, EffortGiven):
        return value.size or f"{value.low:g}/{value.likely:g}/{value.high:g}"
    return f"{value:,.15g}" if isinstance(value, int | float) else shown(str(value))


def _refuse_unknown_numbers(numbers: Iterable[NumberCell], known: Known, facts: Facts) -> None:
    text = "There is no paper cut of this number. Correct it, or write a title to name a new one."
    for cell in numbers:
        if cell.number not in known.numbers:
            facts.problems.append(Problem(cell.row, "paper_cut", shown(cell.written), text))


def _refuse_half_frequencies(known: Known, said: Mapping[Key, _Said], facts: Facts) -> None:
    halves = (
        (Kind.TIMES, Kind.PER, "Say per what: day, week, month, quarter or year."),
        (Kind.PER, Kind.TIMES, "Say how many times in that period, or leave per empty."),
    )
    for fact, first in said.items():
        for kind, other, text in halves:
            missing = (other, *fact[1:])
            if fact[0] == kind and missing not in said and missing not in known.facts:
                facts.problems.append(Problem(first.row, kind, _in_words(first.value), text))


def _refuse_twice(known: Known, said: Mapping[Key, _Said], facts: Facts) -> None:
    """Note where a task would have numbers for everyone and for a part of them, in rows or in what is known."""
    segments: dict[str, set[str]] = defaultdict(set)
    for kind, *about in (*known.facts, *said):
        if kind in _NUMBERS:
            segments[about[0]].add(about[1])
    told = set()
    for fact, first in said.items():
        if fact[0] in _NUMBERS and fact[1:] not in told and counts_twice(segments[fact[1]], known.everyone):
            told.add(fact[1:])
            facts.problems.append(Problem(first.row, fact[0], _in_words(first.value), _TWICE))


def _drop_sources_of_nothing(known: Known, facts: Facts) -> None:
    for source, number in ((Kind.PEOPLE_SOURCE, Kind.PEOPLE), (Kind.FREQUENCY_SOURCE, Kind.TIMES)):
        for fact in [fact for fact in facts.new if fact[0] == source]:
            about = (number, *fact[1:])
            if about not in facts.new and about not in known.facts:
                del facts.new[fact]
