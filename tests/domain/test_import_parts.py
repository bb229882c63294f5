"""What rows that come in mean for those with an error that come later."""

from papercuts.domain import import_facts, import_rows
from papercuts.domain.import_facts import Known
from papercuts.domain.import_parts import later_problems

HEADER = "visited_on,site,task,segment,people,seen_at,what_happened,seconds_lost\n"


def later(*lines: str) -> list[str]:
    """Leave out the rows with an error, and return what will stand against them."""
    sheet = import_rows.read((HEADER + "".join(f"{line}\n" for line in lines)).encode())
    good, problems, _ = import_rows.parse(sheet)
    left_out = import_rows.as_far_as_read(sheet, {problem.row or 0 for problem in problems})
    return [str(one) for one in later_problems(good, left_out, import_facts.gather(good, Known()), Known())]


def test_a_segment_that_only_a_wrong_row_says_comes_too_late() -> None:
    said = later("2026-03-12,Brightmere,Send,,,,,", "2026-03-12,Brightmere,Send,Practices,,,Fell,long")

    assert said == [
        'row 3, column segment, "Practices": Row 2 brings the site in without a segment, so it will be in Everyone. '
        "Write it there too."
    ]
    assert not later("2026-03-12,Brightmere,Send,Practices,,,,", "2026-03-12,Brightmere,Send,Practices,,,Fell,long")
    assert not later("2026-03-12,Marfinch,Send,,,,,", "2026-03-12,Brightmere,Send,Practices,,,Fell,long")


def test_a_number_that_contradicts_is_told_though_another_cell_is_wrong() -> None:
    said = later("2026-03-12,Brightmere,Send,,400,,,", "2026-02-31,Brightmere,Send,,500,,,")

    assert [one.partition(": ")[0] for one in said] == ['row 3, column people, "500"']


def test_a_twin_is_told_and_one_at_another_time_is_none() -> None:
    good = "2026-03-12,Brightmere,Send,,,10:31,Fell,4"

    assert "Row 2 tells the same" in later(good, "2026-03-12,Brightmere,Send,,,10:31,fell,long")[0]
    assert not later(good, "2026-03-12,Brightmere,Send,,,10:32,fell,long")
    assert not later(good, "2026-03-12,,Send,,,10:31,Fell,4")
