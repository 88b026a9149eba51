"""Folders and workbooks with a table for each level: one tree of places, linked by code or by name."""

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smartvillage import Place, read
from smartvillage.errors import InvalidFile
from smartvillage.facts import Issue
from smartvillage.indicators import Level
from smartvillage.messages import explain_issue
from smartvillage.tables import Register, UnreadableTable
from smartvillage.tables.places import level_of_table

Read = Callable[..., Register]

PROVINCE = ("Tỉnh;Tổng số hộ", "Tỉnh T;9000")
DISTRICTS = ("Huyện;Tỉnh;Số xã", "Huyện H;T;2", "Huyện K;T;1")


def tree(place: Place) -> Any:
    """Return a place by name with the places below it."""
    return (place.name, [tree(part) for part in place.parts]) if place.parts else place.name


def codes(found: Register) -> list[tuple[str, str | None, str | None]]:
    """Return the code, place and value of the issues."""
    return [(issue.code, issue.place, issue.value) for issue in found.issues]


def in_words(issue: Issue) -> tuple[str, str]:
    """Return an issue in both languages."""
    return explain_issue(issue, "vi"), explain_issue(issue, "en")


# One tree


def test_a_table_for_each_level_makes_one_tree(folder: Read) -> None:
    """Villages that name only their commune are of the district that the commune's own row states."""
    found = folder(
        tinh=PROVINCE,
        huyen=DISTRICTS,
        xa=("Xã;Huyện;Số thôn", "Xã A;H;2", "Xã B;huyện h;1", "Xã C;K;1"),
        thon=("Thôn;Xã;Tổng số hộ", "Thôn 1;A;5", "Thôn 2;xã A;6", "Thôn 1;Xã B;7", "Thôn 1;Xã C;8"),
    )
    (province,) = found.roots
    assert tree(province) == (
        "Tỉnh T",
        [
            ("Huyện H", [("Xã A", ["Thôn 1", "Thôn 2"]), ("Xã B", ["Thôn 1"])]),
            ("Huyện K", [("Xã C", ["Thôn 1"])]),
        ],
    )
    assert found.issues == ()
    assert len(found) == 4 + 3 + 2 + 1


def test_the_order_of_files_does_not_matter(folder: Read) -> None:
    """What is named first may have its row in a later file, or in an earlier one."""
    found = folder(
        z_tinh=PROVINCE,
        b_huyen=("Huyện;Tổng số hộ", "Huyện H;5"),
        a_thon=("Thôn;Xã;Tổng số hộ", "Thôn 1;A;5"),
        c_xa=("Xã;Huyện;Tỉnh;Số thôn", "Xã A;H;T;1"),
    )
    (province,) = found.roots
    assert tree(province) == ("Tỉnh T", [("Huyện H", [("Xã A", ["Thôn 1"])])])
    assert found.issues == ()


