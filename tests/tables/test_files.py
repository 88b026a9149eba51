"""Files: what is read, and the one sentence for what is not."""

import io
import pickle
import zipfile
from pathlib import Path

import pytest

from smartvillage import SmartVillageError, load
from smartvillage.errors import InvalidFile
from smartvillage.report import write_form
from smartvillage.tables import UnreadableTable, read
from smartvillage.tables import files as files_module
from smartvillage.tables.delimited import delimiter_of, fault_in

TABLE = "Thôn;Tổng số hộ;Tỷ lệ hộ có cáp quang (%)\nThôn Đông;1.234;79,5\n"


def refusal(data: bytes) -> UnreadableTable:
    """Return the error with which data are refused."""
    with pytest.raises(UnreadableTable) as caught:
        read(io.BytesIO(data))
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_encodings_of_vietnamese_offices(encoding: str) -> None:
    """Excel writes each of these, depending on how it is asked; cp1258 holds half-decomposed letters."""
    data = (
        TABLE
        if encoding != "cp1258"
        else TABLE.replace("ỷ", "y\u0309")
        .replace("ệ", "ê\u0323")
        .replace("ổ", "ô\u0309")
        .replace("ộ", "ô\u0323")
        .replace("ố", "ô\u0301")
        .replace("á", "a\u0301")
    )
    found = read(io.BytesIO(data.encode(encoding)))
    (place,) = found.places
    assert (place.name, found.issues) == ("Thôn Đông", ())
    assert set(place.facts) == {"households", "households_fibre_connected"}


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    """A Vietnamese Excel parts columns with semicolons, because the comma is its decimal mark."""
    text = TABLE.replace(";", delimiter).replace("79,5", '"79,5"')
    (place,) = read(io.BytesIO(text.encode())).places
    assert place.facts["households"][0].value == 1234


def test_excels_hint_of_the_delimiter() -> None:
    """Excel writes "sep=;" above the table for itself, and rows are still counted from the top of the file."""
    found = read(io.BytesIO(b"sep=;\r\n" + TABLE.replace("79,5", "0,5").encode()))
    (issue,) = found.issues
    assert (issue.code, issue.where and issue.where.row) == ("percent_or_fraction", 3)


def test_one_column_has_no_delimiter() -> None:
    """A list of names is read with the commonest delimiter."""
    assert delimiter_of("Thôn\nThôn 1") == ","
    assert delimiter_of("") == ","


def test_a_cell_may_hold_lines() -> None:
    """Headers are broken into lines to fit the page; rows are counted as the spreadsheet counts them."""
    text = 'Thôn,"Tổng số\nhộ"\nThôn 1,5\nThôn 2,x\n'
    found = read(io.BytesIO(text.encode()))
    assert len(found) == 2
    (issue,) = found.issues
    assert issue.where is not None
    assert (issue.where.row, issue.where.column) == (3, "Tổng số hộ")


def test_a_path_and_an_open_file_read_alike(tmp_path: Path) -> None:
    """Both doors lead to one room; the file is named in every issue."""
    path = tmp_path / "biểu thôn.csv"
    path.write_text(TABLE.replace("1.234", "khoảng 5"), "utf-8")
    by_path = read(path)
    with path.open("rb") as opened:
        assert read(opened).places == by_path.places
    (issue,) = read(str(path)).issues
    assert issue.where is not None
    assert issue.where.file == "biểu thôn.csv"


