"""The hours that the sprint planner shows are mean hours given back, whatever the sets are chosen by."""

import re
from dataclasses import replace

from flask.testing import FlaskClient

from papercuts import actions
from papercuts.domain.limits import Size
from papercuts.domain.plan_asked import Asked
from papercuts.pages import planner_words
from papercuts.pages.planner_numbers import in_fives
from papercuts.queries import planning
from tests.factories import make
from tests.views.test_planner import chosen, cut


def test_hours_shown_are_never_weighted_and_a_disagreement_is_said(ben: FlaskClient) -> None:
    heavy = make.segment(weight=3.0)
    task = make.task()
    make.use(task, heavy, people=400)
    weighty = make.paper_cut("Weighty", task=task)
    make.sighting(make.visit(make.site(segment=heavy)), task=task, paper_cut=weighty)
    make.effort(weighty, Size.S)
    actions.scores.refresh_all()
    many = cut("Many", 600)
    back = {one.id: in_fives(one.hours_lost_mean or 0) for one in (weighty, many)}

    page = ben.get("/planner?hours=10&reserve=0").text

    assert chosen(page) == ["Weighty"]
    assert f'<p class="big">{back[weighty.id]} hours a year</p>' in page
    insisted = page.split("If you insist on")[1].split("</table>")[0].split(f">PC-{many.id}<")[1].split("</tr>")[0]
    assert f"{back[many.id]} h<" in insisted
    assert re.search(r'class="cut">\+[0-9,.]+ h<', insisted)
    assert "counts for less by the segments’ weights" in insisted
    assert f"PC-{many.id} gives back " in page.split("the price of insisting")[1]
    assert f'aria-label="Best set {back[weighty.id]} h, From the top' in page
    assert "No other set that fits counts for more by the segments’ weights." in page
    planned = planning.plan(Asked(hours=10, reserve=0))
    assert planned.best
    unsure = replace(planned, best=replace(planned.best, bound=planned.best.value * 1.25), from_the_top=(many.id,))
    assert planner_words.proof(unsure).endswith("no other counts for over 25 % more by the segments’ weights.")
    words = r"It depends on what counts: .* [0-9,.]+ h a year more, but counts for less by the segments’ weights\."
    assert re.fullmatch(words, planner_words.worth(unsure))
    alike = replace(unsure, is_weighted=False)
    assert re.search(r"no other gives back more than [0-9,.]+ h\.$", planner_words.proof(alike))


def test_by_the_lower_limits_the_hours_shown_are_still_the_means(ben: FlaskClient) -> None:
    good, fair = cut("Good", 900), cut("Fair", 800)

    page = ben.get("/planner?hours=10&reserve=0&cautious=1").text

    means = [in_fives(one.hours_lost_mean or 0) for one in (good, fair)]
    assert f'<p class="big">{means[0]} hours a year</p>' in page
    assert f'aria-label="{means[1]} of {means[0]} hours"' in page
    assert "The choice is made by the lower limits; the hours shown are means without weights." in page
