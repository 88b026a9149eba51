"""Blank forms: an Excel sheet with one column for each figure that a set needs, under headers that the reader knows."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from smartvillage import messages as m
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet
from smartvillage.indicators import Indicator, Lang, Level, Measure, Vocabulary
from smartvillage.messages.requirements import Leaf
from smartvillage.report.notebook import source_lines
from smartvillage.report.rows import required_text, title_text
from smartvillage.report.workbook import Sheets, fitted, height_of, new_book
from smartvillage.rules import Rule

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
        measured = list(_measured(declared, criteria, rules.vocabulary, headers, months=months, lang=lang))
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
    """Iterate over the columns that say which place a row is about: its name, and the places above."""
    if len(rules.levels) == 1:
        yield _about(rules.levels[0].value, lang)
    else:
        yield _about("place", lang)
        yield _about("level", lang, words=tuple(m.level_text(level, lang) for level in rules.levels))
    above = {_ABOVE[level] for level in rules.levels if level in _ABOVE} | set(_bearers(rules))
    for level in sorted(above, key=lambda one: one.rank):
        yield _about(level.value, lang)
    yield _about("code", lang)


def _bearers(rules: CriteriaSet) -> Iterator[Level]:
    """Iterate over the levels above that bear figures which no place of the set's levels has."""
    for indicator in needs_of(rules):
        levels = rules.vocabulary[indicator].levels
        if not set(levels) & set(rules.levels):
            yield min(levels, key=lambda level: level.rank)


def _measured(
    indicator: Indicator,
    criteria: tuple[Criterion, ...],
    vocabulary: Vocabulary,
    headers: dict[str, str],
    *,
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
    form.write_string(0, 0, fitted(title), sheets.style("line.title"))
    form.write_string(1, 0, m.say("form.how", lang, level=m.level_text(rules.levels[0], lang)), sheets.style("line"))
    top = 3
    form.set_row(top, 20 + height_of([column.header for column in columns], list(map(_width, columns))))
    for index, column in enumerate(columns):
        form.write_string(top, index, fitted(column.header), sheets.style("head"))
        if column.use:
            form.write_comment(top, index, _comment(column, rules, lang), _COMMENT)
    for row in range(top + 1, top + 1 + rows):
        form.write_number(row, 0, row - top, sheets.style("number"))
        for index, column in enumerate(columns[1:], 1):
            form.write_blank(row, index, None, sheets.style("day" if _is_day(column) else "cell"))
    _explain(sheets, rules, columns)
    words = _word_lists(sheets, columns)
    letters = {column.header: letter(index) for index, column in enumerate(columns)}
    for index, column in enumerate(columns):
        rule = _rule(
            column, f"{letters[column.header]}{top + 2}", letters.get(column.of or ""), top + 2, words=words, lang=lang
        )
        if rule:
            form.data_validation(top + 1, index, top + rows, index, rule)
    places = sum(column.key in ("number", "place", *(one.value for one in Level)) for column in columns)
    form.freeze_panes(top + 1, places)
    form.repeat_rows(top)
    form.repeat_columns(0, places - 1)
    book.close()
    return file.getvalue()


_COMMENT = {"x_scale": 2.6, "y_scale": 2.2, "author": ""}


def letter(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters, column = chr(ord("A") + rest) + letters, column - 1
    return letters


def _width(column: FormColumn) -> float:
    """Return how wide a column is."""
    if column.key in ("place", *(level.value for level in Level)):
        return 20
    return {"number": 5, "by": 16, "source": 22, "note": 28}.get(column.key, 14)


def _is_day(column: FormColumn) -> bool:
    """Whether a column holds dates."""
    return column.key == "as_of" or (column.indicator is not None and column.indicator.measure is Measure.DATE)


def _comment(column: FormColumn, rules: CriteriaSet, lang: Lang) -> str:
    """Return what stands behind a header: which criteria need the figure, what they ask and where."""
    said = [
        m.say(
            "form.comment",
            lang,
            criterion=title_text(one, lang),
            requirement=required_text(one, rules.vocabulary, lang),
            clause=one.clause[lang],
        )
        for one in column.use
    ]
    return fitted("\n\n".join(said))


def _rule(
    column: FormColumn, cell: str, total: str | None, row: int, *, words: dict[tuple[str, ...], str], lang: Lang
) -> dict[str, Any]:
    """Return what Excel checks as one types into a column; nothing where anything may stand.

    Numbers only warn: "trên 90%", "370/471" and a percentage are read as well.

    Args:
        column: the column.
        cell: its first cell.
        total: the letters of the column with the total, for the numerator of a share.
        row: the first row, as Excel counts.
        words: where long lists of answers stand.
        lang: the language.
    """
    if column.words:
        source: Any = words.get(column.words, list(column.words))
        return {"validate": "list", "source": source, "error_message": m.say("form.error.list", lang)}
    if _is_day(column):
        first_day = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1), "error_type": "warning"}
        return {**first_day, "error_message": m.say("form.error.date", lang)}
    if column.indicator is None:
        return {}
    within = f',OR(${total}{row}="",{cell}<=${total}{row})' if total else ""
    formula = f"=OR(NOT(ISNUMBER({cell})),AND({cell}>=0,OR({cell}<1,{cell}=INT({cell})){within}))"
    message = m.say("form.error.share" if total else "form.error.number", lang)
    return {"validate": "custom", "value": formula, "error_type": "warning", "error_message": message}


