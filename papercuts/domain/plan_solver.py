"""The best set of all that keep the limits, found and proven by HiGHS (a solver for mixed-integer programs).

Before it, what can be shown not to matter is put aside: with a price λ on each unit of effort, no set is worth more
than λ·hours + Σ max(0, value − λ·effort); an item whose choice would pull that below a set that is known already is
decided. After it, the set is held against whole numbers; one that only fits by rounding is forbidden, and the solver
asked again.

Source: Dantzig (1957) for the bound; Martello and Toth, Knapsack Problems (1990), 2.3 for the reduction.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from papercuts.domain.planner import (
    Broken,
    Id,
    Item,
    Problem,
    broken,
    effort_of,
    impossible,
    order_of,
    picked,
    value_of,
    with_required,
)

SECONDS = 4.0  # the solver looks at its watch now and then, so that 5 are never reached
LEAST_SECONDS = 0.02  # less is not worth to begin with
SAME = 1e-9  # closer than that, relatively, bound and value are the same
SCALE_MOST = 1e7  # larger coefficients are scaled down: the solver's tolerances are absolute


class Impossible(ValueError):
    """What must be done breaks a limit."""

    def __init__(self, why: Sequence[Broken]) -> None:
        super().__init__("No set keeps every limit.")
        self.why = why


@dataclass(frozen=True)
class Best:
    """A set that keeps the limits, and what is proven of it. value, effort, bound: in units of the problem."""

    chosen: tuple[Id, ...]  # in the order of the ids
    value: int
    effort: int
    bound: float  # no set is worth more
    seconds: float  # that the solver took

    @property
    def gap(self) -> float:
        """Return by how much a better set could be better, as a share of this one; 0 when it is proven best."""
        missing = self.bound - self.value
        return missing / self.value if self.value else (math.inf if missing else 0.0)

    @property
    def is_proven(self) -> bool:
        """Say whether no set is better."""
        return self.bound == self.value


def best(asked: Problem, seconds: float = SECONDS) -> Best:
    """Return the most valuable set; on time-out the best one found, with a bound for all others.

    The same problem gives the same set: the solver gets it in one order and one seed, and of items that are alike those
    with the smaller numbers are taken. Raising values a little to break ties would keep it from proving whole numbers.
    Nothing without value is taken, unless it must be. Raises Impossible.
    """
    if why := impossible(asked):
        raise Impossible(why)
    known = picked(asked)
    known_value, top = value_of(asked, known), _Price(asked)
    taken, dropped = top.decided(known_value)
    core = [item for item in asked.items if item.id not in dropped]
    if len(core) == len(taken):
        chosen, bound, spent = known, float(known_value), 0.0
    else:
        chosen, bound, spent = _solved(asked, core, taken, known, seconds)
        bound = min(bound, top.bound)
    chosen = _first_of_equals(asked, _without_ballast(asked, chosen))
    value = value_of(asked, chosen)
    bound = float(value) if bound - value <= max(SAME * value, SAME) else bound
    return Best(tuple(sorted(chosen, key=order_of)), value, effort_of(asked, chosen), bound, spent)


class _Price:
    """What the hours are worth: the bound, and how much each item's choice the other way round would pull it down."""

    def __init__(self, asked: Problem) -> None:
        self.must = with_required(asked, asked.must)
        base = [asked.by_id[one] for one in self.must]
        room = asked.budget - sum(asked.least_effort(item) for item in base)
        self.free = [item for item in asked.items if item.id not in self.must]
        self.efforts = {item.id: asked.least_effort(item) for item in self.free}
        self.possible = [item for item in self.free if self.efforts[item.id] <= room and item.id not in asked.left_out]
        self.price = self._at(room)
        worth = sum(max(0.0, self._reduced(item)) for item in self.possible)
        self.bound = sum(item.value for item in base) + self.price * room + worth

    def _at(self, room: int) -> float:
        """Return the price at which the hours are just used up, taking the most valuable first."""
        ordered = sorted(
            (item for item in self.possible if item.value),
            key=lambda item: -item.value / self.efforts[item.id] if self.efforts[item.id] else -math.inf,
        )
        for item in ordered:
            room -= self.efforts[item.id]
            if room < 0:
                return item.value / self.efforts[item.id]
        return 0.0

    def _reduced(self, item: Item) -> float:
        return item.value - self.price * self.efforts[item.id]

    def decided(self, known_value: int) -> tuple[set[Id], set[Id]]:
        """Return what every set that is better than the known one has, and what none has."""
        possible = {item.id for item in self.possible}
        taken, dropped = set(self.must), {item.id for item in self.free if item.id not in possible}
        for item in self.possible:
            reduced = self._reduced(item)
            if self.bound - abs(reduced) < known_value * (1 - SAME) - SAME:
                (taken if reduced > 0 else dropped).add(item.id)
        return taken, dropped


