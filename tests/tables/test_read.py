"""Rows as places: what is read together makes villages, communes, districts and provinces with their facts."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import smartvillage as sv
from smartvillage import Fact, Judgement, Monthly, Share, above, percent
from smartvillage.errors import InvalidValue
from smartvillage.facts import Issue, Where
from smartvillage.indicators import Indicator, Lang, Level, Measure, Text, Vocabulary
from smartvillage.messages import explain_issue
from smartvillage.tables import Register, read

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
LANGS: tuple[Lang, ...] = ("vi", "en")


def table(*lines: str, **options: Any) -> Register:
    """Return what is read from lines with cells parted by semicolons."""
    return read(io.BytesIO("\n".join(lines).encode()), **options)


def at(row: int, column: str | None = None) -> Where:
    """Return a place in the table read."""
    return Where(file="-", row=row, column=column)


def said(issue: Issue) -> tuple[Any, ...]:
    """Return the code, place, value and row of an issue."""
    return issue.code, issue.place, issue.value, issue.where.row if issue.where else None


def values(found: Register, indicator: str) -> list[Any]:
    """Return the recorded values of an indicator, place by place."""
    return [tuple(f.value for f in place.facts.get(indicator, ())) for place in found]


# What a place is part of


def test_parents_are_bound_by_columns() -> None:
    """A village is judged with its commune's staff, and its province decides which sets speak of it."""
    found = table(
        "Tỉnh;Huyện;Xã;Thôn;Tổng số hộ", "Nghệ An;Yên Thành;Xã Một;Thôn 1;5", "Nghệ An;Yên Thành;Xã Hai;Thôn 1;6"
    )
    one, two = found
    assert [(p.name, p.level.value) for p in one.above] == [
        ("Xã Một", "commune"),
        ("Yên Thành", "district"),
        ("Nghệ An", "province"),
    ]
    assert one != two
    assert list(one.above)[2] is list(two.above)[2]
    assert found.issues == ()


def test_one_place_however_it_is_typed() -> None:
    """Case, spaces, decomposed letters and a left-out "xã" are habits of the hand."""
    found = table(
        "Xã;Thôn;Tổng số hộ;Dân số",
        "Xã Một;Thôn Đông;5;",
        "MỘT;thôn  đông;;20",
        "xã Mo\u0323\u0302t;THÔN ĐÔNG;;",
    )
    (place,) = found
    assert (place.name, place.parent and place.parent.name) == ("Thôn Đông", "Xã Một")
    assert set(place.facts) == {"households", "residents"}
    first = (("first_row", "2"),)
    assert found.issues == (
        Issue(code="repeated_place", place="Thôn Đông", where=at(3), more=first),
        Issue(code="repeated_place", place="Thôn Đông", where=at(4), more=first),
    )


def test_villages_keep_their_word_and_communes_their_kind() -> None:
    """Thôn 8 and Xóm 8 are two places, as are the town and the commune of one name."""
    found = table("Xã;Thôn;Tổng số hộ", "xã Mới;Thôn 8;5", "xã Mới;Xóm 8;6", "thị trấn Mới;Thôn 8;7", "Mới;Bản 1;8")
    assert [(p.name, p.parent and p.parent.name) for p in found] == [
        ("Thôn 8", "xã Mới"),
        ("Xóm 8", "xã Mới"),
        ("Thôn 8", "thị trấn Mới"),
        ("Bản 1", "xã Mới"),
    ]


def test_codes_tell_places_of_one_name_apart() -> None:
    """Two villages of one name may stand in one list without their communes."""
    found = table("Mã;Thôn;Tổng số hộ", "01;Thôn 1;5", "02;Thôn 1;6", "01;Thôn 1;5")
    assert [(p.name, p.code) for p in found] == [("Thôn 1", "01"), ("Thôn 1", "02")]
    found = table("Mã xã;Xã;Thôn;Tổng số hộ", "17329;Xã A;Thôn 1;5")
    assert found[0].parent is not None
    assert (found[0].code, found[0].parent.code) == (None, "17329")
    found = table("Mã xã;Xã;Tổng số hộ", "17329;Xã A;5")
    assert (found[0].level.value, found[0].code) == ("commune", "17329")


def test_a_commune_with_a_row_of_its_own_holds_its_villages() -> None:
    """Then it can be judged by its parts; if it states more villages than the table lists, the others are missed."""
    found = table("Cấp;Xã;Tên;Số thôn;Tổng số hộ", "xã;;Xã Một;3;", "thôn;Xã Một;Thôn 1;;5", "thôn;Một;Thôn 2;;6")
    commune, first, second = found
    assert commune.parts == (first, second)
    assert first.parent is commune
    assert commune.expected_parts == 3
    assert found.issues == ()


def test_a_commune_that_others_only_name_claims_no_parts() -> None:
    """A list of some villages must not look like all of the commune."""
    (place,) = table("Xã;Thôn;Tổng số hộ", "Xã Một;Thôn 1;5")
    assert place.parent is not None
    assert place.parent.parts == ()


