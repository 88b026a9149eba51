"""Findings in words: one test, a tree of tests, one criterion."""

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction

from smartvillage.criteria import CriterionFinding, MeetsSet, Source
from smartvillage.facts import Fact, Known, Place, Share
from smartvillage.indicators import Lang, Measure, Vocabulary
from smartvillage.messages.figures import fact_text, known_text, origin_text
from smartvillage.messages.gaps import gap_text
from smartvillage.messages.numbers import counted, number
from smartvillage.messages.requirements import (
    Comparison,
    Leaf,
    question_text,
    reading_texts,
    requirement_text,
    threshold_of,
)
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.words import (
    criterion_outcome_text,
    document_text,
    joined,
    label_text,
    level_text,
    names_text,
    outcome_text,
    reasons_text,
    says_yes,
    unit_of,
)
from smartvillage.outcomes import Outcome, Reason
from smartvillage.rules import AllOf, AnyOf, Finding, Gap, Holds, Readings, SomeOf, Toward

_NEED = "leaf.need"
_APPLIES = "leaf.applies_when"


def explain_finding(finding: Finding, lang: Lang = "vi") -> str:
    """Return a finding in words: the answer, and the tests that it hangs on."""
    outcome = outcome_text(finding.outcome, lang)
    if finding.outcome is Outcome.UNKNOWN:
        outcome = say("criterion.unknown", lang, outcome=outcome, reasons=reasons_text(finding.reasons, lang))
    return " ".join([sentence(outcome), *story(finding, lang)])


def explain_criterion(
    finding: CriterionFinding, lang: Lang = "vi", *, source: Source | None = None, place: Place | None = None
) -> str:
    """Return a criterion's finding in words, with the clause to read.

    Args:
        finding: the answer of one criterion.
        lang: `"vi"` or `"en"`.
        source: the document, to be named with the clause.
        place: the place judged, so that figures of another place name their bearer.
    """
    return say(
        "criterion",
        lang,
        title=finding.criterion.title[lang],
        outcome=criterion_answer(finding, lang),
        story=" ".join(criterion_story(finding, lang, place)),
        place=clause_text(finding, lang, source),
    )


def criterion_answer(finding: CriterionFinding, lang: Lang) -> str:
    """Return the answer with its reasons where it is unknown: "Chưa xác định (chưa có số liệu)"."""
    outcome = criterion_outcome_text(finding, lang)
    if finding.outcome is not Outcome.UNKNOWN:
        return outcome
    return say("criterion.unknown", lang, outcome=outcome, reasons=reasons_text(finding.reasons, lang))


def clause_text(finding: CriterionFinding, lang: Lang, source: Source | None) -> str:
    """Return where to read what a criterion asks: document and clause."""
    clause = finding.criterion.clause[lang]
    if source is None:
        return clause
    return say("criterion.place", lang, document=document_text(source, lang), clause=clause)


def criterion_story(finding: CriterionFinding, lang: Lang, place: Place | None = None) -> list[str]:
    """Return the sentences that tell why a criterion has its answer."""
    applicability = finding.applicability
    if finding.no_bearer:
        return [sentence(reasons_text(finding.reasons, lang))]
    if finding.outcome is Outcome.NOT_APPLICABLE and applicability is not None:
        tests = _supporting(applicability, -1)
        return [
            sentence(say("criterion.does_not_apply", lang)),
            *(leaf_text(leaf, lang, -toward, place=place, need=_APPLIES) for leaf, toward in tests),
        ]
    if applicability is None or applicability.code:
        return list(story(finding.finding, lang, place=place))
    return [
        sentence(say("criterion.applies_unknown", lang)),
        *(leaf_text(leaf, lang, toward, place=place, need=_APPLIES) for leaf, toward in applicability.deciding()),
        sentence(say("criterion.if_applies", lang, outcome=outcome_text(finding.finding.outcome, lang).lower())),
        *story(finding.finding, lang, place=place),
    ]


# Trees


