"""What a notebook shows of a set, a criterion, a rule, a place, a finding, an assessment, a report or progress."""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.catalogue import vocabulary as shipped
from smartvillage.criteria import Assessment, CriteriaSet, Criterion, CriterionFinding, MeetsSet
from smartvillage.facts import Place
from smartvillage.indicators import Indicator, Lang, Vocabulary
from smartvillage.messages.figures import origin_text, recorded_text
from smartvillage.messages.findings import criterion_story, leaf_text
from smartvillage.messages.reports import missing_lines
from smartvillage.messages.requirements import Leaf, question_text, reading_texts
from smartvillage.messages.words import full_document_text, unit_of
from smartvillage.outcomes import Outcome
from smartvillage.report import html as h
from smartvillage.report.changes import progress_table, progress_text
from smartvillage.report.contents import Report
from smartvillage.report.rows import lacking_text, required_text, result_text, title_text
from smartvillage.report.texts import clean, first
from smartvillage.rules import AllOf, AnyOf, Finding, Not, Readings, Rule, SomeOf
from smartvillage.steps import Progress

MOST_PLACES = 20
"""How many places a notebook shows at once."""

MOST_FACTS = 40
MOST_ISSUES = 20

Shown = CriteriaSet | Criterion | Rule | Place | Finding | CriterionFinding | Assessment | Progress | Report


def blocks_of(thing: Shown, lang: Lang) -> list[Element]:
    """Return anything as blocks of HTML."""
    match thing:
        case CriteriaSet():
            return list(_set(thing, lang))
        case Criterion():
            return list(_criterion(thing, shipped(), lang))
        case Rule():
            return [_rule(thing, shipped(), lang)]
        case Place():
            return list(_place(thing, lang))
        case Finding():
            return list(_finding(thing, lang))
        case CriterionFinding():
            return list(_criterion_finding(thing, lang))
        case Assessment():
            return list(_assessment(thing, lang))
        case Progress():
            return list(_progress(thing, lang))
        case _:
            return list(_report(thing))


def plain_of(thing: Shown, lang: Lang) -> str:
    """Return anything as a few lines of plain text."""
    match thing:
        case CriteriaSet():
            titles = (f"{number}. {title_text(one, lang)}" for number, one in enumerate(thing, 1))
            said: Iterable[str] = (*m.summary_lines(thing, lang), *titles)
        case Criterion():
            rule = m.describe_rule(thing.rule, shipped(), lang)
            said = (title_text(thing, lang), m.sentence(m.say("set.rule", lang, rule=rule)), thing.clause[lang])
        case Rule():
            said = (m.describe_rule(thing, shipped(), lang),)
        case Place():
            said = _place_lines(thing, lang)
        case Finding():
            said = (m.explain_finding(thing, lang),)
        case CriterionFinding():
            said = (m.explain_criterion(thing, lang),)
        case Assessment():
            said = _assessment_lines(thing, lang)
        case Progress():
            said = (progress_text(thing, lang),)
        case _:
            said = (thing.title, *m.summary_of(thing.assessments, thing.lang))
    return clean("\n".join(said))


# Rules


def _rule(rule: Rule, vocabulary: Vocabulary | None, lang: Lang) -> Element:
    """Return a rule as a tree: a test in words, a combinator as how many it needs with its parts below."""
    if not rule.parts or isinstance(rule, MeetsSet) or (isinstance(rule, Not) and isinstance(rule.rule, Leaf)):
        return h.tag("div", m.describe_rule(rule, vocabulary, lang))
    parts = [h.tag("li", _rule(part, vocabulary, lang)) for part in rule.parts]
    if isinstance(rule, Readings):
        texts = reading_texts(rule, lang)
        parts = [
            h.tag("li", f"({name}) {text}", _rule(part, vocabulary, lang))
            for name, text, part in zip(rule.names, texts, rule.rules, strict=True)
        ]
    head = h.tag("div", _head(rule, lang), style="font-weight:600")
    return h.tag("div", head, h.tag("ul", parts, style="margin:.1em 0;padding-left:1.4em"))