def test_more_villages_than_stated_is_an_issue() -> None:
    """Either the number is old or a village stands in the wrong commune."""
    found = table("Cấp;Xã;Tên;Số thôn", "xã;;Xã Một;1", "thôn;Xã Một;Thôn 1;", "thôn;Xã Một;Thôn 2;")
    (issue,) = found.issues
    assert (issue.code, issue.indicator, issue.value, issue.more) == (
        "more_parts_than_stated",
        "villages",
        "1",
        (("given", "2"),),
    )
    assert found[0].expected_parts is None


def test_a_stated_number_in_words_expects_nothing() -> None:
    """Nobody can count against "hơn 3" villages."""
    commune, _ = table("Cấp;Xã;Tên;Số thôn", "xã;;Xã Một;hơn 3", "thôn;Xã Một;Thôn 1;")
    assert commune.expected_parts is None


def test_a_district_and_a_province_of_their_own() -> None:
    """The whole tree may stand in one table, in any order."""
    found = table(
        "Cấp;Tỉnh;Huyện;Xã;Tên;Tổng số hộ",
        "thôn;T;H;Xã X;Thôn 1;5",
        "tỉnh;;;;T;100",
        "huyện;T;;;H;50",
        "thôn;T;H;Xã X;Thôn 2;6",
    )
    village, province, district, other = found
    assert [p.name for p in village.above] == ["Xã X", "H", "T"]
    assert province.parts == (district,)
    assert [p.name for p in district.parts] == ["Xã X"]
    assert list(other.above)[2] is province


def test_headings_stand_for_the_column_of_communes() -> None:
    """A printed list has "I. Xã Một" over its villages; a heading over nothing is a place without figures."""
    found = table(
        "TT;Thôn;Tổng số hộ",
        "I;Huyện Một;",
        "1;Xã Hai;",
        "1;Thôn 1;5",
        "2;Thôn 2;6",
        "II. Xã Ba;;",
        "1;Thôn 1;7",
        ";Xã Bốn;",
    )
    assert [(p.name, [a.name for a in p.above]) for p in found] == [
        ("Thôn 1", ["Xã Hai", "Huyện Một"]),
        ("Thôn 2", ["Xã Hai", "Huyện Một"]),
        ("Thôn 1", ["Xã Ba", "Huyện Một"]),
        ("Xã Bốn", ["Huyện Một"]),
    ]


def test_a_commune_with_figures_heads_the_rows_below() -> None:
    """Its own figures stand in its row, and the villages follow."""
    found = table("Địa bàn;Tổng số hộ", "Xã Một;100", "Thôn 1;5", "Xã Hai;200", "Thôn 1;6")
    assert [(p.level.value, p.parent and p.parent.name) for p in found] == [
        ("commune", None),
        ("village", "Xã Một"),
        ("commune", None),
        ("village", "Xã Hai"),
    ]


# Levels


@pytest.mark.parametrize(
    ("word", "level"),
    [
        *((w, "village") for w in ("thôn", "Ấp", "BẢN", "làng", "xóm", "khu", "buôn", "tổ dân phố", "thôn, bản")),
        *((w, "commune") for w in ("xã", "phường", "thị trấn", "xã/phường", "commune")),
        *((w, "district") for w in ("huyện", "thị xã", "quận", "thành phố thuộc tỉnh")),
        *((w, "province") for w in ("tỉnh", "thành phố", "Province")),
    ],
)
def test_words_for_levels(word: str, level: str) -> None:
    """Every region has its own."""
    assert [p.level.value for p in table("Cấp;Tên;Tổng số hộ", f'"{word}";A;5')] == [level]


def test_an_unknown_level_is_an_issue() -> None:
    """A place judged at the wrong level would be judged by the wrong rules."""
    found = table("Cấp;Tên;Tổng số hộ", "cụm;A;5", "thôn/xã;B;6", "thôn;C;7")
    assert [p.name for p in found] == ["C"]
    assert [said(i) for i in found.issues] == [("unknown_level", None, "cụm", 2), ("unknown_level", None, "thôn/xã", 3)]


def test_the_level_without_a_column() -> None:
    """The argument decides, else the words of the name, else the column of names, else it is a village."""
    assert table("Thôn;Tổng số hộ", "A;5")[0].level is Level.VILLAGE
    assert table("Xã;Tổng số hộ", "A;5")[0].level is Level.COMMUNE
    assert table("Huyện;Tổng số hộ", "A;5")[0].level is Level.DISTRICT
    assert table("Tỉnh;Tổng số hộ", "A;5")[0].level is Level.PROVINCE
    assert table("Địa bàn;Tổng số hộ", "Thị trấn A;5")[0].level is Level.COMMUNE
    assert table("Thôn;Tổng số hộ", "Xã Đàn;5")[0].level is Level.VILLAGE
    assert table("Địa bàn;Tổng số hộ", "Thành phố Vinh;5", level="district")[0].level is Level.DISTRICT
    assert table("Tên;Tổng số hộ", "A;5", level="commune")[0].level is Level.COMMUNE
    assert table("Cấp;Tên;Tổng số hộ", "xã;A;5", ";B;5", level=Level.DISTRICT)[1].level is Level.DISTRICT
    with pytest.raises(InvalidValue, match="no level is called"):
        table("Tên;Tổng số hộ", "A;5", level="thorp")


