"""What planners look at: sets, places and answers in a notebook; reports to print, to mail and to open in Excel.

`Report` holds assessments of one or many places. It shows itself in a notebook, and `write` saves it as HTML, Markdown
or an Excel workbook. `show` shows anything in either language, `write_form` makes the blank form for a set.

    >>> import smartvillage as sv
    >>> rules = sv.load("nghe-an/smart-village")
    >>> village = sv.Place("Thôn 8", level="village", facts={"households_fibre_connected": sv.Share(370, 471)})
    >>> report = Report([rules.assess(village)])
    >>> report
    <Report nghe-an/smart-village-2023: 1 fail>

Whatever people wrote stays text: it is escaped by construction and never becomes markup or a formula. Every report ends
with the sentence that it does not replace a decision of recognition.
"""

from pathlib import Path

from attrs import frozen

from smartvillage.errors import InvalidValue
from smartvillage.indicators import Lang
from smartvillage.report.changes import explain_progress
from smartvillage.report.contents import Report
from smartvillage.report.forms import form_bytes, months_until, write_form
from smartvillage.report.html import fragment
from smartvillage.report.markdown import markdown_of
from smartvillage.report.notebook import Shown, blocks_of, plain_of
from smartvillage.report.page import page_of

__all__ = [
    "ENDINGS",
    "Report",
    "View",
    "bundle_of",
    "explain_progress",
    "form_bytes",
    "html_of",
    "markdown_of",
    "months_until",
    "page_of",
    "report_bytes",
    "save",
    "show",
    "write_form",
]

ENDINGS = (".html", ".md", ".xlsx")
"""How a file of a report may end."""


def html_of(thing: Shown, lang: Lang = "vi") -> str:
    """Return what a notebook shows of a thing, as HTML."""
    return fragment(lang, blocks_of(thing, lang))


def bundle_of(thing: Shown, lang: Lang = "vi") -> dict[str, str]:
    """Return what a notebook shows of a thing, by media type: HTML, and text where HTML cannot be shown."""
    return {"text/html": html_of(thing, lang), "text/plain": plain_of(thing, lang)}


@frozen
class View:
    """A thing shown in one language."""

    thing: Shown
    lang: Lang

    def _repr_html_(self) -> str:
        return html_of(self.thing, self.lang)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        return bundle_of(self.thing, self.lang)


def show(thing: Shown, lang: Lang = "vi") -> View:
    """Return a thing so that a notebook shows it in a language: `show(assessment, "en")`."""
    return View(thing, lang)


def report_bytes(report: Report, ending: str) -> bytes:
    """Return a report as a file.

    Args:
        report: the report.
        ending: `.html`, `.md` or `.xlsx`.

    Raises:
        InvalidValue: for any other ending.
        MissingExtra: for a workbook, where XlsxWriter is not installed.
    """
    match ending.lower():
        case ".html":
            return page_of(report).encode()
        case ".md":
            return markdown_of(report).encode()
        case ".xlsx":
            from smartvillage.report.workbook import workbook_of  # noqa: PLC0415 - an extra

            return workbook_of(report)
        case _:
            msg = f"a report is saved as one of {', '.join(ENDINGS)}, not {ending!r}"
            raise InvalidValue(msg)


def save(report: Report, path: Path) -> None:
    """Save a report; see `Report.write`."""
    path.write_bytes(report_bytes(report, path.suffix))
