"""What can be wrong with a criteria set, how much it matters, and where it stands."""

from enum import Enum
from typing import Any, Literal

from attrs import field, frozen

from smartvillage.criteria import CriteriaSet
from smartvillage.facts import Place
from smartvillage.indicators import Lang, Text
from smartvillage.intervals import Region
from smartvillage.rules import Rule


class Severity(Enum):
    """How much a problem matters: an error makes the set wrong, a warning needs a reason, the rest is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


Code = Literal[
    "cannot_pass",
    "cannot_fail",
    "never_applies",
    "always_applies",
    "contradiction",
    "one_value_left",
    "duplicate",
    "implied",
    "wrong_level",
    "no_bearer",
    "not_whole",
    "deadline_outside",
    "no_dates",
    "no_source",
    "changed_meaning",
    "renamed",
    "both_in_force",
    "own_rule",
    "decides_on_nothing",
    "breaks_on_nothing",
    "too_many",
    "accepts_nothing",
]
"""What is wrong."""

SEVERITIES: dict[Code, Severity] = {
    "cannot_pass": Severity.ERROR,
    "cannot_fail": Severity.ERROR,
    "never_applies": Severity.ERROR,
    "always_applies": Severity.WARNING,
    "contradiction": Severity.ERROR,
    "one_value_left": Severity.INFO,
    "duplicate": Severity.WARNING,
    "implied": Severity.WARNING,
    "wrong_level": Severity.ERROR,
    "no_bearer": Severity.ERROR,
    "not_whole": Severity.WARNING,
    "deadline_outside": Severity.WARNING,
    "no_dates": Severity.WARNING,
    "no_source": Severity.WARNING,
    "changed_meaning": Severity.ERROR,
    "renamed": Severity.INFO,
    "both_in_force": Severity.WARNING,
    "own_rule": Severity.INFO,
    "decides_on_nothing": Severity.ERROR,
    "breaks_on_nothing": Severity.ERROR,
    "too_many": Severity.WARNING,
    "accepts_nothing": Severity.WARNING,
}
"""How much each matters."""


@frozen(kw_only=True)
class Problem:
    """Something in a criteria set that cannot be meant, or needs a reason.

    Attributes:
        code: what is wrong.
        severity: how much it matters.
        criteria_set: the set.
        criteria: the criteria concerned, by id; the first is where the problem stands.
        indicator: the indicator concerned.
        left: the values of it that are left.
        because: rules that cannot all be met, or one of which always is; none of them can be left out.
        links: the links that it rests on, by name.
        witness: a place that shows it.
        more: further words for the text, by name.
        stated: the reason that the set itself states; it makes the problem mere information.
    """

    code: Code
    severity: Severity
    criteria_set: CriteriaSet = field(repr=lambda rules: rules.id)
    criteria: tuple[str, ...] = ()
    indicator: str | None = None
    left: Region = ()
    because: tuple[Rule, ...] = ()
    links: tuple[str, ...] = ()
    witness: Place | None = None
    more: tuple[tuple[str, str], ...] = ()
    stated: Text | None = None

    @classmethod
    def of(
        cls,
        code: Code,
        criteria_set: CriteriaSet,
        *criteria: str,
        severity: Severity | None = None,
        stated: Text | None = None,
        **shown: Any,
    ) -> "Problem":
        """Return a problem that matters as much as its code says, unless said otherwise or a reason is stated."""
        severity = Severity.INFO if stated is not None else severity or SEVERITIES[code]
        return cls(code=code, severity=severity, criteria_set=criteria_set, criteria=criteria, stated=stated, **shown)

    @property
    def where(self) -> str:
        """The set, and the criterion in it: `nghe-an/smart-village-2023#fibre`."""
        return "#".join((self.criteria_set.id, *self.criteria[:1]))

    def explain(self, lang: Lang = "vi") -> str:
        """Return the problem in words, Vietnamese or English."""
        from smartvillage.messages import explain_problem  # noqa: PLC0415 - a door

        return explain_problem(self, lang)
