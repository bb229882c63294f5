"""The sample data: it fills what is empty, and takes nothing along when it goes."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from papercuts import actions
from papercuts.actions import sample_loading
from papercuts.actions.sample_removal import Outlook
from papercuts.db import db
from papercuts.domain import import_rows
from papercuts.domain.gate import QUESTIONS
from papercuts.domain.limits import CommentKind, Consent, Outcome, Role, Status, VisitStatus
from papercuts.domain.text import fold
from papercuts.models import (
    Account,
    Comment,
    Event,
    Fix,
    Gate,
    PaperCut,
    Participant,
    Release,
    Round,
    RoundPlace,
    Segment,
    Setting,
    Sighting,
    Site,
    Task,
    TaskUse,
    Verification,
    Visit,
    Watch,
)
from papercuts.models.mixins import MaybeSample
from tests.factories import AT, make

MARKED = [model for model in db.Model.registry.mappers if issubclass(model.class_, MaybeSample)]


def counts() -> dict[str, int]:
    """How many rows each table has, but the history, which only grows."""
    db.session.commit()
    tables = [table for table in db.metadata.sorted_tables if table.name != "event"]
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def load(by: Account | None = None) -> None:
    actions.sample.load(by=by, at=AT)
    db.session.commit()


def remove(by: Account | None = None) -> list[str]:
    names = actions.sample.remove(by=by, at=AT)
    db.session.commit()
    return names


def cut(title: str) -> PaperCut:
    return db.session.scalars(select(PaperCut).where(PaperCut.title_identity.startswith(fold(title)))).one()


def status(title: str) -> Status:
    return cut(title).status


def test_the_file_of_the_sample_data_is_in_the_import_format() -> None:
    content = (sample_loading.FOLDER / sample_loading.FILE).read_bytes()

    rows, problems, _ = import_rows.parse(import_rows.read(content))

    assert problems == []
    assert len({(row.site, row.participant) for row in rows}) == 12
    assert len({row.site for row in rows}) == 5
    assert sum(not row.what_happened for row in rows) >= 5


def test_it_looks_like_a_quarter_of_work(app: Flask) -> None:
    load()

    visits = list(db.session.scalars(select(Visit).order_by(Visit.visited_on)))
    assert [visit.status for visit in visits[-3:]] == [
        VisitStatus.UNDER_WAY, VisitStatus.WRITTEN_UP, VisitStatus.PLANNED
    ]  # fmt: skip
    assert [visit.product for visit in visits if not visit.is_ours] == ["Billbird"]
    assert date(2026, 2, 20) < visits[-2].visited_on < AT.date() < visits[-1].visited_on
    assert db.session.scalar(select(func.count()).where(Sighting.is_waiting)) == 2
    assert (status("Date field"), status("Logo upload"), status("Page jumps")) == (
        Status.VERIFIED, Status.FIXED, Status.CLAIMED
    )  # fmt: skip
    assert (status("Totals are"), status("Own colours")) == (Status.OPEN, Status.DECLINED)
    outcomes = set(db.session.scalars(select(Verification.outcome)))
    assert outcomes == {Outcome.GONE, Outcome.BETTER, Outcome.STILL_THERE}
    assert all(release.is_published for release in db.session.scalars(select(Release)))
    assert db.session.scalar(select(func.count()).where(PaperCut.is_ranked)) == 11


def test_a_fixed_paper_cut_keeps_the_score_of_before_the_fix(app: Flask) -> None:
    load()

    everything = list(db.session.scalars(select(PaperCut.id)))
    stored = {cut_id: db.session.get_one(PaperCut, cut_id).payback_q50 for cut_id in everything}
    fresh = {cut_id: columns["payback_q50"] for cut_id, columns in actions.scores.computed(everything).items()}
    assert stored == pytest.approx(fresh)


def test_everything_says_that_it_is_sample_data(app: Flask) -> None:
    load()

    for mapper in MARKED:
        own = [row for row in db.session.scalars(select(mapper.class_)) if not row.is_sample]
        assert [row.name for row in own] == (["Everyone"] if mapper.class_ is Segment else [])
    setting = db.session.get_one(Setting, 1)
    assert (setting.has_sample_data, setting.product_name, make.everyone().head_count) == (True, "Ledgerlark", 2400)


def test_nobody_of_the_sample_data_can_sign_in(app: Flask) -> None:
    load()

    for account in db.session.scalars(select(Account)):
        assert (account.is_disabled, account.password_hash) == (True, None)
        assert account.email.endswith("@example.invalid")
    assert set(db.session.scalars(select(Event.account_id))) == {None}


def test_removing_leaves_what_was_there_before(app: Flask) -> None:
    rosa = make.account("Rosa", Role.ADMIN)
    make.task("Something else")
    before = counts()

    load(rosa)
    kept = remove(rosa)

    assert kept == []
    assert counts() == before
    setting = db.session.get_one(Setting, 1)
    assert (setting.has_sample_data, setting.product_name, make.everyone().head_count) == (False, "", None)


def test_a_name_and_a_number_of_ones_own_stay(app: Flask) -> None:
    db.session.get_one(Setting, 1).product_name = "Ours"
    make.everyone().head_count = 7

    load()
    remove()

    assert (db.session.get_one(Setting, 1).product_name, make.everyone().head_count) == ("Ours", 7)


def test_sample_data_goes_only_where_there_is_none_and_no_site(app: Flask) -> None:
    load()
    with pytest.raises(ValueError, match="here already"):
        actions.sample.load(by=None, at=AT)
    remove()
    with pytest.raises(ValueError, match="There is no sample data here"):
        actions.sample.remove(by=None, at=AT)
    make.site()
    with pytest.raises(ValueError, match="You have sites of your own"):
        actions.sample.load(by=None, at=AT)


def test_it_can_be_loaded_again_after_it_was_removed(app: Flask) -> None:
    load()
    first = counts()
    remove()
    load()

    assert counts() == first


def own_sighting(of: PaperCut, ada: Account) -> Sighting:
    """A sighting of Ada's, at an own visit to an own site."""
    visit = make.visit(observers=[ada])
    return make.sighting(visit, paper_cut=of, task=db.session.get_one(Task, of.task_id), seen_by_id=ada.id)


