"""The command line: what it prints where, and with which exit code."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import smartvillage as sv
from smartvillage import __main__ as command_line
from smartvillage import messages as m
from smartvillage import tables
from smartvillage.commands import places, sources
from smartvillage.errors import MissingExtra
from smartvillage.indicators import Lang
from smartvillage.messages.sentences import SENTENCES
from smartvillage.tables.refusals import SENTENCES as FAULTS

CLOSING = "Kết quả đối chiếu theo văn bản, không thay thế quyết định công nhận."
HEADER = "Thôn,Xã,Tổng số hộ,Số hộ có Internet cáp quang,Tỷ lệ hộ có điện thoại thông minh (%),Nhà văn hóa thôn có Wifi"
ROWS = ('Thôn 1,Xã A,471,370,"92,5%",Có', 'Thôn 2,Xã A,499,399,"0,8",Không')

SMALL = """
id = "x/y-2024"
levels = ["village"]
title = { vi = "Bộ X", en = "Set X" }
valid_from = 2024-01-01

[source]
issuer = { vi = "UBND tỉnh X", en = "X" }
number = "12/KH-UBND"

[[criteria]]
id = "fibre"
title = { vi = "Cáp quang", en = "Fibre" }
clause = { vi = "Mục 1", en = "Part 1" }
force = "required"
rule = { kind = "at_least", indicator = "households_fibre_connected", value = "80%" }

[[criteria]]
id = "wifi"
title = { vi = "=Wifi", en = "=Wi-Fi" }
clause = { vi = "Mục 2", en = "Part 2" }
force = "aspirational"
rule = { kind = "holds", indicator = "culture_house_wifi" }

