"""What we have learnt: a simulated year whose numbers are known, and what the page says when there is little."""

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.actions import scores
from papercuts.db import db
from papercuts.domain import import_rows
from papercuts.domain.limits import Destination, Outcome, Status
from papercuts.models import Account, Fix, ImportRun, PaperCut, Setting, Sighting, Task, Verification, Visit
from papercuts.web.clock import today, utc_now
from tests.factories import make

ZONE = ZoneInfo("Pacific/Auckland")
HOUR = time(20, tzinfo=UTC)  # the next day there
STEPS = {
    "Sighting to decision": ("seen", "decided"),
    "Decision to fix": ("decided", "fixed"),
    "Fix to release": ("fixed", "released"),
    "Release to verified": ("released", "verified"),
}


class Year:
    """A year of paper cuts, told to the program and, beside it, written down here in days."""

    def __init__(self, by: Account, last: date) -> None:
        self.by, self.last, self.dice = by, last, random.Random(412)
        self.happened: list[tuple[str, date, int]] = []  # what, on which day there, to which paper cut
        self.lives: dict[int, dict[str, date]] = {}
        self.seams: set[int] = set()
        areas = [make.area(name, team=team) for name, team in (("Invoices", "Papers"), ("Payments", "Money"))]
        self.areas, self.tasks = areas, [make.task(area=area) for area in areas]
        self.site = make.site()

    def local(self, day: date) -> date:
        """The day there, of what is written down on a day."""
        return datetime.combine(day, HOUR).astimezone(ZONE).date()

    def note(self, what: str, day: date, cut: PaperCut) -> datetime:
        if what:
            self.happened.append((what, self.local(day), cut.id))
        return datetime.combine(day, HOUR)

    def visit(self, day: date) -> Visit:
        return make.visit(self.site, visited_on=day, started_at=datetime.combine(day, time(9, tzinfo=UTC)))

    def see(self, cut: PaperCut, day: date) -> Sighting:
        how: dict[str, Any] = {
            "participant": None,
            "task": db.session.get_one(Task, cut.task_id),
            "what_happened": "Again",
        }
        at = datetime.combine(day, HOUR)
        return actions.sightings.record(visit=self.visit(day), uid=uuid4(), paper_cut=cut, by=self.by, at=at, **how)

    def begin(self, n: int, day: date) -> PaperCut:
        task, area = self.tasks[n % 2], self.areas[n % 2 if n % 3 else 1 - n % 2]
        cut = actions.paper_cuts.create(f"Cut {n}", task=task, area=area, by=self.by, at=datetime.combine(day, HOUR))
        self.note("added", day, cut)
        self.see(cut, day)
        self.lives[cut.id] = {"seen": day}
        if n % 3 == 0:
            self.seams.add(cut.id)
        return cut

    def claim(self, cut: PaperCut, day: date) -> None:
        actions.paper_cuts.claim(cut, by=self.by, at=self.note("", day, cut))
        self.lives[cut.id].setdefault("decided", self.local(day))

    def fix(self, cut: PaperCut, drafted: date, released: date | None) -> Fix:
        release = actions.releases.create(
            f"{cut.id}.{len(self.happened)}",
            released_on=released or drafted,
            by=self.by,
            at=self.note("", drafted, cut),
        )
        at = self.note("", drafted, cut)
        fix = actions.releases.add_fix(release, cut, public_title="It is mended", by=self.by, at=at)
        first = "released" not in self.lives[cut.id]
        if released:
            actions.releases.publish(release, (), by=self.by, at=self.note("fixed", released, cut))
        if first:
            days = {"fixed": min(self.local(drafted), released or date.max)} | (
                {"released": released} if released else {}
            )
            self.lives[cut.id] |= days
        return fix

    def look(self, fix: Fix, outcome: Outcome, day: date) -> None:
        cut = db.session.get_one(PaperCut, fix.paper_cut_id)
        what = "verified" if outcome is Outcome.GONE else "reopened"
        found: dict[str, Any] = {"visit": self.visit(day), "participant": None, "outcome": outcome}
        actions.verifications.verify(fix, by=self.by, at=self.note(what, day, cut), **found)
        self.lives[cut.id].setdefault("verified" if outcome is Outcome.GONE else "reopened", day)

    def take_back(self, cut: PaperCut, what: str) -> None:
        self.happened = [one for one in self.happened if one[0] != what or one[2] != cut.id]

    def gap(self) -> timedelta:
        return timedelta(days=self.dice.randint(1, 25))

    def tell(self) -> None:
        stories = [getattr(self, name) for name in sorted(vars(Year)) if name.startswith("story_")]
        for n in range(3 * len(stories)):
            # the first third lies before the year that is asked about, in part
            seen = self.last - timedelta(days=self.dice.randint(130, 400))
            stories[n % len(stories)](self.begin(n, seen), seen)

    def story_claimed(self, cut: PaperCut, day: date) -> None:
        self.claim(cut, day + self.gap())

    def story_declined(self, cut: PaperCut, day: date) -> None:
        self._decline(cut, day + self.gap())

    def story_declined_and_opened(self, cut: PaperCut, day: date) -> None:
        day += self.gap()
        self._decline(cut, day)
        actions.paper_cuts.reopen(cut, "We were wrong", by=self.by, at=self.note("", day + self.gap(), cut))
        del self.lives[cut.id]["declined"]

    def story_draft(self, cut: PaperCut, day: date) -> None:
        day += self.gap()
        self.fix(cut, day, None)
        self.lives[cut.id]["decided"] = self.local(day)

    def story_fixed(self, cut: PaperCut, day: date) -> tuple[Fix, date]:
        day += self.gap()
        self.claim(cut, day)
        drafted = day + self.gap()
        released = drafted + self.gap()
        return self.fix(cut, drafted, released), released

    def story_unpublished(self, cut: PaperCut, day: date) -> None:
        fix, released = self.story_fixed(cut, day)
        actions.releases.unpublish(fix.release, by=self.by, at=self.note("", released + self.gap(), cut))
        self.take_back(cut, "fixed")
        self.lives[cut.id]["fixed"] = self.local(fix.fixed_at.date())
        del self.lives[cut.id]["released"]

    def story_verified(self, cut: PaperCut, day: date) -> tuple[Fix, date]:
        fix, released = self.story_fixed(cut, day)
        looked = released + self.gap()
        self.look(fix, Outcome.GONE, looked)
        return fix, looked

    def story_still_there(self, cut: PaperCut, day: date) -> date:
        fix, released = self.story_fixed(cut, day)
        looked = released + self.gap()
        self.look(fix, Outcome.STILL_THERE, looked)
        return looked

    def story_fixed_twice(self, cut: PaperCut, day: date) -> None:
        again = self.story_still_there(cut, day)
        fix = self.fix(cut, again + timedelta(days=2), again + timedelta(days=4))
        done = again + timedelta(days=9)
        self.look(fix, Outcome.GONE, done)
        self.lives[cut.id]["done"] = done
        del self.lives[cut.id]["verified"]  # of the first fix nobody saw it

    def story_withdrawn(self, cut: PaperCut, day: date) -> None:
        fix, looked = self.story_verified(cut, day)
        found = db.session.scalars(db.select(Verification).where(Verification.fix_id == fix.id)).one()
        actions.verifications.withdraw(found, by=self.by, at=self.note("", looked + self.gap(), cut))
        self.take_back(cut, "verified")
        del self.lives[cut.id]["verified"]

    def story_seen_again_by_mistake(self, cut: PaperCut, day: date) -> None:
        _, looked = self.story_verified(cut, day)
        seen = self.see(cut, looked + timedelta(days=1))  # opens it, and is not there any more
        actions.sightings.remove(seen, by=self.by, at=self.note("", looked + timedelta(days=2), cut))

    def story_merged(self, cut: PaperCut, day: date) -> None:
        kept = self.begin(len(self.lives) * 2 + 1000, day + timedelta(days=10))
        self.claim(cut, day + timedelta(days=4))  # which decides what it becomes
        actions.merging.merge(cut, kept, by=self.by, at=self.note("", day + self.gap() + timedelta(days=10), cut))
        self.take_back(cut, "added")
        self.take_back(kept, "added")
        self.happened.append(("added", self.local(day), kept.id))
        self.lives[kept.id] |= self.lives.pop(cut.id)
        self.seams.discard(cut.id)

    def _decline(self, cut: PaperCut, day: date) -> None:
        actions.paper_cuts.decline(cut, "Not ours", Destination.NOWHERE, by=self.by, at=self.note("declined", day, cut))
        self.lives[cut.id] |= {"decided": self.local(day), "declined": self.local(day)}


