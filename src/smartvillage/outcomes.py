"""What a rule, a criterion and a set can answer, and how answers combine.

Rules answer by strong Kleene logic on the codes 1, 0 and -1: *not* is negation, *all* is the least, *any* the greatest,
*at least k* the k-th largest. "Not applicable" is no truth value: it belongs to a criterion, and a set combines what is
`possible` for its members.
"""

from collections import Counter
from collections.abc import Sequence
from enum import Enum
from itertools import compress, product
from typing import Literal, NoReturn

from smartvillage.errors import NoTruthValue


class Outcome(Enum):
    """The answer to "is this met?"."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    @property
    def code(self) -> int:
        """The int8 of tables: 1, -1, 0 and 2."""
        return _CODES[self]

    def __bool__(self) -> NoReturn:
        """Refuse: an unknown outcome is neither true nor false."""
        msg = "an Outcome has no truth value, it may be unknown: write `outcome is Outcome.PASS`"
        raise NoTruthValue(msg)


_CODES = {Outcome.PASS: 1, Outcome.FAIL: -1, Outcome.UNKNOWN: 0, Outcome.NOT_APPLICABLE: 2}
OUTCOMES = {code: outcome for outcome, code in _CODES.items()}


class Reason(Enum):
    """Why something is unknown or not applicable; each goes to another desk."""

    NOT_RECORDED = "not_recorded"
    BOUNDS = "bounds"
    JUDGEMENT = "judgement"
    READING = "reading"
    OPEN_SHARE = "open_share"
    CONTRADICTION = "contradiction"
    NO_DENOMINATOR = "no_denominator"
    APPLICABILITY = "applicability"
    NO_BEARER = "no_bearer"
    DOES_NOT_APPLY = "does_not_apply"
    NOTHING_REQUIRED = "nothing_required"


Possible = frozenset[Outcome]
"""The outcomes that may still turn out: a non-empty part of pass, fail and not applicable."""

PASSES: Possible = frozenset({Outcome.PASS})
FAILS: Possible = frozenset({Outcome.FAIL})
UNDECIDED: Possible = frozenset({Outcome.PASS, Outcome.FAIL})
NOT_APPLICABLE: Possible = frozenset({Outcome.NOT_APPLICABLE})

POSSIBLE = {1: PASSES, -1: FAILS, 0: UNDECIDED}
"""What the answer of a rule, as a code, leaves possible."""

Count = Literal["applicable", "all"]


def settled(possible: Possible) -> Outcome:
    """Return the one possible outcome, else `Outcome.UNKNOWN`."""
    if len(possible) == 1:
        (only,) = possible
        return only
    return Outcome.UNKNOWN


def at_least(k: int, codes: Sequence[int]) -> int:
    """Return the answer of "at least `k` of these pass": the k-th largest code (strong Kleene logic)."""
    return sorted(codes, reverse=True)[k - 1]


def combine(k: int, members: Sequence[Possible], count: Count = "applicable") -> Possible:
    """Return what is possible for "at least `k` of these members are met", in closed form.

    Args:
        k: how many must pass, from 1 to the number of members.
        members: what is possible for each.
        count: `"applicable"` lowers `k` to the number of members that apply; `"all"` keeps it.
    """
    alike = Counter(members)
    can_pass = sum([n for m, n in alike.items() if Outcome.PASS in m])
    can_fail = sum([n for m, n in alike.items() if Outcome.FAIL in m])
    surely_pass, surely_fail = alike[PASSES], alike[FAILS]
    may_fail = surely_pass < k
    if count == "applicable":
        passes = can_pass > 0 and (can_pass >= k or surely_fail == 0)
        fails = can_fail > 0 and may_fail
    else:
        passes = can_pass >= k
        fails = may_fail and (can_fail > 0 or (k > 1 and can_pass > 0))
    none_applies = all(Outcome.NOT_APPLICABLE in m for m in alike)
    return _TOGETHER[passes, fails, none_applies]


_MEMBERS = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE
_TOGETHER: dict[tuple[bool, ...], Possible] = {
    which: frozenset(compress(_MEMBERS, which)) for which in product((False, True), repeat=3)
}
"""What is possible, by whether each of the three is."""