[[criteria]]
id = "ecommerce"
title = { vi = "Sàn", en = "Platforms" }
clause = { vi = "Mục 3", en = "Part 3" }
force = "preference"
rule = { kind = "at_least", indicator = "producing_households_on_named_platforms", value = "open" }
"""

AT_MOST = '{ kind = "at_most", indicator = "households", value = 8 }'

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line: exit code, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = command_line.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a table of villages."""

    def write(*rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "thôn.csv"
        path.write_text("\n".join([header, *rows]), "utf-8")
        return path

    return write


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the file of a small set."""
    path = tmp_path / "y-2024.toml"
    path.write_text(SMALL, "utf-8")
    return path


# The table


def test_a_table_tells_for_each_place_what_is_not_met_and_where_to_read(
    run: Run, table: Callable[..., Path], small: Path
) -> None:
    """A planner needs to see at once which village lacks what, by which clause."""
    code, out, err = run("assess", table(*ROWS), "--criteria", small, "--on", "2025-06-30")
    assert code == 1
    assert out == (
        "Bộ X (x/y-2024; 12/KH-UBND)\n"
        "Đối chiếu tại ngày 30/6/2025.\n"
        "\n"
        "    Nội dung                            Còn thiếu, hoặc lý do               Căn cứ\n"
        f"{'-' * 100}\n"
        "Thôn 1, Xã A: Chưa đủ điều kiện. Đạt 0/1 nội dung áp dụng; chưa đạt 1; chưa xác định 0; không áp\n"
        "dụng 0.\n"
        "  ✗ Cáp quang                           còn thiếu 7 hộ (cần 377/471 hộ,     Mục 1\n"
        "                                        hiện có 370 hộ)\n"
        "  ? Sàn (ưu tiên)                       chưa có số liệu                     Mục 3\n"
        f"{'-' * 100}\n"
        "Thôn 2, Xã A: Chưa đủ điều kiện. Đạt 0/1 nội dung áp dụng; chưa đạt 1; chưa xác định 0; không áp\n"
        "dụng 0.\n"
        "  ✗ Cáp quang                           còn thiếu 1 hộ (cần 400/499 hộ,     Mục 1\n"
        "                                        hiện có 399 hộ)\n"
        "  ✗ =Wifi (mục tiêu phấn đấu)           Nhà văn hóa thôn có Wifi: chưa có   Mục 2\n"
        "  ? Sàn (ưu tiên)                       chưa có số liệu                     Mục 3\n"
        f"{'-' * 100}\n"
        "2 địa bàn: đủ điều kiện 0; chưa đủ điều kiện 2; chưa xác định 0; không áp dụng 0.\n"
        f"{CLOSING}\n"
    )
    assert "dòng 3" in err
    assert "“0,8” chưa rõ là phần trăm hay số thập phân (0,8 là 80%)" in err


def test_every_line_fits_a_hundred_columns_also_with_split_letters(run: Run, table: Callable[..., Path]) -> None:
    """Macs write ế as three signs, which would break the columns if each were counted."""
    split = "The\u0302\u0301" * 40
    code, out, _ = run("assess", table(f"{split},Xã A,471,370,,"), "--criteria", "nghe-an/smart-village")
    assert code == 1
    assert max(map(len, out.splitlines())) <= 100
    assert "\u0302" not in out


def test_the_exit_code_is_zero_only_where_every_place_passes(run: Run, table: Callable[..., Path], small: Path) -> None:
    """A script that goes on after 0 must not go on with an undecided village."""
    passing = "Thôn 1,Xã A,471,400,,Có"
    assert run("assess", table(passing), "--criteria", small)[0] == 0
    assert run("assess", table(passing, "Thôn 2,Xã A,471,,,Có"), "--criteria", small)[0] == 1
    assert run("assess", table(passing, "Thôn 2,Xã A,471,300,,Có"), "--criteria", small)[0] == 1


def test_without_a_day_today_is_used_and_printed(run: Run, table: Callable[..., Path], small: Path) -> None:
    """Only the command line reads the clock, and says so."""
    before = m.date_text(date.today(), "vi")  # noqa: DTZ011 - the user's own day
    out = run("assess", table(*ROWS), "--criteria", small)[1]
    assert f"Đối chiếu tại ngày {before}." in out or before != m.date_text(date.today(), "vi")  # noqa: DTZ011


def test_a_day_may_be_written_as_people_write_it(run: Run, table: Callable[..., Path], small: Path) -> None:
    """30/6/2025 is the thirtieth of June in Vietnam."""
    assert "30/6/2025" in run("assess", table(*ROWS), "--criteria", small, "--on", "30/6/2025")[1]


def test_a_set_out_of_force_judges_and_says_so_once(run: Run, table: Callable[..., Path]) -> None:
    """The newest edition is the best there is, but nobody may take its dates for granted."""
    arguments = ("--criteria", "nghe-an/smart-village", "--on", "2026-06-30", "--lang", "en")
    code, out, err = run("assess", table(*ROWS), *arguments)
    assert code == 1
    assert "Judged for 30 June 2026." in out
    assert err.count("outside the validity") == 1


def test_places_of_another_level_are_told_and_not_judged(run: Run, table: Callable[..., Path], small: Path) -> None:
    """A commune is no village, unless it is the commune of one; then its figures are only read."""
    header = "Tên,Cấp,Xã,Số hộ có Internet cáp quang,Tổng số hộ"
    rows = ("Xã A,xã,,,900", "Thôn 1,thôn,Xã A,400,471", "Xã B,xã,,,800")
    code, out, err = run("assess", table(*rows, header=header), "--criteria", small)
    assert code == 0
    assert "Xã A – Bộ tiêu chí" not in err
    assert "Xã B – Bộ tiêu chí dành cho cấp thôn; địa bàn này là xã nên không đối chiếu." in err
    assert "Xã B" not in out


def test_a_note_on_many_places_is_one_line(run: Run, table: Callable[..., Path], small: Path) -> None:
    """A table of a province would flood the screen with the same words."""
    header = "Tên,Cấp,Xã,Số hộ có Internet cáp quang,Tổng số hộ"
    rows = [*(f"Xã {n},xã,,,800" for n in range(1, 31)), "Thôn 1,thôn,Xã A,x,471", "Thôn 2,thôn,Xã A,y,471"]
    err = run("assess", table(*rows, header=header), "--criteria", small)[2]
    assert err.count("không đối chiếu") == 1
    assert "Lưu ý: 30 địa bàn không phải cấp thôn nên không đối chiếu: Xã 1, Xã 2, Xã 3 và 27 địa bàn khác.\n" in err
    assert err.count("cột “Số hộ có Internet cáp quang”") == 2


def test_villages_below_a_judged_commune_are_not_told(run: Run, table: Callable[..., Path]) -> None:
    """They are what the commune's figures add up from."""
    header = "Tên,Cấp,Xã,Tổ công nghệ số cộng đồng duy trì hoạt động"
    rows = ("Xã A,xã,,", "Thôn 1,thôn,Xã A,Có", "Thôn 2,thôn,Xã A,Không")
    _, out, err = run("assess", table(*rows, header=header), "--criteria", "lang-son/requirements-2023")
    assert "Bộ tiêu chí dành cho cấp" not in err
    assert "1 địa bàn" in out


# JSON and files


def test_json_tells_codes_and_numbers_to_programs(run: Run, table: Callable[..., Path], small: Path) -> None:
    """Another program reads codes, not sentences, and numbers as numbers."""
    arguments = ("--criteria", small, "--on", "2025-06-30", "--json")
    code, out, _ = run("assess", table("Thôn 1,Xã A,471,370,,Có,x", header=f"{HEADER},Cột lạ"), *arguments)
    data = json.loads(out)
    assert code == 1
    assert list(data) == ["schema", "criteria_set", "on", "issues", "places"]
    assert data["criteria_set"] == "x/y-2024"
    assert data["on"] == "2025-06-30"
    (issue,) = data["issues"]
    assert list(issue) == ["where", "code", "value", "expected", "text"]
    assert issue["where"] == {"file": "thôn.csv", "sheet": None, "row": 1, "column": "Cột lạ"}
    (place,) = data["places"]
    assert list(place) == ["place", "outcome", "tally", "criteria", "missing"]
    assert place["place"] == {"name": "Thôn 1", "code": None, "level": "village", "parent": "Xã A"}
    assert place["outcome"] == "fail"
    assert place["tally"] == {"passed": 0, "failed": 1, "unknown": 0, "not_applicable": 0}
    fibre, wifi, platforms = place["criteria"]
    assert fibre == {
        "id": "fibre",
        "outcome": "fail",
        "reason": None,
        "force": "required",
        "gap": [
            {
                "indicator": "households_fibre_connected",
                "unit": "households",
                "low": 7,
                "high": 7,
                "needed": 377,
                "known": [370, 370],
                "of": 471,
            }
        ],
        "text": (
            "Cáp quang: Chưa đạt. Hộ có kết nối Internet cáp quang: 370/471 hộ, 78,6%; yêu cầu tối thiểu 80%; "
            "còn thiếu 7 hộ (cần 377/471 hộ, hiện có 370 hộ). (12/KH-UBND, Mục 1)"
        ),
    }
    assert wifi["gap"] is None
    assert (platforms["outcome"], platforms["reason"], platforms["force"]) == ("unknown", "not_recorded", "preference")
    assert place["missing"] == [
        {"place": "Thôn 1", "indicator": "producing_households_on_named_platforms", "criteria": ["ecommerce"]}
    ]


def test_json_writes_no_limit_as_null(run: Run, table: Callable[..., Path], small: Path) -> None:
    """JSON has no infinity, and a reader would stumble over one."""
    small.write_text(SMALL.replace('{ kind = "holds", indicator = "culture_house_wifi" }', AT_MOST), "utf-8")
    out = run("assess", table("Thôn 1,Xã A,,370,,Có"), "--criteria", small, "--json")[1]
    (gap,) = json.loads(out)["places"][0]["criteria"][1]["gap"]
    assert (gap["low"], gap["high"]) == (0, None)


def test_a_csv_opens_in_excel_and_holds_no_formula(
    run: Run, table: Callable[..., Path], small: Path, tmp_path: Path
) -> None:
    """Excel needs the mark to see Vietnamese, and runs what begins with an equals sign."""
    output = tmp_path / "kết quả.csv"
    arguments = ("--criteria", small, "--on", "2025-06-30", "-o", output)
    code, out, err = run("assess", table("=HYPERLINK(1),-A,471,370,,Có"), *arguments)
    assert code == 1
    assert out == f"1 địa bàn: đủ điều kiện 0; chưa đủ điều kiện 1; chưa xác định 0; không áp dụng 0.\n{CLOSING}\n"
    assert f"Đã ghi {output}." in err
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    header, fibre, wifi, platforms = csv.reader(io.StringIO(output.read_text("utf-8-sig"), newline=""))
    assert header[:3] == ["Địa bàn", "Cấp", "Thuộc xã"]
    assert fibre[:10] == [
        "'=HYPERLINK(1)",
        "thôn",
        "'-A",
        "fibre",
        "Cáp quang",
        "Chưa đạt",
        "",
        "7",
        "hộ",
        "12/KH-UBND, Mục 1",
    ]
    assert fibre[10].startswith("Cáp quang: Chưa đạt.")
    assert wifi[4] == "'=Wifi"
    assert platforms[5:9] == ["Chưa xác định", "chưa có số liệu", "", ""]


def test_json_may_go_to_a_file(run: Run, table: Callable[..., Path], small: Path, tmp_path: Path) -> None:
    """Redirecting on Windows would change the encoding."""
    output = tmp_path / "out.json"
    code, out, _ = run("assess", table(*ROWS), "--criteria", small, "-o", output)
    assert (code, out.startswith("2 địa bàn")) == (1, True)
    assert json.loads(output.read_text("utf-8"))["places"]
    code, out, _ = run("assess", table(*ROWS), "--criteria", small, "-o", output, "--json")
    assert (code, out) == (1, "")


# Readings settled

SIGNED = 'by = "x"\nwhy = "x"\n'
WHO = """
[[criteria]]
id = "team"
title = { vi = "Tổ", en = "Team" }
clause = { vi = "Mục 4", en = "Part 4" }
force = "preference"

[criteria.rule]
kind = "readings"
question = "who"

[[criteria.rule.readings]]
id = "a"
rule = { kind = "holds", indicator = "community_digital_team" }

[[criteria.rule.readings]]
id = "b"
rule = { kind = "holds", indicator = "community_digital_team_active" }
"""


def test_a_file_settles_open_questions(run: Run, table: Callable[..., Path], small: Path, tmp_path: Path) -> None:
    """Whoever settles a reading signs for it, in a file that can be kept."""
    settle = tmp_path / "settle.toml"
    settle.write_text('by = "Bà B"\non = 2025-01-01\nwhy = "công văn 5"\n[choices]\necommerce = "50%"\n', "utf-8")
    header = f"{HEADER},Số hộ sản xuất kinh doanh,Producing households on the named e-commerce platforms"
    path = table("Thôn 1,Xã A,471,400,,Có,10,5/10", header=header)
    assert '"open_share"' in run("assess", path, "--criteria", small, "--json")[1]
    assert '"open_share"' not in run("assess", path, "--criteria", small, "--settle", settle, "--json")[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('why = "x"', "cần ghi “by” (người chọn) và “why” (lý do)"),
        ('by = "x"\nwhy = " "', "cần ghi “by” (người chọn) và “why” (lý do)"),
        ('by = "x"\nwhy = "x"\nchoice = 1', "không có mục “choice”"),
        (SIGNED + '[choices]\nnone = "a"', "không để ngỏ điều gì tên là “none”.\n"),
        (SIGNED + '[choices]\necomerce = "50%"', "tên là “ecomerce”. Có phải “ecommerce”?"),
        (SIGNED + "[choices]\necommerce = 0.5", '“ecommerce” cần một tỷ lệ, như "50%", không phải “0.5”'),
        (SIGNED + '[choices]\nwho = "c"', "“who” không có cách hiểu “c”; chọn một trong: a, b"),
        (SIGNED + "choices = 3", "“choices” là một bảng [choices]"),
        (SIGNED + 'without_links = "fibre-is-internet"', "“without_links” là một danh sách"),
        (
            SIGNED + 'without_links = ["fibre-is-inernet"]',
            "không có liên kết “fibre-is-inernet” nào. Có phải “fibre-is-internet”?",
        ),
        (SIGNED + "without_links = [1]", "không có liên kết “1” nào.\n"),
        (SIGNED + "on = 2025-05-01T08:00:00", "“on” là một ngày, như 2025-05-01"),
        ("by = ", "cách hiểu đã chọn chưa hợp lệ"),
        (None, "không đọc được tệp"),
    ],
)
def test_a_file_that_settles_nothing_is_refused(
    run: Run, table: Callable[..., Path], small: Path, *, text: str | None, said: str
) -> None:
    """A reading settled by nobody, or a misspelt question, would change verdicts unseen."""
    settle = small.with_name("settle.toml")
    small.write_text(SMALL + WHO, "utf-8")
    if text is not None:
        settle.write_text(text, "utf-8")
    code, out, err = run("assess", table(*ROWS), "--criteria", small, "--settle", settle)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith(f"Lỗi: {settle}: ")  # as written, whatever its first letter
    assert err.count("\n") == 1


