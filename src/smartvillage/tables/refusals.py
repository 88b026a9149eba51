"""What is refused: how large a table may be, and the error that says why nothing could be read."""

from typing import Any

from smartvillage.errors import InvalidFile

MAX_BYTES = 64 * 2**20
"""The largest file read."""

MAX_UNPACKED = 512 * 2**20
"""The most that a workbook may unpack to."""

MAX_ROWS = 200_000
"""The most rows that hold anything, in one table."""

MAX_LAST_ROW = 2**20
"""The last row that a sheet can have."""

MAX_COLUMNS = 2_000
"""The most cells in a row."""

MAX_TEXT = 32_767
"""The most letters in a cell, as in Excel."""

MAX_MARKS = 20_000_000
"""The most XML marks in a workbook: about five million cells."""

MAX_PARTS = 5_000
"""The most files in a workbook."""

MAX_SHEETS = 500
"""The most sheets in a workbook."""

SENTENCES = {
    "file_not_found": "there is no such file",
    "file_not_readable": "the file cannot be read: {reason}",
    "too_large": "{size} MiB are more than the {limit} MiB that are read: split the file",
    "empty_file": "no row holds anything",
    "old_excel": "this is the old Excel format .xls: open it in Excel and save it as .xlsx",
    "encrypted_workbook": "the workbook is protected by a password: remove the password and save it again",
    "not_a_workbook": "this is no Excel workbook, or a damaged one: open it in Excel and save it as .xlsx",
    "nul_bytes": "this is no text file (it holds NUL bytes): save the table as .xlsx or as CSV UTF-8",
    "unbalanced_quotes": "row {row}: a quotation mark is not closed, or stands within a field: save the table again",
    "wrong_encoding": "the text is neither UTF-8 nor Windows-1258: save the table as CSV UTF-8",
    "garbled_text": "UTF-8 text was opened as something else and saved ({sample!r}): export the table again",
    "legacy_font": "the text is written in TCVN3 or VNI, not in Unicode ({sample!r}): convert it first",
    "no_such_sheet": "no sheet is called {sheet!r}; there are: {sheets}",
    "empty_folder": "the folder holds no .csv or .xlsx file",
    "no_header": "no row was recognised as the header: it needs a column Thôn or Tên thôn, and one of figures",
    "no_data_row": "there is a header, in row {row}, but no row of data below it yet",
    "no_place_column": "no column of place names, such as Thôn, Ấp or Địa bàn, among: {columns}",
    "no_indicator_column": "no column of an indicator among: {columns}",
    "too_many_rows": "more than {limit} rows: split the file",
    "too_many_cells": "the workbook holds more than about {limit} cells: split the file",
    "too_many_sheets": "more than {limit} sheets: split the file",
    "too_long_text": "row {row}: a cell holds more than {limit} characters: is this the right file?",
    "overloaded_text": "row {row}: a letter bears hundreds of marks: is this the right file?",
    "mixed_encodings": "row {row} is not UTF-8, though other rows are: save the table again as CSV UTF-8",
    "leads_elsewhere": "this is a link to a file outside of the folder: copy the file into the folder",
    "too_many_columns": "row {row} has more than {limit} cells: is this the right file?",
}
"""What makes a file unreadable, in English; `messages` says it in both languages."""


class UnreadableTable(InvalidFile):
    """A spreadsheet of which nothing could be read.

    Attributes:
        code: the kind of fault; each has a sentence in both languages.
        words: what fills the sentence.
    """

    def __init__(self, file: str, code: str, **words: str) -> None:
        """Say what is wrong with a `file`."""
        self.code = code
        self.words = words
        super().__init__(file, (SENTENCES[code].format(**words),))

    def __reduce__(self) -> Any:
        """Pickle by the code and its words."""
        return _refused, (type(self), self.file, self.code, self.words)


class TableNotFound(UnreadableTable, FileNotFoundError):
    """A file that is not there."""


def _refused(kind: type[UnreadableTable], file: str, code: str, words: dict[str, str]) -> UnreadableTable:
    """Return an error from what it was pickled as."""
    return kind(file, code, **words)
