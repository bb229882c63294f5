"""The best set: published optima, every kind of limit against trying all sets, and what must always hold."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papercuts.domain.plan_advice import Watch, insisting, too_large, with_more
from papercuts.domain.plan_model import Model
from papercuts.domain.plan_picking import picked
from papercuts.domain.plan_solver import Impossible, best
from papercuts.domain.planner import (
    Bundle,
    Id,
    Item,
    Problem,
    broken,
    effort_of,
    hours_down,
    hours_up,
    impossible,
    problem,
    value_of,
)

# John Burkardt, KNAPSACK_01, Data for the 01 Knapsack Problem: capacity, weights, profits, optimum.
# https://people.sc.fsu.edu/~jburkardt/datasets/knapsack_01/knapsack_01.html
BURKARDT: dict[str, tuple[int, list[int], list[int], int]] = {
    "P01": (165, [23, 31, 29, 44, 53, 38, 63, 85, 89, 82], [92, 57, 49, 68, 60, 43, 67, 84, 87, 72], 309),
    "P02": (26, [12, 7, 11, 8, 9], [24, 13, 23, 15, 16], 51),
    "P03": (190, [56, 59, 80, 64, 75, 17], [50, 50, 64, 46, 50, 5], 150),
    "P04": (50, [31, 10, 20, 19, 4, 3, 6], [70, 20, 39, 37, 7, 5, 10], 107),
    "P05": (104, [25, 35, 45, 5, 25, 3, 2, 2], [350, 400, 450, 20, 70, 8, 5, 5], 900),
    "P06": (170, [41, 50, 49, 59, 55, 57, 60], [442, 525, 511, 593, 546, 564, 617], 1735),
    "P07": (
        750,
        [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120],
        [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240],
        1458,
    ),
    "P08": (
        6404180,
        [382745, 799601, 909247, 729069, 467902, 44328, 34610, 698150, 823460, 903959, 853665, 551830, 610856, 670702,
         488960, 951111, 323046, 446298, 931161, 31385, 496951, 264724, 224916, 169684],
        [825594, 1677009, 1676628, 1523970, 943972, 97426, 69666, 1296457, 1679693, 1902996, 1844992, 1049289, 1252836,
         1319836, 953277, 2067538, 675367, 853655, 1826027, 65731, 901489, 577243, 466257, 369261],
        13549094,
    ),
}  # fmt: skip
AT_EASE = Watch(lambda: 0.0, 4.0)  # its time does not pass
OWNERS, AREAS = ("", "Mei", "Tom"), ("", "Editor", "Search")


def items_of(weights: Iterable[int], profits: Iterable[int]) -> list[Item]:
    return [Item(i, profit, weight) for i, (weight, profit) in enumerate(zip(weights, profits, strict=True), 1)]


@pytest.mark.parametrize("name", BURKARDT)
def test_published_optima_are_found_and_proven(name: str) -> None:
    capacity, weights, profits, optimum = BURKARDT[name]

    found = best(problem(items_of(weights, profits), capacity))

    assert (found.value, found.gap, found.is_proven) == (optimum, 0, True)
    assert found.effort == sum(weights[int(i) - 1] for i in found.chosen) <= capacity


def random_problem(seed: int, kind: str, n: int = 9) -> Problem:
    """A small problem with one kind of limit, or with all of them."""
    dice = random.Random(seed)
    ids = list(range(1, n + 1))
    is_all = kind.startswith("all")
    required = circles_of(ids, dice) if "circles" in kind else {}
    items = [
        Item(
            id=i,
            value=dice.randint(0, 30),
            effort=dice.randint(4, 30),
            owner=dice.choice(OWNERS),
            area=dice.choice(AREAS),
            requires=required.get(i, ())
            + ((dice.choice([j for j in ids if j != i]),) if "requires" in kind and dice.random() < 0.4 else ()),
        )
        for i in ids
    ]
    pairs = [(a, b) for a, b in combinations(ids, 2) if dice.random() < 0.12]
    return problem(
        items,
        dice.randint(20, 90),
        must=dice.sample(ids, 1 if is_all else 2) if kind == "must" or is_all else (),
        left_out=dice.sample(ids, 1 if is_all else 2) if kind == "left out" or is_all else (),
        not_both=pairs if kind == "not both" or is_all else (),
        bundles=[Bundle((1, 2, 3), 3), Bundle((3, 4), 1)] if kind == "together" or is_all else (),
        at_most={"Editor": 1, "Search": 2} if kind == "area" or is_all else None,
        per_owner={"Mei": dice.randint(25, 50), "Tom": 30} if kind == "owner" or is_all else None,
    )


def circles_of(ids: list[int], dice: random.Random) -> dict[int, tuple[int, ...]]:
    """Circles of one to four, and now and then a way from one into another."""
    left, found = dice.sample(ids, len(ids)), dict[int, tuple[int, ...]]()
    while left:
        circle = [left.pop() for _ in range(min(len(left), dice.randint(1, 4)))]
        found |= {one: (circle[i - 1],) for i, one in enumerate(circle) if len(circle) > 1}
        if left and dice.random() < 0.3:
            found[circle[0]] = (*found.get(circle[0], ()), dice.choice(left))
    return found


def keeps_all(asked: Problem, chosen: frozenset[Id]) -> bool:
    """Say whether a set keeps every limit, written once more, as the limits read."""
    by_id = {item.id: item for item in asked.items}
    shared = dict.fromkeys((None, *OWNERS), 0)
    for bundle in asked.bundles:
        for owner in shared:
            n = sum(one in chosen and owner in (None, by_id[one].owner) for one in bundle.ids)
            shared[owner] += bundle.shared * max(0, n - 1)
    efforts = {
        owner: sum(by_id[one].effort for one in chosen if owner in (None, by_id[one].owner)) - shared[owner]
        for owner in shared
    }
    return (
        efforts[None] <= asked.budget
        and all(efforts[owner] <= cap for owner, cap in asked.per_owner.items())
        and all(sum(by_id[one].area == area for one in chosen) <= n for area, n in asked.at_most.items())
        and asked.must <= chosen
        and not asked.left_out & chosen
        and not any(one in chosen and other in chosen for one, other in asked.not_both)
        and all(other in chosen for one in chosen for other in by_id[one].requires)
    )


def best_of_all(asked: Problem) -> int | None:
    """Return the value of the best set by trying each; none when no set keeps the limits."""
    ids = [item.id for item in asked.items]
    sets = (frozenset(one for i, one in enumerate(ids) if mask >> i & 1) for mask in range(2 ** len(ids)))
    return max((value_of(asked, one) for one in sets if keeps_all(asked, one)), default=None)


KINDS = ["hours", "must", "left out", "not both", "together", "area", "owner", "requires", "circles"]


@pytest.mark.parametrize("kind", [*KINDS, "all requires", "all circles"])
def test_no_set_of_all_is_better_whatever_the_limits(kind: str) -> None:
    n_possible = 0
    for seed in range(12):
        asked = random_problem(seed, kind)
        optimum = best_of_all(asked)
        if optimum is None:
            assert impossible(asked), (kind, seed)
            with pytest.raises(Impossible):
                best(asked)
            continue
        found = best(asked)
        assert (found.value, found.gap) == (optimum, 0), (kind, seed)
        assert keeps_all(asked, frozenset(found.chosen)), (kind, seed)
        assert broken(asked, found.chosen) == []
        assert found.effort == effort_of(asked, found.chosen)
        n_possible += 1
    assert n_possible >= 3


def test_the_bound_holds_for_what_nobody_looked_at_too() -> None:
    n_proven = 0
    for seed in range(40):
        dice = random.Random(seed)
        items = [Item(n, dice.randint(0, 30), dice.randint(4, 30)) for n in range(1, 10)]
        items.sort(key=lambda item: item.effort / max(item.value, 1))
        beyond = [(item.value, item.effort) for item in items[5:]]
        must = [items[dice.randrange(5)].id]
        optimum = best_of_all(problem(items, 50, must=must))

        found = best(problem(items[:5], 50, must=must, beyond=beyond))

        assert optimum is not None
        assert found.value <= optimum <= found.bound + 1e-6
        n_proven += found.is_proven
    assert 0 < n_proven < 40


def test_of_a_circle_all_are_taken_or_none_and_each_has_its_price() -> None:
    circle = [Item(1, 90, 100, requires=(2,)), Item(2, 0, 100, requires=(3,)), Item(3, 5, 100, requires=(1,))]
    asked = problem([*circle, Item(4, 60, 200), Item(5, 30, 100)], 400)

    found = best(asked)
    others, _ = insisting(asked, found, [4], AT_EASE)

    assert (found.chosen, found.gap) == ((1, 2, 3, 5), 0)
    assert [(one.price, one.goes, one.comes) for one in others] == [(35, (1, 2, 3), ())]
    assert best(replace(asked, left_out=frozenset({2}))).chosen == (4, 5)
    assert best(replace(asked, budget=300, must=frozenset({3}))).chosen == (1, 2, 3)
    assert [why.group for why in impossible(replace(asked, must=frozenset({3}), budget=299))] == ["hours"]
    assert (
        best(problem([Item(1, 9, 1, requires=(2,)), Item(2, 9, 1, requires=(1,))], 5, not_both=[(1, 2)])).chosen == ()
    )


def test_thousands_in_one_chain_or_circle_are_planned_to_the_end() -> None:
    """Of a chain only an end can be done, so the best one fills the hours; no depth is too deep."""
    n, dice = 5000, random.Random(7)
    efforts = [dice.randint(1, 100) for _ in range(n)]
    chain = [Item(i, 1, effort, requires=(i + 1,) if i < n - 1 else ()) for i, effort in enumerate(efforts)]
    fits = [i for i in range(n - 500, n) if sum(efforts[i:]) <= 20_000]
    circle = [replace(item, requires=((item.id + 7) % n,)) for item in chain if isinstance(item.id, int)]

    assert best(problem(chain, 20_000), seconds=0).chosen == tuple(fits)
    assert len(best(problem(circle, sum(efforts)), seconds=0).chosen) == n
    assert best(problem(circle, sum(efforts) - 1), seconds=0).is_proven


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 4000)), max_size=40), st.integers(0, 8000), st.randoms()
)
@settings(max_examples=60)
def test_more_hours_never_give_less_and_the_order_of_the_items_does_not_matter(
    drawn: list[tuple[int, int]], budget: int, dice: random.Random
) -> None:
    items = [Item(i, value, effort) for i, (value, effort) in enumerate(drawn, 1)]
    found = best(problem(items, budget))
    shuffled = dice.sample(items, len(items))

    assert best(problem(shuffled, budget)).chosen == found.chosen
    assert best(problem(items, budget + 100)).value >= found.value
    assert found.value >= value_of(problem(items, budget), picked(problem(items, budget)))
    assert all(item.value for item in items if item.id in found.chosen)


def test_of_items_that_are_alike_those_with_the_smaller_numbers_are_taken() -> None:
    items = [Item(n, 50, 200) for n in (12, 3, 107, 20)]

    assert best(problem(items, 450)).chosen == (3, 12)


@pytest.mark.parametrize("follows", ["nothing", "effort", "effort closely"])
def test_a_thousand_are_planned_to_the_end(follows: str) -> None:
    """Values that follow the efforts take solvers longest: Pisinger (2005), Where are the hard knapsack problems?"""
    dice = random.Random(follows)
    values: dict[str, Callable[[int], int]] = {
        "nothing": lambda effort: dice.randint(1, 1000),
        "effort": lambda effort: max(1, effort + dice.randint(-100, 100)),
        "effort closely": lambda effort: effort + 100,
    }
    efforts = [dice.randint(10, 1000) for _ in range(1000)]
    items = [Item(i, values[follows](effort), effort) for i, effort in enumerate(efforts)]

    found = best(problem(items, sum(efforts) // 2))

    assert found.gap == 0
    assert found.effort <= sum(efforts) // 2


def test_few_are_proven_without_the_solver_where_values_follow_efforts_from_below() -> None:
    """The inverse strongly correlated items of Pisinger (2005): branching does not end within seconds."""
    dice = random.Random(5)
    efforts = [dice.randint(1, 1000) for _ in range(40)]
    items = [Item(i, max(1, effort - 100), effort) for i, effort in enumerate(efforts)]
    budget = sum(efforts) // 3

    found = best(problem(items, budget), seconds=0)

    assert found.is_proven
    most = [0] * (budget + 1)
    for item in items:
        most = [
            max(worth, most[at - item.effort] + item.value if at >= item.effort else 0) for at, worth in enumerate(most)
        ]
    assert found.value == most[-1]


def test_without_time_the_best_found_is_returned_with_its_bound() -> None:
    capacity, weights, profits, optimum = BURKARDT["P08"]

    found = best(problem(items_of(weights, profits), capacity), seconds=0)

    assert found.value < optimum <= found.bound
    assert not found.is_proven
    assert 0 < found.gap < 0.05


def test_a_set_that_only_fits_by_rounding_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver is told that 3 + 3 fits into 5; whole numbers say that it does not."""
    row = Model._add_effort
    monkeypatch.setattr(Model, "_add_effort", lambda self, items, cap: row(self, items, cap + 1))
    monkeypatch.setattr(Model, "_most", lambda self: 3)

    found = best(problem([Item("a", 10, 3), Item("b", 9, 3), Item("c", 4, 2)], 5, at_most={"Editor": 1}))

    assert (found.chosen, found.gap) == (("a", "c"), 0)


