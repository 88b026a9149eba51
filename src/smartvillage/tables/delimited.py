"""CSV: the encodings and delimiters that Vietnamese offices write."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from smartvillage.tables.grids import Cells, Table, clean
from smartvillage.tables.refusals import MAX_TEXT, UnreadableTable

_DELIMITERS = ";\t,|"
_HINT = re.compile(r"sep=(.)\r?\n")
_SAMPLE = 40
"""Lines from which the delimiter is told."""


def delimited_table(file: str, data: bytes) -> Table:
    """Return the one table of a delimited text file.

    Raises:
        UnreadableTable: if it is no such text; for quotation marks, while the rows are read.
    """
    text = decoded(file, data)
    hint = _HINT.match(text)
    delimiter = hint[1] if hint else delimiter_of(text)
    rows = _rows(file, text[hint.end() :] if hint else text, delimiter)
    widths: list[int] = []
    rows = _measured(_after_hint(rows) if hint else rows, widths)
    return Table(None, rows, delimiter=delimiter, widths=widths)


def decoded(file: str, data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with one, else cp1258.

    Raises:
        UnreadableTable: if it is none of these.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise UnreadableTable(file, "nul_bytes")
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        row = _first_of_another(data) if encoding == "cp1258" else None
        if row is not None:
            raise UnreadableTable(file, "mixed_encodings", row=str(row))
        return text
    raise UnreadableTable(file, "wrong_encoding")


_PAIRS = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def _first_of_another(data: bytes) -> int | None:
    """Return the first line that is not UTF-8 where others certainly are; `None` where no line certainly is.

    Nobody writes in Windows-1258 a line of which all that is not ASCII happens to be UTF-8, more than once.
    """
    first: int | None = None
    is_mixed = False
    for number, line in enumerate(data.splitlines(), 1):
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                first = first or number
            else:
                is_mixed = is_mixed or len(_PAIRS.findall(line)) > 1
    return first if is_mixed else None


def delimiter_of(text: str) -> str:
    """Return the delimiter that parts most lines alike: the commonest outside quotation marks, a comma at last."""
    lines = re.sub(r'"[^"]*"', "", text[:100_000]).splitlines()[:_SAMPLE]

    def parted(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines if line.strip()]
        return max((counts.count(n) * n for n in counts), default=0), delimiter == ","

    return max(_DELIMITERS, key=parted)


def _measured(rows: Iterator[Cells], widths: list[int]) -> Iterator[Cells]:
    """Yield rows, and note how many cells each has, empty ones included."""
    for cells in rows:
        widths.append(len(cells))
        yield cells


def _after_hint(rows: Iterator[Cells]) -> Iterator[Cells]:
    """Yield an empty row for the line that names the delimiter, then the rows, so that they keep their numbers."""
    yield ()
    yield from rows


def _rows(file: str, text: str, delimiter: str) -> Iterator[Cells]:
    """Yield the rows of delimited text.

    Raises:
        UnreadableTable: if a quotation mark is not closed or stands within a field.
    """
    row = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            row += 1
            yield tuple(map(clean, cells))
    except csv.Error as error:
        if "field limit" in str(error):
            raise UnreadableTable(file, "too_long_text", row=str(row + 1), limit=str(MAX_TEXT)) from error
        raise UnreadableTable(file, "unbalanced_quotes", row=str(row + 1)) from error


_LEGACY = re.compile(r"[¨©«¬®µ¶·¸¹§¼½¾]|[åäëïöüñøæçß]|[aeoAEO][âÂ]|[oO][åäáàãï](?=[aănt])", re.IGNORECASE)
_GARBLED = re.compile("Ã[\u0080-\u00bf¡-¿ ]|á[º»]|Ä[\u0080-\u00bf‘]|Æ[°¡]")


def fault_in(text: str) -> tuple[str, str] | None:
    """Return how text is garbled and a word that shows it, for text in which no header was recognised.

    TCVN3 (.VnTime) and VNI put Vietnamese letters on code points of other languages; UTF-8 read as Windows-1252 shows
    pairs such as "Ã´" and "á»™".
    """
    words = text.split()
    for code, pattern in (("garbled_text", _GARBLED), ("legacy_font", _LEGACY)):
        hits = [word for word in words if pattern.search(word)]
        if len(hits) >= 2 and len(hits) * 8 >= len(words):  # noqa: PLR2004 - one odd word is no encoding
            return code, hits[0][:40]
    return None
