"""What to watch next: the list over all paper cuts, and what it feeds, the plan of a visit."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import selectinload

from papercuts import actions
from papercuts.db import db
from papercuts.domain import observing
from papercuts.models import Task, Visit, Watch
from papercuts.pages import doubt, observations, plans
from papercuts.queries import first_ones
from tests.factories import make

FORMULA = "=HYPERLINK(“http://evil.example”) & <b>"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """The tests make rows without events, by which what was computed is found again."""
    first_ones.kept.clear()


def text_of(page: str) -> str:
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def doubtful(*names: str, n_each: int = 2) -> list[Task]:
    """Paper cuts that nothing sets apart, some at each task; of the first of these tasks least is known."""
    tasks = [make.task(name) for name in names]
    for task in tasks:
        source = "guess" if task is tasks[0] else "telemetry"
        make.use(task, people=100, people_source=source, times=5.0, per="day", frequency_source=source)
        for n in range(n_each):
            make.effort(make.paper_cut(f"Cut {n} of {task.name}", task=task, sightings=2))
    actions.scores.refresh_all()
    return tasks


def test_the_list_says_what_to_do_what_it_would_change_and_with_whom(ada: FlaskClient) -> None:
    shops = make.segment("Shops & <b>stalls</b>", weight=2)
    first, second = doubtful(FORMULA, "Send the invoices", n_each=3)
    visit = make.visit(make.site(segment=shops), visited_on=date(2026, 2, 1))
    make.watch(visit, make.participant(visit.site), first)
    page = ada.get("/visits/watch-next").text
    words = text_of(page)

    assert "Watch 5 more people doing “ =HYPERLINK" in words
    assert re.search(r"\d\.\d of the first 3 places", words)
    assert "Ask 5 people how often they do “ Send the invoices" not in words  # telemetry says
    assert "&lt;b&gt;stalls" in page
    assert "<b>" not in page
    assert page == ada.get("/visits/watch-next").text
    assert {f'value="{task.id}" checked' in page for task in (first, second)} == {True}
    assert page.count('type="checkbox"') == 2


def test_from_a_paper_cut_its_own_advice_comes_first_with_the_visit_that_is_planned(
    ada: FlaskClient, vera: FlaskClient
) -> None:
    """Met once in 20 times: how often is what least is known of, and the sentence and the list say so alike."""
    _, task = doubtful("Aim", "Send <i>it", n_each=1)
    cut = make.paper_cut("Met <b>rarely", task=task)
    make.effort(cut)
    for _ in range(3):
        sighting = make.sighting(task=task, paper_cut=cut)
        db.session.scalars(db.select(Watch).filter_by(visit_id=sighting.visit_id)).one().performed = 20
    db.session.flush()
    actions.scores.refresh_all()
    planned = make.visit(make.site("Dental <u>"), status="planned", visited_on=date(2026, 12, 3), tasks=[task])
    make.visit(status="planned", tasks=[task], product="Another")
    link = f"/visits/watch-next?cut={cut.id}"

    assert "Counting how often it happens to those it hits, with 5 more of them, would narrow the payback most" in (
        page := ada.get(f"/paper-cuts/{cut.id}").text
    )
    assert link in page
    page = ada.get(link).text
    own = text_of(page.split('id="own"')[1].split("Over all paper cuts")[0])
    assert "For PC-3 Met &lt;b&gt;rarely" in own
    assert own.index("Count how often it happens to those it hits") < own.index("Watch 5 more people doing")
    assert "Planned already: 3 December 2026, Dental &lt;u&gt;" in own
    assert "Needs no visit: Set the effort" in own
    assert page.count(f'href="/visits/{planned.id}"') == page.count("Planned already") > 0
    assert f"/visits/new?tasks={task.id}" in page
    assert "/visits/new" not in vera.get(link).text
    for wrong in ("999", "x", "9" * 30, "-1"):
        assert 'id="own"' not in ada.get("/visits/watch-next", query_string={"cut": wrong}).text


def test_whatever_narrows_a_doubt_is_in_the_list() -> None:
    """In every part of it that could name one: nothing is advised that nowhere can be chosen."""
    assert set(observations.TOLD) == set(doubt.TOLD) == set(observing.FACTORS)
    assert {*observing.AT_VISITS, *observing.AT_DESK} == set(observing.FACTORS)
    assert set(observations.HINTS) == set(observing.AT_VISITS)


def test_a_viewer_sees_the_list_and_cannot_plan(vera: FlaskClient) -> None:
    doubtful("Send the invoices", n_each=5)
    page = vera.get("/visits/watch-next").text

    assert "of the first 3 places" in page
    assert "/visits/new" not in page
    assert 'type="checkbox"' not in page
    assert 'href="/visits/watch-next"' in vera.get("/visits").text


@pytest.mark.parametrize(
    ("n", "said"), [(0, "so far there is none"), (1, "so far there is 1"), (4, "so far there are 4")]
)
def test_a_short_list_has_no_first_places(ada: FlaskClient, vera: FlaskClient, n: int, said: str) -> None:
    doubtful("Send the invoices", n_each=n)

    assert said in text_of(ada.get("/visits/watch-next").text)
    assert "Plan a visit" in ada.get("/visits/watch-next").text
    assert "/visits/new" not in vera.get("/visits/watch-next").text


def test_first_places_that_nothing_can_change_are_settled(ada: FlaskClient) -> None:
    for people in (10, 10_000, 10_000_000, 100_000, 1_000_000):
        task = make.task()
        make.use(task, people=people, people_source="telemetry", times=5.0, per="day", frequency_source="telemetry")
        make.effort(make.paper_cut(task=task, sightings=40), size=None, low_hours=4, likely_hours=4, high_hours=4)
    actions.scores.refresh_all()

    assert "are settled" in ada.get("/visits/watch-next").text


def test_the_plan_ticks_what_was_chosen_and_marks_what_would_change_most(
    ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also beyond the tasks that the form offers by name, and what no row can be is left out."""
    monkeypatch.setattr(plans, "N_CHOICES", 1)
    early, late, zeal = (make.task(name) for name in ("Aim", "Yield", "Zeal"))
    [worth] = doubtful("Watch me", n_each=5)
    visit = make.visit(status="planned", tasks=[late])
    page = ada.get(f"/visits/new?tasks={late.id}").text
    changed = ada.get(f"/visits/{visit.id}/plan").text

    for one in (page, changed):
        assert f'value="{late.id}" checked' in one
        assert f'value="{worth.id}">' in one
        assert f'value="{early.id}">' in one
        assert f'value="{zeal.id}"' not in one
        assert one.count("Worth watching:") == 1
        assert "would change" in text_of(one).split("Watch me")[1]
    for wrong in ("9" * 30, "-1", "1.5", "²", "x", "0"):
        assert ada.get("/visits/new", query_string={"tasks": wrong}).status_code == 200


