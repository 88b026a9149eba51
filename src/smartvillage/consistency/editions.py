"""What changed from one edition of a criteria set to the next."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from smartvillage.comparison import compare
from smartvillage.comparison.sides import same_quantity
from smartvillage.consistency.problems import Problem
from smartvillage.criteria import CriteriaSet
from smartvillage.intervals import asked


def since(rules: CriteriaSet, previous: CriteriaSet) -> Iterator[Problem]:
    """Tell what changed its meaning from one edition to the next."""
    earlier = {c.id: c for c in previous}
    edition = ("previous", previous.id)
    for criterion in rules:
        if criterion.id in earlier:
            was, now = asked(earlier[criterion.id].rule), asked(criterion.rule)
            if was and now and not set(was) & set(now):
                more = (edition, ("was", ", ".join(was)), ("is", ", ".join(now)))
                yield Problem.of("changed_meaning", rules, criterion.id, more=more)
    for i in rules.vocabulary:
        before = previous.vocabulary.indicators.get(i.id)
        if before is not None and not same_quantity(before, i):
            words = [", ".join(filter(None, (x.measure.value, x.denominator))) for x in (before, i)]
            more = (edition, ("was", words[0]), ("is", words[1]))
            yield Problem.of("changed_meaning", rules, indicator=i.id, more=more)
    for was_id, now_id in compare(evolve(rules, replaces=previous.id), previous).renamed:
        yield Problem.of("renamed", rules, more=(edition, ("was", was_id), ("is", now_id)))
    first = max(rules.valid_from or date.min, previous.valid_from or date.min)
    last = min(rules.valid_until or date.max, previous.valid_until or date.max)
    if rules.replaces == previous.id and first <= last:
        yield Problem.of("both_in_force", rules, more=(edition, ("first", str(first)), ("last", str(last))))