def test_a_commune_named_only_in_its_column() -> None:
    """The row of the commune leaves the column of villages blank."""
    found = table("Cấp;Xã;Thôn;Tổng số hộ", "xã;Một;;100", "thôn;Một;Thôn 1;5")
    assert [(p.name, p.level.value, p.parent and p.parent.name) for p in found] == [
        ("Một", "commune", None),
        ("Thôn 1", "village", "Một"),
    ]


# Which rows are places


def test_totals_blanks_and_footers_are_no_places() -> None:
    """The sum of all villages is not one more village."""
    found = table(
        "TT;Thôn;Tổng số hộ",
        "(1);(2);(3)",
        "1;Thôn Cộng Hòa;5",
        ";;",
        "TT;Thôn;Tổng số hộ",
        "2;Cộng;6",
        "Tổng cộng;;11",
        ";Toàn xã;11",
        ";CỘNG TOÀN XÃ (I+II);11",
        ";Người lập biểu;",
        ";Một, ngày 5 tháng 6 năm 2025;",
        ";;(Ký, ghi rõ họ tên)",
        ";;Một, ngày 5 tháng 6 năm 2025",
        ";;Nguyễn Văn A",
    )
    assert [p.name for p in found] == ["Thôn Cộng Hòa"]
    assert found.issues == ()


def test_a_village_without_figures_is_kept() -> None:
    """It has still to be asked."""
    found = table("Thôn;Tổng số hộ", "Thôn 1;", "Thôn 2;chưa có số liệu")
    assert [(p.name, dict(p.facts)) for p in found] == [("Thôn 1", {}), ("Thôn 2", {})]
    assert found.issues == ()


def test_figures_without_a_name_are_an_issue() -> None:
    """Nobody knows whose they are."""
    found = table("Thôn;Tổng số hộ;Nhà văn hóa có Wifi", ";5;", "#REF!;6;", ";;Có", "Thôn 1;7;")
    assert [p.name for p in found] == ["Thôn 1"]
    assert [said(i) for i in found.issues] == [
        ("row_without_name", None, "5", 2),
        ("row_without_name", None, "#REF!; 6", 3),
        ("row_without_name", None, "Có", 4),
    ]
    assert found.issues[0].expected == "name"


def test_formulas_in_text_stay_text() -> None:
    """A name is never calculated."""
    assert table("Thôn;Tổng số hộ", "=1+1;5")[0].name == "=1+1"


# Columns


def test_unknown_columns_are_named_with_the_nearest() -> None:
    """Nothing is dropped in silence."""
    found = table("Thôn;Tổng số hộ;Tỷ lệ hộ có cáp qang (%);", "Thôn 1;5;80;ghi thêm", "Thôn 2;5;80;nữa")
    first, second = found.issues
    assert (first.code, first.value, first.more) == (
        "unknown_column",
        "Tỷ lệ hộ có cáp qang (%)",
        (("near", "Tỷ lệ hộ có cáp quang"),),
    )
    assert (second.code, second.value) == ("column_without_header", "D")


def test_colliding_columns_are_left_out_together() -> None:
    """Using one of them would be a guess."""
    found = table("Thôn;Tỷ lệ hộ có cáp quang;Hộ có cáp quang (%)", "Thôn 1;80;81")
    (issue,) = found.issues
    assert (issue.code, issue.indicator, issue.value) == (
        "columns_collide",
        "households_fibre_connected",
        "“Tỷ lệ hộ có cáp quang” (B); “Hộ có cáp quang (%)” (C)",
    )
    assert not found[0].facts


def test_a_second_column_of_names_is_an_issue_and_notes_are_joined() -> None:
    """Only one name can be the name; remarks add up."""
    found = table("Thôn;Bản;Tổng số hộ;Ghi chú;Ghi chú khác", "A;B;5;một;hai")
    (issue,) = found.issues
    assert (issue.code, issue.value, issue.more) == ("repeated_column", "Bản", (("first", "Thôn"),))
    assert found[0].facts["households"][0].note == "một; hai"


def test_a_month_without_a_year_is_an_issue() -> None:
    """January of which year?"""
    found = table("Thôn;Tin, bài mỗi tháng - tháng 1;Tin, bài mỗi tháng 02/2025", "A;5;6")
    assert [(i.code, i.value) for i in found.issues] == [("month_without_year", "Tin, bài mỗi tháng - tháng 1")]
    assert values(found, "promotion_items_per_month") == [(Monthly({"2025-02": 6}),)]


