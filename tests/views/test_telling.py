"""Telling a site what became of what it showed us: the message, how it goes out, and that they know."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from papercuts import actions, queries
from papercuts.config import flask_config
from papercuts.db import db
from papercuts.domain.limits import Consent, MailState, ReleaseStatus, Status, ToldHow, VisitKind
from papercuts.models import Fix, Mail, PaperCut, Participant, Release, Site, Told
from papercuts.services import mail as service
from papercuts.web.clock import utc_now
from tests.factories import AT, DAY, make

SMTP = {"SMTP_URL": "smtps://pc:s3cret@mail.example", "MAIL_FROM": "Ledgerlark <pc@ledgerlark.example>"}
PLANTED = ("Oakwend", "Olga Secret", "oakwend.example", "Never said that at all")  # of the other site


class World(NamedTuple):
    """Two sites that showed us the same, and a release that fixes it."""

    site: Site
    other: Site
    release: Release
    url: str


@pytest.fixture
def world(rosa: FlaskClient) -> World:
    site = make.site("Marfinch Joinery", contacts="Jonas, office@marfinch.example")
    other = make.site("Oakwend Nursery", contacts="olga@oakwend.example")
    cut = make.paper_cut("Date field clears itself", status=Status.FIXED)
    person = make.participant(site, "P1", real_name="Jonas Hale", consent=Consent.ROLE)
    olga = make.participant(other, "P9", real_name="Olga Secret", consent=Consent.NAMED)
    visit = make.visit(site, visited_on=DAY - timedelta(days=40))
    make.sighting(visit, participant=person, paper_cut=cut, quote="Where has it gone this time")
    elsewhere = make.visit(other, visited_on=DAY - timedelta(days=33))
    make.sighting(elsewhere, participant=olga, paper_cut=cut, quote="Never said that at all")
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT, released_on=DAY)
    make.fix(cut, release, public_title="Dates are read as you type them", public_text="Nothing goes blank.")
    actions.scores.refresh_all()
    db.session.commit()
    return World(site, other, release, f"/releases/{release.id}/tell/{site.id}")


@pytest.fixture
def sends(ada: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[FlaskClient, list[Any]]:
    """A browser of a papercuts that can send, and what it has handed over."""
    out: list[Any] = []
    monkeypatch.setattr(service, "send", lambda server, message: out.append(message))
    told = flask_config({"INSTANCE": "x", "SECRET_KEY": "only-for-the-tests-0123456789abcdef", **SMTP})
    for name in ("SMTP_URL", "MAIL_SERVER", "MAIL_FROM"):
        monkeypatch.setitem(ada.application.config, name, told[name])
    return ada, out


def message(**changed: str) -> dict[str, str]:
    return {"to": "office@marfinch.example", "subject": "Fixed", "body": "You showed us this.\nIt is fixed."} | changed


def test_t46_the_message_is_made_of_what_that_site_showed(ada: FlaskClient, world: World) -> None:
    page = ada.get(world.url).text

    assert "You showed us this on 31 January 2026; it is fixed in 4.12." in page
    assert "Dates are read as you type them" in page.split("<textarea")[1].split("</textarea>")[0]
    assert "Date field clears itself" not in page.split("<textarea")[1].split("</textarea>")[0]
    assert "/notes/4.12" in page
    assert 'value="office@marfinch.example"' in page
    assert 'href="mailto:office@marfinch.example?subject=' in page
    assert not [one for one in PLANTED if one in page]
    assert "7 February" not in page  # the day of the visit to the others


@pytest.mark.parametrize("do", ["check", "file", "send"])
@pytest.mark.parametrize(
    "body",
    ["As OAKWEND nursery saw", "Olga Secret met it", "Jonas Hale met it", "P1 met it", "“Never said that at all”"],
)
def test_t46_nothing_of_others_goes_out_and_what_was_typed_stays(
    ada: FlaskClient, world: World, do: str, body: str
) -> None:
    answer = ada.post(world.url, data=message(body=body, do=do))

    assert answer.status_code == 422
    assert body in answer.text
    assert "mailto:" not in answer.text
    assert ("This names" in answer.text) is ("Never" not in body)


def test_a_draft_opens_in_ones_own_mail_program(ada: FlaskClient, world: World) -> None:
    answer = ada.post(world.url, data=message(subject="Grüße\r\nBcc: all@x.example", do="file"))

    read = message_from_bytes(answer.data, policy=policy.default)
    assert (answer.mimetype, read["Bcc"], read["X-Unsent"]) == ("message/rfc822", None, "1")
    assert read["Subject"] == "Grüße Bcc: all@x.example"
    assert "It is fixed." in read.get_content()
    assert queries.telling.untold(world.release) == [world.site, world.other]


def test_a07_a_title_with_an_encoded_word_adds_no_header(ada: FlaskClient, world: World) -> None:
    cut = make.paper_cut("=?utf-8?q?x=0D=0ABcc:_e@e.example?=", status=Status.DECLINED, decline_reason="Too few")
    make.sighting(make.visit(world.site), paper_cut=cut)
    url = f"/sites/{world.site.id}/tell/{cut.id}"
    prepared = ada.get(url).text

    assert "subject=What%20became%20of%20what%20you%20showed%20us%3A%20%3D%E2%80%8B%3Futf-8" in prepared
    sent = message(subject=f"What became of what you showed us: {cut.title}", body="Too few.")
    answer = ada.post(url, data=sent | {"do": "file"})
    read = message_from_bytes(answer.data, policy=policy.default)
    assert (answer.status_code, read["Bcc"]) == (200, None)
    assert read["Subject"].replace("\N{ZERO WIDTH SPACE}", "") == sent["subject"]


def test_too_long_for_a_link_is_said(ada: FlaskClient, world: World) -> None:
    answer = ada.post(world.url, data=message(body="long " * 1_000, do="check"))

    assert answer.status_code == 200
    assert "too long to be handed to your mail program" in answer.text
    assert "mailto:" not in answer.text


def test_told_is_noted_corrected_and_taken_back(ada: FlaskClient, world: World) -> None:
    mark = {"told_on": "2026-03-20", "how": "call"}

    assert ada.post(f"{world.url}/told", data=mark).status_code == 303
    assert "marked as told already" in ada.post(f"{world.url}/told", data=mark).text
    told = db.session.scalars(db.select(Told)).one()
    assert "20 Mar" in ada.get(f"/releases/{world.release.id}").text
    assert queries.telling.n_untold() == {world.release.id: 1}
    ada.post(f"/told/{told.id}", data={"told_on": "2026-03-21", "how": "in person", "told_by": ""})
    assert "in person" in ada.get(world.url).text
    ada.post(f"/told/{told.id}/removal")

    assert queries.telling.n_untold() == {world.release.id: 2}
    history = ada.get(f"/sites/{world.site.id}").text
    for words in ("told them in a call: 4.12; 20 March 2026", "corrected how they were told", "took back that they"):
        assert words in history


@pytest.mark.parametrize("wrong", [{"told_on": "2999-01-01"}, {"told_on": ""}, {"how": "telepathy"}])
def test_a_wrong_day_or_way_is_said(ada: FlaskClient, world: World, wrong: dict[str, str]) -> None:
    answer = ada.post(f"{world.url}/told", data={"told_on": "2026-03-20", "how": "call"} | wrong)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_who_saw_it_only_later_or_what_was_seen_again_is_not_told(ada: FlaskClient, world: World) -> None:
    again, later = make.paper_cut("Another", status=Status.OPEN), make.site("Later Ltd")
    fix = make.fix(again, world.release, public_title="Another")
    make.sighting(make.visit(later, visited_on=DAY - timedelta(days=3)), paper_cut=again)
    shown = db.session.scalars(db.select(Fix.paper_cut_id).where(Fix.id != fix.id)).one()
    make.sighting(
        make.visit(later, visited_on=DAY + timedelta(days=3)),
        task=again.task,
        paper_cut=db.session.get(PaperCut, shown),
    )

    assert queries.telling.untold(world.release) == [world.site, world.other]
    assert ada.get(f"/releases/{world.release.id}/tell/{later.id}").status_code == 404
    assert queries.telling.told_of_site(later.id)[again.id].is_waiting


def test_nobody_is_told_of_our_own_walks(ada: FlaskClient, world: World) -> None:
    ours, declined = make.site("Our own office"), make.paper_cut("Own colours", status=Status.DECLINED)
    walk = make.visit(ours, visited_on=DAY - timedelta(days=20), kind=VisitKind.OWN)
    fixed = db.session.scalars(db.select(PaperCut).where(PaperCut.id != declined.id)).one()
    make.sighting(walk, task=declined.task, paper_cut=fixed)
    make.sighting(walk, paper_cut=declined)

    assert queries.telling.untold(world.release) == [world.site, world.other]
    assert queries.telling.n_untold() == {world.release.id: 2}
    assert queries.telling.told_of_site(ours.id) == {}
    assert ada.get(f"/sites/{ours.id}/tell/{declined.id}").status_code == 404


def test_a_declined_paper_cut_is_told_with_its_reason(ada: FlaskClient, world: World) -> None:
    cut = make.paper_cut("Own colours", status=Status.DECLINED, decline_reason="Too few would use it")
    make.sighting(make.visit(world.site), paper_cut=cut)
    make.sighting(make.visit(world.other), paper_cut=cut)
    url = f"/sites/{world.site.id}/tell/{cut.id}"

    assert "Too few would use it" in ada.get(url).text
    assert queries.telling.told_of_site(world.site.id)[cut.id].is_declined
    assert ada.post(url, data=message(body="Oakwend Nursery too", do="file")).status_code == 422
    assert "sends only messages about a release" in ada.get(url).text
    assert "Only messages about a release" in ada.post(url, data=message(do="send")).text
    assert ada.post(f"{url}/told", data={"told_on": "2026-03-20", "how": "call"}).status_code == 303

    assert queries.telling.told_of_site(world.site.id)[cut.id].told is not None
    assert queries.telling.told_of_site(world.other.id)[cut.id].told is None


def test_sending_keeps_the_message_first_and_marks_them_as_told(
    sends: tuple[FlaskClient, list[Any]], world: World
) -> None:
    browser, out = sends

    for _ in range(2):
        answer = browser.post(world.url, data=message(do="send"))

    assert "is sent already" in answer.text
    (mail,) = out
    kept = db.session.scalars(db.select(Mail)).one()
    assert (kept.state, mail["Message-ID"], mail["Reply-To"]) == (MailState.SENT, kept.message_id, "ada@example.org")
    assert db.session.scalars(db.select(Told)).one().how is ToldHow.MAIL
    page = browser.get(world.url).text
    assert "They were told on" in page
    assert "s3cret" not in page
    assert "s3cret" not in str(browser.application.config)


def test_what_was_not_sent_is_sent_again_as_itself(
    sends: tuple[FlaskClient, list[Any]], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, out = sends

    def refuse(server: Any, mail: Any) -> None:
        assert db.session.scalars(db.select(Mail.state)).one() is MailState.WAITING
        db.session.rollback()
        out.append(mail)
        raise service.NotSent("The mail server cannot be reached.")

    with monkeypatch.context() as patch:
        patch.setattr(service, "send", refuse)
        browser.post(world.url, data=message(do="send"))
    kept = db.session.scalars(db.select(Mail)).one()
    assert (kept.state, kept.error) == (MailState.FAILED, "The mail server cannot be reached.")
    assert db.session.scalars(db.select(Told)).first() is None
    page = browser.get(world.url).text
    assert "The mail server cannot be reached." in page
    assert "You showed us this.\nIt is fixed.</textarea>" in page

    browser.post(f"/mails/{kept.id}/again")

    assert len({mail["Message-ID"] for mail in out}) == 1
    db.session.expire_all()
    assert db.session.scalars(db.select(Mail)).one().state is MailState.SENT
    assert db.session.scalars(db.select(Told)).one().site_id == world.site.id
    assert "was sent, or is being sent" in browser.post(f"/mails/{kept.id}/again", follow_redirects=True).text


@pytest.mark.parametrize("since", ["a name", "a consent", "a draft again"])
def test_t46_what_may_not_go_out_any_more_is_not_sent_again(
    sends: tuple[FlaskClient, list[Any]], world: World, since: str
) -> None:
    browser, out = sends
    person = db.session.scalars(db.select(Participant).where(Participant.code == "P1")).one()
    person.consent = Consent.NAMED
    kept = Mail(site=world.site, release=world.release, to_address="office@marfinch.example", subject="Fixed")
    kept.body, kept.message_id, kept.made_at, kept.state = "Jonas Hale, Birchwell", "<1@x>", AT, MailState.FAILED
    db.session.add(kept)
    db.session.commit()
    if since == "a name":
        make.site("Birchwell")
    elif since == "a consent":
        person.consent = Consent.ROLE
    else:
        actions.releases.unpublish(world.release, by=None, at=AT)
    db.session.commit()

    answer = browser.post(f"/mails/{kept.id}/again", follow_redirects=True)

    assert (answer.status_code, out) == (200, [])
    assert {
        "a name": "It was not sent. This names Birchwell",
        "a consent": "It was not sent. This names Jonas Hale",
        "a draft again": "the release is a draft again",
    }[since] in answer.text
    assert db.session.scalars(db.select(Mail.state)).one() is MailState.FAILED


def test_what_a_release_has_got_since_they_were_told_is_told_too(ada: FlaskClient, world: World) -> None:
    make.told(world.site, world.release, noted_at=AT + timedelta(hours=1))
    cut = make.paper_cut("Totals jump", status=Status.FIXED)
    make.sighting(make.visit(world.site, visited_on=DAY - timedelta(days=9)), paper_cut=cut)
    make.fix(cut, world.release, public_title="Totals stay put").fixed_at = AT + timedelta(hours=2)
    db.session.commit()

    assert queries.telling.untold(world.release) == [world.site, world.other]
    assert queries.telling.n_untold() == {world.release.id: 2}
    assert queries.telling.told_of_site(world.site.id)[cut.id].release == world.release
    assert "1 more since" in ada.get(f"/releases/{world.release.id}").text
    page = ada.get(world.url).text
    assert "One more thing they showed you is in it since." in page
    text = page.split("<textarea")[1].split("</textarea>")[0]
    assert ("Totals stay put" in text, "Dates are read" in text) == (True, False)

    ada.post(f"{world.url}/told", data={"told_on": "2026-03-20", "how": "in person"})

    assert db.session.scalars(db.select(Told)).one().how is ToldHow.IN_PERSON
    assert queries.telling.untold(world.release) == [world.other]
    assert "told them in person: 4.12" in ada.get(f"/sites/{world.site.id}").text


def test_r21_a_message_that_a_crash_left_says_that_nobody_knows(
    sends: tuple[FlaskClient, list[Any]], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, out = sends
    monkeypatch.setattr(service, "send", lambda *_: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        browser.post(world.url, data=message(do="send"))
    kept = db.session.scalars(db.select(Mail)).one()
    assert kept.state is MailState.WAITING
    assert "being sent" in browser.get(world.url).text
    assert "being sent right now" in browser.post(f"/mails/{kept.id}/again", follow_redirects=True).text

    kept.made_at = utc_now() - actions.mails.UNDER_WAY * 2

    assert "It may or may not have gone out" in browser.get(world.url).text
    monkeypatch.setattr(service, "send", lambda server, mail: out.append(mail))
    browser.post(f"/mails/{kept.id}/again")
    assert out[0]["Message-ID"] == kept.message_id


def test_without_a_mail_server_nothing_is_sent(ada: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", None)

    answer = ada.post(world.url, data=message(do="send"))

    assert (answer.status_code, "no mail server is set" in answer.text) == (422, True)
    assert db.session.scalars(db.select(Mail)).first() is None