def test_an_own_sighting_keeps_its_paper_cut_and_task(app: Flask) -> None:
    load()
    ada = make.account("Ada")
    sighting = own_sighting(cut("Page jumps"), ada)

    kept = remove()

    known = db.session.scalars(select(PaperCut)).one()
    assert kept == [known.title, "Send the monthly invoices"]
    assert (known.is_sample, known.status, known.owner_id) == (False, Status.OPEN, None)
    assert (known.hit_k, known.watched_n, known.n_sightings) == (1, 1, 1)
    assert list(db.session.scalars(select(Sighting.id))) == [sighting.id]
    assert list(db.session.scalars(select(Task.name))) == ["Send the monthly invoices"]
    assert [account.name for account in db.session.scalars(select(Account))] == ["Ada"]


def test_a_fixed_paper_cut_that_stays_is_open_without_its_release(app: Flask) -> None:
    load()
    own_sighting(cut("Date field"), make.account("Ada"))

    remove()

    assert status("Date field") is Status.OPEN
    assert list(db.session.scalars(select(Fix))) == list(db.session.scalars(select(Release))) == []


def test_an_own_sighting_at_a_sample_visit_keeps_the_visit_and_its_site(app: Flask) -> None:
    load()
    ada = make.account("Ada")
    visit = db.session.scalars(select(Visit).where(Visit.status == VisitStatus.UNDER_WAY)).one()
    task = db.session.scalars(select(Task).where(Task.name == "Find an unpaid invoice")).one()
    person = db.session.scalars(select(Participant).where(Participant.site_id == visit.site_id).limit(1)).one()
    make.sighting(visit, participant=person, task=task, seen_by_id=ada.id)

    kept = remove()

    assert kept == ["Brightmere Dental", "Find an unpaid invoice"]
    assert [site.is_sample for site in db.session.scalars(select(Site))] == [False]
    assert list(db.session.scalars(select(Visit.id))) == [visit.id]
    assert list(db.session.scalars(select(Participant.id))) == [person.id]
    assert len(list(db.session.scalars(select(Watch)))) == 1
    assert {segment.name for segment in db.session.scalars(select(Segment))} == {"Everyone", "Practices"}