def half(waits: Iterable[tuple[int, bool]]) -> str:
    """The median of Kaplan and Meier as the page writes it: the product limit, day by day."""
    waits = list(waits)
    if sum(is_over for _, is_over in waits) < 5:
        return "too early to say"
    left = 1.0
    for day in range(max(days for days, _ in waits) + 1):
        n, ends = sum(days >= day for days, _ in waits), waits.count((day, True))
        left *= (n - ends) / n
        if left <= 0.5:
            return str(day)
    return f"over {day}"


def waits_of(lives: Iterable[dict[str, date]], step: str, last: date) -> list[tuple[date, int, bool]]:
    """When each began a step, how many days it took or has taken, and whether it is over."""
    begin, end = STEPS[step]
    otherwise = "reopened" if end == "verified" else "declined"
    found = []
    for life in lives:
        if begin in life and end in life:
            found.append((life[begin], max((life[end] - life[begin]).days, 0), True))
        elif begin in life and (until := life.get(otherwise, last)) > life[begin]:
            found.append((life[begin], (until - life[begin]).days, False))
    return found


def rows_of(client: FlaskClient, path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(path).text.removeprefix("\ufeff"))))[1:]


@pytest.fixture
def year(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Year:
    setting = db.session.get_one(Setting, 1)
    setting.time_zone = ZONE.key
    with monkeypatch.context() as patch:
        patch.setattr(scores, "refresh", lambda **_: None)  # no score is asked for, and there would be hundreds
        told = Year(db.session.scalars(db.select(Account)).one(), today(setting))
        told.tell()
    return told


def test_a_year_of_known_truth(ada: FlaskClient, year: Year) -> None:
    last = year.last
    monday = last - timedelta(days=last.weekday() + 7 * 51)
    page = " ".join(re.sub(r"<[^>]+>", " ", ada.get("/learning?weeks=52").text).split())

    def week(day: date) -> str:
        return (day - timedelta(days=day.weekday())).isoformat()

    known = Counter((week(day), what) for what, day, _ in year.happened if monday <= day <= last)
    shown = {row[0]: dict(zip(("added", "fixed", "verified", "reopened", "declined"), row[1:], strict=True))
             for row in rows_of(ada, "/learning/flow.csv?weeks=52")}  # fmt: skip
    assert len(shown) == 52
    assert {(day, what): int(n) for day, row in shown.items() for what, n in row.items() if n != "0"} == known
    assert {what for _, what in known} == {"added", "fixed", "verified", "reopened", "declined"}

    for step in STEPS:
        some = [
            (days, is_over) for begin, days, is_over in waits_of(year.lives.values(), step, last) if begin >= monday
        ]
        n_over = sum(is_over for _, is_over in some)
        words = rf"{step} {half(some)}(?: [\d–]+| [\d]+ to over \d+| over \d+)? {n_over} {len(some) - n_over} "
        assert re.search(words, page), (step, half(some), n_over, len(some) - n_over)

    there: list[tuple[float, bool]] = []
    others: list[tuple[float, bool]] = []
    for number, life in year.lives.items():
        [(_, days, is_over)] = waits_of([life], "Sighting to decision", last)
        (there if number in year.seams else others).append((days + 0.5, is_over))
    (mean, other) = (sum(d for d, _ in some) / sum(over for _, over in some) for some in (there, others))
    assert f"about {mean / other:.2g} times as long as others" in page
    on_seams = {int(row[0][3:]) for row in rows_of(ada, "/learning/seams.csv") if row[3] == "seam"}
    assert on_seams == year.seams


def test_a_number_of_the_flow_leads_to_what_it_counts(ada: FlaskClient, year: Year) -> None:
    what, day, number = next(one for one in reversed(year.happened) if one[0] == "fixed")
    key = "{}-W{:02d}".format(*day.isocalendar())
    address = f"/learning/flow?weeks=52&amp;week={key}&amp;what={what}"
    assert address in ada.get("/learning?weeks=52").text

    page = ada.get(address.replace("&amp;", "&")).text

    same = [one for one in year.happened if one[0] == what and one[1].isocalendar()[:2] == day.isocalendar()[:2]]
    assert f'href="/paper-cuts/{number}"' in page
    assert page.count('class="cut-title"') == len(same)
    first = year.last - timedelta(days=year.last.weekday() + 7 * 51)
    whole = ada.get(f"/learning/flow?weeks=52&what={what}").text
    assert whole.count('class="cut-title"') == sum(one[0] == what and one[1] >= first for one in year.happened)
    steps = ada.get("/learning/steps?weeks=52&step=decision").text
    some = [one for one in waits_of(year.lives.values(), "Sighting to decision", year.last) if one[0] >= first]
    assert steps.count('class="cut-title"') == len(some)


def test_an_import_adds_until_it_is_undone(ada: FlaskClient) -> None:
    at = utc_now()
    file = b"visited_on,site,task,participant,what_happened,paper_cut\n2026-03-12,Marfinch,Invoice,P1,Blank,Due date"
    upload = actions.uploads.keep("visits.csv", file, by=None, at=at)
    preview = actions.imports.plan(*import_rows.parse(import_rows.read(file)))
    actions.imports.apply(preview, name=upload.name, upload=upload, by=None, at=at)

    def n_added() -> int:
        return sum(int(row[1]) for row in rows_of(ada, "/learning/flow.csv"))

    assert n_added() == 1  # this week, and not when it was seen
    actions.import_undo.undo(db.session.scalars(db.select(ImportRun)).one(), by=None, at=at)
    assert n_added() == 0


def test_what_nobody_has_claimed_for_long_has_no_owner(ada: FlaskClient) -> None:
    day, area = today(db.session.get_one(Setting, 1)), make.area(team="Papers")

    def seen(days: int, status: Status = Status.OPEN, product: str = "") -> int:
        cut = make.paper_cut(task=make.task(), area=area, status=status)
        make.sighting(make.visit(visited_on=day - timedelta(days=days), product=product), paper_cut=cut)
        return cut.id

    long_ago = seen(14)
    seen(13), seen(30, Status.CLAIMED), seen(30, Status.DECLINED), seen(30, product="Penpot")

    assert [(row[0], row[3], row[4]) for row in rows_of(ada, "/learning/seams.csv")] == [
        (f"PC-{long_ago}", "no owner", "Papers")
    ]
    page = " ".join(re.sub(r"<[^>]+>", " ", ada.get("/learning").text).split())
    assert "1 open paper cut was seen 14 days ago or earlier" in page
    assert "Half of them have waited for a decision 14 days or longer. Too early to say how many times as long" in page
    assert re.search(r"By owning team .* Papers 4 paper cuts? 0 h lost a year .* too early to say", page)


def test_a_team_that_has_just_begun_has_no_weeks_before(ada: FlaskClient) -> None:
    for _ in range(6):
        make.paper_cut(sightings=1, created_at=utc_now())
    for visit in db.session.scalars(db.select(Visit)):
        visit.visited_on = today(db.session.get_one(Setting, 1))

    page = ada.get("/learning?weeks=52").text

    assert "We see about <strong>6 new paper cuts a week" in page
    assert ", 1 week, since we began" in page
    assert len(rows_of(ada, "/learning/flow.csv?weeks=52")) == 1


def test_with_little_it_is_too_early_to_say(vera: FlaskClient) -> None:
    make.paper_cut(sightings=1)

    page = vera.get("/learning").text

    assert page.count("Too early to say") >= 2
    assert "No area has a team yet" in page
    assert "<svg" not in page.split("<main")[1].split('id="seams"')[0].split('id="flow"')[1]


@pytest.mark.parametrize(
    "query",
    [
        "?weeks=13",
        "/flow?what=added&week=2026-W60",
        "/flow?what=added&week=0000-W01",
        "/flow?what=added&week=9999-W52",
        "/flow?what=added&week=٢٠٢٦-W01",
        "/flow?what=open&week=2026-W12",
        "/flow?week=2026-W12",
        "/flow.csv?weeks=x",
        "/steps?step=all",
        "/steps",
    ],
)
def test_an_unknown_period_week_or_kind_is_refused(vera: FlaskClient, query: str) -> None:
    assert vera.get(f"/learning{query}").status_code == 400


def test_hours_are_worth_what_the_team_says(rosa: FlaskClient) -> None:
    task = make.task(area=make.area())
    make.use(task)
    make.paper_cut(task=task, sightings=1)
    actions.scores.refresh_all()
    setting = db.session.get_one(Setting, 1)
    assert "What hours are worth is shown once" in rosa.get("/learning").text

    setting.hour_cost, setting.currency = 40.0, "<b>EUR"
    page = rosa.get("/learning").text

    cut = db.session.scalars(db.select(PaperCut)).one()
    found = re.search(r"([\d,.]+) &lt;b&gt;EUR a year, likely ([\d,.]+) to ([\d,.]+) &lt;b&gt;EUR", page)
    assert found
    shown = [float(number.replace(",", "")) / 40 for number in found.groups()]
    assert shown == pytest.approx([cut.hours_lost_mean, cut.hours_lost_q10, cut.hours_lost_q90], rel=0.01)