# Nothing could be judged


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("assess", "none.csv", "--criteria", "nghe-an/smart-village"), "table.file_not_found"),
        (("assess", "TABLE", "--criteria", "nghe-an/smart-vilage"), "cli.no_set"),
        (("assess", "TABLE", "--criteria", "none.toml"), "cli.bad_file"),
        (("assess", "TABLE", "--criteria", "nghe-an/smart-village", "--on", "31/6/2025"), "cli.bad_date"),
        (("assess", "TABLE", "--criteria", "nghe-an/smart-village", "-o", "x.doc"), "cli.bad_output"),
        (("assess", "TABLE", "--criteria", "nghe-an/smart-village", "-o", "TABLE"), "cli.same_file"),
        (("assess", "TABLE", "--criteria", "nghe-an/smart-village", "-o", "none/x.csv"), "cli.not_written"),
        (("assess", "TABLE", "--criteria", "tien-giang/targets"), "cli.no_place"),
        (("assess", "TABLE"), "cli.usage"),
        (("show", "x"), "cli.no_set"),
        ((), "cli.usage"),
    ],
)
def test_where_nothing_can_be_judged_one_sentence_says_why(
    run: Run, table: Callable[..., Path], arguments: tuple[str, ...], key: str, lang: str
) -> None:
    """Two is for "nothing was judged", so that a script never takes it for "not ready"."""
    path = table(*ROWS)
    given = [path if argument == "TABLE" else argument for argument in arguments]
    code, out, err = run(*given, *(("--lang", lang) if given else ()))
    spoken: Lang = "vi" if not given or lang == "vi" else "en"
    assert (code, out) == (2, "")
    fixed = max(SENTENCES[spoken][key].replace("{", "}").split("}")[::2], key=len).strip()
    lines = [line for line in err.splitlines() if line.startswith(("Lỗi: ", "Error: "))]
    assert len(lines) == 1
    assert fixed in lines[0]


