"""What of a history still holds."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from papercuts.domain.flow import Kind, Told, happened
from papercuts.domain.limits import Status

AT = datetime(2026, 3, 2, tzinfo=UTC)


def kinds(*lines: str | tuple[str, Status]) -> list[str]:
    """What still holds of lines such as "fixed", "fixed 4.1" or ("took back", to what)."""
    told = [(line, None) if isinstance(line, str) else line for line in lines]
    history = [(re.split(r" (?=4)", line), back_to) for line, back_to in told]
    return [
        one.kind
        for one in happened(Told(AT + timedelta(n), of[0], to, "".join(of[1:])) for n, (of, to) in enumerate(history))
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["fixed", "verified", "reopened", "fixed"], ["fixed", "verified", "reopened", "fixed"]),
        (["declined", "reopened", "fixed"], ["declined", "fixed"]),  # a decision that was changed is no fix that fails
        (["fixed", "taken out of a release"], []),
        (["fixed", "taken out of a release", "fixed"], ["fixed"]),
        (["fixed", "reopened", "fixed", "taken out of a release"], ["fixed", "reopened"]),
        (["fixed", "reopened", "fixed", "taken out of a release", "declined"], ["fixed", "reopened", "declined"]),
        (["fixed", "verified", ("took back", Status.FIXED)], ["fixed"]),
        (["fixed", "verified", "reopened", ("took back", Status.VERIFIED)], ["fixed", "verified"]),
        (["fixed", "verified", "reopened", ("took back", Status.FIXED)], ["fixed"]),
        (["fixed", "reopened", ("took back", Status.FIXED), "reopened"], ["fixed", "reopened"]),
        (["fixed", "verified", "opened again: the sample data went"], []),
        (["fixed", "opened again: the sample data went", "fixed", "reopened"], ["fixed", "reopened"]),
        (["fixed 4.1", "reopened", "lost an earlier fix 4.1"], []),
        (["fixed 4.1", "verified", "reopened", "declined", "lost an earlier fix 4.1"], ["declined"]),
        (["fixed 4.1", "reopened", "fixed 4.2", "lost an earlier fix 4.1"], ["fixed"]),
        (["fixed 4.1", "reopened", "fixed 4.2", "lost an earlier fix 4.1", "taken out of a release 4.2"], []),
        (["fixed 4.1", "reopened", "lost an earlier fix 4.1", "fixed 4.1"], ["fixed"]),
        (
            ["fixed 4.1", "reopened", "fixed 4.2", "lost an earlier fix 4.1", "regained an earlier fix 4.1"],
            ["fixed", "reopened", "fixed"],
        ),
        (["fixed 4.1", "reopened", "fixed 4.2", "taken out of a release 4.3"], ["fixed", "reopened"]),  # called anew
        (["reopened", "fixed 4.2"], ["reopened", "fixed"]),  # it was fixed before there was a history
    ],
)
def test_what_was_taken_back_has_not_happened(lines: list[str], expected: list[str]) -> None:
    assert kinds(*lines) == expected


def test_when_it_happened_stays() -> None:
    found = happened([Told(AT, "fixed"), Told(AT + timedelta(1), "verified")])

    assert [one[:2] for one in found] == [(AT, Kind.FIXED), (AT + timedelta(1), Kind.VERIFIED)]