def test_the_plan_takes_along_why_and_with_whom(ada: FlaskClient) -> None:
    heavy = make.segment("<i>Heavy", weight=2)
    [task] = doubtful("Send the invoices", n_each=5)
    site = make.site(segment=heavy)
    make.visit(site)
    page = ada.get(f"/visits/new?from=watch-next&tasks={task.id}").text
    reason = re.search(r"Watch 5 more people doing “Send the invoices”, best with &lt;i&gt;Heavy: about [0-9.]+", page)

    assert reason
    assert page.count(reason[0]) == 2  # above the form, and first among the questions
    assert "; best with &lt;i&gt;Heavy, so far nobody yet" in page
    assert reason[0] not in ada.get(f"/visits/new?tasks={task.id}").text
    assert "best with" not in ada.get("/visits/new?from=watch-next").text.split("<textarea")[1]
    chosen = re.search(r'Best with <bdi>&lt;i&gt;Heavy</bdi>. Known there:.*?href="([^"]+)"', page)
    assert chosen
    with_site = ada.get(unescape(chosen[1])).text
    assert re.search(f'<input[^>]* name="site"[^>]* value="{site.name}"', with_site)
    assert f'value="{task.id}" checked' in with_site
    assert "Known there" not in with_site


def test_a_plan_with_them_is_kept(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "N_CHOICES", 1)
    tasks = [make.task(name) for name in ("Aim", "Yield", "Zeal")]
    site = make.site()
    make.visit(site)
    plan = {"site": site.name, "visited_on": "2026-05-02", "kind": "on site", "tasks": [one.id for one in tasks]}
    answer = ada.post("/visits/new", data=plan)

    assert answer.status_code == 303
    kept = db.session.scalars(db.select(Visit).options(selectinload(Visit.tasks)).order_by(Visit.id.desc())).first()
    assert kept is not None
    assert kept.tasks == tasks


def test_the_segment_that_counts_double_needs_twice_as_many(ada: FlaskClient) -> None:
    """Two of each were watched; of the heavier segment that is less than of the other."""
    light, heavy = make.segment("Light"), make.segment("Heavy", weight=2)
    [task] = doubtful("Send the invoices", n_each=5)
    for segment in (light, heavy):
        for _ in range(2):
            visit = make.visit(make.site(segment=segment))
            make.watch(visit, make.participant(visit.site), task)
    words = text_of(ada.get("/visits/watch-next").text)

    assert "Best with Heavy , so far 2 sites, 2 people" in words


def test_the_list_is_worked_out_once_and_in_few_statements(
    ada: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    doubtful("Send the invoices", n_each=5)
    doubtful("Open the mail", n_each=5)
    ada.get("/visits/watch-next")
    with count_queries() as statements:
        ada.get("/visits/watch-next")
    assert len(statements) <= 12
