"""What a phone's outbox sends: kept once, answered the same each time, taken back for good (R08, R09, R10)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from errno import ENOSPC
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from werkzeug.test import TestResponse

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.limits import HowItWent, Outcome, ReleaseStatus, Status, VisitStatus
from papercuts.models import (
    Fix,
    PaperCut,
    Participant,
    RateCount,
    Receipt,
    Setting,
    Sighting,
    Site,
    Task,
    Verification,
    Visit,
    Watch,
)
from papercuts.web import rate_limits
from papercuts.web.clock import today, utc_now
from tests.factories import DAY, make
from tests.payloads import payloads
from tests.people import signed_in


class Scene(NamedTuple):
    """A visit under way today, with two people, two tasks, and a fix to look at."""

    visit: Visit
    people: list[Participant]
    tasks: list[Task]
    cut: PaperCut
    fix: Fix

    def address(self, uid: object) -> str:
        return f"/capture/visits/{self.visit.id}/records/{uid}"

    def sighting(self, line: str = "Date clears 14s", **fields: Any) -> dict[str, Any]:
        given = {"line": line, "person": str(self.people[0].id), "task": str(self.tasks[0].id)}
        return record("sighting", given | fields)

    def watched(self, **fields: Any) -> dict[str, Any]:
        return record("watched", {"person": str(self.people[0].id), "task": str(self.tasks[0].id)} | fields)

    def found(self, outcome: str = "gone", **fields: Any) -> dict[str, Any]:
        given = {"fix": str(self.fix.id), "outcome": outcome, "participant": str(self.people[0].id)}
        return record("verification", given | fields)


@pytest.fixture
def scene(ada: FlaskClient) -> Scene:
    """A visit of Ada's."""
    day = today(db.session.get_one(Setting, 1))
    site = make.site("Brightmere Dental")
    people = [make.participant(site, "P1"), make.participant(site, "P2")]
    tasks = [make.task("Correct a due date"), make.task("Send invoices")]
    cut = make.paper_cut("Date clears", task=tasks[0], status=Status.FIXED)
    make.sighting(
        make.visit(site, visited_on=DAY - timedelta(days=9)), participant=people[0], task=tasks[0], paper_cut=cut
    )
    fix = make.fix(cut, make.release("4.2", status=ReleaseStatus.PUBLISHED, published_at=DAY_BEFORE, released_on=DAY))
    visit = make.visit(site, visited_on=day, participants=people, tasks=tasks, observers=[ada.account])  # type: ignore[attr-defined]
    visit.started_at = utc_now()
    actions.scores.refresh_all()
    db.session.commit()
    return Scene(visit, people, tasks, cut, fix)


DAY_BEFORE = datetime(2026, 3, 11, tzinfo=UTC)


def record(kind: str, fields: dict[str, str], at: datetime | None = None, sent_at: datetime | None = None) -> Any:
    now = datetime.now(UTC)
    observed, sent = at or now, sent_at or now
    return {"kind": kind, "fields": fields, "observed_at": observed.isoformat(), "sent_at": sent.isoformat()}


def put(browser: FlaskClient, scene: Scene, said: Any, uid: object = None) -> TestResponse:
    return browser.put(scene.address(uid or uuid4()), json=said)


def rows(scene: Scene) -> list[Sighting]:
    db.session.expire_all()
    return list(
        db.session.scalars(db.select(Sighting).where(Sighting.visit_id == scene.visit.id).order_by(Sighting.id))
    )


def errors(answer: TestResponse) -> dict[str, list[str]]:
    assert answer.status_code == 422, answer.text
    assert answer.json
    return dict(answer.json["errors"])


def test_a_record_is_answered_the_same_each_time_and_kept_once(ada: FlaskClient, scene: Scene) -> None:
    uid, said = uuid4(), scene.sighting("Again 14s", seen_before=str(scene.cut.id)) | {"photos": [str(uuid4())]}

    first = put(ada, scene, said, uid)
    again = put(ada, scene, said | {"sent_at": "2031-01-01T00:00:00Z"}, uid)

    assert (first.status_code, again.status_code) == (201, 200)
    assert ("Idempotent-Replay" in first.headers, again.headers["Idempotent-Replay"]) == (False, "true")
    assert first.json == again.json
    kept = rows(scene)
    assert [one.uid for one in kept] == [uid]
    assert first.json == {
        "uid": str(uid),
        "kind": "sighting",
        "says": f"PC-{scene.cut.id} now has 2 sightings. It was fixed before and is open again.",
        "paper_cut": scene.cut.id,
        "sighting": kept[0].id,
        "photos": {said["photos"][0]: None},
    }
    assert (kept[0].seconds_lost, kept[0].participant_id) == (14, scene.people[0].id)


