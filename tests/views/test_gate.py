"""The gate: six questions on the page of a paper cut, and what to do after a "no"."""

import re

from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.gate import QUESTIONS
from papercuts.models import Effort, Gate, PaperCut
from tests.crawl import read
from tests.factories import AT, make

PASSING = {question.name: "yes" for question in QUESTIONS}
FACTS = dict.fromkeys(PASSING, True)


def stored(cut: PaperCut) -> dict[str, bool]:
    """The answers as they are stored now."""
    db.session.expire_all()
    return db.session.get_one(Gate, cut.id).facts


def test_an_engineer_answers_on_the_page_and_it_says_who(ben: FlaskClient) -> None:
    cut, noise = make.paper_cut(), make.paper_cut()
    page = ben.get(f"/paper-cuts/{cut.id}").text
    assert "Nobody has answered the gate yet" in page
    assert f"/paper-cuts/{cut.id}/gate" in {form.action for form in read("", page)[1]}

    answer = ben.post(f"/paper-cuts/{cut.id}/gate", data=PASSING)
    page = ben.get(answer.location).text

    assert (answer.status_code, answer.location) == (303, f"/paper-cuts/{cut.id}")
    assert stored(cut) == FACTS
    assert "It passed the gate. It has no payback until somebody is seen with it." in page
    assert "Answered by <bdi>Ben</bdi>" in page
    assert "<bdi>answered the gate: passed</bdi>, by <bdi>Ben</bdi>" in page
    assert db.session.get(Gate, noise.id) is None


def test_the_estimate_answers_the_question_of_effort_and_says_so(ben: FlaskClient) -> None:
    cut = make.paper_cut(sightings=1)
    actions.paper_cuts.set_effort(cut, low=12, likely=16, high=20, by=None, at=AT)

    page = ben.get(f"/paper-cuts/{cut.id}/gate").text

    form = next(form for form in read("", page)[1] if "seen" in form.data)
    assert form.data["is_small"] == ["no"]
    assert "The estimate says about 16 hours." in page
    assert "otherwise" not in page

    saved = ben.get(ben.post(f"/paper-cuts/{cut.id}/gate", data=PASSING).location).text

    words = "The estimate says about 16 hours. The answer about effort says otherwise."
    assert stored(cut) == FACTS  # said, and not refused
    assert saved.count(words) == 2  # in the message, and where the answers stand
    assert words in ben.get(f"/paper-cuts/{cut.id}/gate").text


def test_where_nobody_has_estimated_a_size_is_kept_and_answers(ben: FlaskClient) -> None:
    small, large, blank = (make.paper_cut(sightings=1) for _ in range(3))
    actions.scores.refresh_all()
    db.session.commit()
    unsized = {name: answer for name, answer in PASSING.items() if name != "is_small"}

    for cut, size, is_small in ((small, "XS", True), (large, "XL", False)):
        assert ben.post(f"/paper-cuts/{cut.id}/gate", data=unsized | {"size": size}).status_code == 303
        assert stored(cut) == FACTS | {"is_small": is_small}
        assert db.session.scalars(db.select(Effort.size).where(Effort.paper_cut_id == cut.id)).all() == [size]
    assert ben.post(f"/paper-cuts/{blank.id}/gate", data=unsized).status_code == 422
    assert "Choose from the list" in ben.post(f"/paper-cuts/{blank.id}/gate", data=unsized | {"size": "S+"}).text
    page = ben.get(ben.post(f"/paper-cuts/{blank.id}/gate", data=PASSING | {"size": ""}).location).text
    assert re.search("Nobody has estimated the effort: with the [0-9]+ hours that are assumed it pays back", page)
    assert f'href="/paper-cuts/{blank.id}/efforts/new">Set the effort' in page
    assert 'name="size"' not in ben.get(f"/paper-cuts/{small.id}/gate").text


