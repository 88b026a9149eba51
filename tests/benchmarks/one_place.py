"""One village, already built: its first assessment by the Nghệ An set, beside others that do the same work.

The work: thirteen conditions, each answered pass, fail or unknown. Ours also keeps what a report needs (facts used,
gaps, reasons, deciding parts), rendered when asked; the peers answer and forget. The villages are three: all met, one
share short, and one with figures missing. All answers are compared before anything is timed.
"""

import operator
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen

import smartvillage as sv

Answers = list[str]
Row = Mapping[str, Any]

SHARES = {
    "producing_households_on_named_platforms": 100,
    "households_digital_address": 100,
    "households_fibre_connected": 80,
    "households_smartphone": 90,
    "residents_guided_health_apps": 70,
    "producing_households_traceability": 100,
}
ANSWERS = (
    "community_digital_team",
    "smart_communication",
    "social_networks_effective",
    "culture_house_wifi",
    "media_cooperation",
    "brands_promoted_online",
)
MONTHLY = "promotion_items_per_month"
ORDER = (
    "community_digital_team",
    "smart_communication",
    "producing_households_on_named_platforms",
    "social_networks_effective",
    "culture_house_wifi",
    "households_digital_address",
    "households_fibre_connected",
    "households_smartphone",
    "residents_guided_health_apps",
    "producing_households_traceability",
    "media_cooperation",
    "brands_promoted_online",
    MONTHLY,
)
"""The indicators of the set's thirteen criteria, in its order."""

MET: Row = {**dict.fromkeys(SHARES, 100.0), **dict.fromkeys(ANSWERS, True), MONTHLY: 2}
ROWS: list[Row] = [
    MET,
    {**MET, "households_fibre_connected": 79.5},
    {key: value for key, value in MET.items() if key not in ("households_smartphone", "culture_house_wifi")},
]
JUDGED = ("smart_communication", "social_networks_effective")


def place_of(row: Row) -> sv.Place:
    """Return a row as a village; its households produce and have something to trace."""
    facts: dict[str, Any] = {"producing_households": 20, "products_to_trace": True}
    for key, value in row.items():
        facts[key] = sv.percent(value) if key in SHARES else sv.Judgement(value) if key in JUDGED else value
    return sv.Place("Thôn 1", level="village", facts=facts)


def ours() -> Callable[[Any], Answers]:
    """Return the library's way."""
    rules = sv.load("nghe-an/smart-village")
    return lambda place: [finding.outcome.value for finding in rules.assess(place)]


def ifs() -> Callable[[Any], Answers]:
    """Return the way of somebody who needs it once: ifs."""

    def judge(row: Row) -> Answers:
        answers = []
        for key in ORDER:
            value = row.get(key)
            if value is None:
                answers.append("unknown")
            elif key in SHARES:
                answers.append("pass" if value >= SHARES[key] else "fail")
            elif key == MONTHLY:
                answers.append("pass" if value >= 1 else "fail")
            else:
                answers.append("pass" if value else "fail")
        return answers

    return judge


@frozen
class Condition:
    """A condition as a small attrs class with a function."""

    key: str
    compare: Callable[[Any, Any], bool]
    threshold: Any

    def __call__(self, row: Row) -> str:
        """Answer for a row."""
        value = row.get(self.key)
        return "unknown" if value is None else "pass" if self.compare(value, self.threshold) else "fail"


def _threshold(key: str) -> Any:
    """Return what a value must reach."""
    return SHARES.get(key, 1 if key == MONTHLY else True)


def attrs_functions() -> Callable[[Any], Answers]:
    """Return the way of attrs classes that are called."""
    conditions = [
        Condition(key, operator.is_ if key in ANSWERS else operator.ge, _threshold(key)) for key in ORDER
    ]
    return lambda row: [condition(row) for condition in conditions]


def hamcrest() -> Callable[[Any], Answers]:
    """Return the way of PyHamcrest matchers."""
    from hamcrest import equal_to, greater_than_or_equal_to  # noqa: PLC0415 - a peer may be absent

    matchers = [(key, (equal_to if key in ANSWERS else greater_than_or_equal_to)(_threshold(key))) for key in ORDER]

    def judge(row: Row) -> Answers:
        return [
            "unknown" if row.get(key) is None else "pass" if matcher.matches(row[key]) else "fail"
            for key, matcher in matchers
        ]

    return judge


def rule_engine() -> Callable[[Any], Answers]:
    """Return the way of rule-engine: expressions compiled once."""
    from rule_engine import Rule  # noqa: PLC0415 - a peer may be absent

    texts = {key: f"{key} == true" if key in ANSWERS else f"{key} >= {_threshold(key)}" for key in ORDER}
    compiled = [(key, Rule(text)) for key, text in texts.items()]

    def judge(row: Row) -> Answers:
        return [
            "unknown" if row.get(key) is None else "pass" if rule.matches(row) else "fail" for key, rule in compiled
        ]

    return judge


def json_logic() -> Callable[[Any], Answers]:
    """Return the way of JsonLogic: rules as data, interpreted."""
    from json_logic import jsonLogic  # noqa: PLC0415 - a peer may be absent

    rules = [(key, {"===" if key in ANSWERS else ">=": [{"var": key}, _threshold(key)]}) for key in ORDER]

    def judge(row: Row) -> Answers:
        return [
            "unknown" if row.get(key) is None else "pass" if jsonLogic(rule, row) else "fail" for key, rule in rules
        ]

    return judge


PEERS: dict[str, Callable[[], Callable[[Any], Answers]]] = {
    "smartvillage": ours,
    "ifs by hand": ifs,
    "attrs functions": attrs_functions,
    "PyHamcrest": hamcrest,
    "JsonLogic": json_logic,
    "rule-engine": rule_engine,
}


def measure(rounds: int = 41, calls: int = 200) -> dict[str, list[float]]:
    """Return microseconds a village for each peer present, rounds of all interleaved, answers compared first.

    Raises:
        AssertionError: if a peer answers otherwise than the library.
    """
    judges: dict[str, Callable[[Any], Answers]] = {}
    for name, make in PEERS.items():
        try:
            judges[name] = make()
        except ImportError:
            print(f"left out, not installed: {name}", file=sys.stderr)
    places = [place_of(row) for row in ROWS]
    given: dict[str, Iterable[Any]] = {name: places if name == "smartvillage" else ROWS for name in judges}
    expected = [judges["smartvillage"](place) for place in places]
    for name, judge in judges.items():
        answers = [judge(one) for one in given[name]]
        assert answers == expected, f"{name} answers {answers}, not {expected}"
    times: dict[str, list[float]] = {name: [] for name in judges}
    for _ in range(rounds):
        for name, judge in judges.items():
            ones = list(given[name])
            start = time.perf_counter()
            for _ in range(calls):
                for one in ones:
                    judge(one)
            times[name].append((time.perf_counter() - start) / calls / len(ones) * 1e6)
    return times


def table() -> str:
    """Return the figures as a Markdown table, the library's as the measure."""
    times = measure()
    base = statistics.median(times["smartvillage"])
    lines = ["| | median µs | least | most | against ours |", "|---|---:|---:|---:|---:|"]
    for name, taken in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        median = statistics.median(taken)
        lines.append(f"| {name} | {median:.1f} | {min(taken):.1f} | {max(taken):.1f} | × {median / base:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
