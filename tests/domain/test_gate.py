"""The gate and the five-minute rule: the rules of the domain's own description."""

import pytest

from papercuts.domain import gate
from papercuts.domain.limits import Destination
from papercuts.domain.quick_wins import Standing, why_contested

PASSED = {question.name: True for question in gate.QUESTIONS}


def test_one_no_holds_it_back_and_is_named_with_the_bound() -> None:
    assert gate.verdict(PASSED, 8) == "passed"
    assert gate.verdict(PASSED | {"is_often": False, "is_small": False}, 8) == "met seldom, over 8 hours"


def test_every_no_leads_to_reasons_with_a_destination() -> None:
    goes_to = {reason.destination for question in gate.QUESTIONS for reason in question.reasons}

    assert all(question.reasons for question in gate.QUESTIONS)
    assert goes_to == set(Destination)
    assert gate.reason("is_small-1").destination is Destination.EPIC
    with pytest.raises(ValueError, match="Unknown reason"):
        gate.reason("is_small-9")


@pytest.mark.parametrize(("mean", "answer"), [(8.0, True), (8.1, False)])
def test_the_estimate_answers_the_question_of_effort(mean: float, answer: bool) -> None:
    suggested = gate.about_effort(mean, True, 8)

    assert suggested is not None
    assert suggested.answer is answer
    assert suggested.beside(answer) == suggested.beside(None) == suggested.because
    assert suggested.beside(not answer).endswith("The answer about effort says otherwise.")
    assert gate.about_effort(mean, False, 8) is None  # an assumed effort answers nothing


def test_a_quick_win_passed_pays_back_and_is_not_contested() -> None:
    one = Standing(is_waiting=True, payback=20.0, has_passed=True, n_comments=5, n_objections=0)

    assert one.is_quick_win(line=20, comments_max=5)
    for other in (
        {"payback": 19.9},
        {"payback": None},
        {"has_passed": None},
        {"has_passed": False},
        {"n_comments": 6},
        {"n_objections": 1},
        {"is_waiting": False},
    ):
        assert not Standing(**(vars(one) | other)).is_quick_win(line=20, comments_max=5), other


def test_what_contests_it_is_said_in_words() -> None:
    assert why_contested(5, 0, 5) == ""
    assert why_contested(1, 1, 5) == "1 objection is not resolved."
    assert why_contested(7, 2, 5) == (
        "2 objections are not resolved, and it has 7 comments, and a quick win may have at most 5."
    )
    assert why_contested(1, 0, 0) == "It has 1 comment, and a quick win may have none."
