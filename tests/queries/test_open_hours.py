"""When paper cuts were open, and the pictures of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Destination, Outcome, ReleaseStatus, Status
from papercuts.domain.totals import Hours
from papercuts.models import Fix, PaperCut, Sighting, Task, Visit
from papercuts.pages.open_hours import open_hours
from papercuts.queries.open_hours import Spell, spells
from papercuts.queries.overview import AreaLoss, losses
from tests.factories import AT, DAY, make

pytestmark = pytest.mark.usefixtures("app")
TODAY, ZONE = DAY + timedelta(days=100), ZoneInfo("UTC")


def day(n: int) -> date:
    return DAY + timedelta(days=n)


def seen_on(*days: int, **fields: object) -> PaperCut:
    """Return a paper cut that loses 100 hours a year and was seen on these days."""
    cut = make.paper_cut(hours_lost_mean=100.0, **fields)
    for n in days:
        make.sighting(make.visit(visited_on=day(n)), paper_cut=cut)
    return cut


def moment(n: int) -> datetime:
    return datetime.combine(day(n), AT.time(), UTC)


def fixed_on(cut: PaperCut, n: int, version: str = "") -> None:
    published = {"status": ReleaseStatus.PUBLISHED, "published_at": moment(n), "released_on": day(n)}
    make.fix(cut, make.release(version or f"{cut.id}.{n}", **published))


def met_on(cut: PaperCut, n: int, **fields: object) -> Visit:
    """Let a paper cut be seen once more; it opens where the rule says so."""
    visit = make.visit(visited_on=day(n), **fields)
    actions.sightings.match(
        make.sighting(visit, task=db.session.get_one(Task, cut.task_id)), cut, by=None, at=moment(n)
    )
    return visit


def test_those_never_closed_are_added_up_by_area_and_day() -> None:
    area = make.area()
    for first in (0, 0, 7):
        seen_on(first, 9, area=area)
    seen_on(3)
    db.session.commit()

    found = {(one.area_id, one.begins): (one.hours, one.ends) for one in spells(TODAY, ZONE)}

    assert found == {(area.id, day(0)): (200, None), (area.id, day(7)): (100, None), (None, day(3)): (100, None)}


def test_a_release_closes_and_seeing_it_again_opens() -> None:
    fixed_on(seen_on(0, 5, status=Status.FIXED), 10)
    back = seen_on(1, status=Status.FIXED)
    fixed_on(back, 20)
    met_on(back, 25)
    twice = seen_on(2, status=Status.VERIFIED)
    fixed_on(twice, 30)
    met_on(twice, 35)
    actions.paper_cuts.mark_fixed(twice, version="5", fixer=None, by=None, at=moment(40))
    fixed_on(twice, 40)
    db.session.flush()
    for cut in back, twice:
        cut.hours_lost_mean = 100
    db.session.commit()

    assert sorted((one.begins, one.ends or TODAY) for one in spells(TODAY, ZONE)) == [
        (day(0), day(10)),
        (day(1), day(20)),
        (day(2), day(30)),
        (day(25), TODAY),
        (day(35), day(40)),
    ]


def sighting_at(visit: Visit) -> Sighting:
    return db.session.scalars(db.select(Sighting).where(Sighting.visit_id == visit.id)).one()


def drawn(cut: PaperCut) -> list[tuple[date, date | None]]:
    db.session.flush()
    cut.hours_lost_mean = 100
    return [(one.begins, one.ends) for one in spells(TODAY, ZONE)]


def test_opened_again_by_hand_it_was_closed_until_then() -> None:
    cut = seen_on(0, status=Status.FIXED)
    fixed_on(cut, 10)

    actions.paper_cuts.reopen(cut, "A customer rang", by=None, at=moment(30))

    assert drawn(cut) == [(day(0), day(10)), (day(30), None)]
    far = ZoneInfo("Pacific/Kiritimati")  # where it was the next day
    assert [one.begins for one in spells(TODAY, far)] == [day(0), day(31)]


def test_what_an_older_version_showed_opens_nothing() -> None:
    cut = seen_on(0, status=Status.FIXED)
    fixed_on(cut, 10, "4.12")

    met_on(cut, 20, product_version="4.11")
    assert drawn(cut) == [(day(0), day(10))]

    met_on(cut, 50, product_version="4.12")
    assert drawn(cut) == [(day(0), day(10)), (day(50), None)]


def test_what_was_taken_back_was_never_open_and_a_day_that_is_corrected_counts() -> None:
    cut = seen_on(0, status=Status.FIXED)
    fixed_on(cut, 10)
    visit = met_on(cut, 20)
    actions.sightings.unmatch(sighting_at(visit), by=None, at=moment(21))
    assert (cut.status, drawn(cut)) == (Status.FIXED, [(day(0), day(10))])

    again = met_on(cut, 40)
    again.visited_on = day(38)

    assert drawn(cut) == [(day(0), day(10)), (day(38), None)]


def test_looking_again_on_the_day_of_the_release_opens_on_that_day() -> None:
    cut = seen_on(0, status=Status.FIXED)
    fixed_on(cut, 10)
    visit = make.visit(visited_on=day(10))
    fix = db.session.scalars(db.select(Fix)).one()

    actions.verifications.verify(
        fix, visit=visit, participant=None, outcome=Outcome.STILL_THERE, by=None, at=moment(12)
    )

    assert drawn(cut) == [(day(0), day(10)), (day(10), None)]


def test_a_declined_one_is_lost_until_that_day_and_a_draft_fixes_nothing() -> None:
    cut = seen_on(0)
    at = datetime.combine(day(8), AT.time(), UTC)
    actions.paper_cuts.decline(cut, "By design", Destination.NOWHERE, by=None, at=at)
    make.fix(seen_on(1), make.release(released_on=day(2)))
    db.session.commit()

    assert [(one.begins, one.ends) for one in spells(TODAY, ZONE)] == [(day(1), None), (day(0), day(8))]


def test_the_last_day_of_each_area_is_what_it_loses_now() -> None:
    area = make.area()
    for status in Status.OPEN, Status.CLAIMED, Status.FIXED, Status.DECLINED:
        cut = make.paper_cut(area=area, status=status, sightings=2)
        fixed_on(cut, 1)
    actions.scores.refresh_all()
    db.session.commit()

    now = sum(one.hours for one in spells(TODAY, ZONE) if one.is_open(TODAY))

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


def test_what_came_since_a_release_is_told_from_what_it_took_away() -> None:
    release = make.release("4.12", released_on=day(90))
    lost = [Spell(None, 100.0, day(0), day(90)), Spell(None, 150.0, day(90)), Spell(None, 300.0, day(0))]

    shown = open_hours([loss(450)], lost, release, TODAY)

    assert shown.than_before == "50 more than before 4.12 (100 gone, 150 come since)"


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
    assert (one.since, shown.than_before) == ("", "")  # the days cannot tell what came before the release
    assert [head for head, _ in shown.heads] == ["Area", "Now", "Likely"]
