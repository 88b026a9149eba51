"""Blank forms: an Excel sheet with one column for each figure that a set needs, under headers that the reader knows."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from smartvillage import messages as m
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet
from smartvillage.indicators import Indicator, Lang, Level, Measure, Vocabulary
from smartvillage.messages.requirements import Leaf
from smartvillage.report.notebook import source_lines
from smartvillage.report.rows import required_text, title_text
from smartvillage.report.workbook import Sheets, fitted, new_book
from smartvillage.rules import Rule

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS = 100
"""How many places a form has room for."""

_ABOVE = {Level.VILLAGE: Level.COMMUNE, Level.COMMUNE: Level.PROVINCE, Level.DISTRICT: Level.PROVINCE}
"""Which place above is asked for."""

_LISTS = {
    Measure.YES_NO: ("yes", "no"),
    Measure.JUDGEMENT: ("judged", "not_judged"),
}
"""The answers that a cell offers, by the keys of their words."""

_WORDS_LONGEST = 255
"""How many characters of a list Excel keeps in a cell's own validation."""


@frozen
class FormColumn:
    """One column of the form.

    Attributes:
        header: its header, by which it is read.
        indicator: what it measures; `None` for a column about the place or the row.
        unit: what is counted, or how to answer.
        use: the criteria that need it.
        of: the header of the total, for the numerator of a share.
        key: for a column about the place or the row, the key of its explanation.
        words: the answers offered, if any.
    """

    header: str
    indicator: Indicator | None = None
    unit: str = ""
    use: tuple[Criterion, ...] = ()
    of: str | None = None
    key: str = ""
    words: tuple[str, ...] = ()


def months_until(day: date) -> tuple[str, ...]:
    """Return the twelve months that end with that of a day, as YYYY-MM."""
    last = day.year * 12 + day.month - 1
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in range(last - 11, last + 1))


def needs_of(rules: CriteriaSet) -> dict[str, tuple[Criterion, ...]]:
    """Return the indicators that a set asks for, in the order of the document, each with the criteria that need it.

    Totals come first: a share cannot be counted without.
    """
    used: dict[str, dict[str, Criterion]] = {}
    totals: dict[str, dict[str, Criterion]] = {}
    for criterion in rules:
        for indicator in _indicators(criterion):
            used.setdefault(indicator, {})[criterion.id] = criterion
            of = rules.vocabulary[indicator].denominator
            if of is not None:
                totals.setdefault(of, {})[criterion.id] = criterion
    merged = {i: {**criteria, **used.pop(i, {})} for i, criteria in totals.items()}
    return {i: tuple(criteria.values()) for i, criteria in (merged | used).items()}


def _indicators(criterion: Criterion) -> Iterator[str]:
    """Iterate over the indicators that a criterion asks for, what decides whether it applies first."""
    for rule in (criterion.applies, criterion.rule):
        if rule is not None:
            yield from _asked(rule)


def _asked(rule: Rule) -> Iterator[str]:
    """Iterate over the indicators that a rule asks for, those of another set that it refers to too."""
    for leaf in rule.leaves():
        if isinstance(leaf, MeetsSet):
            for criterion in leaf.criteria_set:
                yield from _indicators(criterion)
        elif isinstance(leaf, Leaf):
            yield leaf.indicator


def columns_of(rules: CriteriaSet, *, months: Sequence[str] = (), lang: Lang = "vi") -> list[FormColumn]:
    """Return the columns of the form for a set: about the place, then what is measured, then about the row."""
    columns = [_about("number", lang), *_identity(rules, lang)]
    headers: dict[str, str] = {}
    for i, criteria in needs_of(rules).items():
        declared = rules.vocabulary[i]
        measured = list(_measured(declared, criteria, rules.vocabulary, headers, months, lang))
        headers[i] = measured[0].header
        columns += measured
    recorders = tuple(m.say(f"form.by.{by}", lang) for by in ("self_assessed", "appraised"))
    return [
        *columns,
        _about("as_of", lang, unit=m.say("form.unit.date", lang)),
        _about("by", lang, words=recorders),
        _about("source", lang),
        _about("note", lang),
    ]


def _about(key: str, lang: Lang, *, unit: str = "", words: tuple[str, ...] = ()) -> FormColumn:
    """Return a column about the place or the row."""
    return FormColumn(m.say(f"form.head.{key}", lang), key=key, unit=unit, words=words)


