"""`papercuts plan`: of the instance and of anybody's list, for people and for other programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from papercuts import actions, cli
from papercuts.commands import instance
from papercuts.commands.plan_answer import Answer, as_json
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import Size, Status
from papercuts.domain.plan_solver import Best
from papercuts.models import PaperCut
from tests.domain.test_planner import BURKARDT
from tests.factories import make


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command, and return its status and what it printed on both outputs."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(["plan", *arguments])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def planned(app: Flask, monkeypatch: pytest.MonkeyPatch, run: Any) -> Any:
    """Plan the tests' database as JSON."""
    monkeypatch.setattr(instance, "open_instance", lambda: app)

    def plan(*arguments: str) -> dict[str, Any]:
        db.session.commit()
        status, out, err = run("--format", "json", *arguments)
        answer: dict[str, Any] = json.loads(out) if out else {"error": err}
        return answer | {"status": status}

    return plan


def cut(size: Size | None = Size.S, people: int = 400, **fields: Any) -> PaperCut:
    """A paper cut with a score."""
    task = make.task()
    make.use(task, people=people)
    made = make.paper_cut(task=task, sightings=1, **fields)
    if size:
        make.effort(made, size)
    actions.scores.refresh(cuts=[made.id])
    return made


def test_an_instance_is_planned(planned: Any) -> None:
    small, good, claimed = cut(people=10), cut(people=900), cut(people=10_000, status=Status.CLAIMED)

    answer = planned("--hours", "12.5", "--goal", "5")

    assert answer["status"] == 0
    assert answer["chosen"] == [good.id]
    assert answer["gap"] == 0
    assert answer["bound"] == answer["value"] == pytest.approx(answer["hours_back_mean"], abs=1e-6)
    assert (answer["budget"], answer["reserve"], answer["objective"]) == (10, 20, "mean")  # as in the browser
    assert (answer["more"], answer["not_looked_at"]) == ({"hours": 3, "value": answer["value"]}, 0)
    assert answer["effort"] == 9.27  # the mean of S, 9.261 hours, rounded up to a hundredth
    assert 0.9 < answer["chance_of_goal"] <= 1
    [insisted] = answer["left_out"]
    alone = planned("--hours", "12.5", "--must", f"{small.id}", "--cautious")
    assert (insisted["id"], alone["objective"]) == (small.id, "q10")
    assert insisted["price"] == pytest.approx(answer["value"] - alone["hours_back_mean"])
    assert planned("--hours", "12.5", "--claimed")["chosen"] == [claimed.id]
    assert planned("--hours", "12.5", "--must", f"PC-{small.id}")["chosen"] == [small.id]
    assert planned("--hours", "12.5", "--exclude", f"{good.id}")["chosen"] == [small.id]
    assert planned("--hours", "25", "--exclude", f"PC-{good.id},pc-{small.id}")["chosen"] == [good.id]
    assert planned("--hours", "25", "--reserve", "59")["chosen"] == [good.id]
    assert planned("--hours", "25", "--requires", f"{small.id},{claimed.id}")["chosen"] == [small.id, good.id]


def test_people_and_areas_have_their_limits(planned: Any) -> None:
    mei, area = make.account("Mei Tanaka"), make.area("Editor")
    first, second = (cut(people=n, status=Status.CLAIMED, owner_id=mei.id) for n in (900, 800))
    other, editor = cut(people=50), cut(people=60, area_id=area.id)

    assert planned("--hours", "99", "--per-owner", "mei tanaka=10")["chosen"] == [first.id, other.id, editor.id]
    assert first.id not in planned("--hours", "99", "--per-owner", "mei tanaka=9.269")["chosen"]  # each takes 9.27
    assert planned("--hours", "99", "--at-most", "Editor=0")["chosen"] == [other.id]
    answer = planned("--hours", "99", "--per-owner", "Mei Tanaka=10", "--must", str(first.id), "--must", str(second.id))
    assert answer["status"] == 1
    assert "take 18.54 h of Mei Tanaka, who has 10 h." in answer["error"]
    assert answer["impossible"] == [{"limit": "per-owner", "about": str(mei.id), "by": [first.id, second.id]}]


def test_weights_count_in_the_choice_and_not_in_the_hours(planned: Any, run: Any) -> None:
    segment = make.segment(weight=3.0)
    task = make.task()
    make.use(task, segment, people=400)
    heavy = make.paper_cut(task=task)
    make.sighting(make.visit(make.site(segment=segment)), task=task, paper_cut=heavy)
    make.effort(heavy)
    actions.scores.refresh_all()
    cut(people=600)

    answer = planned("--hours", "12.5")

    assert answer["chosen"] == [heavy.id]
    assert answer["value"] == pytest.approx(3 * answer["hours_back_mean"], rel=1e-6)
    db.session.commit()
    printed = run("--hours", "12.5")[1]
    hours = formats.hours(answer["hours_back_mean"])
    assert f"value {formats.hours(answer['value'])} (by the segments’ weights)." in printed
    assert f"{hours} hours a year given back" in printed
    assert "effort 9.27 of 10 (12.5 h less 20 % reserve), value" in printed
    assert "With 3 h more: nothing more." in printed
    assert "Picking from the top, after what must be in it, gives as much." in run("--hours", "12.5", "--must", "2")[1]


