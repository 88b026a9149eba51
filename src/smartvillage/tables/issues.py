"""What the reader finds doubtful: the codes of its issues, and where they are noted."""

from attrs import define, field, frozen

from smartvillage.facts import Issue, Where
from smartvillage.tables.columns import Column
from smartvillage.tables.places import Node, Origin, Record, disagreeing

CODES = frozenset(
    {
        # columns, noted at the last row of the header
        "unknown_column",  # more: near
        "columns_collide",
        "repeated_column",  # more: first
        "column_without_header",
        "month_without_year",
        "sheet_not_read",
        "hidden_cells",  # value: the rows and columns
        "file_not_read",  # value: the fault, more: its words
        # rows
        "row_without_name",
        "unknown_level",
        "repeated_place",  # more: first_row
        "rows_disagree",  # more: first_row, other, first_table, also
        "row_beyond_header",  # more: given, columns, mark, quoted
        "more_parts_than_stated",  # more: given
        "fewer_listed_than_stated",  # more: given, candidates
        "no_parts_listed",  # more: count, level
        "whole_left_blank",  # more: times
        # places of several tables
        "ambiguous_whole",  # more: candidates
        "ambiguous_name",  # more: candidates
        "name_without_marks",  # more: other
        "place_without_row",  # more: near
        "whole_not_stated",  # more: count, whole
        "name_and_code_differ",  # more: code
        "code_repeated",  # more: other
        "invalid_date",
        # cells whose value is not used
        "not_understood",
        "excel_error",
        "formula_without_value",
        "date_for_number",
        "foreign_digits",
        "wrong_unit",  # more: unit
        "approximate",
        "percent_or_fraction",
        "count_or_percentage",
        "impossible_percentage",
        "count_above_total",  # more: count, total
        "negative",
        "not_whole",
        "impossible_range",
        "bound_needs_total",
        "not_applicable_written",
        "not_a_category",  # more: values
        # cells whose value is used
        "decimal_point",  # more: times, read
        "percentage_contradicts_counts",  # more: count, percentage
    }
)
"""The issues of the reader, with the words of their sentences beside `place`, `indicator`, `value` and `expected`."""

EXPECTED = frozenset(
    {
        "whole_number",
        "percentage",
        "percentage_or_counts",
        "counts",
        "yes_no",
        "judgement",
        "category",
        "date",
        "month_count",
        "level",
        "name",
    }
)
"""What may have been expected of a cell."""


@frozen
class Notebook:
    """Where issues of one table are noted.

    Attributes:
        file: the name of the file.
        sheet: the sheet, if any.
        issues: the issues noted so far.
    """

    file: str
    sheet: str | None
    issues: list[Issue]

    @property
    def table(self) -> Origin:
        """The table that it is about."""
        return self.file, self.sheet

    def tell(
        self,
        code: str,
        row: int | None,
        *,
        node: Node | None = None,
        column: Column | str | None = None,
        indicator: str | None = None,
        value: str | None = None,
        expected: str | None = None,
        more: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Note an issue."""
        header = column.header if isinstance(column, Column) else column
        if isinstance(column, Column) and column.indicator is not None:
            indicator = column.indicator.id
        where = Where(file=self.file, sheet=self.sheet, row=row, column=header)
        place = node.name if node else None
        self.issues.append(
            Issue(
                code=code,
                place=place,
                indicator=indicator,
                value=value,
                expected=expected,
                where=where,
                more=more,
            )
        )


@define(eq=False)
class Disagreements:
    """What two rows say against each other, told once for each pair of rows."""

    _pairs: dict[tuple[Origin, int, Origin, int], list[tuple[Node, str, Record, Record]]] = field(
        factory=dict[tuple[Origin, int, Origin, int], list[tuple[Node, str, Record, Record]]]
    )

    def note(self, node: Node, indicator: str, new: Record, other: Record) -> None:
        """Note that two rows disagree on an indicator of a place."""
        pair = new.origin, new.row, other.origin, other.row
        self._pairs.setdefault(pair, []).append((node, indicator, new, other))

    def between(self, origin: Origin, row: int, first: int) -> bool:
        """Whether two rows of one table disagree."""
        return (origin, row, origin, first) in self._pairs

    def tell(self, issues: list[Issue]) -> None:
        """Tell each pair of rows by its first cell that differs, with the columns of the others."""
        for cells in self._pairs.values():
            node, indicator, new, other = cells[0]
            more = disagreeing(other, new.origin)
            columns = dict.fromkeys(record.column for _, _, record, _ in cells[1:] if record.column != new.column)
            if columns:
                more = (*more, ("also", "; ".join(f"“{column}”" for column in columns)))
            told = {"indicator": indicator, "column": new.column, "value": new.written}
            Notebook(*new.origin, issues).tell("rows_disagree", new.row, node=node, more=more, **told)
