"""What rows say beyond themselves, and where they contradict each other or what is known."""

from datetime import date
from typing import Any

from papercuts.domain.import_facts import Facts, Kind, Known, gather
from papercuts.domain.import_rows import NumberCell, Row
from papercuts.domain.limits import Consent, HowItWent, Per, Source
from papercuts.domain.rank_inputs import EffortGiven

USE = ("send", "practices")


def rows(*said: dict[str, Any]) -> list[Row]:
    usual = {"visited_on": date(2026, 3, 12), "site": "Brightmere", "task": "Send", "segment": "Practices"}
    return [Row(number=number, **(usual | row)) for number, row in enumerate(said, 2)]


def told(facts: Facts) -> list[str]:
    return [str(problem) for problem in facts.problems]


def test_a_fact_is_said_once_repeated_or_left_empty() -> None:
    said = {"people": 400, "times": 3.0, "per": Per.DAY, "source": Source.GUESS}

    facts = gather(rows({}, said, {}, said, {"segment": "", "site": "BRIGHTMERE"}), Known())

    assert facts.problems == []
    assert facts.new == {
        (Kind.SEGMENT, "brightmere"): "Practices",
        (Kind.PEOPLE, *USE): 400,
        (Kind.TIMES, *USE): 3.0,
        (Kind.PER, *USE): Per.DAY,
        (Kind.PEOPLE_SOURCE, *USE): Source.GUESS,
        (Kind.FREQUENCY_SOURCE, *USE): Source.GUESS,
    }


def test_rows_that_contradict_each_other_are_both_named() -> None:
    facts = gather(rows({"people": 400}, {"people": 500}), Known())

    assert told(facts) == [
        'row 3, column people, "500": The number of people who do this task in this segment is 400 in row 2. '
        "Write the same in both, or leave one empty."
    ]


def test_another_segment_is_another_number() -> None:
    facts = gather(rows({"people": 400}, {"people": 500, "site": "Marfinch", "segment": "Offices"}), Known())

    assert facts.problems == []


def test_nobody_is_counted_with_everyone_and_with_a_segment() -> None:
    alone = {"segment": "", "site": "Marfinch"}
    of_everyone = Known(facts={(Kind.TIMES, "send", "everyone"): 3.0, (Kind.PER, "send", "everyone"): Per.DAY})

    in_rows = gather(rows({"people": 400, "times": 2.0, "per": Per.DAY}, alone | {"people": 500}), Known())
    beside_what_is_known = gather(rows({"people": 400}, {"task": "Find", "people": 9}), of_everyone)

    assert [(problem.row, problem.column) for problem in in_rows.problems] == [(2, "people"), (3, "people")]
    assert [problem.row for problem in beside_what_is_known.problems] == [2]
    assert "so people would count twice. Give the site a segment, or leave people" in told(beside_what_is_known)[0]
    assert gather(rows(alone | {"people": 500}, {"task": "Find", "people": 9}), of_everyone).problems == []


def test_a_site_without_a_segment_is_among_everyone() -> None:
    known = Known(facts={(Kind.PEOPLE, "send", "everyone"): 9})

    facts = gather(rows({"people": 400, "segment": ""}), known)

    assert told(facts)[0].startswith('row 2, column people, "400": The number of people who do this task')


def test_what_is_known_may_be_repeated_and_not_contradicted() -> None:
    known = Known(facts={(Kind.SEGMENT, "brightmere"): "Practices", (Kind.PEOPLE, *USE): 400})

    facts = gather(rows({"people": 400}, {"people": 500}, {"segment": "Offices"}), known)

    assert told(facts) == [
        'row 3, column people, "500": The number of people who do this task in this segment is 400 already. '
        "Change it on the page of the task, or write the same here.",
        'row 4, column segment, "Offices": The segment of this site is Practices already. '
        "Change it on the page of the site, or write the same here.",
    ]


def test_each_kind_of_fact_is_held_together() -> None:
    first = {"participant": "P1", "paper_cut": "Date clears", "product_version": "4.11"}
    first |= {
        "area": "Editor",
        "role": "Clerk",
        "consent": Consent.ROLE,
        "performed": 3,
        "how_it_went": HowItWent.ALONE,
    }
    first |= {"effort": EffortGiven("S"), "what_happened": "Fell"}
    other = {"area": "List", "role": "Boss", "consent": Consent.NONE, "performed": 4, "how_it_went": HowItWent.GAVE_UP}
    other |= {"effort": EffortGiven("M"), "product_version": "4.12", "paper_cut": "DATE clears"}

    facts = gather(rows(first, first | other), Known())

    assert {problem.column for problem in facts.problems} == other.keys() - {"paper_cut"}
    assert all("in row 2" in problem.text for problem in facts.problems)


def test_names_and_roles_are_the_same_in_any_case() -> None:
    facts = gather(rows({"participant": "P1", "role": "Clerk"}, {"participant": "p1", "role": "clerk"}), Known())

    assert facts.problems == []


def test_a_source_is_of_the_number_in_its_row() -> None:
    said = rows({"people": 400, "source": Source.TELEMETRY}, {"times": 3.0, "per": Per.DAY, "source": Source.GUESS})

    facts = gather(said, Known())

    assert facts.problems == []
    assert facts.new[Kind.PEOPLE_SOURCE, *USE] is Source.TELEMETRY
    assert facts.new[Kind.FREQUENCY_SOURCE, *USE] is Source.GUESS


def test_a_source_of_nothing_is_no_news() -> None:
    assert gather(rows({"segment": "", "source": Source.GUESS}), Known()).new == {}


def test_a_frequency_needs_its_period() -> None:
    facts = gather(rows({"times": 3.0}, {"task": "Find", "per": Per.DAY}), Known())

    assert told(facts) == [
        'row 2, column times, "3": Say per what: day, week, month, quarter or year.',
        'row 3, column per, "day": Say how many times in that period, or leave per empty.',
    ]


def test_once_is_what_a_watch_says_while_nobody_counted() -> None:
    known = Known(facts={(Kind.PERFORMED, "brightmere", "2026-03-12", "", "p1", "send"): 1})

    facts = gather(rows({"participant": "P1", "performed": 3}), known)

    assert facts.problems == []
    assert facts.new[Kind.PERFORMED, "brightmere", "2026-03-12", "", "p1", "send"] == 3


def test_a_number_must_be_known_and_a_title_may_be_new() -> None:
    said = [{"what_happened": "Fell", "paper_cut": cut} for cut in (31, 32, "New one")]
    numbers = [NumberCell(2, 31, "31"), NumberCell(3, 32, "PC-32")]

    facts = gather(rows(*said), Known(numbers={31: 31}), numbers)

    assert [(problem.row, problem.column, problem.value) for problem in facts.problems] == [(3, "paper_cut", "PC-32")]


def test_an_estimate_made_here_stands_beside_that_of_the_file() -> None:
    known = Known(titles={"date clears": 31}, numbers={31: 31}, efforts={31: [EffortGiven("S"), EffortGiven("L")]})
    said = {"what_happened": "Fell", "paper_cut": "Date clears"}

    old = gather(rows(said | {"effort": EffortGiven("S")}), known)
    other = gather(rows(said | {"effort": EffortGiven("M")}), known)

    assert (old.new.keys(), old.problems) == ({(Kind.SEGMENT, "brightmere")}, [])
    assert "is L already" in told(other)[0]