def test_a_value_that_no_float_holds_is_proven_too() -> None:
    found = best(problem([Item("a", 10**18 - 1, 3), Item("b", 1, 9)], 5))

    assert (found.value, found.bound, found.gap, found.is_proven) == (10**18 - 1, 10**18 - 1, 0, True)


def test_insisting_says_its_price_and_who_makes_room() -> None:
    asked = problem([Item(1, 100, 300), Item(2, 90, 300), Item(3, 60, 200), Item(4, 5, 900)], 500)
    found = best(asked)

    others, unasked = insisting(asked, found, [2, 4], AT_EASE)

    assert found.chosen == (1, 3)
    assert [(one.about, one.price, one.goes, one.comes) for one in others] == [(2, 10, (1,), ())]
    assert unasked == []
    assert insisting(asked, found, [2], Watch(lambda: 4.0, 4.0))[1] == [2]
    assert too_large(asked, found.chosen) == [(4, 400)]


def test_more_hours_bring_what_comes_in_for_what() -> None:
    asked = problem([Item(1, 100, 300), Item(2, 90, 300), Item(3, 60, 200)], 500)

    more = with_more(asked, best(asked), 300, AT_EASE)

    assert more is not None
    assert (more.comes, more.goes, more.price, more.best.effort) == ((2,), (), -90, 800)
    assert with_more(asked, best(asked), 50, AT_EASE) is None


