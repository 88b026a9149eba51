"""A report as an Excel workbook: the sum, every place in the usual form, gaps, figures needed, issues, sources."""

import io

from smartvillage.report.contents import Report
from smartvillage.report.workbook.lists import (
    MOST_ROWS,
    write_gaps,
    write_issues,
    write_needed,
    write_progress,
    write_sides,
    write_sources,
)
from smartvillage.report.workbook.places import (
    MOST_PLACES_WIDE,
    MOST_SHEETS,
    write_all,
    write_criteria,
    write_matrix,
    write_place,
    write_summary,
)
from smartvillage.report.workbook.sheets import Sheets, fitted, height_of, new_book

__all__ = ["MOST_PLACES_WIDE", "MOST_ROWS", "MOST_SHEETS", "Sheets", "fitted", "height_of", "new_book", "workbook_of"]


def workbook_of(report: Report) -> bytes:
    """Return a report as an Excel workbook.

    Raises:
        MissingExtra: if XlsxWriter is not installed.
    """
    file = io.BytesIO()
    book = new_book(file, report.title, report.on)
    sheets = Sheets(book, report.lang)
    detailed = enumerate(report.assessments[:MOST_SHEETS], 1)
    names = {id(one): sheets.reserve(f"{number} {one.place.name}") for number, one in detailed}
    write_summary(report, sheets, names)
    if len(report.assessments) > 1:
        write_matrix(report, sheets)
        write_criteria(report, sheets)
    write_all(report, sheets)
    write_gaps(report, sheets)
    write_needed(report, sheets)
    write_issues(report, sheets)
    write_sides(report, sheets)
    write_progress(report, sheets)
    write_sources(report, sheets)
    for assessment in report.assessments[:MOST_SHEETS]:
        write_place(assessment, sheets, names[id(assessment)])
    book.close()
    return file.getvalue()
