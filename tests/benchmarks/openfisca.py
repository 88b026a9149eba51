"""OpenFisca on a table: one variable with a formula for each rule and each gap."""

from collections.abc import Callable
from functools import reduce
from importlib import import_module
from typing import Any

import numpy as np
from tests.benchmarks.tasks import NUMBERS, PRODUCERS, Data, Found, Task

DAY = "2025-01-01"


def prepare(task: Task, data: Data) -> Callable[[], Found]:  # noqa: C901 - a small function for each formula
    """Inputs that never change, NaN or 0 for what is missing; what was found is forgotten before each run.

    A number is a float of 32 bits there, and a yes/no that may be missing an integer.
    """
    periods, variables = import_module("openfisca_core.periods"), import_module("openfisca_core.variables")
    village = import_module("openfisca_core.entities").build_entity("village", "villages", "village", is_person=True)
    system = import_module("openfisca_core.taxbenefitsystems").TaxBenefitSystem([village])

    def variable(name: str, kind: type, default: float, formula: Callable[[Any, Any], Any] | None = None) -> None:
        body = {"value_type": kind, "entity": village, "definition_period": periods.DateUnit.ETERNITY}
        body |= {"label": name, "default_value": default} | ({"formula": formula} if formula else {})
        system.add_variable(type(name, (variables.Variable,), body))

    def compare(i: str, at: float) -> Callable[[Any, Any], Any]:
        return lambda rows, day: (rows(i, day) >= at).astype(np.int8) - (rows(i, day) < at)

    def answer(i: str) -> Callable[[Any, Any], Any]:
        return lambda rows, day: rows(i, day)

    def conditional(applies: str, i: str) -> Callable[[Any, Any], Any]:
        def formula(rows: Any, day: Any) -> Any:
            code = rows(applies, day)
            return np.where(code == -1, 2, np.where(code == 1, rows(i, day), 0))

        return formula

    def met(applies: str, i: str) -> Callable[[Any, Any], Any]:
        return lambda rows, day: np.maximum(rows(i, day), -rows(applies, day))

    def any_of(choice: tuple[str, ...]) -> Callable[[Any, Any], Any]:
        return lambda rows, day: reduce(np.maximum, [rows(i, day) for i in choice])

    def gap(i: str, at: float) -> Callable[[Any, Any], Any]:
        return lambda rows, day: np.maximum(np.fmin(at - rows(i, day), at), 0)

    for i in data:
        variable(i, float, float("nan")) if i in NUMBERS else variable(i, int, 0)
    rules: list[str] = []
    needed: list[str] = []

    def rule(formula: Callable[[Any, Any], Any], *, counts: bool = True) -> None:
        rules.append(f"rule_{len(rules)}")
        variable(rules[-1], int, 0, formula)
        if counts:
            needed.append(rules[-1])

    for i, at in task.numbers:
        rule(compare(i, at))
    for i in task.answers:
        rule(answer(i))
    for n, (least, i) in enumerate(task.conditions):
        variable(f"applies_{n}", int, 0, compare(PRODUCERS, least))
        variable(f"met_{n}", int, 0, met(f"applies_{n}", i))
        needed.append(f"met_{n}")
        rule(conditional(f"applies_{n}", i), counts=False)
    for choice in task.choices:
        rule(any_of(choice))
    gaps = [f"gap_{n}" for n in range(len(task.numbers))]
    for name, (i, at) in zip(gaps, task.numbers, strict=True):
        variable(name, float, 0, gap(i, at))
    variable("overall", int, 0, lambda rows, day: reduce(np.minimum, [rows(name, day) for name in needed]))

    builder = import_module("openfisca_core.simulations").SimulationBuilder()
    simulation = builder.build_default_simulation(system, count=len(data[PRODUCERS]))
    for i, values in data.items():
        codes = values if i in NUMBERS else np.where(values.mask, 0, np.where(values.data, 1, -1))
        simulation.set_input(i, "ETERNITY", codes)
    applies = [f"applies_{n}" for n in range(len(task.conditions))]

    def work() -> Found:
        for name in {*rules, *needed, *applies, *gaps, "overall"}:
            simulation.delete_arrays(name)
        outcomes = [simulation.calculate(name, DAY) for name in rules]
        overall = simulation.calculate("overall", DAY)
        return Found(outcomes, overall, [simulation.calculate(name, DAY) for name in gaps])

    return work
