"""The words in which a site hears what became of what it showed us."""

from datetime import date, timedelta

from papercuts.domain import limits
from papercuts.domain.telling import Given, Links, Thing, declined, fixed
from papercuts.domain.totals import Hours

MAY = date(2026, 5, 12)
LINKS = Links("https://x.example/notes/4.2")
DATES = Thing("Dates are read as you type them", "It used to empty.\n\nMore.", [MAY, date(2026, 6, 1)])


def test_it_says_when_they_showed_it_and_where_it_is_fixed() -> None:
    message = fixed("Ledgerlark", "4.2", [DATES], Given(Hours(2040, 900, 1400, 2900), False), LINKS, "Priya")

    assert message.subject == "What you showed us is fixed in Ledgerlark 4.2"
    assert "You showed us this on 12 May 2026 and 1 June 2026; it is fixed in 4.2.\nIt used to empty.\n" in message.body
    assert (
        "We expect this to give back 2,040 hours a year to everybody who uses Ledgerlark, likely 1,400 to 2,900."
        in message.body
    )
    assert "https://x.example/notes/4.2" in message.body
    assert message.body.endswith("Priya")


def test_nothing_is_said_of_hours_that_nobody_measured() -> None:
    for nothing in (None, Given(Hours(0, 0, 0, 0), True)):
        assert "hours" not in fixed("", "4.2", [DATES], nothing, LINKS, "").body


def test_what_was_measured_is_said_to_be() -> None:
    message = fixed("", "4.2", [DATES], Given(Hours(120, 30, 90, 160), True), LINKS, "")

    assert "By our measure this gives back 120 hours a year to everybody who uses it, likely 90 to 160." in message.body


def test_a_year_of_things_still_fits() -> None:
    days = [MAY + timedelta(days=day) for day in range(40)]
    many = [Thing("T" * limits.TITLE, "x " * 9_000, days)] * 500

    message = fixed("P" * limits.NAME, "4.2", many, Given(Hours(1, 1, 0, 2), False), LINKS, "Priya")

    assert len(message.body) <= limits.TEXT
    assert len(message.subject) <= limits.TITLE
    assert "and 37 other days" in message.body
    assert "And 460 more." in message.body


def test_a_no_has_its_reason() -> None:
    message = declined("Own colours for invoices", [MAY], "Too few would use it." * 5_000, "", "Priya")

    assert "You deserve to know why:\n\nToo few would use it." in message.body
    assert len(message.body) <= limits.TEXT
