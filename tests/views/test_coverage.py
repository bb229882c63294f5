"""How much is still unseen: the page, its sentence, what it says when it is too early, and its files."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain import coverage_matrix
from papercuts.domain.coverage import Incidence
from papercuts.models import Task
from tests.factories import make

FORMULA = "=HYPERLINK(“http://evil.example”)"


def watched(*hits: str, name: str = "Send the invoices", **fields: object) -> Task:
    """Watch one person after the other at a task; each string names the paper cuts that one met, a letter each."""
    task = make.task(name, **fields)
    cuts = {letter: make.paper_cut(f"Cut {letter}", task=task) for letter in sorted(set("".join(hits)))}
    for day, letters in enumerate(hits, 1):
        visit = make.visit(visited_on=date(2026, 2, day))
        person = make.participant(visit.site, f"P{day}", real_name="Margarethe Vanderbilt")
        make.watch(visit, person, task)
        for letter in letters:
            make.sighting(visit, participant=person, task=task, paper_cut=cuts[letter])
    db.session.commit()
    return task


def text_of(page: str) -> str:
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_says_the_share_first_and_what_two_more_would_show(vera: FlaskClient) -> None:
    """T = 6, U = 12, Q1 = 4, Q2 = 1: a share of 1 − 4/12 · 20/22, at least 5/6 · 12/4 = 2.5 unseen."""
    watched("ab", "ac", "ad", "ae", "af", "ab")

    words = text_of(vera.get("/visits/coverage").text)

    assert "You have about 70 % of what people run into here" in words
    assert "Watching 2 more people should show about 0.9 new paper cuts , 0 to 3." in words
    assert "At least 9 in all: what is unseen is met seldom." in words
    assert "4 more 1.5 0 to" in words  # 2.5 (1 − (1 − 4/19)⁴) = 1.53
    assert "4 of the 6 paper cuts were hit once only" in words
    assert "6 people at 6 sites, to 6 February 2026" in words


def test_one_that_was_hit_once_is_no_sign_of_more(vera: FlaskClient) -> None:
    watched("abcdef", "abcde", "abcde")

    words = text_of(vera.get("/visits/coverage").text)

    assert "1 of the 6 paper cuts was hit once only. One alone is no sign of more." in words
    assert "No sign of more." in words


def test_too_early_says_what_is_missing_and_plans_a_visit(ada: FlaskClient, vera: FlaskClient) -> None:
    task = watched("abcdef", "ab")

    page = ada.get(f"/visits/coverage?task={task.id}").text

    assert "So far people were watched 2 times, and 6 paper cuts were seen: watch 1 more person." in text_of(page)
    assert f'href="/visits/new?tasks={task.id}"' in page
    assert "You have about" not in page
    assert "/visits/coverage.svg" not in page
    assert vera.get(f"/visits/coverage.svg?task={task.id}").status_code == 404
    assert "/visits/new" not in vera.get(f"/visits/coverage?task={task.id}").text


def test_without_any_visit_the_page_says_what_it_is_for(vera: FlaskClient) -> None:
    assert "Nobody was watched yet" in vera.get("/visits/coverage").text
    assert vera.get("/visits/coverage/matrix.csv").status_code == 404


def test_only_who_was_watched_there_with_our_product_counts(vera: FlaskClient) -> None:
    task = watched("ab", "ac", "", name="Here", area=make.area("Editor"))
    watched("xyz", "x", "y", "z", "x", name="Elsewhere")
    seen = make.sighting(task=task)  # without a paper cut: it waits
    other = make.visit(product="Another")
    make.sighting(other, task=task, paper_cut=make.paper_cut("Theirs", task=task))
    db.session.commit()

    here = vera.get(f"/visits/coverage?task={task.id}").text
    area = vera.get(f"/visits/coverage?area={task.area_id}").text

    for page in (here, area):
        assert "So far people were watched 4 times, and 3 paper cuts were seen" in text_of(page)
        assert "1 sighting here waits for a paper cut" in text_of(page)
        assert "Theirs" not in page
    assert seen.paper_cut_id is None


def test_where_nobody_was_watched_the_choice_says_so(vera: FlaskClient) -> None:
    watched("ab", area=make.area("Editor"))
    task = make.task("Never watched", area=make.area("Settings"))
    db.session.commit()

    for query in (f"task={task.id}", f"area={task.area_id}"):
        page = vera.get(f"/visits/coverage?{query}").text
        assert re.search(r'<option value="\d+" selected>(Never watched|Settings)<', page)
        assert "So far people were watched 0 times, and 0 paper cuts were seen" in text_of(page)
        assert vera.get(f"/visits/coverage/matrix.csv?{query}").status_code == 200
        assert vera.get(f"/visits/coverage/curve.csv?{query}").status_code == 200


def test_who_to_watch_next_begins_with_those_nobody_watched(vera: FlaskClient) -> None:
    shops, offices, not_ours = make.segment("Shops"), make.segment("Offices"), make.segment("Not ours", weight=0)
    task = watched("ab", "ac", "ad", "e")
    person = make.participant(make.site(segment=offices))
    make.watch(make.visit(participants=[person]), person, task)
    db.session.commit()

    words = text_of(vera.get(f"/visits/coverage?task={task.id}").text).split("Who to watch next")[1]

    assert words.index(f"{shops.name} : nobody yet") < words.index(f"{offices.name} : 1 site, 1 person")
    assert not_ours.name not in words.split("By task")[0]


@pytest.mark.parametrize("query", ["task=999999", "area=999999"])
def test_what_there_is_not_is_not_found(vera: FlaskClient, query: str) -> None:
    assert vera.get(f"/visits/coverage?{query}").status_code == 404
    assert vera.get(f"/visits/coverage/matrix.csv?{query}").status_code == 404


@pytest.mark.parametrize("query", ["task=0", "task=-1", "task=x", "area=1.5", "task=99999999999999999999", "area='--"])
def test_what_no_row_can_be_is_refused(vera: FlaskClient, query: str) -> None:
    assert vera.get(f"/visits/coverage?{query}").status_code == 400


def test_the_matrix_file_is_what_the_command_reads_and_names_nobody(vera: FlaskClient) -> None:
    task = watched("ab", "ac", "ad")
    make.sighting(make.visit(make.site(FORMULA)), task=task, paper_cut=make.paper_cut(FORMULA, task=task))
    db.session.commit()

    answer = vera.get(f"/visits/coverage/matrix.csv?task={task.id}")

    table = coverage_matrix.read(answer.data)
    assert table.problems == ()
    incidence = Incidence.of_matrix(table.rows)
    assert (incidence.units, incidence.seen, incidence.uses) == (4, 5, 7)
    assert "Vanderbilt" not in answer.text
    assert not re.search(r"(^|,)\"?=", answer.text, re.MULTILINE)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_curve_file_ends_with_as_many_people_again(vera: FlaskClient) -> None:
    task = watched("ab", "ac", "ad", "e")

    rows = vera.get(f"/visits/coverage/curve.csv?task={task.id}").text.splitlines()

    assert rows[0].lstrip("\ufeff") == "times_watched,paper_cuts,low,high,kind,coverage"
    assert rows[1] == "0,0.0,,,seen,"
    assert rows[5].startswith("4,5.0,,,seen,0.")
    assert [row.split(",")[4] for row in rows[6:]] == ["forecast"] * 4


def test_the_picture_is_a_file_of_its_own(vera: FlaskClient) -> None:
    task = watched("ab", "ac", "ad", "e", name="Send <the> & “invoices”")

    answer = vera.get(f"/visits/coverage.svg?task={task.id}")

    assert answer.mimetype == "image/svg+xml"
    assert "Send <the> & “invoices”: 4 people at 4 sites" in "".join(ElementTree.fromstring(answer.data).itertext())


def test_many_people_and_paper_cuts_stay_readable(
    vera: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    few = watched("ab", "cd", "ae", name="Few")
    task = watched(*[letters[i : i + 4] for i in range(28)], name="Many")
    for i in range(20):
        make.sighting(task=task, paper_cut=make.paper_cut(f"More {i}", task=task))
    db.session.commit()
    with count_queries() as of_few:
        vera.get(f"/visits/coverage?task={few.id}")
    with count_queries() as of_many:
        page = vera.get(f"/visits/coverage?task={task.id}").text

    assert "the first 18 times watched and the 11 paper cuts that fewest hit; the file has all" in text_of(page)
    assert page.count("More ") >= 20
    assert len(of_many) == len(of_few)


def test_pages_lead_there(vera: FlaskClient) -> None:
    task = watched("ab", area=make.area("Editor"))

    assert 'href="/visits/coverage"' in vera.get("/visits").text
    assert f'href="/visits/coverage?task={task.id}"' in vera.get(f"/tasks/{task.id}").text
    assert f'href="/visits/coverage?area={task.area_id}"' in vera.get("/areas").text
