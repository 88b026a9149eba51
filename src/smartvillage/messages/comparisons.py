"""Two criteria sets side by side in words: which asks more, what both leave, and what only looks alike."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from smartvillage.criteria import CriteriaSet, Criterion
from smartvillage.indicators import Indicator, Lang, Vocabulary
from smartvillage.messages.numbers import number
from smartvillage.messages.regions import by_links, region_text, titles_text, witness_text
from smartvillage.messages.requirements import Leaf, describe_rule, reading_texts, requirement_text
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.tables import WIDTH, side_by_side, wrapped
from smartvillage.messages.words import (
    document_name,
    document_text,
    force_text,
    joined,
    label_text,
    level_text,
)
from smartvillage.rules import Readings, Rule

if TYPE_CHECKING:
    from smartvillage.comparison import Clash, Comparison, Implied, Left, NearMiss, Row

_WIDTHS = (14, 41, 41)
"""The columns of the table: the relation, and each side; with two blanks between them they make up the whole."""

_MOST_KNOWN = 3
"""Of how many indicators an implied criterion may ask for its figures to be told."""

_ALONE = ("only_in_a", "only_in_b")


def explain_comparison(comparison: "Comparison", lang: Lang = "vi") -> str:
    """Return a comparison in words: the pairs, what is left, implied and contradictory, and what is not comparable."""
    rows = [explain_row(row, comparison, lang) for row in comparison]
    blocks = [list(heading_lines(comparison, lang)), [say("compare.rows", lang), *(f"- {row}" for row in rows)]]
    blocks += [[heading, *(f"- {line}" for line in lines)] for heading, lines in lists_of(comparison, lang)]
    return "\n\n".join("\n".join(block) for block in blocks)


def comparison_lines(comparison: "Comparison", lang: Lang = "vi") -> Iterator[str]:
    """Iterate over the lines of a comparison for a terminal: a table of the pairs, and then lists."""
    for line in heading_lines(comparison, lang):
        yield from wrapped(line)
    pairs = [row for row in comparison if row.a and row.b]
    if pairs:
        yield ""
        yield from side_by_side([[""], [f"A: {comparison.a.id}"], [f"B: {comparison.b.id}"]], _WIDTHS)
    for row in pairs:
        yield "-" * WIDTH
        relation = say(f"relation.{row.relation.value}", lang)
        yield from side_by_side([[relation], *pair_cells(row, comparison, lang)], _WIDTHS)
        for note in row_notes(row, comparison, lang):
            yield from wrapped(note, indent=_WIDTHS[0] + 2)
    for heading, lines in (*only_in(comparison, lang), *lists_of(comparison, lang)):
        yield ""
        yield heading
        for line in lines:
            first, *rest = wrapped(line, indent=2)
            yield from (f"- {first[2:]}", *rest)
    yield ""
    yield from wrapped(summary(comparison, lang))


def _both(comparison: "Comparison") -> tuple[tuple[CriteriaSet, str], tuple[CriteriaSet, str]]:
    """Return both sets, each with the relation of what stands in it alone."""
    first, second = _ALONE
    return (comparison.a, first), (comparison.b, second)


def heading_lines(comparison: "Comparison", lang: Lang) -> Iterator[str]:
    """Iterate over the lines at the top: what is compared, for which places."""
    for name, (rules, _) in zip("AB", _both(comparison), strict=True):
        document = document_text(rules.source, lang)
        yield f"{name}: {say('cli.heading', lang, title=rules.title[lang], id=rules.id, document=document)}"
    yield sentence(say("compare.level", lang, level=level_text(comparison.level, lang)))


def summary(comparison: "Comparison", lang: Lang) -> str:
    """Return how many pairs stand in which relation."""
    found = [row.relation.value for row in comparison]
    names = ("same", "stricter", "looser", "incomparable", *_ALONE)
    return say("compare.summary", lang, **{name: number(found.count(name), lang) for name in names})


# One row


def explain_row(row: "Row", comparison: "Comparison", lang: Lang = "vi") -> str:
    """Return one row in words: "Chặt hơn: “…” (383/KH-UBND, Mục II.2): 100%, bắt buộc; so với tối thiểu 97% …"."""
    (one, rules), *others = _sides(row, comparison)
    text = say("compare.side", lang, **_words(one, rules, lang))
    for other, rules_of_other in others:
        key = "compare.against_same" if other.title == one.title else "compare.against"
        text = say(key, lang, first=text, **_words(other, rules_of_other, lang))
    relation = say(f"relation.{row.relation.value}", lang) if others else _only_in(rules, lang)
    first = sentence(say("compare.row", lang, relation=relation, text=text))
    denominators = _denominators(row, comparison.a.vocabulary, lang)
    out_of = [sentence(say("compare.out_of", lang, units=denominators))] if denominators else []
    return " ".join([first, *out_of, *row_notes(row, comparison, lang)])


def _only_in(rules: CriteriaSet, lang: Lang) -> str:
    """Return that something stands in one set only."""
    return say("relation.only_in", lang, id=rules.id)


def _sides(row: "Row", comparison: "Comparison") -> list[tuple[Criterion, CriteriaSet]]:
    """Return the criteria of a row, each with its set."""
    both = (row.a, comparison.a), (row.b, comparison.b)
    return [(criterion, rules) for criterion, rules in both if criterion is not None]


def _words(criterion: Criterion, rules: CriteriaSet, lang: Lang) -> dict[str, str]:
    """Return the words for one side of a row."""
    document, clause = document_name(rules.source, lang), criterion.clause[lang]
    return {
        "title": criterion.title[lang],
        "place": say("criterion.place", lang, document=document, clause=clause),
        "requirement": _requirement(criterion, rules, lang),
        "force": force_text(criterion.force, lang),
    }


def _requirement(criterion: Criterion, rules: CriteriaSet, lang: Lang) -> str:
    """Return what a criterion asks, with the condition under which it applies."""
    rule, vocabulary = criterion.rule, rules.vocabulary
    told = requirement_text(rule, vocabulary, lang) if isinstance(rule, Leaf) else None
    text = told or describe_rule(rule, vocabulary, lang)
    if criterion.applies is None:
        return text
    return say("compare.applies", lang, requirement=text, applies=describe_rule(criterion.applies, vocabulary, lang))


def _denominators(row: "Row", vocabulary: Vocabulary, lang: Lang) -> str:
    """Return what the shares of a row are shares of."""
    shares = [shared.indicator for shared in row.on if shared.indicator.denominator is not None]
    return "; ".join(dict.fromkeys(_total(indicator, vocabulary, lang) for indicator in shares))


def _total(indicator: Indicator, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return what a share is a share of, by its label inside a sentence: "số người trưởng thành", "adults"."""
    label = label_text(str(indicator.denominator), vocabulary, lang)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def pair_cells(row: "Row", comparison: "Comparison", lang: Lang) -> list[list[str]]:
    """Return the paragraphs of each side in the table."""
    return [list(_cell(row, one, rules, lang)) for one, rules in _sides(row, comparison)]