def test_the_nearest_set_is_offered(run: Run, table: Callable[..., Path]) -> None:
    """A misspelt id is the most frequent mistake of all."""
    err = run("assess", table(*ROWS), "--criteria", "nghe-an/smart-vilage")[2]
    assert "Có phải “nghe-an/smart-village”?" in err


@pytest.mark.parametrize(
    ("content", "key"), [("", "table.empty_file"), ("a,b\n1,2", "table.no_header"), ("Thôn,Cột\nA,1", "table.")]
)
def test_a_file_without_a_known_column_is_refused(run: Run, tmp_path: Path, content: str, key: str) -> None:
    """An empty table must not look like a table of places that do not pass."""
    path = tmp_path / "x.csv"
    path.write_text(content, "utf-8")
    code, _, err = run("assess", path, "--criteria", "nghe-an/smart-village", "--lang=en")
    assert code == 2
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert key.startswith("table.")


def test_every_fault_of_a_table_has_a_sentence() -> None:
    """The reader refuses by code; each code must be said in both languages, from the words that it brings."""
    for code, english in FAULTS.items():
        words = {"file", "near", *tables_words(english)}
        for sentences in SENTENCES.values():
            assert tables_words(sentences[f"table.{code}"]) <= words


def tables_words(template: str) -> set[str]:
    """Return the parameters of a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_an_excel_file_without_openpyxl_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The core installs no reader of workbooks, and a traceback would tell nobody."""

    def refuse(*_: object, **__: object) -> None:
        msg = "openpyxl"
        raise MissingExtra(msg)

    monkeypatch.setattr(tables, "read", refuse)
    code, _, err = run("assess", "x.xlsx", "--criteria", "nghe-an/smart-village")
    assert code == 2
    assert 'pip install "smartvillage[excel]"' in err