def test_declared_units() -> None:
    """The caller may know what a column without words holds."""
    lines = ("Thôn;Hộ có cáp quang;Hộ có Wifi;Hộ có Internet", "A;0,8;0,8;40")
    found = table(
        *lines, units={"Hộ có cáp quang": "fraction", "households_home_wifi": "percent", "Hộ có Internet": "count"}
    )
    assert [
        values(found, i)[0] for i in ("households_fibre_connected", "households_home_wifi", "households_internet")
    ] == [
        (percent(80),),
        (percent("0.8"),),
        (Share(40),),
    ]
    assert [i.code for i in table(*lines).issues] == ["count_or_percentage"] * 3
    with pytest.raises(InvalidValue, match="a unit is one of percent, fraction, count"):
        table(*lines, units={"Hộ có cáp quang": "%"})
    with pytest.raises(InvalidValue, match="no column of an indicator"):
        table(*lines, units={"Hộ có cáp": "percent"})


# Figures


def test_counts_take_the_total_of_their_row() -> None:
    """Counts are exact; a percentage beside them is only compared."""
    found = table(
        "Thôn;Tổng số hộ;Số hộ có cáp quang;Tỷ lệ hộ có cáp quang (%)",
        "A;471;370;78,6",
        "B;;370;78,6",
        "C;400;380;75,50",
    )
    assert values(found, "households_fibre_connected") == [
        (Share(370, 471),),
        (percent("78.6"), Share(370)),
        (Share(380, 400), percent("75.5")),
    ]
    assert found.issues == (
        Issue(
            code="percentage_contradicts_counts",
            place="C",
            indicator="households_fibre_connected",
            value="75,50",
            where=at(4, "Tỷ lệ hộ có cáp quang (%)"),
            more=(("count", "380/400"), ("percentage", "75,5%")),
        ),
    )


def test_counts_take_the_total_of_their_recorder() -> None:
    """The appraisers may have counted other households than the place; else there is one total for all."""
    shares = "Số hộ có cáp quang (tự đánh giá);Số hộ có cáp quang (thẩm định)"
    both = table(f"Thôn;Tổng số hộ (thẩm định);Tổng số hộ (tự đánh giá);{shares}", "A;110;100;90;95")
    assert values(both, "households_fibre_connected") == [(Share(90, 100), Share(95, 110))]
    plain = table(f"Thôn;Tổng số hộ (thẩm định);Tổng số hộ;{shares}", "A;110;100;90;95")
    assert values(plain, "households_fibre_connected") == [(Share(90, 100), Share(95, 110))]
    other = table("Thôn;Tổng số hộ (thẩm định);Số hộ có cáp quang", "A;110;95")
    assert values(other, "households_fibre_connected") == [(Share(95, 110),)]


def test_a_fraction_is_rounded_where_its_writer_rounded_it() -> None:
    """The 0.79 beside 370 of 471 is 78.6 % rounded to whole percent, and contradicts nothing."""
    lines = "Thôn;Tổng số hộ;Số hộ có cáp quang;Tỷ lệ hộ có cáp quang", "A;471;370;0,79", "B;471;370;0,81"
    found = table(*lines, units={"Tỷ lệ hộ có cáp quang": "fraction"})
    assert values(found, "households_fibre_connected") == [(Share(370, 471),), (Share(370, 471), percent(81))]
    assert [said(i) for i in found.issues] == [("percentage_contradicts_counts", "B", "0,81", 3)]


def test_a_contradiction_decides_nothing() -> None:
    """380 of 400 pass and 75 % fail: the verdict must wait for a correction."""
    rules = sv.load("nghe-an/smart-village")
    (place,) = table("Thôn;Tổng số hộ;Số hộ có cáp quang;Tỷ lệ hộ có cáp quang (%)", "C;400;380;75")
    finding = rules.assess(place)["fibre"]
    assert (finding.outcome, finding.reason) == (sv.Outcome.UNKNOWN, sv.Reason.CONTRADICTION)


def test_two_statements_in_one_cell_are_compared_too() -> None:
    """The commonest cell of a report is "370/471 (78,6%)"."""
    found = table(
        "Thôn;Tổng số hộ;Hộ có cáp quang",
        "A;;370/471 (78,6%)",
        "B;471;370 (78,6%)",
        "C;471;95% (380/400)",
        "D;;370 (90)",
    )
    assert values(found, "households_fibre_connected") == [
        (Share(370, 471),),
        (Share(370, 471),),
        (Share(380, 400),),
        (),
    ]
    assert [said(i)[:3] for i in found.issues] == [("not_understood", "D", "370 (90)")]


def test_every_statement_of_a_share_is_compared() -> None:
    """Where one of several agrees with the counts, the others may still contradict them."""
    found = table(
        "Thôn;Tổng số hộ;Số hộ có cáp quang;Tỷ lệ hộ có cáp quang (%)",
        "A;471;370 (78,6%);95",
        "B;471;370;380/471 (78,6%)",
        "C;471;370;từ 100% trở lên",
    )
    assert values(found, "households_fibre_connected") == [
        (Share(370, 471), percent(95)),
        (Share(370, 471), Share(380, 471)),
        (Share(370, 471), percent(100)),
    ]
    assert [said(i) for i in found.issues] == [("percentage_contradicts_counts", "A", "95", 2)]
    rules = sv.load("nghe-an/smart-village")
    assert [rules.assess(place)["fibre"].reason for place in found] == [sv.Reason.CONTRADICTION] * 3


