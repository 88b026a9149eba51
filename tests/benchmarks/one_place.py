"""One village, twelve rules: what a request to a service costs."""

from collections.abc import Callable
from importlib import import_module
from random import Random
from typing import Any

import attrs
from attrs import frozen
from tests.benchmarks.tasks import ANSWERS, COUNTS, PRODUCERS, SHARES, twelve

from smartvillage import Level, Outcome, Place, Share, percent

LEAST = {**SHARES, **COUNTS}
Village = dict[str, Any]


@frozen
class Peer:
    """How one library holds a village, and whether the village then meets all twelve rules."""

    hold: Callable[[Village], Any]
    meets: Callable[[Any], bool]


def villages(count: int) -> list[Village]:
    """Return villages with about 5 % of figures missing, many of them near the thresholds."""
    random = Random(12)  # noqa: S311 - figures to try

    def figure(value: Any) -> Any:
        return None if random.random() < 0.05 else value

    return [
        {
            **{i: figure(min(100.0, t + random.randint(-3, 100) / 10)) for i, t in SHARES.items()},
            **{i: figure(t + random.randint(-1, 9)) for i, t in COUNTS.items()},
            PRODUCERS: figure(random.randint(0, 3)),
            **{i: figure(random.random() < 0.8) for i in ANSWERS},
        }
        for _ in range(count)
    ]


def perfect() -> Village:
    """Return a village that meets everything, so that no peer can stop early."""
    numbers = {**{i: t + 1.5 for i, t in SHARES.items()}, **{i: t + 3 for i, t in COUNTS.items()}}
    return {**numbers, PRODUCERS: 5, **dict.fromkeys(ANSWERS, True)}


def smartvillage() -> Peer:
    """The assessment of a place already built, with everything an explanation needs."""
    rules = twelve().criteria()

    def hold(village: Village) -> Place:
        known = {i: value for i, value in village.items() if value is not None}
        facts = {i: percent(str(value).replace(".", ",")) if i in SHARES else value for i, value in known.items()}
        return Place("Thôn 8", level=Level.VILLAGE, facts=facts)

    return Peer(hold, lambda place: rules.assess(place).outcome is Outcome.PASS)


def smartvillage_counts() -> Peer:
    """The same with counts out of totals."""
    rules = twelve().criteria()

    def hold(village: Village) -> Place:
        known = {i: value for i, value in village.items() if value is not None}
        facts = {i: Share(round(value * 10), 1000) if i in SHARES else value for i, value in known.items()}
        return Place("Thôn 8", level=Level.VILLAGE, facts=facts)

    return Peer(hold, lambda place: rules.assess(place).outcome is Outcome.PASS)


def by_hand() -> Peer:
    """Twelve ifs that only say yes or no, and take missing figures for a reason to stop."""

    def meets(v: Village) -> bool:
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
        if v["sales"] is not True and (v["producers"] is None or v["producers"] >= 1):
            return False
        return v["wifi"] is True or v["camera"] is True or v["kiosk"] is True

    return Peer(dict, meets)


def attrs_functions() -> Peer:
    """Small frozen classes with a method: pass, fail or unknown, without an explanation."""

    @attrs.frozen
    class Least:
        key: str
        value: float

        def code(self, place: Village) -> int:
            known = place.get(self.key)
            return 0 if known is None else 1 if known >= self.value else -1

    @attrs.frozen
    class Yes:
        key: str

        def code(self, place: Village) -> int:
            known = place.get(self.key)
            return 0 if known is None else 1 if known else -1

    @attrs.frozen
    class Combined:
        of: Callable[[list[int]], int]
        rules: tuple[Any, ...]

        def code(self, place: Village) -> int:
            return self.of([rule.code(place) for rule in self.rules])

    @attrs.frozen
    class If:
        condition: Any
        rule: Any

        def code(self, place: Village) -> int:
            return max(-self.condition.code(place), self.rule.code(place))

    whole = Combined(
        min,
        (
            *(Least(i, t) for i, t in LEAST.items()),
            Yes("team"),
            If(Least(PRODUCERS, 1), Yes("sales")),
            Combined(max, (Yes("wifi"), Yes("camera"), Yes("kiosk"))),
        ),
    )
    return Peer(dict, lambda village: whole.code(village) == 1)


def hamcrest() -> Peer:
    """One matcher of an object's entries; it says what is wrong, and knows no "unknown"."""
    h = import_module("hamcrest")

    def known(matcher: Any) -> Any:
        return h.all_of(h.not_none(), matcher)

    matcher = h.all_of(
        h.has_entries({i: known(h.greater_than_or_equal_to(t)) for i, t in LEAST.items()}),
        h.has_entry("team", True),
        h.any_of(h.has_entry(PRODUCERS, known(h.less_than(1))), h.has_entry("sales", True)),
        h.any_of(h.has_entry("wifi", True), h.has_entry("camera", True), h.has_entry("kiosk", True)),
    )
    return Peer(dict, lambda village: bool(matcher.matches(village)))


def rule_engine() -> Peer:
    """One expression, compiled before."""
    engine = import_module("rule_engine")
    numbers = " and ".join(f"{i} != null and {i} >= {t}" for i, t in LEAST.items())
    sales = f"({PRODUCERS} != null and {PRODUCERS} < 1 or sales == true)"
    rule = engine.Rule(f"{numbers} and team == true and {sales} and (wifi == true or camera == true or kiosk == true)")
    return Peer(dict, lambda village: bool(rule.matches(village)))


def json_logic() -> Peer:
    """One document of operators; a comparison with null takes it for 0, so null is asked for first."""
    logic = import_module("json_logic").jsonLogic

    def var(i: str) -> dict[str, str]:
        return {"var": i}

    def known(i: str, test: Any) -> dict[str, Any]:
        return {"and": [{"!==": [var(i), None]}, test]}

    document = {
        "and": [
            *(known(i, {">=": [var(i), t]}) for i, t in LEAST.items()),
            var("team"),
            {"or": [known(PRODUCERS, {"<": [var(PRODUCERS), 1]}), var("sales")]},
            {"or": [var("wifi"), var("camera"), var("kiosk")]},
        ]
    }
    return Peer(dict, lambda village: bool(logic(document, village)))


PEERS: dict[str, Callable[[], Peer]] = {
    "smartvillage": smartvillage,
    "smartvillage, counts": smartvillage_counts,
    "hand-written ifs": by_hand,
    "attrs functions": attrs_functions,
    "PyHamcrest": hamcrest,
    "rule-engine": rule_engine,
    "JsonLogic": json_logic,
}
