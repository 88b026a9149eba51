"""The command line: forms and reports."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import smartvillage as sv
from smartvillage import __main__ as command_line
from smartvillage.report import form_bytes, months_until

SHEET = Path(__file__).parents[2] / "docs" / "examples" / "village-sheet.xlsx"
ASSESS = ("assess", SHEET, "--criteria", "nghe-an/smart-village", "--on", "2025-06-30")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line: exit code, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = command_line.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.mark.parametrize("ending", ["xlsx", "html", "md"])
def test_assess_writes_a_report_of_the_kind_its_name_says(run: Run, tmp_path: Path, ending: str) -> None:
    """The answer stays on the screen, and the whole report goes to the file."""
    path = tmp_path / f"report.{ending}"
    code, out, err = run(*ASSESS, "-o", path)
    assert code == 1
    assert out.startswith("12 địa bàn: đủ điều kiện 2")
    assert f"Đã ghi {path}." in err
    if ending == "xlsx":
        assert openpyxl.load_workbook(path).sheetnames[0] == "Tổng hợp"
    else:
        text = path.read_text("utf-8")
        assert "Làng Đông" in text
        assert "510" in text


def test_a_report_speaks_the_language_asked_for(run: Run, tmp_path: Path) -> None:
    """One option turns the screen and the file."""
    run(*ASSESS, "-o", tmp_path / "r.html", "--lang", "en")
    assert '<html lang="en">' in (tmp_path / "r.html").read_text("utf-8")


@pytest.mark.parametrize("command", [ASSESS, ("template", "nghe-an/smart-village", "--on", "30/6/2025")])
def test_without_xlsxwriter_one_sentence_says_what_to_install(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[object, ...]
) -> None:
    """The core writes no workbooks, and a traceback would tell nobody."""
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    code, _, err = run(*command, "-o", tmp_path / "r.xlsx")
    assert code == 2
    assert 'để ghi tệp Excel cần cài thêm: pip install "smartvillage[excel]".' in err


def test_json_goes_to_no_report(run: Run, tmp_path: Path) -> None:
    """JSON under the name of a workbook would open nowhere."""
    assert run(*ASSESS, "--json", "-o", tmp_path / "r.xlsx")[0] == 2
    assert run(*ASSESS, "-o", tmp_path / "r.pdf")[0] == 2


def test_template_writes_a_form_that_assess_reads(run: Run, tmp_path: Path) -> None:
    """From the blank form to a verdict with two commands and Excel."""
    form = tmp_path / "form.xlsx"
    code, out, err = run("template", "nghe-an/smart-village", "-o", form, "--on", "2025-06-30")
    assert (code, out, err) == (0, "", f"Đã ghi {form}.\n")
    from datetime import date  # noqa: PLC0415 - only here

    expected = form_bytes(sv.load("nghe-an/smart-village"), months=months_until(date(2025, 6, 30)))
    assert form.read_bytes() == expected
    book = openpyxl.load_workbook(form)
    headers = [cell.value for cell in book["Số liệu"][4]]
    sheet = book["Số liệu"]
    sheet.cell(5, headers.index("Thôn") + 1, "Thôn 8")
    for header, value in (("Tổng số hộ [hộ]", 471), ("Hộ có kết nối Internet cáp quang (số lượng) [hộ]", 370)):
        sheet.cell(5, headers.index(header) + 1, value)
    book.save(form)
    code, out, err = run("assess", form, "--criteria", "nghe-an/smart-village", "--on", "2025-06-30")
    assert code == 1
    assert err == ""
    assert "còn thiếu 7 hộ" in out


def test_a_form_is_a_workbook(run: Run, tmp_path: Path) -> None:
    """Lists and comments live in no other format; what cannot be written is said."""
    code, _, err = run("template", "nghe-an/smart-village", "-o", tmp_path / "form.csv")
    assert code == 2
    assert "biểu mẫu được ghi vào tệp .xlsx" in err
    assert run("template", "nghe-an/smart-vilage", "-o", tmp_path / "form.xlsx")[0] == 2
    assert run("template", "nghe-an/smart-village", "-o", tmp_path / "no" / "form.xlsx")[0] == 2
    assert run("template", "nghe-an/smart-village")[0] == 2
