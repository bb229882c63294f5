"""Live the year of `bench.year`: everything through the product's own actions, and written down beside them."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bench.year_kept import Cut, Job, Look, Meeting, Mended, Out, Person, Place, Sight, Truth, Watched, Word
from bench.year_sums import numbers
from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import (
    Consent,
    Destination,
    HowTimed,
    LinkPurpose,
    Outcome,
    Per,
    PromiseState,
    Role,
    Size,
    Source,
    Stage,
    ToldHow,
    VisitKind,
)
from papercuts.models import (
    Account,
    Fix,
    OneTimeLink,
    PaperCut,
    Participant,
    Promise,
    Release,
    Round,
    Setting,
    Sighting,
    Site,
    Task,
    Visit,
)
from papercuts.web.passwords import hash_password

ZONE = ZoneInfo("Pacific/Auckland")  # half of its working day lies on another day in UTC
EMAIL, PASSWORD = "ada@example.org", "known truth and plain lists"
TEAM = {"Ada": Role.ADMIN, "Dora": Role.FIELD, "Ben": Role.ENGINEER, "Eve": Role.ENGINEER, "Vera": Role.VIEWER}
SEGMENTS = {"Small firms": 1.0, "Large firms": 2.0, "Schools": 0.5, "Not ours": 0.0}
AREAS = {"Invoices": "Red", "Search": "Blue", "Mail": " red", "Help": ""}
SIZES = {"XS": 2, "S": 8, "M": 32, "L": 120}
LOG_SD = {Source.TELEMETRY: 0.1, Source.CUSTOMER: 0.35, Source.GUESS: 0.7}
A_YEAR = {Per.DAY: 220, Per.WEEK: 46, Per.MONTH: 12}
OTHER = "Otherlark"


class Lived:
    """A year as it is lived, week by week."""

    def __init__(self, seed: int, weeks: int, today: date) -> None:
        self.chance = Random(seed)
        monday = today - timedelta(days=today.weekday(), weeks=weeks - 1)
        self.truth = Truth(monday, today, ownerless_days=21, hour_cost=40.0)
        self.jobs: dict[str, Task] = {}
        self.planned: list[tuple[Meeting, int]] = []
        self.open: list[tuple[Word, Promise]] = []  # promises that nothing became of yet
        self.n = 0

    def at(self, day: date, hour: int = 9) -> datetime:
        """Return a moment of a day where the team works; each one later than those before."""
        self.n += 1
        return datetime.combine(day, time(hour), ZONE).astimezone(UTC) + timedelta(milliseconds=self.n)

    def live(self) -> Truth:
        """Live the whole of it."""
        self.settle()
        day = self.truth.first
        while day <= self.truth.today:
            self.a_day(day)
            db.session.commit()
            day += timedelta(days=1)
        return self.truth

    # the world before the first visit

    def settle(self) -> None:
        """Make the team, segments, sites with people, areas and tasks."""
        day, at = self.truth.first, self.at(self.truth.first, 7)
        self.accounts = {name: self._join(name, role, at) for name, role in TEAM.items()}
        self.ada, self.ben = self.accounts["Ada"], self.accounts["Ben"]
        self.truth.observers = [name for name, role in TEAM.items() if role is not Role.VIEWER]
        setting = db.session.get_one(Setting, 1)
        actions.settings.change_settings(setting, people=None, by=self.ada, at=at, time_zone=ZONE.key)
        known = {"ownerless_days": self.truth.ownerless_days, "hour_cost": self.truth.hour_cost, "currency": "EUR"}
        actions.settings.change_afterwards(setting, by=self.ada, at=at, **known)
        self.truth.segments, self.truth.teams = SEGMENTS, AREAS
        self.segments = {
            name: actions.places.add_segment(name, weight=weight, by=self.ada, at=at)
            for name, weight in SEGMENTS.items()
        }
        self.areas = {name: actions.tasks.add_area(name, team=team, by=self.ada, at=at) for name, team in AREAS.items()}
        for i in range(9):
            self._site(i, at)
        for i, (name, stage) in enumerate(zip("ABCDEF", (*Stage, Stage.USE), strict=False)):
            self._task(f"Task {name}", stage, list(AREAS)[i % 4], at)
        self.round = actions.rounds.create(
            "Dates", slots=60, starts_on=day, ends_on=self.truth.today, by=self.ada, at=at
        )

    def _join(self, name: str, role: Role, at: datetime) -> Account:
        actions.accounts.make_link(LinkPurpose.INVITATION, role=role, by=None, at=at)
        link = db.session.scalars(select(OneTimeLink).where(OneTimeLink.used_at.is_(None))).one()
        email, secret = f"{name.lower()}@example.org", hash_password(PASSWORD)
        return actions.accounts.open_account(link, name=name, email=email, password_hash=secret, at=at)

    def _site(self, i: int, at: datetime) -> None:
        segment, heads = list(SEGMENTS)[(0, 0, 0, 1, 1, 1, 0, 1, 2)[i]], 10 * (i + 1)
        site = actions.places.add_site(
            f"Site {i}", segment=self.segments[segment], head_count=heads, by=self.ada, at=at
        )
        people = []
        for k in range(4):
            consent = (Consent.ANONYMOUS, Consent.NONE, Consent.ROLE, None)[(i + k) % 4]
            role = ("clerk", "Clerk", "manager", "")[k]
            row = actions.places.add_participant(site, role=role, consent=consent, by=self.ada, at=at)
            db.session.flush()
            people.append(Person(row.id, row.code, role, consent not in (None, Consent.NONE)))
        self.truth.places.append(Place(site.id, site.name, segment, heads, people))

    def _task(self, name: str, stage: Stage, area: str, at: datetime) -> None:
        task = actions.tasks.add_task(name, area=self.areas[area], stage=stage, by=self.ada, at=at)
        db.session.flush()
        uses: dict[str, tuple[float | None, float, float | None, float]] = {}
        for segment in self.chance.sample(list(SEGMENTS)[:2], self.chance.choice((1, 2, 2))):
            people, source = self.chance.randint(50, 900), self.chance.choice(list(Source))
            times, per, how = (
                self.chance.randint(1, 5),
                self.chance.choice(list(A_YEAR)),
                self.chance.choice(list(Source)),
            )
            actions.tasks.set_use(
                task, self.segments[segment], people=people, people_source=source, times=times, per=per,
                frequency_source=how, by=self.ada, at=at,
            )  # fmt: skip
            log_sd = 0.1 if how is Source.TELEMETRY else 0.35
            uses[segment] = (people, LOG_SD[source], times * A_YEAR[per], log_sd)
        self.jobs[name] = task
        self.truth.jobs.append(Job(task.id, name, stage.value, area, uses))

    # a day

    def a_day(self, day: date) -> None:
        """Do what a day brings: visits on working days, releases on every fourth Saturday."""
        if day.weekday() < 5:
            for meeting, visit in [one for one in self.planned if one[0].day == day]:
                self.visit(meeting, visit)
            if self.chance.random() < 0.3:
                self.plan(day)
            for _ in range(self.chance.choice((0, 1, 1, 2))):
                self.decide(day)
        elif day.weekday() == 5 and day.isocalendar().week % 4 == 0:
            self.publish(day)
        elif day.weekday() == 6 and day.isocalendar().week % 12 == 0:
            self.take_back(day)
        if day.weekday() == 2:
            self.tell(day)

    def plan(self, day: date) -> None:
        """Plan a visit some days ahead; one of eight never takes place."""
        chance, when = self.chance, day + timedelta(days=self.chance.randint(1, 9))
        when += timedelta(days=(0, 0, 0, 0, 0, 2, 1)[when.weekday()])
        place = chance.choice(self.truth.places[:-1])
        kind = VisitKind.OWN if chance.random() < 0.1 else chance.choice((VisitKind.ON_SITE, VisitKind.REMOTE))
        product = OTHER if chance.random() < 0.2 else ""
        out = sorted((one for one in self.truth.releases.values() if one.is_published), key=lambda one: one.day)
        version = "" if product or not out else chance.choice(["", out[-1].version, out[-1].version, "0.9"])
        people = chance.sample(place.people, chance.randint(1, 3))
        observers = chance.sample(("Ada", "Dora", "Ben"), chance.randint(1, 2))
        visit = actions.visits.plan(
            site=db.session.get_one(Site, place.id),
            visited_on=when,
            kind=kind,
            observers=[self.accounts[name] for name in observers],
            participants=[db.session.get_one(Participant, one.id) for one in people],
            product=product,
            product_version=version,
            by=self.ada,
            at=self.at(day, 16),
        )
        db.session.flush()
        meeting = Meeting(visit.id, when, place, kind.value, product, version, observers, people)
        self.truth.meetings.append(meeting)
        if chance.random() < 0.875:
            self.planned.append((meeting, visit.id))

    def visit(self, meeting: Meeting, visit_id: int) -> None:
        """Watch people at a visit, look again, and write it up."""
        visit, at = db.session.get_one(Visit, visit_id), self.at(meeting.day)
        leader = self.accounts[meeting.observers[0]]
        actions.visits.start(visit, leader, at, meeting.day)
        meeting.was_held = True
        for person in meeting.people:
            for job in self.chance.sample(self.truth.jobs, self.chance.randint(1, 3)):
                self.watch(meeting, visit, person, job)
            if self.chance.random() < 0.5:
                score = self.chance.choice((3, 6, 7, 8, 9, 9, 10))
                actions.ratings.rate(visit, self._row(person), score, by=leader, at=self.at(meeting.day, 11))
                self.truth.ratings.append((meeting, person, score))
        if not meeting.product and meeting.version != "0.9":
            self.look_again(meeting, visit)
        for sight in [one for one in self.truth.sights if one.meeting is meeting and one.cut is None]:
            if not sight.is_delight and self.chance.random() < (0.8 if not meeting.product else 0.4):
                self.match(sight)
        actions.write_up.finish(visit, by=leader, at=self.at(meeting.day, 15))

    def _row(self, person: Person) -> Participant:
        return db.session.get_one(Participant, person.id)

    def watch(self, meeting: Meeting, visit: Visit, person: Person, job: Job) -> None:
        """Watch one person at one task: nothing, something, a delight."""
        chance, performed = self.chance, self.chance.choice((1, 1, 2, 4))
        times = chance.randint(1, 4) if chance.random() < 0.3 else None
        actions.watches.save_watch(
            visit, self._row(person), self.jobs[job.name], performed=performed, times=times,
            per=Per.WEEK if times else None, by=self.ada, at=self.at(meeting.day, 10),
        )  # fmt: skip
        a_year = times * A_YEAR[Per.WEEK] if times else None
        self.truth.watches.append(Watched(meeting, person.id, job, performed, a_year))
        for _ in range(chance.choice((0, 1, 1, 2))):
            self.see(meeting, visit, person, job, mood=chance.choice((None, None, -2, -1, 0)), is_loose=True)
        if chance.random() < 0.15:
            self.see(meeting, visit, person, job, mood=chance.choice((1, 2)), is_loose=False)

    def see(
        self, meeting: Meeting, visit: Visit, person: Person, job: Job, *, mood: int | None, is_loose: bool
    ) -> None:
        """Keep a sighting that is matched later (loose), or a delight."""
        chance = self.chance
        how = chance.choice((None, *HowTimed, HowTimed.STOPWATCH)) if is_loose else None
        seconds = round(math.exp(chance.gauss(2.2, 0.8)) + 0.5, 1) if how else None
        quote = f"{'Always this' * chance.choice((1, 3, 30))} {self.n}" if chance.random() < 0.3 else ""
        row = actions.sightings.record(
            visit=visit, participant=self._row(person), task=self.jobs[job.name], what_happened=f"Seen {self.n}",
            uid=UUID(int=chance.getrandbits(128), version=4), occurrences=(times := chance.choice((1, 1, 1, 3))),
            seconds_lost=seconds, how_timed=how, quote=quote, mood=mood, by=self.ada, at=self.at(meeting.day, 10),
        )  # fmt: skip
        db.session.flush()
        sight = Sight(row.id, meeting, person, job, None, row.what_happened, seconds, how.value if how else "")
        sight.occurrences, sight.mood, sight.quote = times, mood, quote
        self.truth.sights.append(sight)

    def match(self, sight: Sight) -> None:
        """Match a sighting to a paper cut of its task, or name a new one."""
        chance, day = self.chance, sight.meeting.day
        row = db.session.get_one(Sighting, sight.id)
        known = [one for one in self.truth.cuts.values() if one.job is sight.job and one.status != "merged"]
        if known and chance.random() < 0.75:
            cut = chance.choice(known)
            actions.sightings.match(row, db.session.get_one(PaperCut, cut.id), by=self.ada, at=self.at(day, 14))
            sight.cut = cut.id
            self._met(cut, sight.meeting)
            return
        area = chance.choice((sight.job.area, *AREAS))
        made = actions.sightings.name(
            row, f"Cut {self.n}", task=self.jobs[sight.job.name], area=self.areas[area], by=self.ada,
            at=self.at(day, 14),
        )  # fmt: skip
        db.session.flush()
        sight.cut = made.id
        self.truth.cuts[made.id] = Cut(made.id, made.title, sight.job, area, day)
        self.truth.happened.append((made.id, "added", day))

    def _met(self, cut: Cut, meeting: Meeting) -> None:
        """Write down that a paper cut was met; with its fix, it is open again."""
        fixes = self.truth.published(cut.id)
        if cut.status in ("fixed", "verified") and not meeting.product and self._has(meeting, fixes[-1]):
            cut.status = "open"
            cut.opened.append(meeting.day)
            self.truth.happened.append((cut.id, "reopened", meeting.day))

    def _has(self, meeting: Meeting, fix: Mended) -> bool:
        if meeting.day < self.truth.releases[fix.release].day or meeting.version == "0.9":
            return False
        if any(
            one.meeting is meeting and one.fix == fix.id and one.outcome == Outcome.NOT_YET for one in self.truth.looks
        ):
            return False
        return not meeting.version or numbers(meeting.version) >= numbers(self.truth.releases[fix.release].version)

    def look_again(self, meeting: Meeting, visit: Visit) -> None:
        """Look at fixes with people of a visit."""
        outcomes = [*[Outcome.GONE] * 9, *[Outcome.BETTER] * 6, Outcome.STILL_THERE, Outcome.WORSE]
        outcomes += [Outcome.NOT_YET, Outcome.WORKAROUND]
        for cut in list(self.truth.cuts.values()):
            fixes = self.truth.published(cut.id)
            if not fixes or not self._has(meeting, fixes[-1]) or self.chance.random() < 0.75:
                continue
            for person in self.chance.sample(meeting.people, self.chance.randint(1, len(meeting.people))):
                self.look(cut, fixes[-1], meeting, visit, person, self.chance.choice(outcomes))

    def look(self, cut: Cut, fix: Mended, meeting: Meeting, visit: Visit, person: Person, outcome: Outcome) -> None:
        """Look at one fix with one person."""
        chance = self.chance
        is_left = outcome in (Outcome.BETTER, Outcome.STILL_THERE, Outcome.WORSE)
        seconds = round(math.exp(chance.gauss(1.2, 0.7)) + 0.2, 1) if is_left and chance.random() < 0.7 else None
        applause = chance.choice((None, 0, 1, 2, 3)) if outcome in (Outcome.GONE, Outcome.BETTER) else None
        quote = f"Thanks {self.n}" if applause and chance.random() < 0.5 else ""
        found = actions.verifications.verify(
            db.session.get_one(Fix, fix.id), visit=visit, participant=self._row(person), outcome=outcome,
            seconds_after=seconds, applause=applause, quote=quote, by=self.ada, at=self.at(meeting.day, 12),
        )  # fmt: skip
        db.session.flush()
        self.truth.looks.append(Look(found.id, fix.id, meeting, person, outcome.value, seconds, applause, quote))
        if outcome in (Outcome.NOT_YET, Outcome.WORKAROUND):
            return
        if not self._is_watched(meeting, person, cut.job):
            self.truth.watches.append(Watched(meeting, person.id, cut.job))
        if outcome in (Outcome.GONE, Outcome.BETTER):
            if cut.status == "fixed":
                cut.status = "verified"
                self.truth.happened.append((cut.id, "verified", meeting.day))
            return
        sight = Sight(actions.verifications.sighting_of(found).id, meeting, person, cut.job, cut.id, "")  # type: ignore[union-attr]
        sight.seconds, sight.how = seconds, "stopwatch" if seconds else ""
        self.truth.sights.append(sight)
        if cut.status in ("fixed", "verified"):
            cut.status = "open"
            cut.opened.append(meeting.day)
            self.truth.happened.append((cut.id, "reopened", meeting.day))

    def _is_watched(self, meeting: Meeting, person: Person, job: Job) -> bool:
        return any(one.meeting is meeting and one.person == person.id and one.job is job for one in self.truth.watches)

    # between visits

    def decide(self, day: date) -> None:
        """Claim, give back, decline, open again, estimate, merge, put into a round or a draft."""
        cuts = [one for one in self.truth.cuts.values() if one.status != "merged"]
        if not cuts:
            return
        cut = self.chance.choice(cuts)
        row, at = db.session.get_one(PaperCut, cut.id), self.at(day, self.chance.choice((8, 22)))
        for act in self.chance.sample(list(self._acts()), 8):
            if act(cut, row, day, at):
                return

    def _acts(self) -> Iterator[Any]:
        yield from (self._claim, self._unclaim, self._decline, self._reopen, self._estimate, self._merge)
        yield from (self._take, self._draft, self._draft)

    def _in_draft(self, cut: Cut) -> bool:
        return any(
            one.cut == cut.id and not self.truth.releases[one.release].is_published for one in self.truth.fixes.values()
        )

    def _claim(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        if cut.status != "open":
            return False
        actions.paper_cuts.claim(row, by=self.ben, at=at)
        cut.status = "claimed"
        cut.decisions.append(day)
        return True

    def _unclaim(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        if cut.status != "claimed" or self.chance.random() < 0.7:
            return False
        actions.paper_cuts.unclaim(row, by=self.ben, at=at)
        cut.status = "open"
        return True

    def _decline(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        if cut.status not in ("open", "claimed") or self._in_draft(cut) or self.chance.random() < 0.6:
            return False
        actions.paper_cuts.decline(row, "Too rare", Destination.NOWHERE, by=self.ada, at=at)
        cut.status, cut.declined = "declined", day
        cut.decisions.append(day)
        self.truth.happened.append((cut.id, "declined", day))
        return True

    def _reopen(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        if cut.status != "declined":
            return False
        actions.paper_cuts.reopen(row, "It is not that rare", by=self.ada, at=at)
        cut.status, cut.declined = "open", None
        return True

    def _estimate(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        if cut.estimate:
            return False
        if self.chance.random() < 0.8:
            size = self.chance.choice(list(SIZES)[:3])
            actions.paper_cuts.set_effort(row, size=Size(size), percent_removed=self._percent(), by=self.ben, at=at)
            cut.estimate = (size, float(SIZES[size]))
        else:
            low, likely, high = sorted(self.chance.sample(range(1, 60), 3))
            actions.paper_cuts.set_effort(row, low=low, likely=likely, high=high, by=self.ben, at=at)
            mean, sd = (low + 4 * likely + high) / 6, (high - low) / 6
            cut.estimate = ("", mean / math.sqrt(1 + (sd / mean) ** 2))
        return True

    def _percent(self) -> int:
        return self.chance.choice((100, 100, 60))

    def _merge(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        others = [
            one for one in self.truth.cuts.values()
            if one.job is cut.job and one is not cut and one.status in ("open", "claimed")
        ]  # fmt: skip
        is_free = not any(one.cut == cut.id for one in self.truth.fixes.values())
        if cut.status not in ("open", "claimed", "declined") or not others or not is_free or self.chance.random() < 0.8:
            return False
        into = self.chance.choice(others)
        actions.merging.merge(row, db.session.get_one(PaperCut, into.id), by=self.ada, at=at)
        cut.status, cut.into = "merged", into.id
        into.decisions += cut.decisions
        for one in self.truth.sights:
            if one.cut == cut.id:
                one.cut = into.id
        return True

    def _take(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        if cut.status not in ("open", "claimed") or self.chance.random() < 0.7:
            return False
        try:
            actions.rounds.take(db.session.get_one(Round, self.round.id), row, today=day, by=self.ada, at=at)
        except ValueError:
            return False  # it is in the round already
        cut.decisions.append(day)
        return True

    def _draft(self, cut: Cut, row: PaperCut, day: date, at: datetime) -> bool:
        if cut.status not in ("open", "claimed") or self._in_draft(cut):
            return False
        draft = next((one for one in self.truth.releases.values() if not one.is_published), None)
        if draft is None:
            n = len(self.truth.releases) + 1
            made = actions.releases.create(f"1.{n}", released_on=day, by=self.ben, at=at)
            db.session.flush()
            draft = self.truth.releases[made.id] = Out(made.id, made.version, day)
        hours = round(math.exp(self.chance.gauss(1.5, 0.9)) + 0.2, 1) if self.chance.random() < 0.8 else None
        percent = self.chance.choice((100, 50, 80))
        made_fix = actions.releases.add_fix(
            db.session.get_one(Release, draft.id), row, public_title=f"Better {self.n}", percent_removed=percent,
            actual_hours=hours, by=self.ben, at=at,
        )  # fmt: skip
        db.session.flush()
        is_spent = any(one.cut == cut.id and one.estimate for one in self.truth.fixes.values())
        estimate = None if is_spent else cut.estimate
        self.truth.fixes[made_fix.id] = Mended(made_fix.id, cut.id, draft.id, day, percent, hours, estimate)
        cut.decisions.append(day)
        return True

    def publish(self, day: date) -> None:
        """Publish the draft, on its day."""
        for out in [one for one in self.truth.releases.values() if not one.is_published]:
            mine = [one for one in self.truth.fixes.values() if one.release == out.id]
            row, at = db.session.get_one(Release, out.id), self.at(day, 8)
            actions.releases.change(row, version=out.version, name="", released_on=day, by=self.ben, at=at)
            actions.releases.publish(row, [], by=self.ben, at=at)
            out.day, out.is_published = day, True
            for one in mine:
                self.truth.cuts[one.cut].status = "fixed"
                self.truth.happened.append((one.cut, "fixed", day))

    def take_back(self, day: date) -> None:
        """Make the newest release a draft again on the day after, where nobody has seen it."""
        out = max(
            (one for one in self.truth.releases.values() if one.is_published), key=lambda one: one.day, default=None
        )
        if out is None or out.day != day - timedelta(days=1):
            return
        actions.releases.unpublish(db.session.get_one(Release, out.id), by=self.ben, at=self.at(day, 8))
        out.is_published = False
        for one in [one for one in self.truth.fixes.values() if one.release == out.id]:
            self.truth.cuts[one.cut].status = "claimed"  # by whoever made the fix
            self.truth.happened.remove((one.cut, "fixed", out.day))

    def tell(self, day: date) -> None:
        """Tell a site of the newest release, and promise something, keep something, be late with the rest."""
        chance = self.chance
        out = [one for one in self.truth.releases.values() if one.is_published]
        place = chance.choice(self.truth.places)
        if out:
            row = db.session.get_one(Release, max(out, key=lambda one: one.day).id)
            try:
                actions.telling.tell(
                    db.session.get_one(Site, place.id), row, how=ToldHow.CALL, told_on=day, by=self.ada,
                    at=self.at(day, 17),
                )  # fmt: skip
                self.truth.told.append((place, day))
            except ValueError:
                pass  # they were told already
        if chance.random() < 0.4:
            due, what = day + timedelta(days=chance.randint(5, 50)), f"Promise {self.n}"
            made = actions.promises.make(
                db.session.get_one(Site, place.id), what, due_on=due, owner=self.ada, by=self.ada, at=self.at(day, 17)
            )
            if chance.random() < 0.6:
                self.truth.promises.append(Word(place, what, due, day))
                self.open.append((self.truth.promises[-1], made))
            else:
                actions.promises.settle(made, PromiseState.KEPT, by=self.ada, at=self.at(day, 18))
                self.truth.promises.append(Word(place, what, due, day, day))
        for word, made in self.open:
            if word.settled is None and chance.random() < 0.1:
                actions.promises.settle(made, PromiseState.BROKEN, by=self.ada, at=self.at(day, 18))
                word.settled = day
