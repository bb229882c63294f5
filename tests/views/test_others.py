"""What was met with other products beside ours: never in the rank, and counted over people."""

import csv

from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from tests.factories import make


def test_each_task_says_what_is_there_too_only_here_and_only_there(ben: FlaskClient) -> None:
    task = make.task("Send a reminder")
    both, here = make.paper_cut("Asks twice", task=task), make.paper_cut("Jumps to the top", task=task)
    ours, theirs = make.visit(), make.visit(product="Rivalsoft <3>")
    people = [make.participant(ours.site, f"P{n}") for n in (1, 2, 3)]
    for visit in (ours, theirs):
        for person in people:
            make.watch(visit, person, task)
    make.sighting(ours, participant=people[0], task=task, paper_cut=both)
    for _ in range(2):  # the same person twice counts once
        make.sighting(theirs, participant=people[0], task=task, paper_cut=both)
    make.sighting(ours, participant=people[1], task=task, paper_cut=here)
    make.sighting(theirs, participant=people[1], task=task, what_happened="Counts letters, not words")
    make.sighting(theirs, participant=people[2], task=task, what_happened="Undo just works", mood=2)
    actions.scores.refresh_all()
    db.session.commit()

    page = ben.get("/learning/others").text
    rows = list(csv.DictReader(ben.get("/learning/others.csv").text.lstrip("\ufeff").splitlines()))

    assert "Too early to say: it takes five people" in page
    assert "Rivalsoft &lt;3&gt;" in page
    assert "too early to say who does better" in page
    assert [(row["where"], row["title"], row["hit_ours"], row["hit_there"]) for row in rows] == [
        ("also there", "Asks twice", "1", "1"),
        ("only here", "Jumps to the top", "1", "0"),
        ("only there", "Counts letters, not words", "0", "1"),
    ]
    assert (rows[0]["watched_ours"], rows[0]["watched_there"]) == ("3", "3")
    assert both.hit_k == 1


def test_without_another_product_the_page_says_what_will_be_there(ben: FlaskClient) -> None:
    assert "Nobody was watched with another product yet" in ben.get("/learning/others").text