@pytest.mark.parametrize("changed", ["fields", "observed_at", "photos", "kind"])
def test_r09_other_content_under_a_known_id_is_refused(ada: FlaskClient, scene: Scene, changed: str) -> None:
    uid, said = uuid4(), scene.sighting()
    put(ada, scene, said, uid)
    other = {
        "fields": said["fields"] | {"line": "Something else"},
        "observed_at": "2026-01-01T00:00:00Z",
        "photos": [str(uuid4())],
        "kind": "watched",
    }[changed]
    sent = scene.watched() if changed == "kind" else said | {changed: other}

    assert "Another record was sent under this id before" in errors(put(ada, scene, sent, uid))["uid"][0]
    assert [one.what_happened for one in rows(scene)] == ["Date clears"]


def test_a_phone_sends_mood_and_workaround(ada: FlaskClient, scene: Scene) -> None:
    answer = put(
        ada, scene, scene.sighting("The preview is instant", mood="2", workaround="None needed", seen_before="later")
    )

    assert answer.json["says"] == "A delight: kept beside the annoyances."
    assert [(row.mood, row.workaround) for row in rows(scene)] == [(2, "None needed")]
    assert errors(put(ada, scene, scene.sighting("Another", mood="huge"))).keys() == {"mood"}


def test_r09_what_says_the_same_is_the_same(ada: FlaskClient, scene: Scene) -> None:
    uid, said = uuid4(), scene.sighting(new_task="", uid=str(uuid4()))
    put(ada, scene, said, uid)
    moment = datetime.fromisoformat(said["observed_at"])
    fields = dict(reversed(list(said["fields"].items()))) | {"uid": str(uuid4()), "suggested": ""}
    elsewhere = moment.astimezone(timezone(timedelta(hours=5))).isoformat()

    answer = put(ada, scene, said | {"fields": fields, "observed_at": elsewhere, "photos": []}, uid)

    assert answer.status_code == 200


def test_r08_the_same_sent_at_once_has_one_effect(app: Flask, ada: FlaskClient, scene: Scene) -> None:
    uid, said, address = uuid4(), scene.sighting(), scene.address("{}")
    browsers = [ada, *(signed_in(app, ada.account) for _ in range(3))]  # type: ignore[attr-defined]
    db.session.commit()

    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda browser: browser.put(address.format(uid), json=said), browsers))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.text for answer in answers}) == 1
    assert len(rows(scene)) == 1


def test_an_id_belongs_to_whoever_sent_it_first(ada: FlaskClient, ben: FlaskClient, scene: Scene) -> None:
    uid, said = uuid4(), scene.sighting()
    put(ada, scene, said, uid)

    assert "Somebody else has sent a record" in errors(put(ben, scene, said, uid))["uid"][0]
    assert "Somebody else sent this" in errors(ben.delete(scene.address(uid)))["uid"][0]
    assert len(rows(scene)) == 1


def test_a_sighting_that_the_form_has_sent_is_not_kept_again(ada: FlaskClient, scene: Scene) -> None:
    uid, said = uuid4(), scene.sighting()
    ada.post(f"/capture/visits/{scene.visit.id}", data=said["fields"] | {"uid": str(uid)})

    answer = put(ada, scene, said, uid)

    assert (answer.status_code, answer.json["sighting"]) == (200, rows(scene)[0].id)  # type: ignore[index]
    assert len(rows(scene)) == 1


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(timedelta(days=-1), "1 day behind"), (timedelta(days=1), "1 day ahead"), (timedelta(minutes=9), "")],
)
def test_r10_a_wrong_clock_is_kept_and_said(ada: FlaskClient, scene: Scene, ahead: timedelta, words: str) -> None:
    phone = utc_now() + ahead
    earlier, later = phone - timedelta(minutes=5), phone - timedelta(minutes=1)
    for at, line in ((later, "Second thing"), (earlier, "First thing")):
        fields = scene.sighting(line)["fields"]
        assert put(ada, scene, record("sighting", fields, at, phone)).status_code == 201

    second, first = rows(scene)
    assert (first.observed_at, second.observed_at) == (earlier, later)
    page = ada.get(f"/visits/{scene.visit.id}").text
    assert page.index("First thing") < page.index("Second thing")
    said = f"he phone's clock was {words}"
    for text in (page, ada.get(f"/sightings/{first.id}").text):
        assert (said in text.replace("&#39;", "'")) == bool(words)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", None])