def test_sheets_of_a_workbook_are_the_levels() -> None:
    """A province keeps one workbook; "Tên" then means what the sheet is called, folded."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as made:
        for name, rows in {
            "THÔN": (("Tên", "Xã", "Tổng số hộ"), ("Đông", "Xã A", 5)),
            "2. Xã": (("Tên", "Huyện", "Số thôn"), ("A", "H", 1)),
            "districts": (("Name", "Number of communes"), ("H", 1)),
            "Tỉnh": (("Tên", "Tổng số hộ"), ("T", 9000)),
            "Hướng dẫn": (("Cách ghi",), ("Ghi Có hoặc Không",)),
        }.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    data.seek(0)
    found = read(data)
    (province,) = found.roots
    assert tree(province) == ("T", [("H", [("A", ["Đông"])])])
    assert found.issues == ()


@pytest.mark.parametrize(
    ("name", "level"),
    [
        *((n, Level.VILLAGE) for n in ("thon.csv", "THÔN 2025.csv", "01_ap.csv", "villages.xlsx", "Bảng thôn.csv")),
        *((n, Level.COMMUNE) for n in ("xa.csv", "Xã, phường.csv", "communes.csv", "Số liệu cấp xã.csv")),
        *((n, Level.DISTRICT) for n in ("huyen.csv", "district.csv")),
        *((n, Level.PROVINCE) for n in ("tinh.csv", "Province.csv")),
        *((n, None) for n in ("Xã Hồng Giang.csv", "thôn, xã.csv", "bieu 1.csv", "so lieu", "-")),
    ],
)
def test_the_name_of_a_table_may_be_a_level(name: str, level: Level | None) -> None:
    """The name of one commune is no level."""
    assert level_of_table((name, None)) is level
    assert level_of_table((unicodedata.normalize("NFD", name), None)) is level


def test_communes_stand_under_the_province_where_there_is_no_district(folder: Read) -> None:
    """So it has been since 1 July 2025; the one province need not be named in every row."""
    found = folder(tinh=PROVINCE, xa=("Xã;Số thôn", "Xã A;1"), thon=("Thôn;Xã;Tổng số hộ", "Thôn 1;A;5"))
    assert tree(found.roots[0]) == ("Tỉnh T", [("Xã A", ["Thôn 1"])])
    assert found.issues == ()


def test_a_table_of_names_alone_is_read_in_a_folder(folder: Read) -> None:
    """It says which places there are, though it measures nothing."""
    found = folder(tinh=PROVINCE, xa=("TT;Xã", "1;Xã A", "2;Xã B"), thon=("Thôn;Xã;Tổng số hộ", "Thôn 1;A;5"))
    assert tree(found.roots[0]) == ("Tỉnh T", [("Xã A", ["Thôn 1"]), "Xã B"])


# The same place, and another one


def test_one_name_in_two_communes_is_two_places(folder: Read) -> None:
    """Every commune has a Thôn 1."""
    found = folder(xa=("Xã;Số thôn", "Xã A;1", "Xã B;1"), thon=("Thôn;Xã;Tổng số hộ", "Thôn 1;A;5", "Thôn 1;B;5"))
    assert [tree(root) for root in found.roots] == [("Xã A", ["Thôn 1"]), ("Xã B", ["Thôn 1"])]


@pytest.mark.parametrize("other", ["ấp 3", "ẤP  3", unicodedata.normalize("NFD", "Ấp 3"), " Ấp 3 "])
def test_however_it_is_typed_it_is_one_place_and_its_rows_may_disagree(folder: Read, other: str) -> None:
    """Both rows are kept, the contradiction decides nothing, and the issue names both tables."""
    found = folder(
        a=("Thôn;Xã;Tổng số hộ;Dân số", "Ấp 3;Xã A;5;20"),
        b=("Thôn;Xã;Tổng số hộ", f"{other};XÃ A;6"),
    )
    (place,) = found
    assert [fact.value for fact in place.facts["households"]] == [5, 6]
    (issue,) = found.issues
    assert (issue.code, issue.place) == ("rows_disagree", "Ấp 3")
    assert "b.csv, dòng 2" in in_words(issue)[0]
    assert "dòng 2 của a.csv ghi “5”" in in_words(issue)[0]


def test_rows_of_one_village_are_joined_when_its_commune_is_found(folder: Read) -> None:
    """One row names the district and the other does not; they are about one village, and disagree."""
    found = folder(
        xa=("Xã;Huyện;Số thôn", "Xã A;H;1"),
        thon=("Thôn;Xã;Huyện;Tổng số hộ", "Thôn 1;A;H;5", "thôn 1;A;;6"),
    )
    (commune,) = [place for place in found if place.level is Level.COMMUNE]
    assert [part.name for part in commune.parts] == ["Thôn 1"]
    assert codes(found) == [("rows_disagree", "Thôn 1", "6")]
    assert len([place for place in found if place.level is Level.VILLAGE]) == 1


def test_a_village_of_its_own_row_and_one_only_named_become_one(folder: Read) -> None:
    """A place that is only named takes the row of the one that it turns out to be."""
    found = folder(
        xa=("Xã;Mã xã;Số thôn", "Xã A;1;1"),
        thon=("Thôn;Mã xã;Tổng số hộ;Cán bộ, công chức cấp xã", "Thôn 1;1;5;21"),
        them=("Thôn;Xã;Dân số", "Thôn 1;Xã A;20"),
    )
    commune = next(place for place in found if place.level is Level.COMMUNE)
    (village,) = commune.parts
    assert set(village.facts) == {"households", "residents"}
    assert set(commune.facts) == {"villages", "commune_staff"}
    assert sorted(place.name for place in found) == ["Thôn 1", "Xã A"]


# Codes


def test_codes_link_where_names_are_missing_or_alike(folder: Read) -> None:
    """Two communes of one name are told apart by their codes, which are all that the villages state."""
    found = folder(
        xa=("Mã xã;Xã;Huyện;Số thôn", "01;Xã Tân;H;1", "02;Xã Tân;K;1"),
        thon=("Mã xã;Thôn;Tổng số hộ", "02;Thôn 1;5", "1;Thôn 2;6"),  # Excel took the second for a number
    )
    communes = [place for place in found if place.level is Level.COMMUNE]
    assert [(c.code, c.parent and c.parent.name, [p.name for p in c.parts]) for c in communes] == [
        ("01", "H", ["Thôn 2"]),
        ("02", "K", ["Thôn 1"]),
    ]
    assert found.issues == ()


def test_codes_of_districts_and_provinces_link_too(folder: Read) -> None:
    """The row of a commune may state nothing but the code of its district."""
    found = folder(
        tinh=("Mã tỉnh;Tỉnh;Tổng số hộ", "20;T;5"),
        huyen=("Mã huyện;Huyện;Mã tỉnh;Số xã", "178;H;20;1", "180;K;20;0"),
        xa=("Xã;Mã huyện;Số thôn", "Xã A;178;0"),
    )
    assert tree(found.roots[0]) == ("T", [("H", ["Xã A"]), "K"])


def test_a_name_that_differs_from_its_code_is_an_issue(folder: Read) -> None:
    """The code decides which commune is meant, and the slip of the hand is told."""
    found = folder(
        xa=("Mã xã;Xã;Số thôn", "01;Xã Hồng Giang;1", "02;Xã Khác;1"),
        thon=("Mã xã;Xã;Thôn;Tổng số hộ", "01;Hồng Gian;Thôn 1;5"),
    )
    assert [tree(root) for root in found.roots] == [("Xã Hồng Giang", ["Thôn 1"]), "Xã Khác"]
    (issue,) = found.issues
    assert (issue.code, issue.place, issue.value) == ("name_and_code_differ", "Xã Hồng Giang", "Hồng Gian")
    assert "được hiểu là Xã Hồng Giang theo mã" in in_words(issue)[0]


def test_a_code_on_two_rows_is_an_issue(folder: Read) -> None:
    """One of them is wrong, and nobody can say which: they stay two places."""
    found = folder(xa=("Mã xã;Xã;Số thôn", "01;Xã A;1", "01;Xã B;1"), thon=("Xã;Thôn;Tổng số hộ", "Xã A;Thôn 1;5"))
    assert [root.name for root in found.roots] == ["Xã A", "Xã B"]
    assert codes(found) == [("code_repeated", "Xã B", "01")]
    assert "is also that of Xã A" in in_words(found.issues[0])[1]


def test_a_code_on_two_names_without_rows_is_an_issue_too(folder: Read) -> None:
    """There is no row that could say which of them the code means."""
    found = folder(thon=("Mã xã;Xã;Thôn;Tổng số hộ", "01;Xã A;Thôn 1;5", "01;Xã B;Thôn 1;6"))
    assert [place.parent and place.parent.name for place in found] == ["Xã A", "Xã B"]
    assert codes(found) == [("code_repeated", "Xã B", "01")]


def test_a_code_that_no_row_has_is_an_issue(folder: Read) -> None:
    """The villages are kept, under the code."""
    found = folder(xa=("Mã xã;Xã;Số thôn", "01;Xã A;0"), thon=("Mã xã;Thôn;Tổng số hộ", "9;Thôn 1;5"))
    assert [place.parent and place.parent.name for place in found] == ["9", None]
    assert codes(found) == [("place_without_row", "9", "9")]


def test_rows_of_one_name_and_one_code_are_one_place(folder: Read) -> None:
    """One of them leaves out the district; their figures stand together."""
    found = folder(xa=("Mã xã;Xã;Huyện;Số thôn", "01;Xã A;H;1"), them=("Mã xã;Xã;Dân số", "01;xã a;20"))
    (commune,) = found
    assert set(commune.facts) == {"villages", "residents"}
    assert commune.parent is not None


def test_a_row_is_found_below_a_place_that_is_only_a_code(folder: Read) -> None:
    """The commune's own row states the code of its district, and the row of its village the name."""
    found = folder(
        huyen=("Mã huyện;Huyện;Số xã", "178;H;1"),
        thon=("Thôn;Xã;Huyện;Tổng số hộ", "Thôn 1;A;H;5"),
        xa=("Xã;Mã huyện;Số thôn", "Xã A;178;1"),
    )
    assert [tree(root) for root in found.roots] == [("H", [("Xã A", ["Thôn 1"])])]
    assert [place.name for place in found] == ["H", "Thôn 1", "Xã A"]


