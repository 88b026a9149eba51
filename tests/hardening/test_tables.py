"""Text tables and folders made to exhaust or mislead the reader."""

import io
import os
import time
import unicodedata
from pathlib import Path

import pytest

from smartvillage.messages import explain_issue
from smartvillage.tables import Register, UnreadableTable, read

HEAD = "Thôn;Tổng số hộ\n"


def table(text: str | bytes) -> Register:
    """Return what is read from a text table."""
    return read(io.BytesIO(text.encode() if isinstance(text, str) else text))


def refused(text: str | bytes) -> UnreadableTable:
    """Return why a text table is not read."""
    with pytest.raises(UnreadableTable) as caught:
        table(text)
    return caught.value


def test_a_million_columns_are_refused() -> None:
    """A file of another kind, or an attack: one sentence either way."""
    assert refused(";".join(["a"] * 10**6)).code == "too_many_columns"


def test_a_million_empty_columns_are_none() -> None:
    """A stray cell formatted at the far right exports as a line of semicolons."""
    found = table(HEAD + "A;1" + ";" * 10**6 + "\n")
    assert (len(found), found.issues) == (1, ())


def test_a_row_of_digits_costs_no_time() -> None:
    """Sixty digits can be parted into ones and twos in more ways than there is time to try."""
    began = time.process_time()
    found = table(HEAD + f"1;2;{'1' * 60}!\nA;1\n")
    assert time.process_time() - began < 5
    assert [place.name for place in found] == ["1", "A"]


@pytest.mark.parametrize("cell", ["²", "①", "９", "1" * 5_000], ids=["superscript", "circled", "wide", "long"])
def test_digits_that_python_does_not_turn_into_numbers(cell: str) -> None:
    """A superscript is a digit to `str.isdigit` and an error to `int`; so are five thousand digits."""
    (issue,) = table(HEAD + f"A;{cell}\n").issues
    assert issue.code in ("foreign_digits", "not_understood")
    assert issue.value == cell


def test_thousands_of_unknown_columns_cost_no_minute() -> None:
    """Each header is compared with a thousand names, and so is every row that might be the header."""
    began = time.process_time()
    columns = ";".join(f"tỷ lệ hộ dùng thứ {n}" for n in range(1_900))
    found = table(f"Thôn;Tổng số hộ;{columns}\n" + "".join(f"A{n};{n}" + f";x{n}" * 1_900 + "\n" for n in range(59)))
    assert time.process_time() - began < 20
    assert len(found) == 59
    assert [issue.code for issue in found.issues].count("unknown_column") == 1_900


@pytest.mark.parametrize("length", [32_768, 131_073])
@pytest.mark.parametrize("row", [1, 2])
def test_a_cell_longer_than_excel_has_is_refused(length: int, row: int) -> None:
    """A quotation mark that was never closed swallows the rest of the file."""
    long = "x" * length
    error = refused(f"Thôn;Tổng số hộ;{long}\nA;1\n" if row == 1 else f"{HEAD}A;1;{long}\n")
    assert (error.code, error.words) == ("too_long_text", {"row": str(row), "limit": "32767"})


@pytest.mark.parametrize(
    "cell",
    ["1.1" * 9_000 + "x1", "1 " + "a " * 15_000 + "1", "tu 1 den " * 3_000 + "1", "(" * 30_000],
    ids=["points", "words", "ranges", "brackets"],
)
def test_long_cells_are_an_issue_at_once(cell: str) -> None:
    """Patterns that try every way to part a text must not be let loose on a long one."""
    began = time.process_time()
    (issue,) = table(HEAD + f"A;{cell}\n").issues
    assert time.process_time() - began < 5
    assert (issue.code, issue.value) == ("not_understood", cell.strip())
    assert len(explain_issue(issue, "vi")) < 600


def test_a_long_name_is_cut_short_in_sentences_only() -> None:
    """The register keeps what the file says; a line of the terminal need not."""
    name, column = "Thôn " + "x" * 20_000, "y" * 20_000
    found = table(f"Thôn;Tổng số hộ;{column}\n{name};không rõ lắm;1\n")
    assert found[0].name == name
    told = [explain_issue(issue, "en") for issue in found.issues]
    assert [issue.code for issue in found.issues] == ["unknown_column", "not_understood"]
    assert all(len(text) < 600 for text in told)
    assert "y" * 100 in told[0]
    assert "x" * 100 in told[1]
    assert len(str(refused(f"Thôn;{column};{column}\nA;1;2\n"))) < 600


def test_a_long_header_is_an_unknown_column() -> None:
    """A paragraph above a column names no indicator, and none is near it."""
    (issue,) = table("Thôn;Tổng số hộ;" + "số " * 5_000 + "\nA;1;3\n").issues
    assert (issue.code, issue.more) == ("unknown_column", (("near", ""),))