def test_r10_no_clock_is_a_reason_to_refuse(ada: FlaskClient, scene: Scene, at: str | None) -> None:
    answer = put(ada, scene, scene.sighting() | {"observed_at": at, "sent_at": at})

    assert answer.status_code == 201
    assert ada.get(f"/visits/{scene.visit.id}").status_code == 200


def test_a_planned_visit_begins_on_the_day_of_its_first_record(ada: FlaskClient, scene: Scene) -> None:
    scene.visit.status, scene.visit.started_at = VisitStatus.PLANNED, None
    day = scene.visit.visited_on
    scene.visit.visited_on = day + timedelta(days=3)
    db.session.commit()

    seen_at = utc_now() - timedelta(days=2)
    put(ada, scene, record("watched", scene.watched()["fields"], seen_at))

    db.session.refresh(scene.visit)
    assert scene.visit.started_at == seen_at
    assert (scene.visit.status, scene.visit.visited_on) == (VisitStatus.UNDER_WAY, day - timedelta(days=2))


def test_what_is_written_down_on_a_later_day_has_no_time_of_day(ada: FlaskClient, scene: Scene) -> None:
    scene.visit.status, scene.visit.started_at = VisitStatus.PLANNED, None
    scene.visit.visited_on -= timedelta(days=3)
    db.session.commit()
    seen_there = utc_now() - timedelta(days=3)

    put(ada, scene, scene.sighting("At my desk"))
    put(ada, scene, record("sighting", scene.sighting("There")["fields"], seen_there))

    assert [one.observed_at for one in rows(scene)] == [None, seen_there]


def test_a_late_record_reopens_a_write_up_and_its_history_says_so(ada: FlaskClient, scene: Scene) -> None:
    actions.write_up.finish(scene.visit, by=None, at=utc_now())
    db.session.commit()
    refused = put(ada, scene, scene.sighting(line=""))
    db.session.refresh(scene.visit)
    assert (refused.status_code, scene.visit.status) == (422, VisitStatus.WRITTEN_UP)

    answer = put(ada, scene, scene.found("still there"))

    db.session.refresh(scene.visit)
    assert scene.visit.status is VisitStatus.UNDER_WAY
    assert answer.json["says"].endswith("This visit was written up; it is open again.")  # type: ignore[index]
    assert "reopened the write-up: a record that came late from a phone" in ada.get(f"/visits/{scene.visit.id}").text


def test_a_visit_that_is_gone_is_said_in_words(ada: FlaskClient, scene: Scene) -> None:
    answer = ada.put(f"/capture/visits/99999/records/{uuid4()}", json=scene.sighting())

    assert (answer.status_code, answer.is_json) == (404, True)
    assert answer.json["text"].startswith("This visit is gone")  # type: ignore[index]
    assert db.session.scalars(db.select(Receipt)).all() == []


def test_watched_is_set_not_added_up(ada: FlaskClient, scene: Scene) -> None:
    for performed, how in (("3", "alone"), ("5", ""), ("", "")):
        assert put(ada, scene, scene.watched(performed=performed, how_it_went=how)).status_code == 201

    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    assert (watch.performed, watch.how_it_went) == (5, HowItWent.ALONE)
    assert "Enter a number from 1" in errors(put(ada, scene, scene.watched(performed="0")))["performed"][0]


def test_a_verification_is_kept_with_all_that_was_said(ada: FlaskClient, ben: FlaskClient, scene: Scene) -> None:
    seen_at = utc_now() - timedelta(minutes=3)
    fields = scene.found("still there", seconds_after="2.5", applause="0", quote="It clears")["fields"]
    assert put(ben, scene, record("verification", fields)).status_code == 403

    answer = put(ada, scene, record("verification", fields, seen_at))

    found = db.session.scalars(db.select(Verification)).one()
    assert (found.outcome, found.seconds_after, found.applause) == (Outcome.STILL_THERE, 2.5, 0)
    sighting = rows(scene)[0]
    assert (sighting.quote, sighting.observed_at) == ("It clears", seen_at)
    assert answer.json["sighting"] == sighting.id  # type: ignore[index]
    wrong = errors(put(ada, scene, scene.found(outcome="flown away", participant="99999")))
    assert wrong.keys() == {"outcome", "participant"}
    assert "fix" in errors(put(ada, scene, scene.found(fix="99999")))