def test_a_set_with_a_fault_says_which(run: Run, table: Callable[..., Path], small: Path) -> None:
    """Whoever writes a set of their own sees the first fault, with its place."""
    small.write_text(SMALL.replace("at_least", "at_lest"), "utf-8")
    code, _, err = run("assess", table(*ROWS), "--criteria", small)
    assert code == 2
    assert "at_lest" in err
    small.write_text(SMALL.replace("households_fibre_connected", "household_fibre_connected"), "utf-8")
    assert "households_fibre_connected" in run("show", small)[2]


# list and show


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_list_names_every_set(run: Run, lang: str) -> None:
    """A user finds the id to give to --criteria."""
    code, out, err = run("list", "--lang", lang)
    assert (code, err) == (0, "")
    assert all(f"{rules.id}: " in out for rules in sv.catalogue())
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_show_tells_what_a_set_asks(run: Run, lang: str) -> None:
    """What will be judged is read before figures are collected."""
    code, out, err = run("show", "nghe-an/smart-village", "--lang", lang)
    assert (code, err) == (0, "")
    assert ("tối thiểu 80%" if lang == "vi" else "at least 80%") in out
    assert max(map(len, out.splitlines())) <= 100


# The process


def test_help_is_in_the_users_language(run: Run) -> None:
    """Help is the first page that a planner reads."""
    code, out, _ = run("--help")
    assert code == 0
    assert "Đối chiếu số liệu" in out
    assert "judge the places of a table" in run("assess", "--help", "--lang", "en")[1].lower()


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (("assess",), "còn thiếu FILE, --criteria.", "FILE, --criteria must be given."),
        (("assess", "x", "--criteria"), "--criteria cần một giá trị đi kèm.", "--criteria needs a value."),
        (("list", "x"), "không hiểu x.", "x is not understood."),
        (("check",), "còn thiếu FILE|DIR|ID.", "FILE|DIR|ID must be given."),
        (("assess", "--json=1"), "--json không nhận giá trị “1”.", "--json takes no value “1”."),
        (
            ("lst",),
            "không có lựa chọn “lst”; chọn một trong: assess,",
            "there is no choice “lst”; choose one of: assess",
        ),
    ],
)
def test_a_wrong_command_is_refused_in_one_language(run: Run, arguments: tuple[str, ...], vi: str, en: str) -> None:
    """A sentence half English tells a planner nothing."""
    for lang, said in (("vi", vi), ("en", en)):
        first, *rest = arguments
        assert said in run(first, f"--lang={lang}", *rest)[2]
    out = run("assess", "--help")[1]
    assert out.startswith("Cách dùng: smartvillage assess [-h]")
    assert "Đối số:" in out
    assert "xem hướng dẫn này rồi thoát" in out
    assert not {"usage", "positional", "options", "exit"} & set(out.lower().replace(":", " ").split())


