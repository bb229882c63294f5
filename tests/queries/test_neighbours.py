"""What stands around a paper cut in the ranked list."""

from typing import Any

import pytest

from papercuts import queries
from papercuts.domain.limits import Status
from papercuts.models import PaperCut
from papercuts.queries import neighbours
from tests.factories import make

pytestmark = pytest.mark.usefixtures("app")


def scored(payback: float | None, **fields: Any) -> PaperCut:
    """A paper cut with a stored payback."""
    return make.paper_cut(payback_q50=payback, **fields)


def test_the_nearest_come_first_and_equal_ones_in_the_order_of_the_list() -> None:
    below, cut, level, above, top = (scored(payback) for payback in (1.0, 5.0, 5.0, 7.0, 9.0))
    scored(6.0, status=Status.FIXED)
    scored(None)

    found = queries.neighbours.around(cut)

    assert [one.id for one in found.above] == [level.id, above.id, top.id]
    assert [one.payback for one in found.above] == [5.0, 7.0, 9.0]
    assert [one.id for one in found.below] == [below.id]
    assert found.ids == [level.id, above.id, top.id, below.id]


def test_what_is_not_in_the_list_has_no_neighbours() -> None:
    scored(1.0)

    assert queries.neighbours.around(scored(2.0, status=Status.DECLINED)).ids == []


def test_a_long_list_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "EACH_WAY", 2)
    cuts = [scored(float(n)) for n in range(9)]

    assert queries.neighbours.around(cuts[4]).ids == [cuts[n].id for n in (5, 6, 3, 2)]