def test_what_is_taken_back_leaves_nothing_and_does_not_come_again(ada: FlaskClient, scene: Scene) -> None:
    before = everything(scene)
    sent = {uuid4(): said for said in (scene.sighting(), scene.watched(performed="4"), scene.found("still there"))}
    for uid, said in sent.items():
        assert put(ada, scene, said, uid).status_code == 201

    for uid in (*sent, *sent):
        assert ada.delete(scene.address(uid)).status_code == 200

    assert everything(scene) == before
    for uid, said in sent.items():
        answer = put(ada, scene, said, uid)
        assert (answer.status_code, answer.json["taken_back"]) == (200, True)  # type: ignore[index]
    assert everything(scene) == before


def test_what_a_colleague_has_worked_on_is_not_taken_back(ada: FlaskClient, rosa: FlaskClient, scene: Scene) -> None:
    seen, watched, found = (uuid4() for _ in range(3))
    put(ada, scene, scene.sighting(person=str(scene.people[1].id)), seen)
    put(ada, scene, scene.watched(task=str(scene.tasks[1].id)), watched)
    put(ada, scene, scene.found(), found)
    by, at = rosa.account, utc_now()  # type: ignore[attr-defined]
    actions.sightings.match(rows(scene)[0], scene.cut, by=by, at=at)
    watch = actions.watches.find(scene.visit.id, scene.people[0].id, scene.tasks[1].id)
    assert watch
    actions.watches.correct(watch, {"performed": 2}, by=by, at=at)
    verification = db.session.scalars(db.select(Verification)).one()
    actions.verifications.describe(verification, seconds_after=1, applause=None, quote="", by=by, at=at)
    db.session.commit()

    for uid in (seen, watched, found):
        assert errors(ada.delete(scene.address(uid)))["uid"][0].startswith("Rosa has worked on this since.")


def test_nothing_is_taken_back_from_a_visit_that_is_written_up(ada: FlaskClient, scene: Scene) -> None:
    sent = {uuid4(): said for said in (scene.sighting(), scene.watched(), scene.found("better"))}
    for uid, said in sent.items():
        put(ada, scene, said, uid)
    actions.write_up.finish(scene.visit, by=None, at=utc_now())
    db.session.commit()

    for uid in sent:
        assert "written up" in errors(ada.delete(scene.address(uid)))["uid"][0]


def test_any_order_of_sending_repeating_and_taking_back_ends_the_same(ada: FlaskClient, scene: Scene) -> None:
    site = db.session.get_one(Site, scene.visit.site_id)
    name_new = {"seen_before": "new", "task": str(scene.tasks[1].id)}
    moment = datetime.now(UTC).isoformat()
    said = [
        scene.sighting("Date clears 14s 3/w"),
        scene.sighting("Date clears", seen_before=str(scene.cut.id)),
        scene.sighting("Button is hidden", **name_new),
        scene.sighting("Asked for help", person=str(scene.people[1].id)),
        scene.watched(performed="4", how_it_went="alone"),
        scene.watched(performed="4", how_it_went="alone"),
        scene.watched(task=str(scene.tasks[1].id)),
        scene.found("worse", participant=str(scene.people[1].id)),
    ]
    said = [one | {"observed_at": moment} for one in said]
    steps = st.lists(st.tuples(st.integers(0, len(said) - 1), st.booleans()), min_size=4, max_size=12)

    n = 2 if db.engine.dialect.name == "postgresql" else 8  # what differs there is how they wait for one another

    @settings(max_examples=n, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps)
    def check(steps: list[tuple[int, bool]]) -> None:
        outcomes = []
        for order in (steps, sorted(set(steps), key=lambda step: (not step[1], -step[0]))):
            visit = make.visit(site, visited_on=scene.visit.visited_on, participants=scene.people, tasks=scene.tasks)
            visit.started_at = utc_now()
            here = scene._replace(visit=visit)
            db.session.execute(db.delete(RateCount))
            db.session.commit()
            uids = [uuid4() for _ in said]
            for n, is_taken_back in order:
                address = here.address(uids[n])
                answer = ada.delete(address) if is_taken_back else ada.put(address, json=said[n])
                assert answer.status_code in (200, 201), answer.text
            outcomes.append(everything(here))
            for uid in uids:  # so that the next one begins with the same paper cuts
                ada.delete(here.address(uid))

        assert outcomes[0] == outcomes[1]

    check()


