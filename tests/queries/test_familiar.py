"""Familiar scores in SQL: the values of the formulas in `domain.familiar`, and the places they give."""

import random
from typing import Any

import pytest

from papercuts import queries
from papercuts.db import db
from papercuts.domain import familiar
from papercuts.domain.familiar import BY_KEY, WSJF_INPUTS, WSJF_SCALE
from papercuts.domain.limits import Status
from papercuts.models import FamiliarInput, PaperCut
from papercuts.queries.familiar import Told
from tests.factories import AT, make

pytestmark = pytest.mark.usefixtures("app")
KEYS = tuple(BY_KEY)


def cuts_with_scores(n: int) -> list[PaperCut]:
    """Ranked paper cuts with random scores, some of them equal, some with inputs for other scores."""
    dice, task, cuts = random.Random(11), make.task(), []
    for i in range(n):
        known: dict[str, Any] = {
            "hours_lost_mean": dice.randint(1, 12) * 10.0,
            "effort_hours_mean": dice.choice([2.5, 9.3, 37.0]),
        }
        known |= {"score_v": dice.choice([None, 0.3, 0.8, 1.9]), "share_removed": dice.choice([1.0, 0.4])}
        known |= {"rice": dice.choice([50.0, 700.0, 701.5]), "hit_mean": dice.choice([0.1, 0.105, 0.505, 0.895, 0.9])}
        cuts.append(make.paper_cut(f"Cut {i}", task=task, payback_q50=float(i), **known))
        if i % 3:
            given = {name: dice.choice([*WSJF_SCALE, None]) for name in WSJF_INPUTS}
            db.session.add(
                FamiliarInput(paper_cut_id=cuts[-1].id, rubin_impact=dice.randint(1, 4), entered_at=AT, **given)
            )
    db.session.flush()
    return cuts


def value_of(key: str, cut: PaperCut, cuts: list[PaperCut]) -> float | None:
    """What the domain makes of one."""
    given = queries.familiar.entered(cut.id)
    if key == "rice":
        return cut.rice
    if key == "ice":
        return _ice(cut, cuts)
    if key == "cd3":
        return familiar.cd3((cut.hours_lost_mean or 0) * cut.share_removed / 52, cut.effort_hours_mean or 0)
    if given is None:
        return None
    if key == "rubin":
        return given.rubin_impact and familiar.rubin(given.rubin_impact, familiar.rubin_frequency(cut.hit_mean or 0))
    inputs = [getattr(given, name) for name in WSJF_INPUTS]
    return None if None in inputs else familiar.wsjf(*inputs)


def _ice(cut: PaperCut, cuts: list[PaperCut]) -> float | None:
    if cut.score_v is None:
        return None
    sizes = [
        [(one.hours_lost_mean or 0, one.id) for one in cuts],
        [(-one.score_v, one.id) for one in cuts if one.score_v is not None],
        [(-(one.effort_hours_mean or 0), one.id) for one in cuts],
    ]
    tenths = []
    for values in sizes:
        own = next(value for value, cut_id in values if cut_id == cut.id)
        tenths.append(familiar.tenth(sum(value <= own for value, _ in values), len(values)))
    return familiar.ice(*tenths)


def test_values_and_places_are_those_of_the_formulas() -> None:
    cuts = cuts_with_scores(37)
    make.paper_cut("Fixed", payback_q50=9.0, rice=9e9, hours_lost_mean=9e9, status=Status.FIXED)
    make.paper_cut("Never seen")

    told = queries.familiar.told(KEYS)

    assert told.keys() == {cut.id for cut in cuts}
    for key in KEYS:
        expected = {cut.id: value_of(key, cut, cuts) for cut in cuts}
        known = [value for value in expected.values() if value is not None]
        assert len(known) > 0
        for cut_id, value in expected.items():
            found = told[cut_id][key]
            assert found.value == (value if value is None else pytest.approx(value)), key
            assert found.rank == (value and 1 + sum(other > value + 1e-9 for other in known)), key
            assert found.of == len(known)


def test_some_of_the_list_have_the_places_they_have_in_all_of_it() -> None:
    cuts = cuts_with_scores(12)
    everything = queries.familiar.told(KEYS)

    some = queries.familiar.told(("rice", "ice"), [cuts[3].id, cuts[7].id, 999])

    assert some == {cut.id: {key: everything[cut.id][key] for key in ("rice", "ice")} for cut in (cuts[3], cuts[7])}


def test_without_rows_or_scores_nothing_is_told() -> None:
    cut = make.paper_cut(payback_q50=2.0, hours_lost_mean=5.0, effort_hours_mean=2.0)

    assert queries.familiar.told((), [cut.id]) == {}
    assert queries.familiar.told(KEYS, []) == {}
    assert queries.familiar.told(("ice", "rubin"), [cut.id])[cut.id] == {
        "ice": Told(None, None, 0),
        "rubin": Told(None, None, 0),
    }


def test_names_of_an_address_are_read_in_one_order() -> None:
    assert queries.familiar.read("wsjf,rice,,rice") == ("rice", "wsjf")
    assert queries.familiar.read("") == ()
    with pytest.raises(ValueError, match="Unknown column"):
        queries.familiar.read("rice,moscow")