def test_a_letter_with_thousands_of_marks_is_refused() -> None:
    """To bring thirty thousand marks into their order takes seconds, and a file may hold a thousand such cells."""
    began = time.process_time()
    cell = "a" + "\u0315\u0300" * 16_000
    error = refused(HEAD + f"A;1\n{cell};1\n" * 10)
    assert time.process_time() - began < 2
    assert (error.code, error.words) == ("overloaded_text", {"row": "3"})
    few = "a" + "\u0315\u0300" * 100
    assert [place.name for place in table(HEAD + f"{few};1\n")] == [unicodedata.normalize("NFC", few)]


def test_encodings_that_are_mixed_are_refused() -> None:
    """Read as Windows-1258, two hundred villages would be "ThĂ´n Má»™t", and no header would show it."""
    rows = [b"thon;tong so ho\n", "Thôn Một;1\nThôn Hai;2\n".encode(), "Thôn Bà;3\n".encode("cp1258")]
    error = refused(b"".join(rows))
    assert (error.code, error.words) == ("mixed_encodings", {"row": "4"})


def test_windows_1258_that_looks_like_utf_8_once_is_read() -> None:
    """In Windows-1258 an Ê before a closing quotation mark has the bytes of one letter of UTF-8."""
    text = "thon;tong so ho\n“CAPHÊ”;1\nThôn Bà;3\n".encode("cp1258")
    assert [place.name for place in table(text)] == ["“CAPHÊ”", "Thôn Bà"]


def test_nul_bytes() -> None:
    """A binary file is refused; a NUL in UTF-16 is a letter of a name, and shown as such."""
    assert refused(HEAD + "A\0;1\n").code == "nul_bytes"
    assert [place.name for place in table((HEAD + "A\0b;1\n").encode("utf-16"))] == ["A\0b"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("inf", "not_understood"),
        ("-Infinity", "not_understood"),
        ("1e300", "not_understood"),
        ("1" + "0" * 300, "not_understood"),
        ("-0", "negative"),
        ("−5", "negative"),
        ("1_000", "not_understood"),
        ("0x10", "not_understood"),
        ("４７１", "foreign_digits"),
        ("٤٧١", "foreign_digits"),
        ("Ⅳ", "foreign_digits"),
        ("\u200e471", "not_understood"),
        ("\u202e471", "not_understood"),
    ],
    ids=ascii,
)
def test_numbers_that_only_a_program_would_read(cell: str, code: str) -> None:
    """What int() and float() take is no figure of a village; the issue names the cell, and nothing is recorded."""
    found = table(HEAD + f"A;{cell}\nB;7\n")
    ((issue,), (odd, fine)) = found.issues, found
    assert (issue.code, issue.value, issue.where and issue.where.row) == (code, cell, 2)
    assert not odd.facts
    assert fine.facts["households"][0].value == 7


def test_nan_is_nothing_known() -> None:
    """A script wrote the table; NaN is how it says that a figure is missing."""
    found = table(HEAD + "A;NaN\n")
    assert (found.issues, dict(found[0].facts)) == ((), {})


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "<script>alert(1)</script>", "\x1b[2J", "{0.__class__}", "%s%n"])
def test_a_name_is_a_name(name: str) -> None:
    """It is kept as it is written, and whoever shows it escapes it there."""
    quoted = name.replace('"', '""')
    found = table(f'Thôn;Tổng số hộ\n"{quoted}";không rõ lắm\n')
    assert found[0].name == name
    assert name in explain_issue(found.issues[0], "vi")


# Folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one table in it."""
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "thon.csv").write_text(HEAD + "A;1\n", "utf-8")
    return inside


def told(found: Register) -> list[tuple[str, str | None, str]]:
    """Return the files of a folder that were not read, and why."""
    return [(i.where.file or "", i.value, explain_issue(i, "en")) for i in found.issues if i.where is not None]


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    """Who unpacks an archive of tables must not read a file of the server into the report."""
    outside = folder.parent / "secret.csv"
    outside.write_text(HEAD + "Bí mật;1\n", "utf-8")
    (folder / "a.csv").symlink_to(outside)
    (folder / "b.csv").symlink_to("thon.csv")
    (folder / "c.csv").symlink_to("c.csv")
    (folder / "d.csv").symlink_to(folder / "nowhere.csv")
    (folder / "e.csv").mkdir()
    found = read(folder)
    assert "Bí mật" not in [place.name for place in found]
    assert {(file, code) for file, code, _ in told(found)} >= {
        ("a.csv", "leads_elsewhere"),
        ("c.csv", "file_not_readable"),
        ("d.csv", "file_not_found"),
        ("e.csv", "file_not_readable"),
    }
    assert all("link to a file outside" in text for _, code, text in told(found) if code == "leads_elsewhere")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have names on POSIX only")
def test_a_pipe_in_a_folder_is_not_waited_for(folder: Path) -> None:
    """Opening it would wait for a writer that never comes."""
    os.mkfifo(folder / "p.csv")
    found = read(folder)
    assert [place.name for place in found] == ["A"]
    assert [(file, code) for file, code, _ in told(found)] == [("p.csv", "file_not_readable")]