def _identity(rules: CriteriaSet, lang: Lang) -> Iterator[FormColumn]:
    """Iterate over the columns that say which place a row is about."""
    if len(rules.levels) == 1:
        (level,) = rules.levels
        yield _about(level.value, lang)
        if level in _ABOVE:
            yield _about(_ABOVE[level].value, lang)
    else:
        yield _about("place", lang)
        yield _about("level", lang, words=tuple(m.level_text(level, lang) for level in rules.levels))
        above = {_ABOVE[level] for level in rules.levels if level in _ABOVE}
        yield from (_about(level.value, lang) for level in sorted(above, key=lambda one: one.rank))
    yield _about("code", lang)


def _measured(
    indicator: Indicator,
    criteria: tuple[Criterion, ...],
    vocabulary: Vocabulary,
    headers: dict[str, str],
    months: Sequence[str],
    lang: Lang,
) -> Iterator[FormColumn]:
    """Iterate over the columns of one indicator: one, or one a month."""
    label, unit = indicator.label[lang], _unit(indicator, vocabulary, lang)
    words = tuple(m.say(f"form.{key}", lang) for key in _LISTS.get(indicator.measure, ()))
    if indicator.measure is Measure.CATEGORY:
        words = tuple(name[lang] for name in indicator.values.values())
    if indicator.measure is Measure.MONTHLY and months:
        for month in months:
            header = m.say("form.month", lang, label=label, month=f"{month[5:]}/{month[:4]}", unit=unit)
            yield FormColumn(header, indicator, unit, criteria)
        return
    of = headers.get(indicator.denominator or "")
    if indicator.measure is Measure.SHARE:
        header = m.say("form.numerator", lang, label=label, unit=unit)
    else:
        header = m.say("form.figure", lang, label=label, unit=unit) if unit else label
    yield FormColumn(header, indicator, unit, criteria, of, words=words)


def _unit(indicator: Indicator, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return what is counted, or how a cell is answered."""
    match indicator.measure:
        case Measure.YES_NO | Measure.JUDGEMENT:
            return "/".join(m.say(f"form.{key}", lang) for key in _LISTS[indicator.measure])
        case Measure.CATEGORY:
            return m.say("form.unit.category", lang)
        case Measure.DATE:
            return m.say("form.unit.date", lang)
        case _:
            unit = m.unit_of(indicator.id, vocabulary)
            return "" if unit is None else unit.vi if lang == "vi" else unit.many


# Writing


def write_form(
    rules: CriteriaSet, path: Path | str, *, months: Sequence[str] = (), rows: int = ROWS, lang: Lang = "vi"
) -> None:
    """Save the blank form for a set as an Excel workbook.

    Args:
        rules: the set.
        path: a path that ends in `.xlsx`.
        months: for what is counted month by month, the months, as YYYY-MM; one column for the whole unless given.
        rows: for how many places there is room.
        lang: the language, `"vi"` or `"en"`.

    Raises:
        MissingExtra: if XlsxWriter is not installed.
    """
    Path(path).write_bytes(form_bytes(rules, months=months, rows=rows, lang=lang))


def form_bytes(rules: CriteriaSet, *, months: Sequence[str] = (), rows: int = ROWS, lang: Lang = "vi") -> bytes:
    """Return the blank form for a set as an Excel workbook; see `write_form`."""
    columns = columns_of(rules, months=months, lang=lang)
    file = io.BytesIO()
    title = m.say("form.title", lang, title=rules.title[lang])
    book = new_book(file, title, rules.valid_from)
    sheets = Sheets(book, lang)
    form = sheets.sheet(m.say("form.sheet", lang), [_width(column) for column in columns])
    form.fit_to_pages(0, 0)
    form.set_print_scale(75)
    level = m.level_text(rules.levels[0], lang)
    form.write_string(0, 0, fitted(title), sheets.title)
    form.write_string(1, 0, m.say("form.how", lang, level=level), sheets.plain)
    places = sum(1 for column in columns if column.key in ("number", "place", *(one.value for one in Level)))
    top = 3
    form.set_row(top, 110)
    for index, column in enumerate(columns):
        form.write_string(top, index, fitted(column.header), sheets.style("head"))
        if column.use:
            form.write_comment(top, index, _comment(column, rules, lang), {"x_scale": 2.6, "y_scale": 2.2, "author": ""})
    for row in range(top + 1, top + 1 + rows):
        for index in range(len(columns)):
            style = "day" if _is_day(columns[index]) else "cell"
            form.write_blank(row, index, None, sheets.style(style))
        form.write_number(row, 0, row - top, sheets.style("cell"))
    _validate(form, sheets, columns, top + 1, top + rows, lang)
    form.freeze_panes(top + 1, places)
    form.repeat_rows(top)
    form.repeat_columns(0, places - 1)
    _explain(sheets, rules, columns, lang)
    _word_lists(sheets, columns, lang)
    book.close()
    return file.getvalue()