def test_a_no_leads_to_reasons_that_fill_in_the_decline(ada: FlaskClient) -> None:
    cut = make.paper_cut()

    answer = ada.post(f"/paper-cuts/{cut.id}/gate", data=PASSING | {"is_small": "no", "is_harmless": "no"})
    page = ada.get(answer.location).text
    declining = ada.get(f"/paper-cuts/{cut.id}/declines/new?reason=is_small-1").text

    assert answer.location == f"/paper-cuts/{cut.id}/gate/reasons"
    assert f'href="/paper-cuts/{cut.id}/declines/new?reason=is_small-1"' in page
    assert "It is no quick win: over 8 hours, a paper cut for somebody else." in page
    assert "met seldom" not in page.lower()
    form = next(form for form in read("", declining)[1] if "destination" in form.data)
    assert form.data["destination"] == ["epic"]
    assert "The fix takes more than 8 hours" in form.data["reason"][0]
    assert ada.get(f"/paper-cuts/{cut.id}/declines/new?reason=nonsense").status_code == 400


def test_an_engineer_who_may_not_decline_comes_back_to_the_page(ben: FlaskClient) -> None:
    cut = make.paper_cut()

    answer = ben.post(f"/paper-cuts/{cut.id}/gate", data=PASSING | {"is_often": "no"})

    assert answer.location == f"/paper-cuts/{cut.id}"
    assert "It is no quick win: met seldom." in ben.get(answer.location).text
    assert ben.get(f"/paper-cuts/{cut.id}/gate/reasons").status_code == 403


def test_new_answers_replace_the_old_and_the_history_keeps_both(ada: FlaskClient) -> None:
    cut = make.paper_cut()
    actions.gates.answer(cut, FACTS | {"is_often": False}, bound_hours=8, by=None, at=AT)

    ada.post(f"/paper-cuts/{cut.id}/gate", data=PASSING)
    ada.post(f"/paper-cuts/{cut.id}/gate", data=PASSING)  # again: nothing new

    page = ada.get(f"/paper-cuts/{cut.id}").text
    assert stored(cut) == FACTS
    assert page.count("<bdi>answered the gate: passed; before met seldom</bdi>") == 1


def test_what_is_missing_is_asked_and_what_was_answered_kept(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    some = {name: value for name, value in PASSING.items() if name != "is_obvious"}

    for typed in (some, some | {"is_obvious": "maybe"}):
        answer = ben.post(f"/paper-cuts/{cut.id}/gate", data=typed)
        form = next(form for form in read("", answer.text)[1] if "seen" in form.data)

        assert answer.status_code == 422
        assert ("Answer yes or no" if typed is some else "Choose from the list") in answer.text
        assert form.data["is_typical"] == ["yes"]
    assert db.session.get(Gate, cut.id) is None


def test_two_who_answer_at_once_see_both(ada: FlaskClient, ben: FlaskClient) -> None:
    cut = make.paper_cut()
    page = ben.get(f"/paper-cuts/{cut.id}/gate").text
    shown = next(form for form in read("", page)[1] if "seen" in form.data)
    seen = {"seen": shown.data["seen"]}
    ada.post(f"/paper-cuts/{cut.id}/gate", data=PASSING)

    both = ben.post(f"/paper-cuts/{cut.id}/gate", data=PASSING | seen | {"is_often": "no"})

    assert both.status_code == 409
    assert "Theirs: Is it met often?" in both.text
    assert "Theirs: Does a typical user meet it?" not in both.text
    assert stored(cut) == FACTS


def test_readers_see_the_answers_and_cannot_give_them(vera: FlaskClient, client: FlaskClient) -> None:
    cut = make.paper_cut()
    actions.gates.answer(cut, FACTS, bound_hours=8, by=None, at=AT)
    path = f"/paper-cuts/{cut.id}/gate"

    assert "It passed the gate." in vera.get(f"/paper-cuts/{cut.id}").text
    assert (vera.get(path).status_code, vera.post(path, data=PASSING).status_code) == (403, 403)
    assert client.post(path, data=PASSING).status_code == 401
