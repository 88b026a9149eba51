"""A criteria set as HTML, and what answers by it rest on."""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriteriaSet, Criterion
from smartvillage.indicators import Lang
from smartvillage.messages.words import full_document_text
from smartvillage.report import html as h
from smartvillage.report.contents import Report
from smartvillage.report.rows import required_text, title_text


def set_blocks(rules: CriteriaSet, lang: Lang) -> Iterator[Element]:
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


def day_line(assessment: Assessment, lang: Lang, *, with_known: bool = True) -> str:
    """Return the document, how its text is known, and the day."""
    return judged_line(assessment.criteria_set, assessment.on, lang, with_known=with_known)


def judged_line(rules: CriteriaSet, on: date | None, lang: Lang, *, with_known: bool = True) -> str:
    """Return the document of a set, how its text is known, and the day judged for."""
    known = rules.source.known if with_known else None
    day = m.say("report.no_day", lang) if on is None else m.say("report.on", lang, date=m.date_text(on, lang))
    document = m.say("report.document", lang, document=full_document_text(rules.source, lang))
    said = [document, *([] if known is None else [m.say("set.known", lang, text=known[lang])]), day]
    return " ".join(map(m.sentence, said))


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
