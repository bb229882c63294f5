"""The quick wins among the paper cuts: derived from gate, payback and comments; the list says what is missing."""

import re
from itertools import product

import pytest
from flask.testing import FlaskClient

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import CommentKind, Status
from papercuts.models import Comment, Gate, PaperCut, Setting
from papercuts.queries import ranked
from tests.factories import AT, make
from tests.views.test_gate import FACTS


def worth(payback: float, status: Status = Status.OPEN) -> PaperCut:
    """A paper cut that is ranked with this payback."""
    return make.paper_cut(
        status=status, payback_q50=payback, hours_lost_mean=50.0, effort_hours_mean=2.0, needs_effort=False
    )


def comment(cut: PaperCut, kind: CommentKind = CommentKind.REMARK, **fields: object) -> Comment:
    row = Comment(paper_cut_id=cut.id, kind=kind, text="Why?", written_at=AT, **fields)
    db.session.add(row)
    db.session.flush()
    return row


def passed(cut: PaperCut, **facts: bool) -> PaperCut:
    db.session.add(Gate(paper_cut_id=cut.id, answered_at=AT, **(FACTS | facts)))
    db.session.flush()
    return cut


def listed(browser: FlaskClient, query: str) -> set[int]:
    page = browser.get(f"/paper-cuts?{query}").text
    return {int(number) for number in re.findall(r'class="cut-title" href="/paper-cuts/(\d+)"', page)}


def test_sql_and_the_rule_say_the_same(app: object) -> None:
    row = db.session.get_one(Setting, 1)
    row.comments_max = 1
    cuts = []
    for payback, has_passed, n_comments, objects, status in product(
        (19.0, 20.0), (None, False, True), (0, 1, 2), (None, False, True), (Status.OPEN, Status.CLAIMED)
    ):
        cut = worth(payback, status=status)
        if has_passed is not None:
            passed(cut, is_often=has_passed)
        for _ in range(n_comments):
            comment(cut)
        if objects is not None:
            comment(cut, CommentKind.OBJECTION, resolved_at=None if objects else AT)
        cuts.append(cut)

    for cut in cuts:
        standing = queries.quick_wins.standing(cut, queries.quick_wins.gate_of(cut.id))
        mark = db.session.scalar(db.select(queries.quick_wins.mark).where(PaperCut.id == cut.id))
        in_views = {
            view
            for view in queries.quick_wins.VIEWS
            if db.session.scalar(db.select(PaperCut.id).where(PaperCut.id == cut.id, queries.quick_wins.VIEWS[view]))
        }

        assert ("quick-wins" in in_views) == standing.is_quick_win(20, 1) == (mark == "quick win")
        assert ("contested" in in_views) == standing.is_contested(1) == str(mark).startswith("contested")
        assert (mark == "contested by an objection") == (standing.n_objections > 0)
        assert ("unchecked" in in_views) == (standing.has_passed is None and standing.pays_back(20))


def test_the_view_holds_only_what_passed_pays_back_and_is_not_contested(vera: FlaskClient) -> None:
    win = passed(worth(30))
    asked_no, below, contested = passed(worth(40), is_small=False), passed(worth(10)), passed(worth(50))
    unasked, fixed = worth(60), passed(make.paper_cut(status=Status.FIXED))
    comment(contested, CommentKind.OBJECTION)

    assert listed(vera, "view=quick-wins") == {win.id}
    assert listed(vera, "view=unchecked") == {unasked.id}
    assert listed(vera, "view=contested") == {contested.id}
    assert listed(vera, "") == {win.id, asked_no.id, below.id, contested.id, unasked.id}
    page = vera.get("/paper-cuts").text
    assert (page.count("<bdi>quick win</bdi>"), page.count("<bdi>contested by an objection</bdi>")) == (1, 1)
    assert fixed.id not in listed(vera, "view=quick-wins&status=all")
    assert vera.get("/paper-cuts?view=best").status_code == 400


def test_without_one_it_says_what_is_missing_and_leads_there(ben: FlaskClient) -> None:
    area = make.area()
    for cut in (worth(30), worth(40), passed(worth(50), is_often=False)):
        cut.area_id = area.id
    worth(70), worth(10)

    page = ben.get(f"/paper-cuts?view=quick-wins&area={area.id}").text
    asked = ben.get(f"/paper-cuts?area={area.id}&view=unchecked").text

    assert "3 pay back 20× or more: 2 were not asked at the gate, 1 did not pass the gate." in page
    assert f'href="?area={area.id}&amp;view=unchecked">Ask about those 2</a>' in page
    assert asked.count("Answer the gate<") == 2
    assert "No paper cut here pays back 20× or more." not in asked


@pytest.mark.parametrize("path", ["/paper-cuts", "/paper-cuts/matrix"])
def test_with_nothing_at_all_both_views_say_so(vera: FlaskClient, path: str) -> None:
    assert "No paper cut here pays back 20× or more." in vera.get(f"{path}?view=quick-wins").text
    assert "All that pay back 20× or more were asked" in vera.get(f"{path}?view=unchecked").text
    assert "more than 5 comments" in vera.get(f"{path}?view=contested").text


def test_the_matrix_rings_them_and_not_all_that_pay_back_enough(vera: FlaskClient) -> None:
    win, unasked = passed(worth(30)), worth(60)
    for cut in (win, unasked):
        cut.needs_effort = False

    page = vera.get("/paper-cuts/matrix").text
    wide = page.split('class="chart plot--wide"')[1].split("</svg>")[0]

    assert wide.count('class="c-win"') == 1
    assert wide.count("hours to fix, a quick win") == 1
    assert "Quick win: passed the gate" in page
    assert page.count(">quick win</span>") == 1
    assert "Quick win: passed" not in vera.get("/paper-cuts/matrix?view=unchecked").text


def test_the_line_is_the_teams(vera: FlaskClient) -> None:
    win = passed(worth(30))
    db.session.get_one(Setting, 1).quick_win_payback = 31

    assert listed(vera, "view=quick-wins") == set()
    assert ranked.counts(ranked.read({"view": "unchecked"}, 1))[0] == 0
    assert "It passed the gate, and pays back 30×; a quick win pays back 31× or more." in (
        vera.get(f"/paper-cuts/{win.id}").text
    )


def test_answering_from_the_list_leads_back_to_it(ben: FlaskClient) -> None:
    cut = worth(30)
    data = {"next": "/paper-cuts?view=unchecked", "is_harmless": "yes"}
    data |= dict.fromkeys(("is_existing", "is_typical", "is_often", "is_obvious", "is_small"), "yes")

    answer = ben.post(f"/paper-cuts/{cut.id}/gate", data=data)

    assert answer.location == "/paper-cuts?view=unchecked"
    assert "It is a quick win: it passed the gate and pays back 30×" in ben.get(answer.location).text
    assert actions.gates.answer(cut, FACTS, bound_hours=8, by=None, at=AT).answered_by_id is not None