def everything(scene: Scene) -> dict[str, Any]:
    """Return what there is at the visit and of its paper cut, without what only time and order make."""
    seen = [
        (one.what_happened, one.participant_id, one.task_id, one.seconds_lost, one.paper_cut_id and one.paper_cut.title)
        for one in (queries.sightings.sighting(row.id) or row for row in rows(scene))
    ]
    watches = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id))
    found = db.session.scalars(db.select(Verification).where(Verification.visit_id == scene.visit.id))
    cuts = db.session.scalars(db.select(PaperCut).where(PaperCut.task_id.in_([task.id for task in scene.tasks])))
    return {
        "seen": sorted(map(str, seen)),
        "watched": sorted(
            str((w.participant_id, w.task_id, w.performed, w.times, w.per, w.how_it_went)) for w in watches
        ),
        "found": sorted(str((one.fix_id, one.participant_id, one.outcome)) for one in found),
        "cuts": sorted(str((cut.title, cut.status, cut.n_sightings, round(cut.score_m or 0, 9))) for cut in cuts),
    }


def test_what_this_server_has_not_is_named(ada: FlaskClient, scene: Scene) -> None:
    here, removed, taken_back, never, photo = (uuid4() for _ in range(5))
    put(ada, scene, scene.sighting() | {"photos": [str(photo)]}, here)
    put(ada, scene, scene.sighting("Another"), removed)
    ada.post(f"/sightings/{rows(scene)[1].id}/removal")
    ada.delete(scene.address(taken_back))
    asked = {"records": [str(uid) for uid in (here, removed, taken_back, never)]}

    answer = ada.post("/capture/held", json=asked)
    make.photo(rows(scene)[0], uid=photo)
    db.session.commit()

    assert answer.json == {"missing": [str(never)], "missing_photos": {str(here): [str(photo)]}}
    assert ada.post("/capture/held", json=asked).json == {"missing": [str(never)], "missing_photos": {}}
    again = put(ada, scene, scene.sighting("Third") | {"photos": [str(photo)]})
    assert again.json["photos"] == {str(photo): None}  # type: ignore[index]  # it belongs to another one
    for wrong in ({}, {"records": ["x"]}, {"records": [str(uuid4())] * 501}, {"records": None}, []):
        assert "records" in errors(ada.post("/capture/held", json=wrong))


def test_receipts_go_after_a_phone_has_forgotten_the_record(ada: FlaskClient, scene: Scene) -> None:
    put(ada, scene, scene.watched(), old := uuid4())
    receipt = db.session.get_one(Receipt, old)
    receipt.received_at -= timedelta(days=limits.OUTBOX_DAYS + 8)
    db.session.commit()

    put(ada, scene, scene.watched(), new := uuid4())

    assert db.session.scalars(db.select(Receipt.uid)).all() == [new]


def test_the_session_says_who_sends_and_where(app: Flask, ada: FlaskClient, vera: FlaskClient) -> None:
    told, again = ada.get("/capture/session").json, ada.get("/capture/session").json
    nobody, reader = app.test_client().get("/capture/session"), vera.get("/capture/session")

    assert told
    assert again
    assert (told["account"], told["name"]) == (ada.account.id, "Ada")  # type: ignore[attr-defined]
    assert told["instance"] == again["instance"] == str(UUID(told["instance"]))
    assert abs(datetime.fromisoformat(told["now"]) - utc_now()) < timedelta(minutes=1)
    assert (nobody.status_code, nobody.json["title"]) == (401, "Your session has ended")  # type: ignore[index]
    assert (reader.status_code, reader.is_json) == (403, True)


def test_the_token_of_the_session_is_needed_to_send(ada: FlaskClient, scene: Scene) -> None:
    token = ada.get("/capture/session").json["csrf"]  # type: ignore[index]
    address, said = scene.address(uuid4()), scene.sighting()

    wrong, right = (ada.put(address, json=said, headers={"X-CSRFToken": sent}) for sent in ("wrong", token))

    assert (wrong.status_code, wrong.json["title"]) == (400, "This form has expired")  # type: ignore[index]
    assert right.status_code == 201


def test_too_much_at_once_has_to_wait(
    ada: FlaskClient, ben: FlaskClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "UPLOADS_A_MINUTE", 2)

    answers = [put(ada, scene, scene.watched()) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2].json["text"] == f"Send the rest in {answers[2].headers['Retry-After']} seconds."  # type: ignore[index]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 61
    assert put(ben, scene, scene.watched()).status_code == 201