def _zip(**members: str) -> bytes:
    """Return a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n;;\n", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old_excel"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted_workbook"),
        (b"PK\x03\x04 damaged", "not_a_workbook"),
        (_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "not_a_workbook"),
        (b"  <html><table><tr><td>1</td></tr></table></html>", "not_a_workbook"),
        (b"Th\xf4n;H\xf4\0;1", "nul_bytes"),
        (b'Thon;So ho\nThon 1;"5\n', "unbalanced_quotes"),
        (b'Thon;So ho\n"Thon "A"";5\n', "unbalanced_quotes"),
        (b"\xff\xfe\x00", "wrong_encoding"),
        (b"Th\xd2n;\x8d\x8e\x8f\x90\xff\xa0\x9d\x9e", "wrong_encoding"),
        ("Số CCCD;Cỡ giày\nÔng A;42\n".encode(), "no_header"),
        ("Thôn;Cỡ giày\nThôn 1;42\n".encode(), "no_indicator_column"),
        ("Ngày;Tổng số hộ\n1/1/2025;42\n".encode(), "no_place_column"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:12]),
)  # fmt: skip
def test_what_cannot_be_read_gets_one_sentence(data: bytes, code: str) -> None:
    """Whoever sent the wrong file learns which, and what to do."""
    error = refusal(data)
    assert error.code == code
    assert str(error).startswith("-: ")
    assert len(error.problems) == 1
    assert isinstance(error, InvalidFile | ValueError)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(again), again.code, again.words, str(again)) == (type(error), code, error.words, str(error))


def test_the_row_of_the_quotation_mark_is_named() -> None:
    """In a table of a thousand rows the fault must be findable."""
    assert refusal(b'Thon;So ho\nThon 1;5\n"Thon "A"";5\n').words == {"row": "3"}


def test_the_nearest_column_is_offered() -> None:
    """No column was recognised, but one nearly."""
    words = refusal("Thôn;Tỷ lệ hộ có cáp qang\nThôn 1;42\n".encode()).words
    assert words == {"columns": "Thôn, Tỷ lệ hộ có cáp qang", "near": "Tỷ lệ hộ có cáp quang"}


def test_no_such_file(tmp_path: Path) -> None:
    """It is a FileNotFoundError for those who catch that, and ours for those who catch ours."""
    with pytest.raises(FileNotFoundError) as caught:
        read(tmp_path / "x.csv")
    assert isinstance(caught.value, SmartVillageError)
    assert str(caught.value) == "x.csv: there is no such file"
    assert pickle.loads(pickle.dumps(caught.value)).code == "file_not_found"  # noqa: S301 - our own


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    """What the system cannot open is not read, and its reason is passed on."""
    with pytest.raises(UnreadableTable) as caught:
        read(str(tmp_path / name))
    assert caught.value.code == "file_not_readable"
    assert caught.value.words["reason"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TT Th«n Tæng sè hé Tû lÖ hé cã c¸p quang §ång Xu©n", "legacy_font"),
        ("TT Thoân Toång soá hoä Tyû leä hoä coù caùp quang Ñoâng", "legacy_font"),
        ("TT ThÃ´n Tá»•ng sá»‘ há»™ Tá»· lá»‡ há»™ cÃ³ cÃ¡p quang", "garbled_text"),
        ("TT Thôn Tổng số hộ Tỷ lệ hộ có cáp quang Đồng Xuân hoà thuỷ êm ả õng ẹo", None),
        ("Thôn Tổng số hộ Tỷ lệ người dân được hướng dẫn ứng dụng chăm sóc sức khỏe", None),
        ("", None),
    ],
)
def test_text_that_is_not_unicode_is_known(text: str, code: str | None) -> None:
    """TCVN3 and VNI fonts show Vietnamese and store something else; Vietnamese itself must not be taken for it."""
    fault = fault_in(text)
    assert (fault[0] if fault else None) == code


def test_tcvn3_in_a_file_is_told_in_one_sentence() -> None:
    """It fails as a whole, not with one issue a column."""
    data = "TT;Th«n;Tæng sè hé;Tû lÖ hé cã c¸p quang\n1;Th«n §«ng;471;79,5\n".encode("latin-1")
    error = refusal(data)
    assert (error.code, error.words) == ("legacy_font", {"sample": "Th«n"})


def test_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file cannot make the reader run out of memory; the limits are said."""
    monkeypatch.setattr(files_module, "MAX_BYTES", 2**20)
    assert refusal(b"x" * (2**20 + 1)).words == {"size": "> 1", "limit": "1"}
    monkeypatch.setattr(files_module, "MAX_ROWS", 2)
    assert refusal(TABLE.encode() + b"A;1;2\n").words == {"limit": "2"}
    monkeypatch.setattr(files_module, "MAX_COLUMNS", 4)
    assert refusal(b"\na;b;c;d;e;f\n").words == {"limit": "4", "row": "2"}


@pytest.mark.parametrize("rows", ["", "\n;;\n", "\n1;;\n2;;"])
def test_a_header_without_rows_is_told_as_such(rows: str) -> None:
    """A blank form is no table of places of another level."""
    error = refusal(("Biểu 1\nTT;Thôn;Tổng số hộ" + rows).encode())
    assert (error.code, error.words) == ("no_data_row", {"row": "2"})


def test_a_blank_form_is_told_as_such(tmp_path: Path) -> None:
    """Its rows are numbered, and hold nothing else."""
    write_form(load("nghe-an/smart-village"), tmp_path / "form.xlsx")
    with pytest.raises(UnreadableTable) as caught:
        read(tmp_path / "form.xlsx")
    assert caught.value.code == "no_data_row"


@pytest.mark.parametrize("data", [b"\x00\x01\x02\xff", b"Th\xd2n;\x8d\x8e\x8f\x90\xff\xa0\x9d\x9e"])
def test_bytes_called_a_workbook_are_no_workbook(tmp_path: Path, data: bytes) -> None:
    """Nobody who opens a broken workbook thinks of CSV; text in a file so called is read."""
    path = tmp_path / "bad.xlsx"
    path.write_bytes(data)
    with pytest.raises(UnreadableTable) as caught:
        read(path)
    assert caught.value.code == "not_a_workbook"
    path.write_text(TABLE, "utf-8")
    assert len(read(path)) == 1


def test_the_nearest_column_of_places_is_offered() -> None:
    """One letter too many hides the column of names, and with it the whole header."""
    for text, code in (("Tên thônn;Tổng số hộ\nA;5\n", "no_place_column"), ("Tên thônn;Cỡ\nA;5\n", "no_header")):
        error = refusal(text.encode())
        assert (error.code, error.words["near"]) == (code, "Tên thôn")
    assert refusal(("x" * 2_000 + ";y\nA;5").encode()).words["near"] == ""