def test_what_is_impossible_is_named() -> None:
    items = [Item(1, 1, 300, owner="Mei"), Item(2, 1, 300, owner="Mei", area="Editor", requires=(3,)), Item(3, 1, 50)]
    asked = problem(items, 1000, must=[1, 2], per_owner={"Mei": 500})

    assert [(why.group, why.about, why.has, why.may) for why in impossible(asked)] == [("owner", "Mei", 600, 500)]
    assert [why.group for why in impossible(replace(asked, budget=640))] == ["hours", "owner"]
    assert [why.group for why in impossible(replace(asked, per_owner={}, left_out=frozenset({3})))] == ["left out"]
    assert [why.group for why in impossible(replace(asked, per_owner={}, not_both=((1, 2),)))] == ["not both"]
    assert [why.group for why in impossible(replace(asked, per_owner={}, at_most={"Editor": 0}))] == ["area"]
    alone = problem([Item(1, 1, 1, requires=(9,))], 5, must=[1])
    assert [(why.group, why.about) for why in impossible(alone)] == [("requires", 9)]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="7 is there twice"):
        problem([Item(7, 1, 1), Item(7, 2, 2)], 1)
    with pytest.raises(ValueError, match="8 must be done and is not there"):
        problem([Item(7, 1, 1)], 1, must=[8])
    with pytest.raises(ValueError, match="cannot share more"):
        problem([Item(7, 1, 1), Item(8, 1, 5)], 1, bundles=[Bundle((7, 8), 2)])
    with pytest.raises(ValueError, match="cannot be negative"):
        Item(7, -1, 1)


def test_hours_are_rounded_so_that_a_set_never_takes_more_than_it_says() -> None:
    assert [hours_up(hours) for hours in (2.37, 2.371, 0.1 + 0.2, 9.26)] == [237, 238, 30, 926]
    assert [hours_down(hours) for hours in (16.0, 12.8, 0.1 + 0.2, 2.379)] == [1600, 1280, 30, 237]