def test_what_needs_something_that_cannot_be_planned_is_left_out_with_the_reason(planned: Any, run: Any) -> None:
    good, small = cut(people=900), cut(people=10)
    unseen, declined = make.paper_cut(), cut(status=Status.DECLINED)
    needs = ("--requires", f"{good.id},{declined.id}")

    answer = planned("--hours", "20", *needs)

    why = f"PC-{declined.id} is declined, so PC-{good.id}, which needs it, is not planned."
    assert answer["chosen"] == [small.id]
    assert answer["not_planned"] == [{"id": good.id, "requires": declined.id, "why": why}]
    assert why in planned("--hours", "20", "--must", str(good.id), *needs)["error"]
    unseen_too = planned("--hours", "20", "--requires", f"{good.id},{unseen.id}")["not_planned"][0]["why"]
    assert f"PC-{unseen.id} was not seen with your product yet, so PC-{good.id}" in unseen_too
    db.session.commit()
    assert why in run("--hours", "20", *needs)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--hours", "nan"], "--hours must be a number"),
        (["--hours", "1e9"], "--hours must be at most 100,000"),
        (["--hours", "8", "--reserve", "2.5"], "whole per cent"),
        (["--hours", "8", "--goal", "-1"], "--goal cannot be negative"),
        (["--hours", "8", "--must", "the first"], "“the first” is no paper cut"),
        (["--hours", "8", "--must", "PC-999"], "There is no PC-999."),
        (["--hours", "8", "--must", "PC-1"], "PC-1 is fixed, so it cannot be planned."),
        (["--hours", "8", "--at-most", "Editor"], "Write it like Editor=2"),
        (["--hours", "8", "--at-most", "Editor=2"], "There is no “Editor”. There is: none."),
        (["--hours", "8", "--per-owner", "Tom=x"], "There is no “Tom”. There is: Mei."),
        (["--hours", "8", "--requires", "PC-1"], "Write two with a comma between them"),
        (["--hours", "8", "--together", "PC-1=2"], "It takes two to share work"),
    ],
)
def test_what_cannot_be_is_refused_in_words(planned: Any, arguments: list[str], words: str) -> None:
    make.account("Mei")
    assert make.paper_cut(sightings=1, status=Status.FIXED).id == 1

    answer = planned(*arguments)

    assert answer["status"] == 2
    assert words in answer["error"]


def test_nothing_to_plan_is_an_empty_plan(planned: Any) -> None:
    assert planned("--hours", "8")["chosen"] == []


def file(folder: Path, text: str) -> str:
    path = folder / "items.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_anybodys_list_is_planned_exactly_without_an_instance(run: Any, tmp_path: Path) -> None:
    capacity, weights, profits, optimum = BURKARDT["P08"]
    rows = [f"{i},{profit},{weight}" for i, (profit, weight) in enumerate(zip(profits, weights, strict=True))]
    items = file(tmp_path, "\n".join(["id,value,effort", *rows]))

    status, out, _ = run("--hours", str(capacity), "--items", items, "--format", "json")

    answer = json.loads(out)
    assert (status, answer["value"], answer["bound"], answer["gap"]) == (0, optimum, optimum, 0)
    assert isinstance(answer["value"], int)
    assert answer["effort"] == sum(weights[int(one)] for one in answer["chosen"]) <= capacity
    assert "13,549,094" in run("--hours", str(capacity), "--items", items)[1]


def test_a_gap_without_limit_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    nothing_yet = Best(chosen=(), value=0, effort=0, bound=5.0, seconds=4.0)

    as_json(Answer(nothing_yet, (), (), 1, 1, 10, ((), 0, 0), ()))

    answer = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert (answer["gap"], answer["bound"], answer["is_proven"]) == (None, 5, False)


def test_a_list_has_limits_too(run: Any, tmp_path: Path) -> None:
    items = file(tmp_path, "id,value,effort,owner,area,requires\na,9,2.5,Mei,X,\nb,8,2.5,Mei,X,\nc,3,1,,,a\nd,1,4,,,\n")

    def chosen(*arguments: str) -> Any:
        status, out, err = run("--items", items, "--format", "json", *arguments)
        return json.loads(out)["chosen"] if out else (status, err)

    assert chosen("--hours", "5") == ["a", "b"]
    answer = json.loads(run("--items", items, "--format", "json", "--hours", "5")[1])
    assert answer["more"] == {"hours": 3, "value": 20}
    assert answer["left_out"] == [{"id": "c", "price": 5}, {"id": "d", "price": 16}]
    assert chosen("--hours", "5", "--at-most", "X=1") == ["a", "c"]
    assert chosen("--hours", "9", "--per-owner", "Mei=3") == ["a", "c", "d"]
    assert chosen("--hours", "4.5", "--together", "a,b=1") == ["a", "b"]
    assert chosen("--hours", "2.5", "--must", "c") is None
    assert chosen("--hours", "2.5", "--must", "x") == (2, "papercuts: “x” is not in the list.\n")
    assert "need an instance" in chosen("--hours", "2", "--goal", "3")[1]
    assert "cannot read" in run("--hours", "1", "--items", str(tmp_path / "missing.csv"))[2]
    assert "larger than 10 MB" in run("--hours", "1", "--items", file(tmp_path, "a,1,1\n" * 2_000_000))[2]
    assert "U+001B" in run("--hours", "1", "--items", file(tmp_path, "id,value,effort\n\x1b[31mz,1,1\n"))[2]
    assert "row 2, column effort" in run("--hours", "1", "--items", file(tmp_path, "id,value,effort\na,1,x\n"))[2]