# Nothing is guessed


def test_a_name_that_may_be_two_communes_is_an_issue(folder: Read) -> None:
    """The villages below it count for neither, and neither is taken to be complete."""
    found = folder(
        tinh=PROVINCE,
        huyen=DISTRICTS,
        xa=("Xã;Huyện;Số thôn", "Xã Tân;H;", "Xã Tân;K;"),
        thon=("Thôn;Xã;Huyện;Tổng số hộ", "Thôn 1;Tân;H;5", "Thôn 1;Tân;K;5", "Thôn 9;Tân;;6"),
    )
    assert [root.name for root in found.roots] == ["Thôn 9", "Tỉnh T"]
    communes = [place for place in found if place.level is Level.COMMUNE]
    assert [([part.name for part in c.parts], c.expected_parts) for c in communes] == [(["Thôn 1"], 2), (["Thôn 1"], 2)]
    (issue,) = found.issues
    assert (issue.code, issue.value, issue.more) == (
        "ambiguous_whole",
        "Tân",
        (("candidates", "Xã Tân (Huyện H), Xã Tân (Huyện K)"),),
    )
    assert issue.where is not None
    assert (issue.where.file, issue.where.row) == ("thon.csv", 4)
    assert "Cần ghi rõ cấp trên hoặc mã" in in_words(issue)[0]


