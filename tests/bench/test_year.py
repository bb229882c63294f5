"""Some weeks of a simulated year: what pages and files say is what the simulation knows."""

import pytest

from bench import year, year_counted, year_hours, year_sums
from tests.stages import Stage


def test_some_weeks_agree_with_what_is_known(sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year_sums, "DRAWS", 20_000)
    monkeypatch.setattr(year_counted, "PERIODS", ("12",))
    monkeypatch.setattr(year_hours, "PERIODS", ("12",))
    sqlite_stage.clear()

    checks = list(year.checked(sqlite_stage.app, seed=6, weeks=9))

    assert [one for one in checks if not one.is_same] == []
    assert len(checks) > 75
    assert any(one.figure.startswith("measured by fix") and one.said for one in checks)