def _without_ballast(asked: Problem, chosen: Collection[Id]) -> frozenset[Id]:
    """Return a set without what brings nothing and nothing in it needs."""
    worth = [one for one in chosen if asked.by_id[one].value or one in asked.must]
    return with_required(asked, worth)


def _first_of_equals(asked: Problem, chosen: Collection[Id]) -> frozenset[Id]:
    """Return the set with the smaller numbers where several are alike in everything that counts."""
    special = {one for pair in asked.not_both for one in pair} | set(asked.bundles_of) | asked.must | asked.left_out
    special |= {other for item in asked.items for other in item.requires}
    alike: dict[tuple[int, int, str, str], list[Id]] = {_kind(asked.by_id[one]): [] for one in chosen}
    for item in asked.items:
        if item.id not in special and not item.requires and (same := alike.get(_kind(item))) is not None:
            same.append(item.id)
    result = set(chosen)
    for ids in alike.values():
        n_chosen = sum(one in result for one in ids)
        result.difference_update(ids)
        result.update(ids[:n_chosen])
    return frozenset(result)


def _kind(item: Item) -> tuple[int, int, str, str]:
    return item.value, item.effort, item.owner, item.area


def _solved(
    asked: Problem, core: Sequence[Item], taken: Collection[Id], known: frozenset[Id], seconds: float
) -> tuple[frozenset[Id], float, float]:
    """Return the best set of the core, a bound, and the seconds it took."""
    model = _Model(asked, core, taken)
    incumbent, spent = known, 0.0
    while seconds - spent > LEAST_SECONDS:
        found, bound, took = model.run(seconds - spent, incumbent)
        spent += took
        if found is not None and not broken(asked, found) and asked.must <= found:
            better = max((found, incumbent), key=lambda one: value_of(asked, one))
            return better, max(bound, float(value_of(asked, better))), spent
        if found is None:
            return incumbent, bound, spent
        model.forbid(found)
    return incumbent, math.inf, spent


