"""What is left of a problem as a mixed-integer program: a column for each block, a row for each limit; for HiGHS."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any

from papercuts.domain.plan_blocks import Blocks
from papercuts.domain.planner import Id, Item, Problem, value_of

ROWS_MANY = 1_000
COLUMNS_MOST, NEEDS_MOST = 30_000, 6_000  # of more, the solver does not end in time nor find anything better
HURRY = 0.5  # of the time there is, for so many rows: the solver looks at its watch more rarely then
SCALE_MOST = 1e7  # larger coefficients are scaled down: the solver's tolerances are absolute


def is_too_large(parts: Blocks, core: Sequence[int]) -> bool:
    """Say whether what is undecided is more than the solver can do anything about within seconds."""
    return len(core) > COLUMNS_MOST or sum(len(parts.all[place].requires) for place in core) > NEEDS_MOST


class Model:
    """The core, blocks that are not decided to be out, as rows and columns of a mixed-integer program."""

    def __init__(self, asked: Problem, parts: Blocks, core: Sequence[int], taken: Collection[int]) -> None:
        self.asked = asked
        self.core = [parts.all[place] for place in core]
        self.column = {item.id: i for i, block in enumerate(self.core) for item in block.items}
        self.items = [item for block in self.core for item in block.items]
        self.lower = [float(place in taken) for place in core]
        largest = max((block.value for block in self.core), default=1) or 1
        self.scale = max(largest / SCALE_MOST, 1.0)
        self.values = [block.value / self.scale for block in self.core]
        self.rows: list[tuple[Mapping[int, float], float]] = []
        self.extras: list[list[int]] = []  # of each further column, those of its bundle
        self._add_limits()
        self._add_needs(parts, core)

    def _add_limits(self) -> None:
        asked = self.asked
        self.rows.append((dict.fromkeys(range(len(self.core)), 1.0), self._most()))
        self._add_effort(self.items, asked.budget)
        for owner, cap in asked.per_owner.items():
            self._add_effort([item for item in self.items if item.owner == owner], cap)
        for area, most in asked.at_most.items():
            self.rows.append((Counter(self.column[item.id] for item in self.items if item.area == area), most))
        for pair in asked.not_both:
            if all(one in self.column for one in pair):
                self.rows.append((Counter(self.column[one] for one in pair), 1.0))

    def _add_needs(self, parts: Blocks, core: Sequence[int]) -> None:
        """Add a row for each block that another one requires; what is not in the core is out."""
        columns = {place: i for i, place in enumerate(core)}
        for i, block in enumerate(self.core):
            for other in block.requires:
                needed = {columns[other]: -1.0} if other in columns else {}
                self.rows.append(({i: 1.0} | needed, 0.0))

    def _most(self) -> int:
        """Return how many fit at all: no limit of its own, but proofs are quick with it where values follow efforts."""
        return sum(effort <= self.asked.budget for effort in accumulate(sorted(block.effort for block in self.core)))

    def _add_effort(self, items: Sequence[Item], cap: int) -> None:
        """Limit the effort of items; a column for each bundle, 1 when one of it is done, bears what they share."""
        scale = max(cap / SCALE_MOST, 1.0)
        row: Counter[int] = Counter()
        for item in items:
            row[self.column[item.id]] += item.effort
        extras = {}
        for shared, columns in self._shares(items):
            extra = len(self.core) + len(self.extras)
            self.extras.append(columns)
            extras[extra] = shared / scale
            for i in columns:
                row[i] -= shared
            self.rows += [({i: 1.0, extra: -1.0}, 0.0) for i in sorted(set(columns))]
        self.rows.append(({i: effort / scale for i, effort in row.items()} | extras, cap / scale))

    def _shares(self, items: Sequence[Item]) -> list[tuple[int, list[int]]]:
        """Return what each bundle shares among these, with the columns of its items."""
        there = {item.id for item in items}
        found = []
        for bundle in self.asked.bundles:
            columns = [self.column[one] for one in bundle.ids if one in there]
            if len(columns) > 1:
                found.append((bundle.shared, columns))
        return found

    def forbid(self, chosen: Collection[Id]) -> None:
        """Forbid a set and all that hold it: it does not fit."""
        inside = dict.fromkeys((self.column[one] for one in chosen), 1.0)
        self.rows.append((inside, len(inside) - 1.0))

    def run(self, seconds: float, start: Collection[Id]) -> tuple[frozenset[Id] | None, float, float]:
        """Return the set the solver chose, if any, with its bound in units of value and its seconds."""
        import highspy  # here, for both take longer to load than most commands run
        import numpy

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        limit = seconds * HURRY if len(self.rows) > ROWS_MANY else seconds
        options: dict[str, Any] = {
            "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": limit, "threads": 1, "parallel": "off",
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
        done = [float(block.items[0].id in chosen) for block in self.core]
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
        chosen = frozenset(
            item.id for block, x in zip(self.core, values, strict=False) if round(x) for item in block.items
        )
        if status == highspy.HighsModelStatus.kOptimal:
            bound = float(value_of(self.asked, chosen))
        return chosen, bound, took