def _cell(row: "Row", criterion: Criterion, rules: CriteriaSet, lang: Lang) -> Iterator[str]:
    """Iterate over the paragraphs of one side in the table."""
    words = _words(criterion, rules, lang)
    yield words["title"]
    yield sentence(words["requirement"])
    denominators = _denominators(row, rules.vocabulary, lang)
    if denominators:
        yield sentence(say("compare.out_of", lang, units=denominators))
    yield f"{sentence(words['force'])} {sentence(criterion.clause[lang])}"


def row_notes(row: "Row", comparison: "Comparison", lang: Lang) -> Iterator[str]:
    """Iterate over what else is said of a pair: why it is not comparable, readings, links, and places that show it."""
    if row.obstacle is not None:
        yield sentence(say(f"obstacle.{row.obstacle}", lang))
    elif row.relation.value == "incomparable":
        yield sentence(say("obstacle.overlap", lang))
    for under in row.under:
        names = [_reading(c, ids, lang) for c, ids in ((row.a, under.a), (row.b, under.b)) if c is not None and ids]
        relation = say(f"relation.{under.relation.value}", lang).lower()
        yield sentence(say("compare.under", lang, readings=" / ".join(names), relation=relation))
    if row.links:
        yield sentence(by_links(say("compare.rests_on", lang), row.links, lang))
    for place, met, other in ((row.only_a, comparison.a, comparison.b), (row.only_b, comparison.b, comparison.a)):
        if place is not None:
            facts = witness_text(place, _vocabulary(comparison), lang)
            yield sentence(say("compare.witness", lang, facts=facts, met=met.id, other=other.id))


def _vocabulary(comparison: "Comparison") -> Vocabulary:
    """Return the indicators of both sets by the ids that the comparison calls them by."""
    own = {shared.indicator.id: shared.indicator for row in comparison for shared in row.on}
    return Vocabulary({**comparison.b.vocabulary.indicators, **comparison.a.vocabulary.indicators, **own})


def _reading(criterion: Criterion, names: str, lang: Lang) -> str:
    """Return readings in words, as the criterion words them."""
    texts = dict(_all_readings(criterion.rule, lang))
    return ", ".join(f"“{texts.get(name, name)}”" for name in names.split(", "))


def _all_readings(rule: Rule, lang: Lang) -> Iterator[tuple[str, str]]:
    """Iterate over the readings in a rule, each as its name and its words."""
    if isinstance(rule, Readings):
        yield from zip(rule.names, reading_texts(rule, lang), strict=True)
    for part in rule.parts:
        yield from _all_readings(part, lang)