def story(finding: Finding, lang: Lang, toward: Toward = 1, place: Place | None = None) -> Iterator[str]:
    """Iterate over the sentences that tell why a finding has its answer: what makes it pass, or what keeps it from it.

    Args:
        finding: the answer of a rule.
        lang: the language.
        toward: what it should turn to; -1 inside a *not*.
        place: the place judged.
    """
    if not finding.parts:
        yield leaf_text(finding, lang, toward, place=place)
    elif finding.code == toward:
        for leaf, turned in _supporting(finding, toward):
            yield leaf_text(leaf, lang, turned, place=place)
    else:
        to = finding.rule.turned(toward)
        yield from _introduced(finding, lang, toward)
        deciding = {id(leaf) for leaf, _ in finding.deciding(toward)}
        parts = [part for part in finding.parts if any(id(leaf) in deciding for leaf in part.leaves())]
        for part in sorted(parts, key=lambda part: part.code * to):
            yield from story(part, lang, to, place)


def _supporting(finding: Finding, code: Toward) -> Iterator[tuple[Finding, Toward]]:
    """Iterate over the tests that give a finding its answer, each with its own."""
    if not finding.parts:
        yield finding, code
    turned = finding.rule.turned(code)
    for part in finding.parts:
        if part.code == turned:
            yield from _supporting(part, turned)


def _introduced(finding: Finding, lang: Lang, toward: Toward) -> Iterator[str]:
    """Iterate over what is said before the parts of a tree: how many of them are needed, and how many are met."""
    rule, count = finding.rule, len(finding.parts)
    met = sum(part.code == 1 for part in finding.parts)
    match rule:
        case Readings():
            yield sentence(say("tree.readings", lang, question=question_text(rule, lang)))
            if len({part.code for part in finding.parts}) == 1:
                outcome = outcome_text(finding.outcome, lang).lower()
                yield sentence(say("tree.every_reading", lang, outcome=outcome))
                return
            for text, part in zip(reading_texts(rule, lang), finding.parts, strict=True):
                yield sentence(say("tree.reading", lang, text=text, outcome=outcome_text(part.outcome, lang).lower()))
        case MeetsSet():
            title = rule.criteria_set.title[lang]
            yield sentence(say("tree.meets", lang, title=title, id=rule.criteria_set.id))
        case AllOf() | AnyOf() | SomeOf() if count > 1:
            least = count if isinstance(rule, AllOf) else rule.at_least if isinstance(rule, SomeOf) else 1
            if toward == 1:
                key = "tree.all_of" if least == count else "tree.any_of" if least == 1 else "tree.some_of"
            else:
                key, least = ("tree.not_any" if least == 1 else "tree.not_some"), count - least + 1
            yield sentence(say(key, lang, count=count, needed=least, met=met))
        case _:
            pass


# One test


def leaf_text(
    finding: Finding, lang: Lang, toward: Toward = 1, *, place: Place | None = None, need: str = _NEED
) -> str:
    """Return one test in words: what is known and from where, what is required, and what is lacking.

    Args:
        finding: the answer of a test.
        lang: the language.
        toward: what it should turn to; -1 inside a *not*.
        place: the place judged.
        need: the key of the phrase that introduces the requirement.
    """
    rule, known = finding.rule, finding.known
    if known is None or not isinstance(rule, Leaf):
        return sentence(say("leaf.own", lang, rule=str(rule), outcome=outcome_text(finding.outcome, lang).lower()))
    vocabulary = known.evidence.vocabulary
    label = _bearer(label_text(rule.indicator, vocabulary, lang), known, place, lang)
    required = say(need, lang, requirement=requirement_text(rule, vocabulary, lang, toward))
    reason = finding.reason
    if reason in _WITHOUT_VALUE:
        said = [say(_WITHOUT_VALUE[reason], lang, label=label)]
        if reason is Reason.JUDGEMENT and known.fact is not None:
            said = [say("leaf.judgement_undecided", lang, label=label), origin_text(known.fact, lang)]
    else:
        said = [_value(rule, known, label, lang, toward)]
    if reason is Reason.OPEN_SHARE and need == _NEED:
        said.append(say("leaf.open_share", lang))
    elif not isinstance(rule, Holds) or need == _APPLIES:
        said.append(required)
    lacking: str | None = None
    if need == _NEED and finding.code != toward and reason in _WITH_GAP:
        gap = rule.lacking(known, toward)
        lacking = gap_text(gap, rule, toward, vocabulary, lang, detail=gap.of is not None)
    said.append(lacking or "")
    vague = [sentence(say("leaf.more_exact", lang))] if reason is Reason.BOUNDS and lacking is None else []
    return " ".join([sentence("; ".join(filter(None, said))), *vague, *further_sentences(finding, known, lang)])