def test_long_work_tells_progress(
    run: Run, table: Callable[..., Path], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand villages take a while, and silence looks like a hang."""
    monkeypatch.setattr(sources, "EVERY", 2)
    monkeypatch.setattr(places, "EVERY", 2)
    rows = [f"Thôn {n},Xã A,471,400,,Có" for n in range(5)]
    err = run("assess", table(*rows), "--criteria", small)[2]
    assert "Đã đọc 5 dòng" in err
    assert "Đã đối chiếu 4/5 địa bàn" in err


def python(*arguments: object, encoding: str | None = None) -> "subprocess.Popen[bytes]":
    """Start the command line as a process of its own."""
    code = "import sys; from smartvillage.__main__ import main; sys.exit(main())"
    set_up = ["-X", "utf8=0"] if encoding else []
    start = f"import sys, io; sys.stdout.reconfigure(encoding={encoding!r}); " if encoding else ""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *set_up, "-c", start + code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_vietnamese_is_printed_also_where_the_terminal_is_not_utf_8() -> None:
    """Windows pipes are cp1252, in which most Vietnamese letters do not exist."""
    process = python("show", "nghe-an/smart-village", encoding="cp1252")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "tối thiểu 80%" in out.decode("utf-8")


def test_a_reader_that_has_enough_is_no_error() -> None:
    """`smartvillage list | head -1` must not end in a traceback."""
    with python("list") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_the_module_runs_as_a_script(tmp_path: Path) -> None:
    """`python -m smartvillage` works where the script is not on the path."""
    done = subprocess.run(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "smartvillage",
            "assess",
            str(tmp_path / "none.csv"),
            "--criteria",
            "mard/pilot-selection",
        ],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert "không có tệp này" in done.stderr.decode("utf-8")


def test_output_may_be_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook, or a test of another application, puts its own stream in the place of stdout."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert command_line.main(["show", "nghe-an/smart-village"]) == 0
    assert "tối thiểu 80%" in stream.getvalue()


def test_importing_messages_loads_nothing_heavy() -> None:
    """An application that only prints verdicts must not pay for spreadsheets or arrays."""
    code = (
        "import sys, smartvillage.messages; print([x for x in ('numpy', 'openpyxl', 'argparse') if x in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603 - our own code
    assert done.stdout.strip() == b"[]"


def test_a_name_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A village called "ESC[31m…" must not colour, clear or turn round what the planner sees."""
    sheet = tmp_path / "thon.csv"
    sheet.write_text("Thôn,Nhà văn hóa có Wifi\nThôn \u202e1\x9b31m,Có\n", "utf-8")
    assert command_line.main(["assess", str(sheet), "--criteria", "nghe-an/smart-village", "--on", "2025-01-01"]) == 1
    said = "".join(capsys.readouterr())
    assert "\u202e" not in said
    assert "\x9b" not in said
