"""The middle of the list that a paper cut is shown in."""

from math import exp

import pytest

from papercuts import actions, evidence, queries
from papercuts.domain.limits import Size
from papercuts.models import PaperCut
from papercuts.queries import middles, ranked
from papercuts.queries.middles import Middles
from tests.factories import AT, make

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget what other tests have read: rows of a test write no events."""
    middles.kept.clear()


def of(cut: PaperCut, **filters: str) -> Middles | None:
    """Return the middle of a list; of the whole one without filters."""
    wanted = ranked.read(filters, 1) if filters else None
    return middles.of(evidence.load([cut.id])[cut.id].inputs, wanted)


def test_a_filtered_list_has_a_middle_of_its_own_where_it_is_long_enough() -> None:
    area, task = make.area(), make.task()
    cuts = [make.paper_cut(task=task, sightings=1, area_id=area.id if n < 4 else None) for n in range(9)]
    for n, cut in enumerate(cuts):
        actions.paper_cuts.set_effort(cut, size=Size.S if n < 4 else Size.L, by=None, at=AT)
    actions.scores.refresh_all()

    whole, here, few = of(cuts[0]), of(cuts[0], area=str(area.id)), of(cuts[0], area=str(make.area().id))

    assert whole is not None
    assert here is not None
    assert (whole.of, here.of, here.is_filtered) == (9, 4, True)
    assert exp(here.logs["effort"]) == pytest.approx(cuts[0].effort_hours_mean)
    assert exp(whole.logs["effort"]) == pytest.approx(cuts[8].effort_hours_mean)
    assert few == whole


def test_fewer_than_three_others_have_none_and_are_read_one_by_one() -> None:
    cuts = [make.paper_cut(sightings=1) for _ in range(3)]
    actions.scores.refresh_all()

    assert of(cuts[0]) is None
    assert len(queries.neighbours.known(cuts[0]).others) == 2
    make.paper_cut(sightings=1)
    actions.scores.refresh_all()
    middles.kept.clear()
    assert of(cuts[0]) is not None
    assert queries.neighbours.known(cuts[0]).others == {}
