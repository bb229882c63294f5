"""Known paper cuts below a title that is typed."""

from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.models import NotTheSame
from tests.factories import AT, make

TITLE = "date field clears on enter"


def test_known_ones_stand_below_a_title_with_reasons_and_links(ada: FlaskClient) -> None:
    task = make.task("Correct a due date", area=make.area("Invoice editor"))
    cut = make.paper_cut("Date <field> clears itself on Enter", task=task)
    make.paper_cut("Date field clears on tab", task=task, status=Status.DECLINED)
    make.paper_cut("Printing takes long", task=task)
    db.session.commit()

    part = ada.get("/paper-cuts/similar", query_string={"title": TITLE, "task": task.id}).text

    assert "<html" not in part
    assert part.count("<li>") == 1
    assert f'href="/paper-cuts/{cut.id}"><bdi>Date &lt;field&gt; clears itself on Enter</bdi>' in part
    assert "Looks the same, same task, 4 words in common. " in part
    assert "<li>" not in ada.get("/paper-cuts/similar").text


def test_at_most_five_and_neither_itself_nor_what_is_told_apart(ada: FlaskClient) -> None:
    cuts = [make.paper_cut(f"Date field clears {n}") for n in range(8)]
    named, apart = make.paper_cut("Date field clears on Enter"), make.paper_cut("Date field clears on enter, too")
    db.session.add(NotTheSame(paper_cut_id=named.id, other_id=apart.id, said_at=AT))
    db.session.commit()

    part = ada.get("/paper-cuts/similar", query_string={"title": TITLE, "without": named.id}).text

    assert part.count("<li>") == 5
    assert all(f'/paper-cuts/{one.id}"' not in part for one in (named, apart))
    assert part.count("/paper-cuts/") == sum(f'/paper-cuts/{one.id}"' in part for one in cuts)


def test_every_form_with_a_title_asks_while_it_is_typed(ada: FlaskClient) -> None:
    cut = make.paper_cut()
    seen, waiting = make.sighting(paper_cut=cut), make.sighting()
    db.session.commit()
    pages = {
        f"/paper-cuts/{cut.id}/edit": f"/paper-cuts/similar?without={cut.id}",
        f"/paper-cuts/{cut.id}/splits/new?sighting={seen.id}": (
            f"/paper-cuts/similar?task={cut.task_id}&amp;without={cut.id}"
        ),
        f"/sightings/{waiting.id}/match": f"/paper-cuts/similar?task={waiting.task_id}",
    }

    for page, asked in pages.items():
        answer = ada.get(page)
        assert answer.status_code == 200
        assert f'hx-get="{asked}"' in answer.text
        assert "htmx.min.js" in answer.text


def test_odd_questions_are_answered(ada: FlaskClient) -> None:
    make.paper_cut("Date field clears itself")
    db.session.commit()

    for title in ("", "' OR 1 --", "NEAR(* ^", "x" * 50_000, "é" * 5_000, "date\u202e field clears"):
        assert ada.get("/paper-cuts/similar", query_string={"title": title}).status_code == 200
    assert ada.get("/paper-cuts/similar?title=date&task=none").status_code == 400
    assert ada.get("/paper-cuts/similar?title=date&without=99999999999").status_code == 400
    assert ada.get("/paper-cuts/similar?title=date&task=999999&without=999999").status_code == 200
