"""Comments on a paper cut: remarks, questions and objections, and the five-minute rule."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import CommentKind
from papercuts.models import Comment, Setting
from papercuts.web.prose import prose
from tests.crawl import read
from tests.factories import AT, make
from tests.views.test_gate import FACTS
from tests.views.test_quick_wins import worth

CountQueries = Callable[[], AbstractContextManager[list[str]]]
OBJECTION = {"kind": "objection", "text": "The new editor replaces this"}


def only() -> Comment:
    """The one comment there is, as it is stored now."""
    db.session.expire_all()
    return db.session.scalars(db.select(Comment)).one()


def test_the_number_of_a_paper_cut_leads_to_it(ben: FlaskClient, count_queries: CountQueries) -> None:
    here, other = make.paper_cut(reason="See PC-1"), make.paper_cut("<b>Other")
    mo = make.account("Mo")
    text = f"pc-{other.id}, not PC-999, XPC-{other.id}, https://example.org/PC-{other.id} & <PC-{other.id}>"

    def cost() -> tuple[str, int]:
        with count_queries() as statements:
            page = ben.get(f"/paper-cuts/{here.id}").text
        return page, sum("paper_cut.id \nFROM" in statement for statement in statements)

    actions.comments.add(here, CommentKind.REMARK, text, by=mo, at=AT)
    page, n_before = cost()
    link = f'<a href="/paper-cuts/{other.id}">'
    assert f'{link}pc-{other.id}</a>, not PC-999, XPC-{other.id}, <a href="https://example.org/PC-{other.id}"' in page
    assert f" &amp; &lt;{link}PC-{other.id}</a>&gt;" in page

    for number in range(3):
        actions.comments.add(here, CommentKind.REMARK, f"PC-{number}", by=mo, at=AT)
    assert cost()[1] == n_before
    assert prose(f"PC-{other.id}") == f"PC-{other.id}"  # as public notes have it


def test_an_objection_takes_it_off_the_quick_wins_until_it_is_resolved(ben: FlaskClient, ada: FlaskClient) -> None:
    cut = worth(30)
    actions.gates.answer(cut, FACTS, bound_hours=8, by=None, at=AT)
    page = f"/paper-cuts/{cut.id}"

    said = ben.post(f"{page}/comments", data=OBJECTION)
    ben.post(f"{page}/comments", data=OBJECTION)  # sent twice is one
    contested = ada.get(page).text
    assert (said.status_code, said.location) == (303, page)
    assert "<strong><bdi>Ben</bdi></strong>" in contested
    assert "1 objection is not resolved." in contested
    assert "it is contested" in contested
    assert "<bdi>commented: objection</bdi>, by <bdi>Ben</bdi>" in contested
    assert "No quick win here" in ada.get("/paper-cuts?view=quick-wins").text

    ada.post(f"/comments/{only().id}/resolution")
    resolved = ada.get(page).text
    assert "Resolved by <bdi>Ada</bdi>" in resolved
    assert "It is a quick win" in resolved
    assert "<bdi>resolved an objection</bdi>, by <bdi>Ada</bdi>" in resolved

    ada.post(f"/comments/{only().id}/resolution/end")
    assert "1 objection is not resolved." in ada.get(page).text


def test_more_comments_than_a_quick_win_may_have_contest_it(ben: FlaskClient) -> None:
    cut = worth(30)
    db.session.get_one(Setting, 1).comments_max = 1
    for text in ("One", "Two"):
        ben.post(f"/paper-cuts/{cut.id}/comments", data={"kind": "remark", "text": text})

    assert "It has 2 comments, and a quick win may have at most 1." in ben.get(f"/paper-cuts/{cut.id}").text


def test_one_changes_ones_own_and_what_it_becomes_is_to_be_resolved(ben: FlaskClient, ada: FlaskClient) -> None:
    cut = make.paper_cut()
    ben.post(f"/paper-cuts/{cut.id}/comments", data=OBJECTION)
    comment = only()
    ada.post(f"/comments/{comment.id}/resolution")

    ben.post(f"/comments/{comment.id}/edit", data={"kind": "question", "text": "Is it replaced?"})

    now = only()
    assert (now.kind, now.text, now.resolved_at) == (CommentKind.QUESTION, "Is it replaced?", None)
    history = ben.get(f"/paper-cuts/{cut.id}").text.split('id="history"')[1]
    assert "edited a comment: kind from objection to question" in history
    assert "Is it replaced?" not in history
    for answer in (ada.post(f"/comments/{now.id}/edit", data=OBJECTION), ada.post(f"/comments/{now.id}/removal")):
        assert answer.status_code == 422
        assert "Only whoever wrote a comment" in answer.text
    assert only().text == "Is it replaced?"
    assert ben.post("/comments/4711/removal").status_code == 404


def test_a_comment_removed_by_mistake_can_be_added_again(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    ben.post(f"/paper-cuts/{cut.id}/comments", data=OBJECTION | {"text": "One\n<b>Two"})

    removed = ben.post(f"/comments/{only().id}/removal").text

    assert db.session.scalar(db.select(db.func.count(Comment.id))) == 0
    assert "Until you leave this page its words stand in the form" in removed
    [form] = [one for one in read("", removed)[1] if one.action == f"/paper-cuts/{cut.id}/comments"]
    assert (" ".join(form.data["text"][0].split()), form.data["kind"]) == ("One <b>Two", ["objection"])
    history = ben.get(f"/paper-cuts/{cut.id}").text.split('id="history"')[1]
    assert "removed a comment: objection that was not resolved; written less than a day before" in history
    assert "Two" not in history


def test_two_windows_of_one_person_overwrite_nothing(ben: FlaskClient) -> None:
    ben.post(f"/paper-cuts/{make.paper_cut().id}/comments", data=OBJECTION)
    path = f"/comments/{only().id}/edit"
    shown = next(form for form in read("", ben.get(path).text)[1] if "seen" in form.data)
    ben.post(path, data=OBJECTION | {"text": "First window"})

    both = ben.post(path, data=OBJECTION | {"text": "Second window", "seen": shown.data["seen"]})

    assert both.status_code == 409
    assert only().text == "First window"


def test_what_is_wrong_is_said_and_kept(ben: FlaskClient) -> None:
    path = f"/paper-cuts/{make.paper_cut().id}/comments"

    empty = ben.post(path, data={"kind": "question", "text": " "})
    long = ben.post(path, data={"kind": "shout", "text": "<b>x</b>" * 3_000})

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Write a comment" in empty.text
    assert 'value="question" checked' in empty.text
    assert "At most 20,000 characters (you sent 24,000)" in long.text
    assert "Choose from the list" in long.text
    assert "<b>x</b>" not in long.text


def test_a_remark_asks_for_nothing(ben: FlaskClient) -> None:
    ben.post(f"/paper-cuts/{make.paper_cut().id}/comments", data={"kind": "remark", "text": "Seen it too"})

    answer = ben.post(f"/comments/{only().id}/resolution")

    assert answer.status_code == 422
    assert "nothing to resolve" in answer.text


def test_readers_read_and_do_not_write(vera: FlaskClient, client: FlaskClient) -> None:
    cut = make.paper_cut()
    actions.comments.add(cut, CommentKind.QUESTION, "<script>alert(1)</script>", by=make.account("Ben"), at=AT)
    path = f"/paper-cuts/{cut.id}"

    page = vera.get(path).text
    assert "&lt;script&gt;" in page
    assert "Add the comment" not in page
    assert (vera.post(f"{path}/comments", data=OBJECTION).status_code, client.get(path).status_code) == (403, 302)


def test_what_colleagues_ask_about_a_claim_waits_on_the_overview(ben: FlaskClient, ada: FlaskClient) -> None:
    mine, theirs = make.paper_cut("Mine", sightings=1), make.paper_cut("Theirs", sightings=1)
    ben.post(f"/paper-cuts/{mine.id}/claim")
    for cut in (mine, theirs):
        for kind in ("objection", "question", "remark"):
            ada.post(f"/paper-cuts/{cut.id}/comments", data={"kind": kind, "text": f"About this {kind}"})

    page = ben.get("/").text

    assert "1 objection and 1 question about what you have claimed" in page
    assert f"PC-{mine.id} Mine" in page
    assert page.count("about what you have claimed") == 1
    assert "about what you have claimed" not in ada.get("/").text