HOSTILE = {
    "not an object": ("[]", 422),
    "unknown key": ({"role": "admin"}, 422),
    "unknown field": ({"fields": {"line": "x", "role": "admin"}}, 422),
    "unknown kind": ({"kind": "gossip"}, 422),
    "a kind that is a list": ({"kind": []}, 422),
    "a number for a text": ({"fields": {"line": 123}}, 422),
    "no fields": ({"fields": None}, 422),
    "NUL": ({"fields": {"line": "a\0b"}}, 422),
    "half a pair": ({"fields": {"line": "\ud800"}}, 422),
    "a key twice": ('{"kind": "watched", "kind": "sighting"}', 422),
    "a huge number": ('{"kind": ' + "9" * 5000 + "}", 422),
    "NaN": ('{"kind": NaN}', 422),
    "too deep": ('{"fields": ' + "[" * 33 + "]" * 33 + "}", 422),
    "far too deep": ("[" * 100_000, 422),
    "very many keys": (json.dumps({f"k{n}": n for n in range(50_000)}), 422),
    "a time without a zone": ({"observed_at": "2026-11-22T17:00:00"}, 422),
    "a time that is a number": ({"observed_at": 1e300}, 422),
    "eleven photos": ({"photos": [str(uuid4()) for _ in range(11)]}, 422),
    "no photos": ({"photos": ["x", None]}, 422),
    "photos of a watch": ({"kind": "watched", "photos": [str(uuid4())]}, 422),
    "a person far away": ({"fields": {"line": "x", "person": "9" * 4000, "task": "-1"}}, 422),
    "too big": ('{"kind": "' + "x" * limits.JSON_BYTES + '"}', 413),
    "cut": ('{"kind": "sighting"', 400),
    "empty": ("", 400),
    "not in UTF-8": (b'{"kind": "\xff"}', 400),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_t25_t36_what_is_no_record_is_refused_in_words(ada: FlaskClient, scene: Scene, what: str) -> None:
    sent, status = HOSTILE[what]
    body = json.dumps(scene.sighting() | sent) if isinstance(sent, dict) else sent

    answer = ada.put(scene.address(uuid4()), data=body, content_type="application/json")

    assert answer.status_code == status
    assert answer.json
    assert answer.json["errors"] or answer.json["text"]
    assert rows(scene) == db.session.scalars(db.select(Receipt)).all() == []


def test_t14_only_json_is_read(ada: FlaskClient, scene: Scene) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = ada.put(scene.address(uuid4()), data=json.dumps(scene.sighting()), content_type=kind)
        assert (answer.status_code, answer.is_json) == (415, True), kind


def test_every_payload_is_kept_as_the_form_keeps_it_or_refused(ada: FlaskClient, scene: Scene) -> None:
    begins = 0 if db.engine.dialect.name == "postgresql" else 1  # each gets every other one
    hostile = [*payloads("text"), *payloads("number")][begins::2]
    for n, payload in enumerate(hostile):
        said = scene.found(quote=payload.value) if n % 5 == 0 else scene.sighting(payload.value)
        answer = put(ada, scene, said)
        assert answer.status_code in (201, 413, 422), payload.id
        assert answer.json, payload.id
    page = ada.get(f"/visits/{scene.visit.id}").text

    assert "<script>alert" not in page


def test_a_full_disk_is_said_and_nothing_is_kept(
    ada: FlaskClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid, said = uuid4(), scene.sighting()

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(actions.sightings, "record", fail)
        answer = put(ada, scene, said, uid)

    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "600")
    assert (answer.json["title"], answer.json["text"][:18]) == ("Storage is full", "Nothing was saved.")  # type: ignore[index]
    assert put(ada, scene, said, uid).status_code == 201


def test_r05_a_full_database_keeps_nothing_by_halves_and_recovers(
    ada: FlaskClient, scene: Scene, request: pytest.FixtureRequest
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite can be told how many pages there are")
    said = scene.sighting("x" * limits.LINE)
    db.session.commit()
    pages = [100]  # fewer than there are: it cannot grow

    def limit(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages[0]}")

    event.listen(db.engine, "begin", limit)
    request.addfinalizer(lambda: event.remove(db.engine, "begin", limit))
    answers = [put(ada, scene, said) for _ in range(30)]
    assert answers[-1].status_code == 507
    assert ada.get(f"/visits/{scene.visit.id}").status_code == 200

    pages[0] = 2**30
    assert put(ada, scene, said).status_code == 201
    kept = sum(answer.status_code == 201 for answer in answers) + 1
    assert len(rows(scene)) == kept == len(db.session.scalars(db.select(Receipt)).all())