def test_self_assessment_beside_appraisal() -> None:
    """Both are kept; the appraisal comes first in a verdict."""
    found = table(
        "Thôn;Tỷ lệ hộ có cáp quang (tự đánh giá);Tỷ lệ hộ có cáp quang (thẩm định);Người đánh giá", "A;90;70;Ông B"
    )
    assert [(f.value, f.by) for f in found[0].facts["households_fibre_connected"]] == [
        (percent(90), "self_assessed"),
        (percent(70), "appraised"),
    ]
    assert sv.load("nghe-an/smart-village").assess(found[0])["fibre"].outcome is sv.Outcome.FAIL


def test_day_source_recorder_and_remarks_go_with_every_figure() -> None:
    """An auditor asks whose figure it is, and of when."""
    found = table(
        "Thôn;Ngày số liệu;Nguồn;Người đánh giá;Ghi chú;Tổng số hộ;Giao tiếp thông minh",
        "A;2025-05-01;BB 12;Hội đồng;đã họp;471;Đạt",
        "B;06/2025;;Thẩm định;;5;Cơ bản đạt",
        "C;hôm qua;;;;6;",
    )
    one, two, three = found
    assert one.facts["households"] == (Fact(471, as_of=date(2025, 5, 1), source="BB 12", by="Hội đồng", note="đã họp"),)
    assert one.facts["smart_communication"][0].value == Judgement(
        verdict=True, by="Hội đồng", on=date(2025, 5, 1), why="đã họp"
    )
    assert two.facts["households"] == (Fact(5, as_of=date(2025, 6, 30), by="appraised", note="Ngày số liệu: 06/2025"),)
    assert two.facts["smart_communication"][0].note == "Cơ bản đạt; Ngày số liệu: 06/2025"
    assert three.facts["households"] == (Fact(6),)
    where = at(4, "Ngày số liệu")
    assert found.issues == (Issue(code="invalid_date", place="C", value="hôm qua", expected="date", where=where),)


def test_one_place_on_several_days_has_several_records() -> None:
    """The latest not after the day of assessment is used, and nothing contradicts."""
    found = table("Thôn;Ngày số liệu;Tổng số hộ", "A;2024;400", "A;2025-06-30;410")
    assert [(f.value, f.as_of) for f in found[0].facts["households"]] == [
        (400, date(2024, 12, 31)),
        (410, date(2025, 6, 30)),
    ]
    assert found.issues == ()


def test_rows_that_disagree_are_both_kept() -> None:
    """Which is right is not the reader's to say; equal ones are recorded once."""
    found = table("Thôn;Tổng số hộ;Dân số", "A;400;1500", "A;410;1500")
    assert values(found, "households") == [(400, 410)]
    assert values(found, "residents") == [(1500,)]
    assert found.issues == (
        Issue(
            code="rows_disagree",
            place="A",
            indicator="households",
            value="410",
            where=at(3, "Tổng số hộ"),
            more=(("first_row", "2"), ("other", "400")),
        ),
    )


def test_what_the_commune_bears_goes_to_the_commune() -> None:
    """Staff are the commune's, in whichever village's row they stand; without a commune they stay with the row."""
    lines = (
        "Xã;Thôn;Cán bộ, công chức cấp xã;Số cán bộ, công chức có máy tính kết nối Internet",
        "Một;Thôn 1;21;21",
        "Một;Thôn 2;21;20",
        ";Thôn 3;19;19",
    )
    found = table(*lines)
    one, _, three = found
    assert one.parent is not None
    assert not one.facts
    assert [f.value for f in one.parent.facts["staff_computer_and_internet"]] == [Share(21, 21), Share(20, 21)]
    assert [f.value for f in one.parent.facts["commune_staff"]] == [21]
    assert [f.value for f in three.facts["staff_computer_and_internet"]] == [Share(19, 19)]
    assert [said(i) for i in found.issues] == [
        ("rows_disagree", "Một", "20", 3),
        ("whole_left_blank", "Thôn 3", None, 4),
    ]