def _word_lists(sheets: Sheets, columns: Sequence[FormColumn]) -> dict[tuple[str, ...], str]:
    """Write the lists of answers that are too long for a cell's own validation on a hidden sheet; return where."""
    long = dict.fromkeys(column.words for column in columns if _is_long(column.words))
    if not long:
        return {}
    name = m.say("form.sheet.lists", sheets.lang)
    sheet = sheets.sheet(name, [40 for _ in long])
    for index, words in enumerate(long):
        sheet.write_column(0, index, list(map(fitted, words)))
    sheet.hide()
    return {words: f"='{name}'!${letter(index)}$1:${letter(index)}${len(words)}" for index, words in enumerate(long)}


def _is_long(words: Sequence[str]) -> bool:
    """Whether Excel cannot keep a list in a cell's own validation."""
    return len(",".join(words)) > _WORDS_LONGEST or any("," in word for word in words)


def _explain(sheets: Sheets, rules: CriteriaSet, columns: Sequence[FormColumn]) -> None:
    """Write the sheet of explanations: how to fill in, what each column means, and where the document asks for it."""
    lang = sheets.lang
    widths = (42, 22, 44, 44, 36, 44)
    sheet = sheets.sheet(m.say("form.sheet.explanations", lang), widths)
    row = sheets.paragraph(sheet, 0, m.say("form.title", lang, title=rules.title[lang]), widths, "title")
    for number in range(1, _STEPS + 1):
        row = sheets.paragraph(sheet, row, f"{number}. {m.say(f'form.step.{number}', lang)}", widths)
    heads = [m.say(f"form.explained.{name}", lang) for name in ("column", "answer", "use", "asked", "clause", "note")]
    lettered = [
        evolve(column, header=m.say("form.lettered", lang, letter=letter(index), header=column.header))
        for index, column in enumerate(columns)
    ]
    runs = [list(run) for _, run in groupby(lettered, key=lambda column: column.indicator or column.key)]
    explained = [_explained(run, rules, lang) for run in runs if run[0].key != "number"]
    end = sheets.table(sheet, row + 1, heads, explained, widths)
    for text in source_lines(rules, lang):
        end = sheets.paragraph(sheet, end, text, widths)
    sheets.end(sheet, end, widths)


_COUNTED = (Measure.SHARE, Measure.COUNT, Measure.MONTHLY)

_STEPS = 7
"""How many sentences tell how to fill in the form."""


def _explained(run: Sequence[FormColumn], rules: CriteriaSet, lang: Lang) -> list[str]:
    """Return the row of explanations for a column, or for the months of one series."""
    column, vocabulary = run[0], rules.vocabulary
    header = column.header if len(run) == 1 else m.say("form.run", lang, first=column.header, last=run[-1].header)
    answer = column.unit or " / ".join(column.words)
    if column.indicator is not None and column.indicator.measure in _COUNTED:
        answer = m.say("form.unit.count", lang, unit=column.unit) if column.unit else ""
    if column.indicator is None:
        return [header, answer, m.say(f"form.about.{column.key}", lang), "", "", ""]
    numbers = {one.id: number for number, one in enumerate(rules, 1)}
    notes = [] if column.indicator.note is None else [column.indicator.note[lang]]
    borne = column.indicator.levels
    if not set(borne) & set(rules.levels):
        notes.insert(0, m.say("form.bearer", lang, level=m.level_text(borne[0], lang)))
    return [
        header,
        answer,
        "\n".join(m.say("form.use", lang, number=numbers[one.id], title=title_text(one, lang)) for one in column.use),
        "\n".join(required_text(one, vocabulary, lang) for one in column.use),
        "\n".join(dict.fromkeys(one.clause[lang] for one in column.use)),
        " ".join(notes),
    ]
