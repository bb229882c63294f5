"""Rounds: a theme, some slots, and what is put into them, dropped and fixed."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import CommentKind, Status
from papercuts.models import Account, PaperCut, Round, RoundPlace
from papercuts.web.clock import utc_now
from tests.crawl import read
from tests.factories import AT, make
from tests.views.test_quick_wins import comment, passed, worth

TODAY = utc_now().date()
TYPED = {"theme": "Keyboard only", "slots": "2", "starts_on": str(TODAY), "ends_on": str(TODAY + timedelta(days=9))}


def a_round(slots: int = 2, days: int = 9) -> Round:
    ends_on = TODAY + timedelta(days=days)
    starts_on = min(TODAY, ends_on)
    return actions.rounds.create("Keyboard only", slots=slots, starts_on=starts_on, ends_on=ends_on, by=None, at=AT)


def places() -> list[RoundPlace]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(RoundPlace).order_by(RoundPlace.id)))


def test_an_engineer_makes_one_and_fills_it_quick_wins_first(ben: FlaskClient) -> None:
    win, other, fixed = passed(worth(30)), worth(90), make.paper_cut("Long gone", status=Status.FIXED)

    made = ben.post("/rounds/new", data=TYPED)
    page = ben.get(made.location).text
    taken = ben.post(f"{made.location}/places", data={"paper_cut": str(win.id)})
    after = ben.get(taken.location).text

    assert (
        page.index('label="Quick wins, by payback"')
        < page.index(f'<option value="{win.id}"')
        < page.index('label="Others, by payback"')
    )
    assert page.index('label="Others, by payback"') < page.index(f'<option value="{other.id}"')
    assert fixed.title not in page
    assert "0 of 2 slots fixed; 2 free" in page
    assert "0 of 2 slots fixed; 1 waiting, 1 free" in after
    assert "9 days left" in after
    assert f"<bdi>took: PC-{win.id}</bdi>, by <bdi>Ben</bdi>" in after
    assert "taken into a round: Keyboard only" in ben.get(f"/paper-cuts/{win.id}").text
    assert "Keyboard only" in ben.get("/rounds").text
    assert ben.get("/history").text.count("taken into a round") == 1
    assert "took:" not in ben.get("/history").text


def test_a_dropped_one_frees_its_slot_is_still_told_and_can_come_back(ben: FlaskClient) -> None:
    one, cut, other = a_round(slots=1), worth(30), worth(40)
    actions.rounds.take(one, cut, today=TODAY, by=None, at=AT)
    path = f"/rounds/{one.id}"
    assert ben.post(f"{path}/places", data={"paper_cut": other.id}).status_code == 422

    dropped = ben.get(ben.post(f"{path}/places/{places()[0].id}/drop").location).text
    assert "Dropped <small" in dropped
    assert "0 of 1 slot fixed; 1 free" in dropped
    ben.post(f"{path}/places/{places()[0].id}/return")
    assert places()[0].dropped_at is None
    ben.post(f"{path}/places/{places()[0].id}/drop")
    ben.post(f"{path}/places", data={"paper_cut": other.id})
    full = ben.get(ben.post(f"{path}/places/{places()[0].id}/return").location).text
    assert "Every slot is taken." in full
    assert [place.dropped_at is None for place in places()] == [False, True]


def test_one_press_puts_in_the_first_quick_wins_but_none_that_was_dropped(ben: FlaskClient) -> None:
    one = a_round(slots=2)
    dropped, *wins = (passed(worth(payback)) for payback in (90, 80, 70, 60))
    path = f"/rounds/{one.id}"
    ben.post(f"{path}/places", data={"paper_cut": dropped.id})
    page = ben.get(ben.post(f"{path}/places/{places()[0].id}/drop").location).text

    form = next(form for form in read("", page)[1] if len(form.data.get("paper_cut", ())) == 2)
    assert "Put in the first 2 quick wins" in page
    assert 'name="paper_cut"><option value="">Choose one</option>' in page
    filled = ben.get(ben.post(f"{path}/places", data=form.data).location).text

    assert f"PC-{wins[0].id}, PC-{wins[1].id} are in the round." in filled
    assert [place.paper_cut_id for place in places() if not place.dropped_at] == [win.id for win in wins[:2]]


def test_several_go_in_all_or_none(ben: FlaskClient) -> None:
    one, cuts = a_round(slots=2), [worth(payback) for payback in (30, 40, 50)]

    for typed in ([cut.id for cut in cuts], [cuts[0].id, cuts[0].id], [cuts[0].id, "x"], [""] * 9_999):
        assert ben.post(f"/rounds/{one.id}/places", data={"paper_cut": typed}).status_code == 422, typed[:3]
    assert places() == []


def test_what_is_contested_or_held_back_says_so(ben: FlaskClient) -> None:
    contested, asked_no = worth(30), passed(worth(20), is_often=False)
    comment(contested, CommentKind.OBJECTION)

    page = ben.get(f"/rounds/{a_round().id}").text

    assert f"{contested.title}, pays back 30×, contested</option>" in page
    assert f"{asked_no.title}, pays back 20×, did not pass the gate</option>" in page


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("twice", "is in this round already"),
        ("fixed", "A round takes what is open or claimed"),
        ("missing", "There is no such paper cut"),
        ("over", "The round ended on"),
        ("empty", "Choose a paper cut"),
        ("huge", "Enter a number from 1 to"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(ben: FlaskClient, what: str, words: str) -> None:
    one, cut = a_round(days=-1 if what == "over" else 9), worth(30)
    if what == "twice":
        actions.rounds.take(one, cut, today=TODAY, by=None, at=AT)
    if what == "fixed":
        cut.status = Status.FIXED
    typed = {"missing": "999", "empty": "", "huge": "9" * 12}.get(what, str(cut.id))

    answer = ben.post(f"/rounds/{one.id}/places", data={"paper_cut": typed})

    assert answer.status_code == 422
    assert words in answer.text
    assert len(places()) == (1 if what == "twice" else 0)


def test_from_its_own_page_it_goes_into_a_round_with_room(ben: FlaskClient, vera: FlaskClient) -> None:
    one, full, cut = a_round(), a_round(slots=1), worth(30)
    full.theme = "No room"
    actions.rounds.take(full, worth(10), today=TODAY, by=None, at=AT)
    page = ben.get(f"/paper-cuts/{cut.id}").text
    assert f'<option value="{one.id}">Keyboard only</option>' in page
    assert "No room" not in page

    answer = ben.post(f"/paper-cuts/{cut.id}/rounds", data={"round": one.id})

    assert answer.location == f"/paper-cuts/{cut.id}"
    assert f'href="/rounds/{one.id}"><bdi>Keyboard only' in vera.get(answer.location).text
    assert ben.post(f"/paper-cuts/{cut.id}/rounds", data={"round": full.id}).status_code == 422
    assert ben.post(f"/paper-cuts/{cut.id}/rounds", data={"round": "x"}).status_code == 422
    assert vera.post(f"/paper-cuts/{cut.id}/rounds", data={"round": one.id}).status_code == 403


def test_fixed_ones_count_with_what_they_give_back(ada: FlaskClient) -> None:
    one, cut = a_round(), make.paper_cut(sightings=1)
    actions.scores.refresh_all()
    actions.rounds.take(one, cut, today=TODAY, by=None, at=AT)
    by = db.session.scalars(db.select(Account)).first()
    release = actions.releases.create("5.0", released_on=TODAY, by=by, at=AT)
    actions.releases.add_fix(release, cut, public_title="It works", by=by, at=AT)
    assert "Nothing given back so far." in ada.get(f"/rounds/{one.id}").text  # a draft gives nothing yet

    actions.releases.publish(release, [], by=by, at=AT)

    page = ada.get(f"/rounds/{one.id}").text
    assert "1 of 2 slots fixed; 1 free" in page
    assert "hours a year given back so far, likely" in page


def test_fewer_slots_than_are_taken_and_days_the_wrong_way_round_are_refused(ben: FlaskClient) -> None:
    one = a_round()
    for cut in (worth(30), worth(40)):
        actions.rounds.take(one, cut, today=TODAY, by=None, at=AT)
    path = f"/rounds/{one.id}/edit"

    fewer = ben.post(path, data=TYPED | {"slots": "1"})
    turned = ben.post(path, data=TYPED | {"ends_on": str(TODAY - timedelta(days=1))})

    assert (fewer.status_code, turned.status_code) == (422, 422)
    assert "2 slots are taken. Drop some first." in fewer.text
    assert "The last day comes before the first" in turned.text
    assert ben.post("/rounds/new", data={"theme": " ", "slots": "101", "starts_on": "x"}).status_code == 422


def test_only_one_without_a_past_is_removed(ben: FlaskClient) -> None:
    empty, used = a_round(), a_round()
    actions.rounds.take(used, worth(30), today=TODAY, by=None, at=AT)

    assert ben.post(f"/rounds/{empty.id}/removal").location == "/rounds"
    assert "so it stays" in ben.get(ben.post(f"/rounds/{used.id}/removal").location).text
    assert [one.id for one in db.session.scalars(db.select(Round))] == [used.id]


def test_it_is_found_by_words_and_by_number(ben: FlaskClient) -> None:
    one, cut, noise = a_round(), worth(30), worth(40)
    cut.title, cut.title_identity = "Date <b>clears</b>", "date <b>clears</b>"

    for text in ("clears", f"PC-{cut.id}"):
        page = ben.get(f"/rounds/{one.id}", query_string={"text": text}).text
        assert f'value="{cut.id}"' in page
        assert f'value="{noise.id}"' not in page
        assert "<b>clears" not in page
    assert "has these words" in ben.get(f"/rounds/{one.id}?text=nowhere").text
    assert ben.get(f"/rounds/{one.id}", query_string={"text": "a " * 99}).status_code == 400


def test_readers_read(vera: FlaskClient, client: FlaskClient) -> None:
    one, cut = a_round(), worth(30)
    actions.rounds.take(one, cut, today=TODAY, by=None, at=AT)

    assert cut.title in vera.get(f"/rounds/{one.id}").text
    for path in ("places", f"places/{places()[0].id}/drop", "edit", "removal"):
        assert vera.post(f"/rounds/{one.id}/{path}").status_code == 403
    assert client.get("/rounds").status_code == 302
    assert db.session.get_one(PaperCut, cut.id).status is Status.OPEN