def test_months_make_a_series() -> None:
    """A blank month may have any number; words are no number of a month."""
    found = table(
        "Thôn;Tin, bài mỗi tháng năm 2025;;",
        ";Tháng 1;Tháng 2;Tháng 3",
        "A;2;;1",
        "B;;;",
        "C;1;trên 2;x",
        "D;;0;",
        "D;;1;",
    )
    assert values(found, "promotion_items_per_month") == [
        (Monthly({"2025-01": 2, "2025-03": 1}, first="2025-01", last="2025-03"),),
        (),
        (Monthly({"2025-01": 1}, first="2025-01", last="2025-03"),),
        tuple(Monthly({"2025-02": count}, first="2025-01", last="2025-03") for count in (0, 1)),
    ]
    items = "promotion_items_per_month"
    heading, second = "Tin, bài mỗi tháng năm 2025", at(5, "Tin, bài mỗi tháng năm 2025 / Tháng 2")
    odd: dict[str, Any] = {"code": "not_understood", "place": "C", "indicator": items, "expected": "month_count"}
    assert found.issues == (
        Issue(value="trên 2", where=second, **odd),
        Issue(value="x", where=at(5, f"{heading} / Tháng 3"), **odd),
        Issue(
            code="rows_disagree",
            place="D",
            indicator=items,
            value="; 1; ",
            where=at(7, f"{heading} / Tháng 1"),
            more=(("first_row", "6"), ("other", "; 0; ")),
        ),
    )


def test_an_issue_of_a_cell_says_where_and_what() -> None:
    """Whoever corrects the file finds the cell, and reads what belongs there."""
    found = table("Thôn;Tổng số hộ;Hộ có cáp quang", "A;khoảng 500;", "B;;370 người")
    assert found.issues == (
        Issue(
            code="approximate",
            place="A",
            indicator="households",
            value="khoảng 500",
            expected="whole_number",
            where=at(2, "Tổng số hộ"),
        ),
        Issue(
            code="wrong_unit",
            place="B",
            indicator="households_fibre_connected",
            value="370 người",
            expected="percentage_or_counts",
            where=at(3, "Hộ có cáp quang"),
            more=(("unit", "nguoi"),),
        ),
    )


def test_a_bad_cell_leaves_the_others_alone() -> None:
    """One slip must not cost the row, and the issue says all that is needed to correct it."""
    found = table("Thôn;Tổng số hộ;Số hộ có cáp quang;Nhà văn hóa có Wifi", "A;499;510;Có", "B;471;370;Không")
    (issue,) = found.issues
    assert issue.code == "count_above_total"
    assert issue.where == Where(file="-", sheet=None, row=2, column="Số hộ có cáp quang")
    assert (issue.place, issue.indicator, issue.value, issue.expected, issue.more) == (
        "A",
        "households_fibre_connected",
        "510",
        "counts",
        (("count", "510"), ("total", "499")),
    )
    assert values(found, "culture_house_wifi") == [(True,), (False,)]
    assert values(found, "households_fibre_connected") == [(), (Share(370, 471),)]


def test_decimal_points_are_one_issue_a_column() -> None:
    """A file from an English spreadsheet is read, and says so once."""
    fibre, wifi = "Tỷ lệ hộ có cáp quang (%)", "Tỷ lệ hộ có Wifi (%)"
    found = table(f"Thôn,{fibre},{wifi}", "A,79.5,", "B,80.5,90.1", "C,81,")

    def told(place: str, indicator: str, value: str, where: Where, *more: tuple[str, str]) -> Issue:
        words: dict[str, Any] = {"place": place, "indicator": indicator, "value": value}
        return Issue(code="decimal_point", **words, expected="percentage", where=where, more=more)

    assert found.issues == (
        told("A", "households_fibre_connected", "79.5", at(2, fibre), ("times", "2"), ("read", "79,5")),
        told("B", "households_home_wifi", "90.1", at(3, wifi), ("times", "1"), ("read", "90,1")),
    )
    assert "“79.5” được hiểu là 79,5; nên dùng dấu phẩy thập phân" in explain_issue(found.issues[0])
    assert values(found, "households_fibre_connected") == [(percent("79.5"),), (percent("80.5"),), (percent(81),)]


def test_bounds_of_counts_take_the_total() -> None:
    """More than 370 of 471 are at least 371."""
    found = table("Thôn;Tổng số hộ;Hộ có cáp quang", "A;471;trên 370 hộ", "B;;trên 370 hộ", "C;gần 500;370 hộ")
    (first,), (), (third,) = values(found, "households_fibre_connected")
    assert (first.low, first.high, first.total) == (371, 471, 471)
    assert third == Share(370)
    assert values(found, "households")[2] == (sv.below(500),)
    assert [i.code for i in found.issues] == ["bound_needs_total"]


def test_a_figure_too_long_to_record_is_an_issue() -> None:
    """Nonsense of forty digits is no fact."""
    found = table("Thôn;Tổng số hộ", "A;" + "9" * 40, "B;" + "9" * 30)
    assert [i.code for i in found.issues] == ["not_understood"]


def test_a_vocabulary_of_ones_own() -> None:
    """The columns are those of the vocabulary, and a share needs no declared total to be read."""
    own = Vocabulary(
        {
            "lamps": Indicator("lamps", (Level.VILLAGE,), Measure.SHARE, Text("Ngõ có đèn", "Lit lanes")),
            "kind": Indicator("kind", (Level.VILLAGE,), Measure.CATEGORY, Text("Loại", "Kind")),
        }
    )
    found = table("Thôn;Ngõ có đèn (%);Loại;Tổng số hộ", "A;80;ven sông;5", "B;;nhiều %;", vocabulary=own)
    assert {k: f[0].value for k, f in found[0].facts.items()} == {"lamps": percent(80), "kind": "ven sông"}
    assert [i.code for i in found.issues] == ["unknown_column", "not_understood"]
    assert found.issues[1] == Issue(
        code="not_understood",
        place="B",
        indicator="kind",
        value="nhiều %",
        expected="category",
        where=at(3, "Loại"),
    )