_WITHOUT_VALUE = {
    Reason.NOT_RECORDED: "leaf.not_recorded",
    Reason.JUDGEMENT: "leaf.judgement",
    Reason.CONTRADICTION: "leaf.contradiction",
    Reason.NO_DENOMINATOR: "leaf.no_denominator",
}
"""How a test is told where there is no value to compare."""

_SAYING_NOTHING = {Reason.NOT_RECORDED, Reason.BOUNDS}
"""The reasons beside which a table says what is needed, where no gap does."""

_WITH_GAP = {None, Reason.BOUNDS}
"""The reasons of answers that have a gap worth telling: a failure has none."""


def _value(rule: Leaf, known: Known, label: str, lang: Lang, toward: Toward) -> str:
    """Return the label with what is known and where it comes from."""
    beside: tuple[Fraction, ...] = ()
    if isinstance(rule, Comparison) and rule.value.is_share:
        beside = (threshold_of(rule.value),)
    value = _answer(rule, known, toward, lang) or known_text(known, lang, beside) or say("value.unclear", lang)
    origin = "" if known.fact is None or known.trail.links else origin_text(known.fact, lang)
    if value == say("yes", lang) and says_yes(label, lang):
        return f"{label} ({origin})" if origin else label
    return say("leaf.value", lang, label=label, value=f"{value} ({origin})" if origin else value)


def _answer(rule: Leaf, known: Known, toward: Toward, lang: Lang) -> str | None:
    """Return what is said of a yes/no fact that keeps a criterion from passing: not yet, by the words of the label."""
    if known.indicator.measure is not Measure.YES_NO or known.bounds.high != 0 or not isinstance(rule, Holds):
        return None
    words = known.indicator.label["vi"].lower().split()
    done = words[:1] == ["đã"] and words[1:2] != ["có"]
    return say("no.done" if done else "no.have" if "có" in words else "no", lang) if toward == 1 else None


def _bearer(label: str, known: Known, place: Place | None, lang: Lang) -> str:
    """Return the label with the place that bears the figure, where that is not the place judged."""
    bearer = known.evidence.place
    levels = known.indicator.levels
    if bearer.level not in levels:
        return say("leaf.level", lang, label=label, level=level_text(levels[0], lang))
    if place is not None and bearer is not place and bearer != place:
        return say("leaf.at", lang, label=label, place=bearer.name)
    return label


def further_sentences(finding: Finding, known: Known, lang: Lang) -> Iterator[str]:
    """Iterate over further sentences: what else is needed, links used, places below, records not used."""
    vocabulary = known.evidence.vocabulary
    if finding.reason is Reason.NO_DENOMINATOR and known.indicator.denominator is not None:
        if known.fact is not None and isinstance(known.fact.value, Share):
            unit = unit_of(known.indicator.id, vocabulary)
            text = counted(known.fact.value.count, unit, lang)
            yield sentence(say("fact.named", lang, label=known.indicator.label[lang], value=text))
        yield sentence(say("leaf.total_needed", lang, label=label_text(known.indicator.denominator, vocabulary, lang)))
    if known.trail.links and vocabulary is not None:
        yield _derived(known, vocabulary, lang)
    if known.parts is not None:
        yield _parts(known, lang)
    if known.unused:
        yield sentence(say("leaf.unused", lang, facts=_facts(known, known.unused, lang)))


def _facts(known: Known, facts: Iterable[Fact], lang: Lang) -> str:
    """Return records of one indicator."""
    unit = unit_of(known.indicator.id, known.evidence.vocabulary)
    return "; ".join(fact_text(fact, lang, known.indicator, unit) for fact in facts)