def only_in(comparison: "Comparison", lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Iterate over the lists of what stands in one set only, each with its heading; an empty one is left out."""
    for rules, relation in _both(comparison):
        lines = list(_alone(comparison, relation, lang))
        if lines:
            yield _only_in(rules, lang), lines


def _alone(comparison: "Comparison", relation: str, lang: Lang) -> Iterator[str]:
    """Iterate over what stands in one set only."""
    for row in comparison:
        if row.relation.value == relation:
            for criterion, rules in _sides(row, comparison):
                yield sentence(say("compare.side", lang, **_words(criterion, rules, lang)))


# Beyond the rows


def lists_of(comparison: "Comparison", lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Iterate over the lists after the rows, each with its heading; an empty one is left out."""
    lists: dict[str, Iterable[str]] = {
        "left": (_left(one, comparison, lang) for one in comparison.left if _is_telling(one, comparison)),
        "implied": (_implied(one, comparison, lang) for one in comparison.implied),
        "clashes": (_clash(one, lang) for one in comparison.clashes),
        "near_misses": (_near_miss(one, comparison, lang) for one in comparison.near_misses),
        "renamed": (say("compare.renamed_one", lang, old=old, new=new) for old, new in comparison.renamed),
    }
    for name, texts in lists.items():
        lines = list(map(sentence, texts))
        if lines:
            yield say(f"compare.{name}", lang), lines


def _is_telling(left: "Left", comparison: "Comparison") -> bool:
    """Whether both sets leave something else than the stricter one does."""
    regions = itertools.chain.from_iterable(
        (shared.a, shared.b) for row in comparison for shared in row.on if shared.indicator.id == left.indicator.id
    )
    return left.region not in regions


def _left(left: "Left", comparison: "Comparison", lang: Lang) -> str:
    """Return what both sets leave of one indicator."""
    region = region_text(left.region, left.indicator, comparison.a.vocabulary, lang)
    asked = [*_titles(comparison.a, left.a, lang), *_titles(comparison.b, left.b, lang)]
    key = "compare.nothing_left" if left.is_empty else "compare.left_one"
    label = left.indicator.label[lang]
    return say(key, lang, label=label, region=region, criteria=titles_text(dict.fromkeys(asked), lang))


def _titles(rules: CriteriaSet, criteria: Sequence[str], lang: Lang) -> list[str]:
    """Return the titles of criteria."""
    return [rules[criterion].title[lang] for criterion in criteria]


def _implied(implied: "Implied", comparison: "Comparison", lang: Lang) -> str:
    """Return what follows from what, through which links and shares of 100 %."""
    vocabulary = _vocabulary(comparison)
    text = say(
        "compare.implied_one",
        lang,
        by=titles_text((criterion.title[lang] for criterion in implied.by), lang),
        by_set=implied.by_set.id,
        criterion=f"“{implied.criterion.title[lang]}”",
        of=implied.of.id,
    )
    text = by_links(text, implied.links, lang)
    if implied.rollups:
        labels = titles_text((vocabulary[i].label[lang] for i in implied.rollups), lang)
        text = say("compare.through", lang, text=text, rollups=labels)
    if len(implied.known) <= _MOST_KNOWN:
        known = "; ".join(
            region_text(region, i, vocabulary, lang)
            if len(implied.known) == 1
            else say("fact.named", lang, label=i.label[lang], value=region_text(region, i, vocabulary, lang))
            for i, region in implied.known
        )
        text = say("compare.known", lang, text=text, known=known)
    return text if len(implied.by) == 1 else say("compare.none_spare", lang, text=text)


def _clash(clash: "Clash", lang: Lang) -> str:
    """Return that no place can meet two criteria."""
    criteria = titles_text((clash.a.title[lang], clash.b.title[lang]), lang)
    return by_links(say("compare.clash", lang, criteria=criteria), clash.links, lang)


def _near_miss(miss: "NearMiss", comparison: "Comparison", lang: Lang) -> str:
    """Return two indicators that look alike, and in what they differ."""
    both = [(miss.a, comparison.a), (miss.b, comparison.b)]
    names = [name for name in miss.differs if name != "denominator" or all(i.denominator for i, _ in both)]
    differs = joined("and", [_difference(name, both, lang) for name in names], lang)
    a, b = (indicator.label[lang] for indicator, _ in both)
    return by_links(say("compare.near_miss", lang, a=a, b=b, differs=differs), miss.links, lang)


def _difference(name: str, both: Sequence[tuple[Indicator, CriteriaSet]], lang: Lang) -> str:
    """Return in what two indicators differ: "khác mẫu số (hộ; người trưởng thành)"."""
    told: list[str] = []
    for indicator, rules in both:
        match name:
            case "measure":
                told.append(say(f"measure.{indicator.measure.value}", lang))
            case "level":
                told.append(", ".join(level_text(level, lang) for level in indicator.levels))
            case "denominator":
                told.append(_total(indicator, rules.vocabulary, lang))
            case _:
                pass
    return say(f"differs.{name}", lang, both="; ".join(told))