def test_an_answer_is_no_total() -> None:
    """Even where a vocabulary says that it is one, a yes must not be counted as 1."""
    lit = Indicator("lit", (Level.VILLAGE,), Measure.YES_NO, Text("Có điện", "Has power"))
    share = Indicator("lamps", (Level.VILLAGE,), Measure.SHARE, Text("Ngõ có đèn", "Lit lanes"), denominator="lit")
    found = table("Thôn;Có điện;Số ngõ có đèn", "A;Có;1", vocabulary=Vocabulary({"lit": lit, "lamps": share}))
    assert (values(found, "lit"), values(found, "lamps")) == ([(True,)], [(Share(1),)])


def test_a_whole_number_in_a_workbook_is_a_code_without_decimals() -> None:
    """Calculated cells hold 17329.0 where everybody sees 17329."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("Mã", "Thôn", "Tổng số hộ"))
    sheet.write_row(1, 1, ("A", 5))
    sheet.write_formula(1, 0, "=17328+1", None, 17329.0)
    book.close()
    assert read(io.BytesIO(target.getvalue()))[0].code == "17329"


def test_progress_is_told() -> None:
    """A national table takes a while."""
    told: list[int] = []
    table("Thôn;Tổng số hộ", *(f"Thôn {n};5" for n in range(2500)), progress=told.append)
    assert told == [1000, 2000, 2500]


def test_a_register_is_a_sequence_of_its_places() -> None:
    """It can be handed on to whatever takes places."""
    found = table("Thôn;Tổng số hộ", "A;5", "B;6")
    assert (len(found), found[1].name, [p.name for p in found]) == (2, "B", ["A", "B"])


# Real files


def test_reported_places_are_read_without_loss() -> None:
    """A real file of what the press says: two words that bound nothing are all that is not recorded."""
    found = read(EXAMPLES / "reported-places.csv")
    assert [(i.code, i.value) for i in found.issues] == [
        ("approximate", "khoảng 600"),
        ("approximate", "khoảng 1.522"),
    ]
    lines = (EXAMPLES / "reported-places.csv").read_text("utf-8-sig").splitlines()
    assert len(found) == len(lines) - 1 == 39
    import csv  # noqa: PLC0415 - needed here alone

    filled = sum(1 for row in list(csv.reader(lines))[1:] for cell in row[7:] if cell)
    recorded = sum(len(records) for place in found for records in place.facts.values())
    assert recorded == filled - 2
    by_name = {place.name: place for place in found}
    assert by_name["xã Tức Tranh"].facts["procedure_dossiers_online"][0].value == Share(2169, 2180)
    assert by_name["xã Nam Ka"].facts["households_reached_digital_skills"][0].value == above("60%")
    assert by_name["xã Tú Lệ"].facts["households_fibre_connected"][0].value == percent("41.49")
    assert by_name["Thôn Suối Chải"].facts["residents"][0] == Fact(
        440,
        as_of=date(2026, 1, 8),
        source="https://vietnam.vnanet.vn/vietnamese/tin-van/dot-pha-theo-nghi-quyet-57-khi-dong-bao-dan-toc-chuyen-doi-so-420508.html",
    )


# Rows with more cells than the header

TORN = "Tên thôn,Tổng số hộ,Tỷ lệ hộ có Internet cáp quang (%),Tỷ lệ hộ có điện thoại thông minh (%)"


@pytest.mark.parametrize(
    ("row", "quoted"),
    [
        ("Thôn 1,499,82,5,95", '"82,5"'),
        ("Thôn 1,499,82,95,5", '"95,5"'),
        ("Thôn 1,499,82,5,95,5", '"82,5"; "95,5"'),
        ("Thôn 1,499,82,25,95", '"82,25"'),
        ("Thôn 1,499,82,5,", '"82,5"'),
        ("Thôn 1,499,82,5%,95", '"82,5%"'),
        ("Thôn 1,khu A,499,82,95", '"82,95"'),
        ("Thôn 1,499,820,950,1", '"82,5"'),
    ],
)
def test_a_row_torn_by_a_decimal_comma_keeps_only_its_place(row: str, quoted: str) -> None:
    """An unquoted comma moves all figures behind it, and no verdict may rest on them."""
    found = table(TORN, row, 'Thôn 2,499,"82,5",95')
    torn, whole = found
    assert (torn.name, dict(torn.facts)) == ("Thôn 1", {})
    assert len(whole.facts) == 3
    (issue,) = found.issues
    assert (issue.code, issue.place, issue.where and issue.where.row) == ("row_beyond_header", "Thôn 1", 2)
    assert ("quoted", quoted) in issue.more
    for lang in LANGS:
        assert quoted in explain_issue(issue, lang)


def test_a_torn_row_names_what_is_left_over() -> None:
    """Whoever typed it must find the row and know what to write."""
    (issue,) = table(TORN, "Thôn 1,499,82,5,95").issues
    assert explain_issue(issue) == (
        "-, dòng 2: Thôn 1 – Dòng có 5 ô nhưng tiêu đề chỉ có 4 cột (thừa “95”) nên không dùng số liệu nào của dòng; "
        'giá trị có dấu “,” phải để trong ngoặc kép, như "82,5".'
    )


def test_a_row_torn_by_another_delimiter_keeps_only_its_place() -> None:
    """Where semicolons part the cells, one within a text moves the figures as well."""
    found = table("Thôn;Tổng số hộ;Dân số", "A; khu 2;5;20", "sep;5;20")
    assert [dict(place.facts) == {} for place in found] == [True, False]
    (issue,) = found.issues
    assert (issue.code, issue.value, issue.more[2:]) == (
        "row_beyond_header",
        "20",
        (("mark", ";"), ("quoted", '"…;…"')),
    )


def test_empty_cells_and_footers_beyond_the_header_are_nothing() -> None:
    """Commas at the end of rows, and a sentence below the table, tear nothing."""
    found = table("Thôn,Tổng số hộ,Dân số", "A,500,2000,,", "Ghi chú: a, b, c, d, e")
    assert [(place.name, len(place.facts)) for place in found] == [("A", 2)]
    assert found.issues == ()


def test_without_columns_of_figures_only_the_first_cell_of_a_torn_row_is_kept() -> None:
    """Where the only figures collide, nothing shows up to where the row is whole."""
    (place,) = table("Thôn,Xã,Tỷ lệ hộ có cáp quang,Hộ có cáp quang (%)", "Thôn 1,Một,cao,thấp,ghi thêm")
    assert (place.name, place.parent, dict(place.facts)) == ("Thôn 1", None, {})


def test_what_stands_before_the_torn_number_is_kept() -> None:
    """The commune of the row is certain if it stands before the number that is torn."""
    (place,) = table("Xã,Thôn,Tỷ lệ hộ có cáp quang (%),Ngày số liệu", "Một,Thôn 1,82,5,2025")
    assert (place.name, place.parent and place.parent.name, dict(place.facts)) == ("Thôn 1", "Một", {})


# Two rows about one place


def test_rows_that_may_both_be_true_do_not_contradict() -> None:
    """95 % is above 90 %; one note says that the place stands there twice."""
    found = table(
        "Thôn;Tổng số hộ;Tỷ lệ hộ có cáp quang;Số hộ có điện thoại thông minh;Giao tiếp thông minh",
        "A;500;95%;450/500;Đạt",
        "A;từ 400 đến 600;trên 90%;450;Cơ bản đạt",
    )
    assert [said(issue) for issue in found.issues] == [("repeated_place", "A", None, 3)]


def test_rows_that_disagree_in_many_cells_get_one_note() -> None:
    """A row pasted twice and changed is one mistake, not one for each of its cells."""
    found = table(
        "Thôn;Tổng số hộ;Dân số;Tỷ lệ hộ có cáp quang;Nhà văn hóa có Wifi;Giao tiếp thông minh",
        "A;500;2000;95%;Có;Đạt",
        "A;501;2001;trên 96%;Không;Chưa đạt",
    )
    (issue,) = found.issues
    assert (said(issue), issue.where and issue.where.column) == (("rows_disagree", "A", "501", 3), "Tổng số hộ")
    assert issue.more[2:] == (
        ("also", "“Dân số”; “Nhà văn hóa có Wifi”; “Giao tiếp thông minh”; “Tỷ lệ hộ có cáp quang”"),
    )
    assert "hai dòng cũng khác nhau ở “Dân số”" in explain_issue(issue)


# What issues say


def test_no_sentence_names_its_column_twice() -> None:
    """The place of an issue names the column; the sentence need not."""
    found = table("Thôn;Tổng số hộ;Số hộ;Abc;Bản", "A;5;6;1;x;9", "B;5;6;1;x")
    for lang in LANGS:
        for issue in found.issues:
            column = issue.where.column if issue.where else None
            assert column is None or explain_issue(issue, lang).count(column) == 1
    told = [explain_issue(issue) for issue in found.issues]
    assert told[0] == "-, dòng 1, cột “Abc”: Không khớp chỉ số nào nên không dùng cột này."
    assert told[1].startswith("-, dòng 1: Các cột “Tổng số hộ” (B); “Số hộ” (C) cùng ghi chỉ số ")


def test_a_count_above_its_total_is_named_once() -> None:
    """The count is the value of the cell, and need not lead the sentence too."""
    (issue,) = table("Thôn;Tổng số hộ;Số hộ có cáp quang", "A;499;510").issues
    assert explain_issue(issue).count("510") == 1
    assert explain_issue(issue, "en").count("510") == 1
