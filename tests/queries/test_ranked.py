"""The ranked list in SQL: filters, orders, pages by key, counts, and the plans behind them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from papercuts import queries
from papercuts.db import db
from papercuts.domain.limits import Role, Status
from papercuts.models import PaperCut
from papercuts.queries import filters, ranked
from papercuts.queries.listed import Listed, Wanted
from tests.factories import AT, make

pytestmark = pytest.mark.usefixtures("app")
ME = 7


def scored(title: str, payback: float | None, **fields: Any) -> PaperCut:
    """A paper cut with a stored score, without the evidence for it."""
    if payback is not None:
        known = {"hours_lost_mean": payback * 2, "effort_hours_mean": 9.3, "hit_k": 1, "watched_n": 3}
        fields = known | {"payback_q50": payback, "needs_effort": False} | fields
    return make.paper_cut(title, **fields)


def wanted(**arguments: str) -> Wanted:
    """What an address asks for."""
    return ranked.read(arguments, ME)


def titles(rows: list[Listed]) -> str:
    """The titles of rows in their order, for short ones."""
    return "".join(row.title for row in rows)


def through(arguments: Mapping[str, str], size: int, *, back: bool = False) -> Iterator[str]:
    """The titles of each page, forwards or, from the last page, backwards."""
    pages = [ranked.page(wanted(**arguments), size)]
    while (key := pages[-1].next) is not None:
        pages.append(ranked.page(wanted(**arguments, after=str(key), page=str(pages[-1].number + 1)), size))
    if back:
        pages = pages[-1:]
        while (key := pages[-1].previous) is not None:
            pages.append(ranked.page(wanted(**arguments, before=str(key), page=str(pages[-1].number - 1)), size))
    return (titles(page.rows) for page in pages)


def test_the_list_holds_what_is_open_or_claimed_and_was_seen_best_payback_first() -> None:
    scored("c", 1.0)
    scored("a", 30.0, status=Status.CLAIMED)
    scored("b", 20.0)
    scored("x", 50.0, status=Status.FIXED)
    scored("y", None)

    assert titles(ranked.page(wanted()).rows) == "ab" + "c"


def test_equal_paybacks_stand_in_a_fixed_order() -> None:
    for title in "abcd":
        scored(title, 5.0)

    assert list(through({}, 2)) == ["dc", "ba"]


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize(
    ("arguments", "order"),
    [
        ({}, "hgfedcba"),
        ({"sort": "effort"}, "abcdefgh"),
        ({"sort": "hours"}, "hgfedcba"),
        ({"status": "all"}, "hgfedcbaWVU"),
        ({"status": "all", "sort": "effort"}, "abcdefghWVU"),
        ({"status": "open", "sort": "hit"}, "hgfedcbaWVU"),
    ],
)
def test_pages_by_key_show_each_row_once_in_both_directions(arguments: dict[str, str], order: str, back: bool) -> None:
    for n, title in enumerate("abcdefgh", 1):
        scored(title, n * 1.5, effort_hours_mean=n, hit_k=n // 3)
    for title in "UVW":
        scored(title, None)

    for size in (1, 3, 4, 50):
        pages = list(through(arguments, size, back=back))
        assert "".join(reversed(pages) if back else pages) == order


def test_a_list_that_became_shorter_shows_its_first_page_when_going_back() -> None:
    for n, title in enumerate("abcdef", 1):
        scored(title, float(n))
    second = ranked.page(wanted(after="4.0_4", page="2"), 3)

    page = ranked.page(wanted(before=str(second.previous), page="1"), 3)
    early = ranked.page(wanted(before="5.5_99", page="7"), 3)

    assert (titles(page.rows), page.number, page.first, page.previous) == ("fed", 1, 1, None)
    assert (titles(early.rows), early.number) == ("fed", 1)


@pytest.mark.parametrize("sort", ["payback", "effort"])
def test_the_ranks_of_open_ones_are_true_on_each_page_whatever_stands_between(sort: str) -> None:
    for n, status in enumerate([Status.OPEN, Status.FIXED, Status.CLAIMED, Status.VERIFIED, Status.OPEN]):
        scored(status.value, 9.0 - n, status=status, effort_hours_mean=1 + n)
    scored("not seen", None)

    page = ranked.page(wanted(status="all", sort=sort), 2)
    found = page.numbers
    while page.next:
        page = ranked.page(wanted(status="all", sort=sort, after=str(page.next), page=str(page.number + 1)), 2)
        found += page.numbers

    assert found == [1, None, 2, None, 3, None]
    assert ranked.page(wanted(status="open"), 5).numbers == [1, 2, None]
    assert ranked.page(wanted(status="fixed"), 5).numbers == [None]


def test_a_page_past_the_end_is_empty() -> None:
    scored("a", 3.0)

    page = ranked.page(wanted(after="1.0_1", page="9"))

    assert (page.rows, page.next, page.previous) == ([], None, None)


def test_each_filter_keeps_its_own() -> None:
    ada = make.account("Ada", Role.FIELD)
    area, task, site = make.area(), make.task("Send it"), make.site()
    visit = make.visit(site)
    scored("Noise", 9.0)
    mine = scored("Größe fehlt", 8.0, area_id=area.id, task=task, owner_id=ada.id, status=Status.CLAIMED)
    make.sighting(visit, paper_cut=mine)
    make.sighting(visit)
    unsized = scored("No effort 50%_", 7.0, needs_effort=True, what_happens="It Waits\nfor ever")
    fixed = scored("Fixed", 6.0, status=Status.FIXED)

    def found(**arguments: str) -> list[int]:
        return [row.id for row in ranked.page(ranked.read(arguments, ada.id)).rows]

    for chosen in (
        {"area": str(area.id)},
        {"task": str(task.id)},
        {"owner": "me"},
        {"owner": str(ada.id)},
        {"owner": "anybody"},
        {"seen": f"visit-{visit.id}"},
        {"seen": f"site-{site.id}"},
        {"text": "GROSSE fehlt"},
        {"status": "claimed"},
    ):
        assert found(**chosen) == [mine.id], chosen
    assert found(effort="needs") == [unsized.id]
    assert unsized.id not in found(effort="S")
    assert mine.id not in found(owner="nobody")
    assert found(status="fixed") == [fixed.id]
    assert found(text="waits ever") == [unsized.id]
    assert found(text="50%_") == [unsized.id]
    assert found(text="50_%") == found(text="O%f") == []
    assert found(text="%") == found(text="%_") == [unsized.id]
    assert len(found(status="all")) == 4


@pytest.mark.parametrize(
    ("hours", "size"), [(2.3, "XS"), (4.0, "S"), (9.3, "S"), (37.0, "M"), (60.0, "L"), (463.0, "XL")]
)
def test_an_effort_in_hours_belongs_to_the_size_it_is_as_large_as(hours: float, size: str) -> None:
    scored("a", 5.0, effort_hours_mean=hours)

    found = [name for name in filters.EFFORT_BANDS if ranked.page(wanted(effort=name)).rows]

    assert found == [size]


def test_an_open_one_that_was_fixed_before_is_known() -> None:
    make.fix(scored("reopened", 3.0), make.release(status="published"))
    make.fix(scored("in a draft", 2.0), make.release(status="draft"))
    scored("new", 1.0)

    rows = ranked.page(wanted()).rows

    assert [(row.title, bool(row.was_fixed)) for row in rows] == [
        ("reopened", True),
        ("in a draft", False),
        ("new", False),
    ]


@pytest.mark.parametrize(
    ("people", "is_one_guess"),
    [("a", True), ("aa", True), ("aaa", True), ("ab", False), ("aab", False), ("a-", False), ("--", False)],
)
def test_what_is_one_guess_goes_by_people_and_not_by_visits(people: str, is_one_guess: bool) -> None:
    cut, site = scored("x", 3.0, hit_k=len(people)), make.site()
    known = {letter: make.participant(site) for letter in "ab"}
    for letter in people:
        sighting = make.sighting(
            make.visit(site), paper_cut=cut, participant=known.get(letter), seconds_lost=None, how_timed=None
        )
        sighting.participant = known.get(letter)  # none: a visit without named people
    make.sighting(make.visit(site, product="Rival"), paper_cut=cut, participant=known["b"])
    db.session.flush()

    assert [bool(row.is_one_guess) for row in ranked.page(wanted()).rows] == [is_one_guess]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"sort": "password_hash"}, "Unknown sort field"),
        ({"password_hash": "x"}, "Unknown filter"),
        ({"status": "gone"}, "Unknown status"),
        ({"area": "1; DROP TABLE"}, "Unknown area"),
        ({"area": "99999999999"}, "Unknown area"),
        ({"area": "2147483648"}, "Unknown area"),
        ({"area": "0"}, "Unknown area"),
        ({"area": "٣"}, "Unknown area"),
        ({"task": "-1"}, "Unknown task"),
        ({"effort": "XXL"}, "Unknown effort"),
        ({"owner": "you"}, "Unknown owner"),
        ({"seen": "visit"}, "Unknown visit"),
        ({"seen": "site-x"}, "Unknown visit"),
        ({"seen": "sale-1"}, "Unknown visit"),
        ({"after": "x_1"}, "Unknown page"),
        ({"after": "nan_1"}, "Unknown page"),
        ({"after": "1e999_1"}, "Unknown page"),
        ({"after": "1.0_0"}, "Unknown page"),
        ({"after": "1.0"}, "Unknown page"),
        ({"after": "_4"}, "Unknown page"),
        ({"before": "1.0_99999999999"}, "Unknown page"),
        ({"page": "0"}, "Unknown page"),
        ({"why": "x"}, "Unknown paper cut"),
        ({"text": "x" * 201}, "At most 200 characters"),
        ({"text": "a " * 17}, "At most 16 words"),
        ({"text": "a\x00"}, "cannot be stored"),
    ],
)
def test_what_does_not_exist_is_refused(arguments: dict[str, str], sentence: str) -> None:
    """T08, T27: filters and orders are words of a list, never columns by name."""
    with pytest.raises(ValueError, match=sentence):
        ranked.read(arguments, ME)


def test_counts_stop_where_nobody_counts_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        scored(f"a{n}", 1.0 + n)
    scored("x", None)

    exact = ranked.counts(wanted())
    monkeypatch.setattr(ranked, "COUNT_MOST", 3)

    assert exact == (5, 6)
    assert ranked.counts(wanted()) == (4, 4)  # one more than counted says "more than that"


def test_a_choice_of_a_filter_is_offered_also_when_it_is_an_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    old = make.visit(make.site("Old & far"), visited_on=make.visit().visited_on.replace(year=2020))
    area = make.area("Invoice editor")

    choices = queries.choices.for_filters({"seen": f"visit-{old.id}", "area": str(area.id)}, is_more=False)

    assert choices.visits[old.id][1] == "Old & far"
    assert (choices.areas[area.id], choices.tasks) == ("Invoice editor", {})
    for nothing in ({"seen": "visit-999"}, {"seen": "site-999"}, {"area": "999"}, {"task": "999"}, {"owner": "999"}):
        with pytest.raises(ValueError, match="Unknown"):
            queries.choices.for_filters(nothing, is_more=False)


WIDE: list[tuple[dict[str, str], str]] = [
    ({}, "ix_paper_cut_ranked"),
    ({"after": "700.0_700", "page": "2"}, "ix_paper_cut_ranked"),
    ({"before": "700.0_700", "page": "9"}, "ix_paper_cut_ranked"),
]
NARROW: list[tuple[dict[str, str], str]] = [
    ({"task": "2"}, "ix_paper_cut_ranked_task"),
    ({"area": "2", "after": "700.0_700", "page": "2"}, "ix_paper_cut_ranked_area"),
    ({"owner": "me"}, "ix_paper_cut_ranked_owner"),
    ({"status": "fixed"}, "ix_paper_cut_status"),
]


@pytest.mark.parametrize("is_analysed", [False, True])
def test_the_list_is_read_from_an_index_without_sorting(
    app: Flask, is_analysed: bool, explained: Callable[[Wanted], str]
) -> None:
    """A sort of 100,000 rows would cost 500 times what the page costs."""
    many(app)
    is_postgres = db.engine.dialect.name == "postgresql"
    if is_analysed or is_postgres:  # which looks at its tables by itself, but not within a test
        db.session.execute(text("ANALYZE"))

    for arguments, index in WIDE if is_postgres else WIDE + NARROW:  # which may well sort the 100 rows of a task
        plan = explained(wanted(**arguments))

        assert index in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan


def many(app: Flask) -> None:
    """Enough rows for a planner to prefer an index: 4,000 paper cuts of 40 tasks, areas and owners."""
    owners = [make.account(f"Owner {n}").id for n in range(2)]
    tasks, areas = [make.task().id for _ in range(40)], [make.area().id for _ in range(40)]
    rows = [
        {
            "title": f"t{n}",
            "title_identity": f"t{n}",
            "task_id": tasks[n % 40],
            "area_id": areas[n % 40],
            "owner_id": ME if n % 50 == 0 and ME in owners else None,
            "status": Status.FIXED if n % 20 == 0 else Status.OPEN,
            "payback_q50": float(n % 997),
            "is_mostly_assumed": False,
            "needs_effort": False,
            "created_at": AT,
        }
        for n in range(4000)
    ]
    db.session.execute(db.insert(PaperCut), rows)
    db.session.commit()


@pytest.fixture
def explained(app: Flask) -> Callable[[Wanted], str]:
    """Return the plan of the statement that reads a page."""

    def explain(what: Wanted) -> str:
        caught: list[tuple[str, Any]] = []

        def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
            caught.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        ranked.page(what)
        event.remove(db.engine, "before_cursor_execute", note)
        statement, parameters = next(one for one in caught if "FROM paper_cut" in one[0])
        is_sqlite = db.engine.dialect.name == "sqlite"
        prefix = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        rows = db.session.connection().exec_driver_sql(prefix + statement, parameters)
        return "\n".join(str(row[-1]) for row in rows)

    return explain