def _derived(known: Known, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return from which figures, by which links, a bound was derived."""
    origins: list[str] = []
    for indicator in known.trail.origins:
        origin = known.evidence.known(indicator)
        if origin.fact is None:
            value = known_text(origin, lang) or say("value.unclear", lang)
        else:
            value = fact_text(origin.fact, lang, origin.indicator, unit_of(indicator, vocabulary))
        origins.append(say("leaf.origin", lang, label=origin.indicator.label[lang], value=value))
    links = [
        say("leaf.link", lang, name=link.name, reading=link.reading[lang].rstrip("."))
        for link in vocabulary.links
        if link.name in known.trail.links
    ]
    return sentence(say("leaf.derived", lang, origins=joined("and", origins, lang), links="; ".join(links)))


def _parts(known: Known, lang: Lang) -> str:
    """Return what the places below say."""
    parts = known.parts
    if parts is None:  # pragma: no cover - asked only where there are parts
        return ""
    said = [say("leaf.parts", lang, count=number(parts.counted, lang))]
    if parts.failing:
        said.append(say("leaf.parts_failing", lang, names=names_text(parts.failing, lang, known.evidence.place)))
    if parts.undecided:
        said.append(say("leaf.parts_undecided", lang, names=names_text(parts.undecided, lang, known.evidence.place)))
    if math.isinf(parts.missing):
        said.append(say("leaf.parts_missing_unknown", lang))
    elif parts.missing:
        said.append(say("leaf.parts_missing", lang, count=number(parts.missing, lang)))
    return sentence("; ".join(said))


# In a table


def told_gaps(finding: CriterionFinding) -> list[Gap]:
    """Return the gaps that figures leave: where nothing is recorded the whole range would be no news."""
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return []
    gaps = [
        leaf.rule.lacking(leaf.known, toward)
        for leaf, toward in finding.finding.deciding()
        if leaf.known is not None and leaf.reason in _WITH_GAP
    ]
    return [gap for gap in gaps if gap is not None]


def lacking_text(finding: CriterionFinding, lang: Lang, *, place: Place | None = None) -> str:
    """Return in few words what keeps a criterion from passing: the gap, or the reason."""
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return reasons_text(finding.reasons, lang)
    if finding.applicability is not None and not finding.applicability.code:
        deciding = finding.applicability.deciding()
        said = [short_text(leaf, toward, "", lang, place, detail=False) for leaf, toward in deciding]
        return "; ".join([reasons_text(finding.reasons[:1], lang), *said])
    deciding = finding.finding.deciding()
    by_reading = Reason.READING in finding.reasons
    said = [reasons_text([Reason.READING], lang)] if by_reading else []
    alone = len(deciding) == 1 and not finding.finding.parts
    said += [short_text(leaf, toward, "alone" if alone else "", lang, place) for leaf, toward in deciding]
    return "; ".join(said)


def short_text(
    finding: Finding, toward: Toward, alone: str, lang: Lang, place: Place | None, *, detail: bool = True
) -> str:
    """Return what one test lacks, with its label unless it stands alone.

    Args:
        finding: the answer of a test.
        toward: what it should turn to.
        alone: not empty where nothing else is told beside it.
        lang: the language.
        place: the place judged.
        detail: whether to say what is needed and what is there.
    """
    rule, known = finding.rule, finding.known
    if known is None or not isinstance(rule, Leaf):
        return str(rule)
    vocabulary = known.evidence.vocabulary
    label = _bearer(label_text(rule.indicator, vocabulary, lang), known, place, lang)
    reason = finding.reason
    if reason in (None, Reason.BOUNDS):
        gap = gap_text(rule.lacking(known, toward), rule, toward, vocabulary, lang, detail=detail)
        if gap is not None:
            return gap if alone else say("leaf.value", lang, label=label, value=gap)
    if reason is None:
        value = _answer(rule, known, toward, lang) or known_text(known, lang) or say("outcome.fail", lang)
        return say("leaf.value", lang, label=label, value=value)
    text = reasons_text([reason], lang)
    if detail and reason in _SAYING_NOTHING and isinstance(rule, Comparison) and not rule.value.is_open:
        text = say("gap.reason_to", lang, reason=text, needed=requirement_text(rule, vocabulary, lang, toward))
    named = label != label_text(rule.indicator, vocabulary, lang)
    return text if alone and not named else say("leaf.value", lang, label=label, value=text)