def test_an_own_visit_to_a_sample_site_keeps_the_site_and_whom_it_watches(app: Flask) -> None:
    load()
    site = db.session.scalars(select(Site).where(Site.name == "Marfinch Joinery")).one()
    person = db.session.scalars(select(Participant).where(Participant.site_id == site.id).limit(1)).one()
    planned = make.visit(site, participants=[person], status=VisitStatus.PLANNED)

    kept = remove()

    assert kept == ["Marfinch Joinery"]
    assert list(db.session.scalars(select(Visit.id))) == [planned.id]
    assert list(db.session.scalars(select(Participant.id))) == [person.id]


def test_an_own_release_keeps_the_paper_cut_it_fixes(app: Flask) -> None:
    load()
    rosa = make.account("Rosa", Role.ADMIN)
    release = actions.releases.create("5.0", released_on=AT.date(), by=rosa, at=AT)
    actions.releases.add_fix(release, cut("Enter does"), public_title="Enter adds a line", by=rosa, at=AT)

    kept = remove(rosa)

    assert kept == ["Enter does nothing in the line-item table", "Send the monthly invoices"]
    assert list(db.session.scalars(select(Release.version))) == ["5.0"]
    assert cut("Enter does").n_sightings == 0


def test_what_people_did_with_sample_things_goes_with_them(app: Flask) -> None:
    before = counts()
    load()
    ben = make.account("Ben", Role.ENGINEER)
    page_jumps = cut("Enter does")
    actions.paper_cuts.claim(page_jumps, by=ben, at=AT)
    actions.paper_cuts.set_effort(page_jumps, low=1, likely=2, high=3, by=ben, at=AT)

    assert remove(ben) == []
    assert counts() == before | {"account": before["account"] + 1}


def test_what_colleagues_thought_of_sample_paper_cuts_goes_with_them(app: Flask) -> None:
    ben = make.account("Ben", Role.ENGINEER)
    before = counts()
    load()
    jumps = cut("Enter does")
    facts = dict.fromkeys((question.name for question in QUESTIONS), True)
    actions.gates.answer(jumps, facts, bound_hours=8, by=ben, at=AT)
    actions.comments.add(jumps, CommentKind.OBJECTION, "Not now", by=ben, at=AT)
    round_ = actions.rounds.create("Keyboard", slots=2, starts_on=AT.date(), ends_on=AT.date(), by=ben, at=AT)
    actions.rounds.take(round_, jumps, today=AT.date(), by=ben, at=AT)

    remove(by=ben)

    assert counts() == before | {"round": 1}


def test_its_people_have_answered_commented_and_filled_a_round(app: Flask) -> None:
    load()

    gates = {gate.paper_cut_id: gate.facts for gate in db.session.scalars(select(Gate))}
    assert all(gates[cut("Enter does").id].values())
    assert not gates[cut("Start page").id]["is_small"]
    open_ones = select(Comment.kind).where(Comment.resolved_at.is_(None)).order_by(Comment.kind)
    assert [str(kind) for kind in db.session.scalars(open_ones)] == ["objection", "remark", "remark"]
    [one] = db.session.scalars(select(Round))
    assert one.starts_on < AT.date() < one.ends_on
    [*placed] = db.session.scalars(select(PaperCut.status).join(RoundPlace).order_by(RoundPlace.id))
    assert placed == [Status.VERIFIED, Status.CLAIMED, Status.OPEN]


