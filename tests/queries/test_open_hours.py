"""When paper cuts were open, and the pictures of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Destination, ReleaseStatus, Status
from papercuts.domain.totals import Hours
from papercuts.models import PaperCut
from papercuts.pages.open_hours import open_hours
from papercuts.queries.open_hours import Spell, spells
from papercuts.queries.overview import AreaLoss, losses
from tests.factories import AT, DAY, make

pytestmark = pytest.mark.usefixtures("app")
TODAY = DAY + timedelta(days=100)


def day(n: int) -> date:
    return DAY + timedelta(days=n)


def seen_on(*days: int, **fields: object) -> PaperCut:
    """Return a paper cut that loses 100 hours a year and was seen on these days."""
    cut = make.paper_cut(hours_lost_mean=100.0, **fields)
    for n in days:
        make.sighting(make.visit(visited_on=day(n)), paper_cut=cut)
    return cut


def fixed_on(cut: PaperCut, n: int) -> None:
    make.fix(cut, make.release(status=ReleaseStatus.PUBLISHED, published_at=AT, released_on=day(n)))


def test_those_never_closed_are_added_up_by_area_and_day() -> None:
    area = make.area()
    for first in (0, 0, 7):
        seen_on(first, 9, area=area)
    seen_on(3)
    db.session.commit()

    found = {(one.area_id, one.begins): (one.hours, one.ends) for one in spells(TODAY)}

    assert found == {(area.id, day(0)): (200, None), (area.id, day(7)): (100, None), (None, day(3)): (100, None)}


def test_a_release_closes_and_seeing_it_again_opens() -> None:
    fixed_on(seen_on(0, 5, status=Status.FIXED), 10)
    back = seen_on(1, 25)
    fixed_on(back, 20)
    twice = seen_on(2, 35, status=Status.VERIFIED)
    fixed_on(twice, 30)
    fixed_on(twice, 40)
    db.session.commit()

    assert sorted((one.begins, one.ends or TODAY) for one in spells(TODAY)) == [
        (day(0), day(10)),
        (day(1), day(20)),
        (day(2), day(30)),
        (day(25), TODAY),
        (day(35), day(40)),
    ]


def test_a_declined_one_is_lost_until_that_day_and_a_draft_fixes_nothing() -> None:
    cut = seen_on(0)
    at = datetime.combine(day(8), AT.time(), UTC)
    actions.paper_cuts.decline(cut, "By design", Destination.NOWHERE, by=None, at=at)
    make.fix(seen_on(1), make.release(released_on=day(2)))
    db.session.commit()

    assert [(one.begins, one.ends) for one in spells(TODAY)] == [(day(1), None), (day(0), day(8))]


def test_the_last_day_of_each_area_is_what_it_loses_now() -> None:
    area = make.area()
    for status in Status.OPEN, Status.CLAIMED, Status.FIXED, Status.DECLINED:
        cut = make.paper_cut(area=area, status=status, sightings=2)
        fixed_on(cut, 1)
    actions.scores.refresh_all()
    db.session.commit()

    now = sum(one.hours for one in spells(TODAY) if one.is_open(TODAY))

    assert now == pytest.approx(losses()[0].hours.mean)


def loss(mean: float) -> AreaLoss:
    return AreaLoss(None, 2, Hours(mean, 1.0, mean / 2, mean * 2))


def test_pictures_share_a_scale_and_say_what_a_release_changed() -> None:
    release = make.release("4.12", released_on=day(90))
    lost = [Spell(None, 300.0, day(0)), Spell(None, 100.0, day(50), day(90)), Spell(7, 50.0, day(0), day(90))]

    shown = open_hours([loss(300)], lost, release, TODAY)

    (one,) = shown.areas
    assert shown.frame.top == 400
    assert one.picture.line == "M5 18.5H88.0V6.0H154.4V18.5H171"
    assert one.label == "No area yet: 300 hours a year on 12 March 2026, 300 now"
    assert (one.since, one.is_less) == ("100 h less since 4.12", True)
    assert shown.than_before == "150 less than before 4.12"
    assert [head for head, _ in shown.heads] == ["Area", "12 Mar 2026", "Before 4.12", "Now", "Likely"]
    assert shown.table == (("No area yet", "300", "400", "300", "150–600"),)


def test_what_began_long_ago_is_drawn_from_a_year_back() -> None:
    shown = open_hours([loss(5)], [Spell(None, 5.0, TODAY - timedelta(days=900))], None, TODAY)

    assert shown.begins == "20 Jun 2025"
    assert (shown.areas[0].since, shown.than_before) == ("", "")


def test_on_the_first_day_there_is_a_dot_and_no_line() -> None:
    release = make.release("4.12", released_on=TODAY)

    shown = open_hours([loss(5)], [Spell(None, 5.0, TODAY)], release, TODAY)

    (one,) = shown.areas
    assert shown.begins == ""
    assert (one.picture.line, one.picture.ground) == ("", "")
    assert one.picture.y < 56
    assert one.label == "No area yet: 5 now"
    assert one.since == "5 h more since 4.12"
    assert [head for head, _ in shown.heads] == ["Area", "Now", "Likely"]