def _head(rule: Rule, lang: Lang) -> str:
    """Return what stands above the parts of a rule."""
    count = m.number(len(rule.parts), lang)
    match rule:
        case AllOf():
            return m.say("report.rule.all", lang, count=count)
        case AnyOf():
            return m.say("report.rule.any", lang, count=count)
        case SomeOf():
            return m.say("report.rule.some", lang, needed=m.number(rule.at_least, lang), count=count)
        case Not():
            return m.say("report.rule.not", lang)
        case Readings():
            return m.say("report.rule.readings", lang, question=question_text(rule, lang))
        case _:
            return str(rule)


def _criterion(criterion: Criterion, vocabulary: Vocabulary | None, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a criterion."""
    yield h.heading(title_text(criterion, lang))
    yield h.quiet(m.say("set.clause", lang, clause=criterion.clause[lang]))
    yield _rule(criterion.rule, vocabulary, lang)
    if criterion.applies is not None:
        applies = m.describe_rule(criterion.applies, vocabulary, lang)
        yield h.line(m.sentence(m.say("set.applies", lang, rule=applies)))
    if criterion.assumed is not None:
        yield h.quiet(m.sentence(m.say("criterion.assumed", lang, text=criterion.assumed[lang])))


# Sets


def _set(rules: CriteriaSet, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a set."""
    yield h.heading(rules.title[lang], " ", h.tag("code", rules.id, style="font-weight:400;font-size:.85em"))
    levels = ", ".join(m.level_text(level, lang) for level in rules.levels)
    scope = [] if rules.scope is None else [m.sentence(m.say("set.scope", lang, scope=rules.scope))]
    facts = (
        m.sentence(m.say("set.source", lang, source=full_document_text(rules.source, lang))),
        m.sentence(m.say("set.levels", lang, levels=levels)),
        *scope,
        m.sentence(m.say("set.validity", lang, dates=m.validity_text(rules, lang))),
    )
    yield h.quiet(" ".join(facts))
    yield h.table(
        [m.say(f"report.column.{column}", lang) for column in ("number", "criterion", "requirement", "clause")],
        [
            [
                h.number_cell(str(number)),
                _titled(one, lang),
                required_text(one, rules.vocabulary, lang),
                one.clause[lang],
            ]
            for number, one in enumerate(rules, 1)
        ],
    )
    about = [*source_lines(rules, lang), *(m.settlement_text(one, lang) for one in rules.settled)]
    if about:
        yield h.details(m.say("report.about_source", lang), h.lines(about))


def _titled(criterion: Criterion, lang: Lang) -> list[Element | str]:
    """Return the title of a criterion with the reading applied, if there is one, to unfold."""
    title = title_text(criterion, lang)
    if criterion.assumed is None:
        return [title]
    assumed = m.sentence(m.say("criterion.assumed", lang, text=criterion.assumed[lang]))
    return [h.details(title, h.quiet(assumed))]


def source_lines(rules: CriteriaSet, lang: Lang) -> list[str]:
    """Return how the text of a document is known, what is missing of it, and what was assumed of its dates."""
    source = rules.source
    said = [
        *([] if source.known is None else [m.sentence(m.say("set.known", lang, text=source.known[lang]))]),
        *([] if source.gaps is None else [m.sentence(m.say("set.gaps", lang, text=source.gaps[lang]))]),
        *([] if rules.assumed is None else [m.sentence(m.say("report.assumed", lang, text=rules.assumed[lang]))]),
    ]
    return said if source.url is None else [*said, source.url]


def basis_lines(report: Report) -> list[str]:
    """Return what the answers of a report rest on: document, dates, readings, links, content of the set."""
    rules, lang = report.criteria_set, report.lang
    used = {name for one in report.assessments for name in one.links}
    links = [
        m.sentence(m.say("leaf.link", lang, name=link.name, reading=link.reading[lang].rstrip(".")))
        for link in rules.vocabulary.links
        if link.name in used
    ]
    assumed = [
        m.sentence(m.say("leaf.value", lang, label=one.title[lang], value=one.assumed[lang]))
        for one in rules
        if one.assumed is not None
    ]
    return [
        day_line(report.assessments[0], lang, with_known=False),
        m.sentence(m.say("set.validity", lang, dates=m.validity_text(rules, lang))),
        *source_lines(rules, lang),
        *(m.settlement_text(one, lang) for one in rules.settled),
        *links,
        *([m.say("report.readings", lang), *assumed] if assumed else []),
        m.say("report.digest", lang, id=rules.id, digest=rules.digest),
    ]


# Places


def _place(place: Place, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a place: its facts, then its parts."""
    words = shipped()
    yield h.heading(m.full_place_text(place, lang))
    if place.code is not None:
        yield h.quiet(m.say("report.code", lang, code=place.code))
    records = [(i, fact) for i, facts in place.facts.items() for fact in facts]
    shown, more = first(records, MOST_FACTS, lang, "facts")
    if records:
        rows: list[list[str]] = []
        for indicator, fact in shown:
            value = recorded_text(fact, lang, _declared(indicator, words), unit_of(indicator, words))
            rows.append([m.label_text(indicator, words, lang), value, origin_text(fact, lang)])
        yield h.table([m.say(f"report.fact.{column}", lang) for column in ("label", "value", "origin")], rows)
    else:
        yield h.line(m.say("report.no_facts", lang))
    if more:
        yield h.quiet(more)
    if place.parts:
        parts, more = first(place.parts, MOST_PLACES, lang, "places")
        names = [m.place_text(part, lang) for part in parts]
        count = m.say("report.parts", lang, count=m.number(len(place.parts), lang))
        yield h.details(count, h.lines([*names, more] if more else names))


def _declared(indicator: str, words: Vocabulary) -> Indicator | None:
    """Return an indicator, if the vocabulary declares it."""
    if indicator not in words:
        return None
    return words[indicator]


def _place_lines(place: Place, lang: Lang) -> Iterator[str]:
    """Iterate over a place in a few lines."""
    yield m.full_place_text(place, lang)
    facts = sum(map(len, place.facts.values()))
    yield m.say("report.place_counts", lang, facts=m.number(facts, lang), parts=m.number(len(place.parts), lang))


# Findings


def _finding(finding: Finding, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a rule's answer: the answer, and the tree to unfold."""
    yield h.line(h.badge(finding.outcome, m.outcome_text(finding.outcome, lang)))
    yield _tree(finding, lang)


def _tree(finding: Finding, lang: Lang) -> Element:
    """Return an answer with those of its parts below."""
    sign = m.SYMBOLS[finding.outcome]
    if not finding.parts:
        return h.tag("div", f"{sign} {leaf_text(finding, lang)}")
    rule = finding.rule
    head = m.describe_rule(rule, None, lang) if isinstance(rule, MeetsSet) else _head(rule, lang)
    parts = [h.tag("li", _tree(part, lang)) for part in finding.parts]
    body = h.tag("ul", parts, style="margin:.1em 0;padding-left:1.4em;list-style:none")
    if isinstance(rule, Readings):
        texts = reading_texts(rule, lang)
        body = h.tag(
            "ul",
            [h.tag("li", text, _tree(p, lang)) for text, p in zip(texts, finding.parts, strict=True)],
            style="margin:.1em 0;padding-left:1.4em",
        )
    return h.details(f"{sign} {head}", body, is_open=finding.outcome is not Outcome.PASS)


def _criterion_finding(finding: CriterionFinding, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a criterion's answer."""
    yield h.heading(title_text(finding.criterion, lang), " ", badge_of(finding, lang))
    yield h.quiet(m.say("set.clause", lang, clause=finding.criterion.clause[lang]))
    for text in criterion_story(finding, lang):
        yield h.line(text)
    if finding.criterion.assumed is not None:
        yield h.quiet(m.sentence(m.say("criterion.assumed", lang, text=finding.criterion.assumed[lang])))
    if finding.finding.parts:
        yield h.details(m.say("report.tree", lang), _tree(finding.finding, lang))


def badge_of(finding: CriterionFinding, lang: Lang) -> Element:
    """Return the answer of a criterion on its colour."""
    return h.badge(finding.outcome, m.criterion_outcome_text(finding, lang))


# Assessments


def head_of(assessment: Assessment, lang: Lang) -> Iterator[Element]:
    """Iterate over the answer for one place, its tally, and on whose judgement it rests."""
    outcome = h.badge(assessment.outcome, m.readiness_text(assessment.outcome, lang))
    reasons = m.reasons_text(assessment.reasons, lang)
    tally = m.sentence(m.tally_text(assessment.tally, lang))
    yield h.line(outcome, f" ({reasons}). " if reasons else " ", tally)
    if assessment.judgements:
        titles = ", ".join(assessment.criteria_set[i].title[lang] for i in assessment.judgements)
        yield h.quiet(m.sentence(m.say("report.judgements", lang, criteria=titles)))


def day_line(assessment: Assessment, lang: Lang, *, with_known: bool = True) -> str:
    """Return the document, how its text is known, and the day."""
    rules, on = assessment.criteria_set, assessment.on
    known = rules.source.known if with_known else None
    day = m.say("report.no_day", lang) if on is None else m.say("report.on", lang, date=m.date_text(on, lang))
    document = m.say("report.document", lang, document=full_document_text(rules.source, lang))
    said = [document, *([] if known is None else [m.say("set.known", lang, text=known[lang])]), day]
    return " ".join(map(m.sentence, said))


def _assessment(assessment: Assessment, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of an assessment."""
    rules, place = assessment.criteria_set, assessment.place
    yield h.heading(m.say("report.title", lang, place=m.full_place_text(place, lang), title=rules.title[lang]))
    yield from head_of(assessment, lang)
    yield h.quiet(day_line(assessment, lang))
    columns = ("number", "criterion", "result", "answer", "note", "clause")
    yield h.table(
        [m.say(f"report.column.{column}", lang) for column in columns],
        [
            [
                h.number_cell(str(number)),
                _told(finding, place, lang),
                result_text(finding, lang),
                badge_of(finding, lang),
                lacking_text(finding, place, lang),
                finding.criterion.clause[lang],
            ]
            for number, finding in enumerate(assessment, 1)
        ],
    )
    missing = missing_lines(assessment, lang)
    issues = [m.explain_issue(issue, lang, vocabulary=rules.vocabulary) for issue in assessment.issues]
    settled = [m.settlement_text(one, lang) for one in rules.settled]
    for key, texts in (("report.missing", missing), ("report.issues", issues), ("report.settled", settled)):
        if texts:
            yield h.details(counted_title(key, len(texts), lang), *_some(texts, lang))
    yield h.closing(lang)


def counted_title(key: str, count: int, lang: Lang) -> str:
    """Return the title of a list with its length."""
    return m.say("report.count", lang, title=m.say(key, lang), count=m.number(count, lang))


def _some(texts: list[str], lang: Lang) -> list[Element]:
    """Return the first of many texts as a list, and how many more there are."""
    shown, more = first(texts, MOST_ISSUES, lang, "rows")
    return [h.lines(shown), *([h.quiet(more)] if more else [])]


def _told(finding: CriterionFinding, place: Place, lang: Lang) -> Element:
    """Return the title of a criterion, with everything about its answer to unfold."""
    story = [h.line(text) for text in criterion_story(finding, lang, place)]
    if finding.criterion.assumed is not None:
        story.append(h.quiet(m.sentence(m.say("criterion.assumed", lang, text=finding.criterion.assumed[lang]))))
    return h.details(title_text(finding.criterion, lang), story)


def _assessment_lines(assessment: Assessment, lang: Lang) -> Iterator[str]:
    """Iterate over an assessment in a few lines: the answer, and what is not met."""
    rules, place = assessment.criteria_set, assessment.place
    yield m.say("report.title", lang, place=m.full_place_text(place, lang), title=rules.title[lang])
    yield f"{m.sentence(m.answer_text(assessment, lang))} {m.sentence(m.tally_text(assessment.tally, lang))}"
    for finding in assessment:
        if finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN):
            lacking = m.lacking_text(finding, lang, place=place)
            yield f"{m.SYMBOLS[finding.outcome]} {title_text(finding.criterion, lang)}: {lacking}"
    yield m.say("closing", lang)


# Progress and reports


def _progress(progress: Progress, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of progress."""
    place = m.full_place_text(progress.after.place, lang)
    yield h.heading(m.say("report.progress_of", lang, place=place))
    yield from progress_table(progress, lang)
    yield h.closing(lang)


def tiles(report: Report) -> Element:
    """Return how many places turned out how."""
    lang = report.lang
    counted = [
        h.badge(outcome, f"{m.readiness_text(outcome, lang)}: {m.number(count, lang)}")
        for outcome, count in report.outcomes.items()
    ]
    spaced = [child for one in counted for child in (one, " ")]
    return h.tag("p", spaced, style="margin:.5em 0;line-height:2")


def matrix(
    report: Report, assessments: Iterable[Assessment], links: dict[int, str] | None = None, *, with_titles: bool = True
) -> Element:
    """Return places against criteria: one sign a criterion, the criteria by their numbers.

    Args:
        report: the report.
        assessments: the places to show.
        links: by the `id` of an assessment, where more about it stands.
        with_titles: whether a sign says in words what it means to who points at it.
    """
    lang, rules = report.lang, report.criteria_set
    to = links or {}
    headers: list[Any] = [m.say(f"report.matrix.{column}", lang) for column in ("number", "place", "answer", "passed")]
    headers += [
        h.tag("abbr", str(n), title=one.title[lang], style="text-decoration:none") for n, one in enumerate(rules, 1)
    ]
    rows: list[list[Any]] = []
    for number, assessment in enumerate(assessments, 1):
        name = m.full_place_text(assessment.place, lang)
        tally = assessment.tally
        passed = f"{m.number(tally.passed, lang)}/{m.number(tally.applicable, lang)}"
        link = to.get(id(assessment))
        rows.append(
            [
                h.number_cell(m.number(number, lang)),
                name if link is None else h.tag("a", name, href=f"#{link}", style="color:inherit"),
                h.badge(assessment.outcome, m.readiness_text(assessment.outcome, lang)),
                h.number_cell(passed),
                *(h.mark(f.outcome, _point(n, f, lang) if with_titles else "") for n, f in enumerate(assessment, 1)),
            ]
        )
    return h.table(headers, rows)


def _point(number: int, finding: CriterionFinding, lang: Lang) -> str:
    """Return what is told to who points at a sign."""
    return f"{number}. {finding.criterion.title[lang]}: {m.criterion_answer(finding, lang)}"


def legend(rules: CriteriaSet, lang: Lang, *, is_open: bool = False) -> Element:
    """Return what the numbers of a matrix mean."""
    items = [h.tag("li", title_text(one, lang)) for one in rules]
    return h.details(m.say("report.legend", lang), h.tag("ol", items, style="margin:.3em 0"), is_open=is_open)


def _report(report: Report) -> Iterator[Element]:
    """Iterate over what a notebook shows of a report: the sum, and the first places."""
    lang = report.lang
    yield h.heading(report.title)
    yield tiles(report)
    yield h.quiet(day_line(report.assessments[0], lang))
    shown, more = first(report.assessments, MOST_PLACES, lang, "places")
    yield matrix(report, shown)
    if more:
        yield h.line(more)
    yield legend(report.criteria_set, lang)
    yield h.closing(lang)
