"""What the simulation of `bench.year` knows to be true: plain lists, written beside the actions, never read back."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Person:
    """Somebody at a site."""

    id: int
    code: str
    role: str
    may_be_quoted: bool


@dataclass
class Place:
    """A site."""

    id: int
    name: str
    segment: str
    heads: int
    people: list[Person]


@dataclass
class Job:
    """A task: who does it, by segment: people, log-sd of them, times a year, log-sd of these (none: not said)."""

    id: int
    name: str
    stage: str
    area: str
    uses: dict[str, tuple[float | None, float, float | None, float]]


@dataclass
class Meeting:
    """A visit."""

    id: int
    day: date
    place: Place
    kind: str
    product: str
    version: str
    observers: list[str]
    people: list[Person]
    was_held: bool = False

    @property
    def is_with_users(self) -> bool:
        """Say whether users were there, whatever they use."""
        return self.was_held and self.kind != "own walk-through"

    @property
    def is_of_ours(self) -> bool:
        """Say whether users were there, with our product."""
        return self.is_with_users and not self.product


@dataclass
class Watched:
    """A task was watched with a person."""

    meeting: Meeting
    person: int
    job: Job
    performed: int = 1
    times_a_year: float | None = None


@dataclass
class Sight:
    """A sighting."""

    id: int
    meeting: Meeting
    person: Person
    job: Job
    cut: int | None
    what: str
    seconds: float | None = None
    how: str = ""
    occurrences: int = 1
    mood: int | None = None
    quote: str = ""

    @property
    def is_delight(self) -> bool:
        """Say whether it made somebody smile."""
        return self.cut is None and (self.mood or 0) > 0


@dataclass
class Look:
    """Somebody looked again."""

    id: int
    fix: int
    meeting: Meeting
    person: Person
    outcome: str
    seconds: float | None
    applause: int | None
    quote: str


@dataclass
class Mended:
    """A fix in a release or its draft."""

    id: int
    cut: int
    release: int
    noted: date
    percent: int
    hours: float | None
    # of this work, as it stood that day: size (empty: three points) and median hours; none for a second fix
    estimate: tuple[str, float] | None


@dataclass
class Out:
    """A release."""

    id: int
    version: str
    day: date
    is_published: bool = False


@dataclass
class Word:
    """A promise."""

    place: Place
    what: str
    due: date
    made: date
    settled: date | None = None


@dataclass
class Cut:
    """A paper cut, and what was done about it."""

    id: int
    title: str
    job: Job
    area: str
    created: date
    status: str = "open"
    decisions: list[date] = field(default_factory=list)
    declined: date | None = None
    opened: list[date] = field(default_factory=list)  # days of the visits that met it with its fix
    into: int | None = None  # what it was merged into
    estimate: tuple[str, float] | None = None


@dataclass
class Truth:
    """All of it."""

    first: date
    today: date
    ownerless_days: int
    hour_cost: float
    segments: dict[str, float] = field(default_factory=dict)  # name and weight
    observers: list[str] = field(default_factory=list)  # who may watch
    teams: dict[str, str] = field(default_factory=dict)  # of areas
    places: list[Place] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    watches: list[Watched] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    cuts: dict[int, Cut] = field(default_factory=dict)
    fixes: dict[int, Mended] = field(default_factory=dict)
    releases: dict[int, Out] = field(default_factory=dict)
    ratings: list[tuple[Meeting, Person, int]] = field(default_factory=list)
    told: list[tuple[Place, date]] = field(default_factory=list)
    promises: list[Word] = field(default_factory=list)
    happened: list[tuple[int, str, date]] = field(default_factory=list)  # paper cut, kind, day it was written down

    def published(self, cut: int) -> list[Mended]:
        """Return the fixes of a paper cut that people have, oldest first."""
        some = [one for one in self.fixes.values() if one.cut == cut and self.releases[one.release].is_published]
        return sorted(some, key=lambda one: (self.releases[one.release].day, one.id))
