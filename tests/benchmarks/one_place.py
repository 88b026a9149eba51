"""One village, twelve rules: what a request to a service costs."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import attrs
from tests.benchmarks.twelve_rules import ANSWERS, COUNTS, NUMBERS, PRODUCERS, SHARES, criteria

from smartvillage import Level, Outcome, Place, Share, percent

VALUES: dict[str, Any] = {
    **{i: t + 1.5 for i, t in SHARES.items()},
    **{i: t + 3 for i, t in COUNTS.items()},
    PRODUCERS: 5,
    **dict.fromkeys(ANSWERS, True),
}
"""A village that meets everything, so that no peer can stop early."""

Judge = Callable[[], bool]


def smartvillage() -> Judge:
    """The assessment of a place already built, with everything an explanation needs."""
    rules = criteria()
    facts = {i: percent(value) if i in SHARES else value for i, value in VALUES.items()}
    place = Place("Thôn 8", level=Level.VILLAGE, facts=facts)
    return lambda: rules.assess(place).outcome is Outcome.PASS


def smartvillage_counts() -> Judge:
    """The same with counts out of totals."""
    rules = criteria()
    facts = {i: Share(round(value * 10), 1000) if i in SHARES else value for i, value in VALUES.items()}
    place = Place("Thôn 8", level=Level.VILLAGE, facts=facts)
    return lambda: rules.assess(place).outcome is Outcome.PASS


def by_hand() -> Judge:
    """Twelve ifs that only say yes or no, and take missing figures for a reason to stop."""
    v = VALUES

    def judge() -> bool:
        fibre, phones, addresses, apps = v["fibre"], v["phones"], v["addresses"], v["apps"]
        if fibre is None or fibre < 80 or phones is None or phones < 90:
            return False
        if addresses is None or addresses < 95 or apps is None or apps < 70:
            return False
        accounts, payments, internet, posts = v["accounts"], v["payments"], v["internet"], v["posts"]
        if accounts is None or accounts < 50 or payments is None or payments < 60:
            return False
        if internet is None or internet < 85 or posts is None or posts < 12:
            return False
        if v["meetings"] is None or v["meetings"] < 4 or v["team"] is not True:
            return False
        if v["producers"] is None or (v["producers"] >= 1 and v["sales"] is not True):
            return False
        return v["wifi"] is True or v["camera"] is True or v["kiosk"] is True

    return judge


def attrs_functions() -> Judge:
    """Small frozen classes with a method: pass, fail or unknown, without an explanation."""

    @attrs.frozen
    class Least:
        key: str
        value: float

        def code(self, place: dict[str, Any]) -> int:
            known = place.get(self.key)
            return 0 if known is None else 1 if known >= self.value else -1

    @attrs.frozen
    class Yes:
        key: str

        def code(self, place: dict[str, Any]) -> int:
            known = place.get(self.key)
            return 0 if known is None else 1 if known else -1

    @attrs.frozen
    class Combined:
        of: Callable[[list[int]], int]
        rules: tuple[Any, ...]

        def code(self, place: dict[str, Any]) -> int:
            return self.of([rule.code(place) for rule in self.rules])

    @attrs.frozen
    class If:
        condition: Any
        rule: Any

        def code(self, place: dict[str, Any]) -> int:
            return max(-self.condition.code(place), self.rule.code(place))

    whole = Combined(
        min,
        (
            *(Least(i, t) for i, t in NUMBERS.items()),
            Yes("team"),
            If(Least(PRODUCERS, 1), Yes("sales")),
            Combined(max, (Yes("wifi"), Yes("camera"), Yes("kiosk"))),
        ),
    )
    return lambda: whole.code(VALUES) == 1


def hamcrest() -> Judge:
    """One matcher of an object's entries; it says what is wrong, and knows no "unknown"."""
    h = import_module("hamcrest")
    matcher = h.all_of(
        h.has_entries({i: h.greater_than_or_equal_to(t) for i, t in NUMBERS.items()}),
        h.has_entry("team", True),
        h.any_of(h.has_entry(PRODUCERS, h.less_than(1)), h.has_entry("sales", True)),
        h.any_of(h.has_entry("wifi", True), h.has_entry("camera", True), h.has_entry("kiosk", True)),
    )
    return lambda: bool(matcher.matches(VALUES))


def rule_engine() -> Judge:
    """One expression, compiled before."""
    engine = import_module("rule_engine")
    numbers = " and ".join(f"{i} >= {t}" for i, t in NUMBERS.items())
    text = f"{numbers} and team and ({PRODUCERS} < 1 or sales) and (wifi or camera or kiosk)"
    rule = engine.Rule(text)
    return lambda: bool(rule.matches(VALUES))


def json_logic() -> Judge:
    """One document of operators."""
    logic = import_module("json_logic").jsonLogic

    def var(i: str) -> dict[str, str]:
        return {"var": i}

    document = {
        "and": [
            *({">=": [var(i), t]} for i, t in NUMBERS.items()),
            var("team"),
            {"or": [{"<": [var(PRODUCERS), 1]}, var("sales")]},
            {"or": [var("wifi"), var("camera"), var("kiosk")]},
        ]
    }
    return lambda: bool(logic(document, VALUES))


PEERS: dict[str, Callable[[], Judge]] = {
    "smartvillage": smartvillage,
    "smartvillage, counts": smartvillage_counts,
    "hand-written ifs": by_hand,
    "attrs functions": attrs_functions,
    "PyHamcrest": hamcrest,
    "rule-engine": rule_engine,
    "JsonLogic": json_logic,
}