def test_a_commune_that_two_districts_claim_is_an_issue(folder: Read) -> None:
    """The one row of Xã Tân does not say of which district it is, and the villages say two."""
    found = folder(
        huyen=DISTRICTS,
        xa=("Xã;Số thôn", "Xã Tân;", "Xã Mới;"),
        thon=("Thôn;Xã;Huyện;Tổng số hộ", "Thôn 1;Tân;H;5", "Thôn 1;Tân;K;5", "Thôn 1;Mới;H;5"),
    )
    assert {code for code, _, _ in codes(found)} == {"ambiguous_whole", "whole_not_stated"}
    (tan,) = [place for place in found if place.name == "Xã Tân"]
    assert tan.parts == ()
    (moi,) = [place for place in found if place.name == "Xã Mới"]
    assert moi.parent is not None
    assert moi.parent.name == "Huyện H"


def test_a_commune_without_a_row_is_an_issue_with_the_nearest(folder: Read) -> None:
    """Where the communes have a table, one that is not in it is most often misspelt."""
    found = folder(
        xa=("Xã;Số thôn", "Xã Hồng Giang;1", "Xã B;1"),
        thon=("Thôn;Xã;Tổng số hộ", "Thôn 1;Xã Hồng Gianh;5", "Thôn 1;B;6"),
    )
    (issue,) = found.issues
    assert (issue.code, issue.value) == ("place_without_row", "Xã Hồng Gianh")
    assert "Có phải “Xã Hồng Giang”?" in in_words(issue)[0]


