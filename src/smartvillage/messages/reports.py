"""An assessment in words: the whole report for one place."""

from collections.abc import Iterator

from smartvillage.criteria import Assessment, CriterionFinding, Force, Missing, Settlement, Tally
from smartvillage.facts import Issue, Place
from smartvillage.indicators import Lang, Vocabulary
from smartvillage.messages.findings import clause_text, criterion_answer, criterion_story
from smartvillage.messages.issues import explain_issue
from smartvillage.messages.numbers import date_text, number
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.words import (
    SYMBOLS,
    full_document_text,
    full_place_text,
    label_text,
    level_text,
    readiness_text,
    reasons_text,
)


def explain_assessment(assessment: Assessment, lang: Lang = "vi") -> str:
    """Return an assessment in words: the answer, every criterion with its clause, and what is still to be measured."""
    blocks = [list(_heading(assessment, lang))]
    for force in Force:
        findings = [finding for finding in assessment if finding.criterion.force is force]
        if findings:
            lines = [line for finding in findings for line in _criterion(finding, assessment, lang)]
            blocks.append([say(f"report.{force.value}", lang), *lines])
    blocks += [
        [say("report.missing", lang), *(f"- {line}" for line in missing_lines(assessment, lang))],
        [
            say("report.issues", lang),
            *(f"- {_issue(issue, assessment, lang)}" for issue in assessment.issues),
        ],
        [
            say("report.settled", lang),
            *(f"- {settlement_text(one, lang)}" for one in assessment.criteria_set.settled),
        ],
    ]
    texts = ["\n".join(block) for block in blocks if len(block) > 1]
    return "\n\n".join([*texts, say("closing", lang)])


def _heading(assessment: Assessment, lang: Lang) -> Iterator[str]:
    """Iterate over the lines at the top: place, set, document, day, answer and tally."""
    rules, on = assessment.criteria_set, assessment.on
    yield say("report.title", lang, place=full_place_text(assessment.place, lang), title=rules.title[lang])
    yield sentence(say("report.document", lang, document=full_document_text(rules.source, lang)))
    if rules.source.known is not None:
        yield sentence(say("set.known", lang, text=rules.source.known[lang]))
    yield sentence(say("report.no_day", lang) if on is None else say("report.on", lang, date=date_text(on, lang)))
    if rules.assumed is not None:
        yield sentence(say("report.assumed", lang, text=rules.assumed[lang]))
    yield f"{sentence(answer_text(assessment, lang))} {sentence(tally_text(assessment.tally, lang))}"
    if assessment.judgements:
        titles = ", ".join(rules[criterion].title[lang] for criterion in assessment.judgements)
        yield sentence(say("report.judgements", lang, criteria=titles))


def answer_text(assessment: Assessment, lang: Lang) -> str:
    """Return the answer of a set, with its reasons where there are any."""
    outcome = readiness_text(assessment.outcome, lang)
    if not assessment.reasons:
        return say("report.outcome", lang, outcome=outcome)
    return say("report.outcome_because", lang, outcome=outcome, reasons=reasons_text(assessment.reasons, lang))


def tally_text(tally: Tally, lang: Lang = "vi") -> str:
    """Return how many criteria turned out how: "Đạt 9/12 nội dung áp dụng; chưa đạt 1; …"."""
    counts = {
        "passed": tally.passed,
        "applicable": tally.applicable,
        "failed": tally.failed,
        "unknown": tally.unknown,
        "not_applicable": tally.not_applicable,
    }
    return say("tally", lang, **{name: number(count, lang) for name, count in counts.items()})


def _criterion(finding: CriterionFinding, assessment: Assessment, lang: Lang) -> Iterator[str]:
    """Iterate over the lines about one criterion."""
    title, answer = finding.criterion.title[lang], criterion_answer(finding, lang)
    yield say("criterion.heading", lang, symbol=SYMBOLS[finding.outcome], title=title, outcome=answer)
    yield from (f"  {line}" for line in criterion_story(finding, lang, assessment.place))
    if finding.criterion.assumed is not None:
        yield f"  {sentence(say('criterion.assumed', lang, text=finding.criterion.assumed[lang]))}"
    yield f"  ({clause_text(finding, lang, assessment.criteria_set.source)})"


def missing_lines(assessment: Assessment, lang: Lang) -> list[str]:
    """Return the figures still needed, each with the criteria that wait for it, the most decisive first."""
    rules = assessment.criteria_set
    lines: list[str] = []
    for missing in assessment.missing():
        label = missing_label(missing, rules.vocabulary, assessment.place, lang)
        titles = [f"“{rules[criterion].title[lang]}”" for criterion in missing.criteria]
        alike = titles == [f"“{label}”"]
        lines.append(sentence(label if alike else say("missing.figure", lang, label=label, criteria="; ".join(titles))))
    return lines


def missing_label(missing: Missing, vocabulary: Vocabulary, place: Place, lang: Lang) -> str:
    """Return a figure still needed, with the place or the level that bears it where that is another."""
    label = label_text(missing.indicator, vocabulary, lang)
    levels = vocabulary[missing.indicator].levels if missing.indicator in vocabulary else (missing.place.level,)
    if missing.place.level not in levels:
        return say("leaf.level", lang, label=label, level=level_text(levels[0], lang))
    if missing.place is not place and missing.place != place:
        return say("leaf.at", lang, label=label, place=missing.place.name)
    return label


def _issue(issue: Issue, assessment: Assessment, lang: Lang) -> str:
    """Return an issue, with the place it is about where that is another."""
    elsewhere = issue.place != assessment.place.name
    rules = assessment.criteria_set
    return explain_issue(issue, lang, vocabulary=rules.vocabulary, with_place=elsewhere, rules=rules)


def settlement_text(settlement: Settlement, lang: Lang) -> str:
    """Return a question that somebody settled: what, by whom, when and why."""
    said = [say("report.settled_by", lang, by=settlement.by)]
    if settlement.on is not None:
        said.append(say("report.settled_on", lang, date=date_text(settlement.on, lang)))
    said.append(say("report.settled_why", lang, why=settlement.why))
    who = ", ".join(said)
    if settlement.key.startswith("link:"):
        return sentence(say("report.link_off", lang, name=settlement.key.removeprefix("link:"), who=who))
    return sentence(say("report.settlement", lang, key=settlement.key, choice=settlement.choice, who=who))