def test_a_sample_round_stays_with_what_is_ones_own(app: Flask) -> None:
    ben = make.account("Ben", Role.ENGINEER)
    load()
    later = AT + timedelta(hours=1)
    [one] = db.session.scalars(select(Round))
    own, enter = make.paper_cut("Ours"), cut("Enter does")
    make.sighting(paper_cut=enter, task=db.session.get_one(Task, enter.task_id), visit=make.visit(), seen_by=ben)
    actions.comments.add(enter, CommentKind.REMARK, "Mine", by=ben, at=later)
    actions.rounds.change(one, theme="T", slots=9, starts_on=one.starts_on, ends_on=one.ends_on, by=ben, at=later)
    assert actions.sample.outlook().n_changed == {"round": 1}
    actions.rounds.take(one, own, today=AT.date(), by=ben, at=later)

    assert actions.sample.outlook().n_changed == {}
    assert remove(ben)[-1] == "T"

    assert list(db.session.scalars(select(RoundPlace.paper_cut_id))) == [own.id]
    assert list(db.session.scalars(select(Comment.text))) == ["Mine"]
    assert list(db.session.scalars(select(Gate.paper_cut_id))) == []


def test_fixes_were_looked_at_before_the_visit_was_written_up(app: Flask) -> None:
    load()

    told = db.session.scalars(select(Event).order_by(Event.id)).all()
    written_up = {event.subject_id: event.id for event in told if event.verb == "finished the write-up"}
    looked = {event.details["verification_id"]: event.id for event in told if event.verb.startswith("looked again")}
    rows = db.session.scalars(select(Verification)).all()

    assert rows
    done = [row for row in rows if row.visit_id in written_up]
    assert done
    assert all(looked[row.id] < written_up[row.visit_id] for row in done)


def test_the_history_of_what_went_is_not_that_of_the_next(app: Flask) -> None:
    load()
    ids: dict[Any, int] = {model: db.session.scalar(select(func.max(model.id))) or 0 for model in (Site, Task, Visit)}
    remove()

    assert make.site().id > ids[Site]
    assert make.task().id > ids[Task]
    assert make.visit().id > ids[Visit]


def test_what_stays_keeps_nothing_invented(app: Flask) -> None:
    load()
    site = db.session.scalars(select(Site).where(Site.name == "Marfinch Joinery")).one()
    person = db.session.scalars(select(Participant).where(Participant.site_id == site.id).limit(1)).one()
    task = db.session.scalars(select(Task).where(Task.name == "Send the monthly invoices")).one()
    make.visit(site, participants=[person], tasks=[task], status=VisitStatus.PLANNED)

    remove()

    assert (site.head_count, site.contacts, site.public_alias) == (None, "", "")
    assert person.consent is None
    assert list(db.session.scalars(select(TaskUse))) == []
    assert set(db.session.scalars(select(Segment.head_count))) == {None}


def test_what_somebody_here_said_of_what_stays_is_kept(app: Flask) -> None:
    load()
    ada, later = make.account("Ada"), AT + timedelta(hours=1)
    site = db.session.scalars(select(Site).where(Site.name == "Marfinch Joinery")).one()
    site.head_count = 9
    person = db.session.scalars(select(Participant).where(Participant.site_id == site.id).limit(1)).one()
    actions.places.change_participant(person, role=person.role, consent=Consent.NAMED, real_name="Jo", by=ada, at=later)
    make.visit(site, participants=[person], status=VisitStatus.PLANNED)

    remove()

    assert (site.head_count, site.contacts, person.consent) == (9, "", Consent.NAMED)


def test_before_removing_it_is_known_what_goes_and_what_stays(app: Flask) -> None:
    load()
    assert actions.sample.outlook() == Outlook([], 0, {})
    ben, later = make.account("Ben", Role.ENGINEER), AT + timedelta(hours=1)
    actions.paper_cuts.set_effort(cut("Enter does"), low=1, likely=2, high=3, by=ben, at=later)
    visit = db.session.scalars(select(Visit).where(Visit.status == VisitStatus.UNDER_WAY)).one()
    fix = db.session.scalars(select(Fix).order_by(Fix.id)).first()
    assert fix
    db.session.add(
        Verification(fix_id=fix.id, visit_id=visit.id, outcome="gone", verified_by_id=ben.id, verified_at=AT)
    )
    make.visit(db.session.get_one(Site, visit.site_id), status=VisitStatus.PLANNED)

    assert actions.sample.outlook() == Outlook(["Brightmere Dental"], 1, {"paper_cut": 1})
    assert remove(ben) == ["Brightmere Dental"]