class _Model:
    """The core as rows and columns of a mixed-integer program."""

    def __init__(self, asked: Problem, core: Sequence[Item], taken: Collection[Id]) -> None:
        self.asked, self.core = asked, core
        self.column = {item.id: i for i, item in enumerate(core)}
        self.lower = [float(item.id in taken) for item in core]
        largest = max((item.value for item in core), default=1) or 1
        self.scale = max(largest / SCALE_MOST, 1.0)
        self.values = [item.value / self.scale for item in core]
        self.rows: list[tuple[dict[int, float], float]] = []
        self.extras: list[list[int]] = []  # of each further column, those of its bundle
        self._add_limits()

    def _add_limits(self) -> None:
        asked, column = self.asked, self.column
        self.rows.append((dict.fromkeys(range(len(self.core)), 1.0), self._most()))
        shared = self._shares(self.core)
        self._row({column[item.id]: item.effort for item in self.core}, asked.budget, shared)
        for owner, cap in asked.per_owner.items():
            theirs = [item for item in self.core if item.owner == owner]
            self._row({column[item.id]: item.effort for item in theirs}, cap, self._shares(theirs))
        for area, most in asked.at_most.items():
            self.rows.append(({column[item.id]: 1.0 for item in self.core if item.area == area}, most))
        for one, other in asked.not_both:
            if one in column and other in column:
                self.rows.append(({column[one]: 1.0, column[other]: 1.0}, 1.0))
        for item in self.core:
            for other in item.requires:
                needed = {column[other]: -1.0} if other in column else {}
                self.rows.append(({column[item.id]: 1.0} | needed, 0.0))

    def _most(self) -> int:
        """Return how many fit at all: no limit of its own, but proofs are quick with it where values follow efforts."""
        efforts = accumulate(sorted(self.asked.least_effort(item) for item in self.core))
        return sum(effort <= self.asked.budget for effort in efforts)

    def _shares(self, items: Sequence[Item]) -> list[tuple[int, list[int]]]:
        """Return what each bundle shares among these, with the columns of its items."""
        there = {item.id for item in items}
        found = []
        for bundle in self.asked.bundles:
            columns = [self.column[one] for one in bundle.ids if one in there]
            if len(columns) > 1:
                found.append((bundle.shared, columns))
        return found

    def _row(self, efforts: Mapping[int, int], cap: int, shared: Sequence[tuple[int, list[int]]]) -> None:
        """Add a limit on effort; a column for each bundle, 1 when one of it is done, bears what they share."""
        scale = max(cap / SCALE_MOST, 1.0)
        row = {i: effort / scale for i, effort in efforts.items()}
        for part, columns in shared:
            extra = len(self.core) + len(self.extras)
            self.extras.append(columns)
            row[extra] = part / scale
            for i in columns:
                row[i] -= part / scale
                self.rows.append(({i: 1.0, extra: -1.0}, 0.0))
        self.rows.append((row, cap / scale))

    def forbid(self, chosen: Collection[Id]) -> None:
        """Forbid a set and all that hold it: it does not fit."""
        inside = {self.column[one]: 1.0 for one in chosen}
        self.rows.append((inside, len(inside) - 1.0))

    def run(self, seconds: float, start: Collection[Id]) -> tuple[frozenset[Id] | None, float, float]:
        """Return the set the solver chose, if any, with its bound in units of value and its seconds."""
        import highspy  # here, for both take longer to load than most commands run
        import numpy

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        options: dict[str, Any] = {
            "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": seconds, "threads": 1, "parallel": "off",
            "random_seed": 0,
        }  # fmt: skip
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._program(highspy, numpy))
        first = highspy.HighsSolution()
        first.col_value = self._columns_of(start)
        solver.setSolution(first)
        solver.run()
        return self._read(highspy, solver)

    def _columns_of(self, chosen: Collection[Id]) -> list[float]:
        done = [float(item.id in chosen) for item in self.core]
        return done + [max(done[i] for i in columns) for columns in self.extras]

    def _program(self, highspy: Any, numpy: Any) -> Any:
        extra = len(self.extras)
        n = len(self.core) + extra
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = n, len(self.rows)
        program.sense_ = highspy.ObjSense.kMaximize
        program.col_cost_ = numpy.array([*self.values, *[0.0] * extra])
        program.col_lower_ = numpy.array([*self.lower, *[0.0] * extra])
        program.col_upper_ = numpy.ones(n)
        program.integrality_ = [highspy.HighsVarType.kInteger] * n
        program.row_lower_ = numpy.full(len(self.rows), -highspy.kHighsInf)
        program.row_upper_ = numpy.array([cap for _, cap in self.rows], dtype=float)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row) for row, _ in self.rows]
        program.a_matrix_.start_ = numpy.cumsum([0, *lengths]).astype(numpy.int32)
        program.a_matrix_.index_ = numpy.array([i for row, _ in self.rows for i in row], dtype=numpy.int32)
        program.a_matrix_.value_ = numpy.array([x for row, _ in self.rows for x in row.values()], dtype=float)
        return program

    def _read(self, highspy: Any, solver: Any) -> tuple[frozenset[Id] | None, float, float]:
        info, status = solver.getInfo(), solver.getModelStatus()
        took = float(solver.getRunTime())
        if status == highspy.HighsModelStatus.kInfeasible:  # sets that do not fit have been forbidden one by one
            return None, -math.inf, took
        bound = float(info.mip_dual_bound) * self.scale
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None, bound, took
        values = list(solver.getSolution().col_value)
        chosen = frozenset(item.id for item, x in zip(self.core, values, strict=False) if round(x))
        if status == highspy.HighsModelStatus.kOptimal:
            bound = float(value_of(self.asked, chosen))
        return chosen, bound, took
