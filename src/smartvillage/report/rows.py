"""An assessment as the rows of the usual form, the same for every kind of report."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from smartvillage import messages as m
from smartvillage.criteria import Assessment, Criterion, CriterionFinding, Force
from smartvillage.facts import Fact, Judgement, Place
from smartvillage.indicators import Lang, Vocabulary
from smartvillage.messages.figures import known_text, origin_text
from smartvillage.messages.findings import further_sentences
from smartvillage.messages.requirements import Comparison, Leaf, requirement_text, threshold_of
from smartvillage.outcomes import Outcome
from smartvillage.rules import Finding, Rule

COLUMNS = ("number", "criterion", "content", "requirement", "result", "answer", "note", "clause")
"""The columns of the form: TT, tên tiêu chí, nội dung, yêu cầu, kết quả, đạt/chưa đạt, ghi chú, căn cứ."""


@frozen
class Row:
    """One criterion in the form, in words.

    Attributes:
        number: its place in the document, from 1.
        finding: the answer.
        criterion: the title, with its force unless it is required.
        content: what is measured.
        requirement: what the document asks.
        result: what is known.
        answer: the sign and the answer.
        note: what is lacking or why, and where the figures come from.
        clause: where the document says so.
    """

    number: int
    finding: CriterionFinding
    criterion: str
    content: str
    requirement: str
    result: str
    answer: str
    note: str
    clause: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of `COLUMNS`."""
        return tuple(str(getattr(self, column)) for column in COLUMNS)


def headers(lang: Lang) -> list[str]:
    """Return the headers of the form."""
    return [m.say(f"report.column.{column}", lang) for column in COLUMNS]


def rows_of(assessment: Assessment, lang: Lang) -> Iterator[Row]:
    """Iterate over the rows of the form for one place."""
    vocabulary = assessment.criteria_set.vocabulary
    for number, finding in enumerate(assessment, 1):
        yield Row(
            number,
            finding,
            title_text(finding.criterion, lang),
            content_text(finding.criterion.rule, vocabulary, lang),
            required_text(finding.criterion, vocabulary, lang),
            result_text(finding, lang),
            answer_text(finding, lang),
            note_text(finding, assessment.place, lang),
            finding.criterion.clause[lang],
        )


def title_text(criterion: Criterion, lang: Lang) -> str:
    """Return the title of a criterion, with its force unless it is required."""
    if criterion.force is Force.REQUIRED:
        return criterion.title[lang]
    return m.say("cli.aspirational", lang, title=criterion.title[lang], force=m.force_text(criterion.force, lang))


def content_text(rule: Rule, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return what a rule measures: the labels of its indicators, each once."""
    labels = [
        m.label_text(leaf.indicator, vocabulary, lang) if isinstance(leaf, Leaf) else m.describe_rule(leaf, None, lang)
        for leaf in rule.leaves()
    ]
    return "; ".join(dict.fromkeys(labels))


def required_text(criterion: Criterion, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return what a criterion asks, and of whom where it does not apply to all."""
    rule = criterion.rule
    if isinstance(rule, Leaf):
        asked = requirement_text(rule, vocabulary, lang)
    else:
        asked = m.describe_rule(rule, vocabulary, lang)
    if criterion.applies is None:
        return capital(asked)
    applies = m.say("set.applies", lang, rule=m.describe_rule(criterion.applies, vocabulary, lang))
    return f"{capital(asked)}. {applies}"


def result_text(finding: CriterionFinding, lang: Lang) -> str:
    """Return what is known of everything that a criterion asks for."""
    if finding.outcome is Outcome.NOT_APPLICABLE:
        tree = finding.applicability
        return "" if tree is None or finding.no_bearer else _known(tree, lang, named=True)
    return _known(finding.finding, lang, named=bool(finding.finding.parts))


def _known(tree: Finding, lang: Lang, *, named: bool) -> str:
    """Return what is known of the indicators of a tree, each once, with its label where there may be several."""
    said: dict[str, str] = {}
    for leaf in tree.leaves():
        if leaf.known is not None:
            said.setdefault(leaf.known.indicator.id, leaf_value(leaf, lang))
    if not named:
        return capital("; ".join(said.values()))
    vocabulary = next((leaf.known.evidence.vocabulary for leaf in tree.leaves() if leaf.known is not None), None)
    labelled = [
        m.say("leaf.value", lang, label=m.label_text(i, vocabulary, lang), value=text) for i, text in said.items()
    ]
    return "; ".join(labelled)


def leaf_value(leaf: Finding, lang: Lang) -> str:
    """Return what is known to one test, or why nothing is."""
    known = leaf.known
    beside: tuple[Fraction, ...] = ()
    if isinstance(leaf.rule, Comparison) and leaf.rule.value.is_share:
        beside = (threshold_of(leaf.rule.value),)
    value = None if known is None or known.reason is not None else known_text(known, lang, beside)
    if value is not None:
        return value
    return m.reasons_text(leaf.reasons, lang) or m.say("value.unclear", lang)


def answer_text(finding: CriterionFinding, lang: Lang) -> str:
    """Return the sign and the answer of a criterion: "✗ Chưa đạt"."""
    return f"{m.SYMBOLS[finding.outcome]} {m.criterion_outcome_text(finding, lang)}"


def note_text(finding: CriterionFinding, place: Place, lang: Lang) -> str:
    """Return what is lacking or why, and where the figures come from."""
    lacking = lacking_text(finding, place, lang)
    said = [m.sentence(lacking)] if lacking else []
    leaves = [(leaf, leaf.known) for leaf in finding.leaves() if leaf.known is not None]
    several = len({known.indicator.id for _, known in leaves}) > 1
    for leaf, known in leaves:
        origin = "" if known.fact is None or known.trail.links else source_text(known.fact, lang)
        said += [m.sentence(origin)] if origin else []
        for text in further_sentences(leaf, known, lang):
            label = m.label_text(known.indicator.id, known.evidence.vocabulary, lang)
            said.append(m.say("leaf.value", lang, label=label, value=small(text)) if several else text)
    return " ".join(dict.fromkeys(said))


def lacking_text(finding: CriterionFinding, place: Place, lang: Lang) -> str:
    """Return what keeps a criterion from being met, in few words; nothing where the result says so already."""
    if finding.outcome is Outcome.PASS:
        return ""
    lacking = capital(m.lacking_text(finding, lang, place=place))
    return "" if lacking == result_text(finding, lang) else lacking


def source_text(fact: Fact, lang: Lang) -> str:
    """Return who recorded a fact, when and from where; what a judgement says of itself is not said twice."""
    judged = fact.value
    if isinstance(judged, Judgement):
        fact = Fact(
            judged,
            by=None if fact.by == judged.by else fact.by,
            as_of=None if fact.as_of == judged.on else fact.as_of,
            source=None if fact.source == judged.why else fact.source,
            note=None if fact.note == judged.why else fact.note,
        )
    return origin_text(fact, lang)


def capital(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return a text with its first letter small."""
    return text[:1].lower() + text[1:]