def test_what_does_not_say_where_it_belongs_is_told_once(folder: Read) -> None:
    """Communes without a district count for the province; a thousand lines would hide everything else."""
    found = folder(
        tinh=PROVINCE,
        huyen=DISTRICTS,
        xa=("Xã;Số thôn", *(f"Xã {n};1" for n in range(9))),
        thon=("Thôn;Tổng số hộ", "A;5"),
    )
    assert len(found.roots[0].parts) == 2 + 9 + 1
    first, second = found.issues
    assert (first.code, first.more) == ("whole_not_stated", (("count", "9"), ("level", "district")))
    assert first.value == "Xã 0, Xã 1, Xã 2, Xã 3, Xã 4, …"
    assert "không ghi thuộc huyện nào" in in_words(first)[0]
    assert (second.value, second.more) == ("A", (("count", "1"), ("level", "commune")))


def test_two_provinces_keep_their_own(folder: Read) -> None:
    """Where there are two, nothing is put below either unless its row says so."""
    found = folder(
        tinh=("Tỉnh;Tổng số hộ", "T;1", "U;2"),
        xa=("Xã;Tỉnh;Số thôn", "Xã A;T;1", "Xã B;;1"),
        thon=("Thôn;Xã;Tổng số hộ",),
    )
    assert [tree(root) for root in found.roots] == [("T", ["Xã A"]), "U", "Xã B"]
    assert codes(found) == [("whole_not_stated", None, "Xã B")]


# Folders


def test_a_file_that_cannot_be_read_is_an_issue(folder: Read, tmp_path: Path) -> None:
    """The others are read; the fault is told in both languages."""
    (tmp_path / "cu.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "~$thon.xlsx").write_bytes(b"lock")
    (tmp_path / "ghi chu.txt").write_text("nothing", "utf-8")
    (tmp_path / "sub").mkdir()
    found = folder(thon=("Thôn;Tổng số hộ", "A;5"), khac=("a;b", "1;2"), hướng_dẫn=("Cách ghi", "Ghi rõ"), trong=())
    assert [place.name for place in found] == ["A"]
    assert [(issue.code, issue.value, issue.where and issue.where.file) for issue in found.issues] == [
        ("file_not_read", "old_excel", "cu.xls"),
        ("file_not_read", "no_header", "khac.csv"),
    ]
    vi, en = in_words(found.issues[0])
    assert vi.startswith("cu.xls: ")
    assert vi.endswith("Các tệp khác trong thư mục vẫn được đọc.")
    assert en.endswith("The other files of the folder are read.")
    assert explain_issue(Issue(code="file_not_read", value="x")).startswith("–: ")


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    """One sentence says so."""
    with pytest.raises(UnreadableTable) as caught:
        read(tmp_path)
    assert caught.value.code == "empty_folder"
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(UnreadableTable) as caught:
        read(tmp_path)
    assert (caught.value.code, caught.value.file) == ("old_excel", "a.xls")
    (tmp_path / "xa.csv").write_text("Xã\nXã A\n", "utf-8")
    with pytest.raises(InvalidFile) as refused:
        read(tmp_path)
    assert isinstance(refused.value, UnreadableTable)
    assert refused.value.code == "no_indicator_column"


def test_workbooks_and_csv_files_stand_side_by_side(tmp_path: Path) -> None:
    """Each commune sends what it has."""
    with xlsxwriter.Workbook(tmp_path / "A.xlsx") as made:
        sheet = made.add_worksheet("Thôn")
        sheet.write_row(0, 0, ["Thôn", "Xã", "Tổng số hộ"])
        sheet.write_row(1, 0, ["Thôn 1", "Xã A", 5])
        made.add_worksheet("Ghi thêm").write(0, 0, "x")
    (tmp_path / "B.csv").write_text("Thôn;Xã;Tổng số hộ\nThôn 1;Xã B;6\n", "utf-8")
    told: list[int] = []
    found = read(tmp_path, progress=told.append)
    assert [(place.name, place.parent and place.parent.name) for place in found] == [
        ("Thôn 1", "Xã A"),
        ("Thôn 1", "Xã B"),
    ]
    assert told == [2]
    assert codes(found) == [("sheet_not_read", None, "Ghi thêm")]
