"""Make docs/examples/village-sheet.xlsx: a sheet as a commune office fills it in, with invented figures.

Run it from the top of the repository: `python tests/tables/make_village_sheet.py`.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

SHEET = Path(__file__).parents[2] / "docs" / "examples" / "village-sheet.xlsx"

HEADER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("TT", ()),
    ("Xã", ()),
    ("Thôn, xóm", ()),
    ("Số liệu đến ngày", ()),
    ("Tổng số", ("Hộ", "Nhân khẩu", "Hộ SXKD")),
    ("Tổ công nghệ số cộng đồng (Có/Không)", ()),
    ("Giao tiếp thông minh (Đạt/Chưa đạt)", ()),
    ("Số hộ SXKD đăng ký sàn 37nghean, PostMart, VoSo", ()),
    ("Ứng dụng hiệu quả mạng xã hội (Đạt/Chưa đạt)", ()),
    ("Nhà văn hóa thôn có Wifi", ()),
    ("Hộ được gắn mã địa chỉ số", ("Số hộ", "Tỷ lệ (%)")),
    ("Hộ có Internet cáp quang", ("Số hộ", "Tỷ lệ (%)")),
    ("Tỉ lệ hộ (%)", ("có Internet", "có điện thoại thông minh")),
    ("Tỷ lệ người dân được hướng dẫn ứng dụng sức khỏe (%)", ()),
    ("Có sản phẩm cần truy xuất nguồn gốc", ()),
    ("Số hộ SXKD ứng dụng truy xuất nguồn gốc", ()),
    ("Phối hợp truyền thông", ()),
    ("Quảng bá thương hiệu", ()),
    ("Số tin, bài quảng bá mỗi tháng năm 2025", ("Tháng 1", "Tháng 2", "Tháng 3")),
    ("Người đánh giá", ()),
    ("Nguồn", ()),
    ("Ghi chú", ()),
)

DAY = date(2025, 3, 31)
P = "percent"  # a number in a cell with Excel's percent format
BOARD = "Ban phát triển thôn"
FIRST, SECOND = "Xã Minh Họa A", "Xã Minh Họa B"

# One row for each village. What it shows under nghe-an/smart-village is said behind it.
ROWS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    # passes in everything
    (FIRST, (
        "Thôn 1", DAY, 471, "1.842", 12, "Có", "Đạt", 12, "Đạt", "x", 471, (P, 1), 452, (P, 452 / 471), 97, "96,5%",
        (P, 0.825), "Có", 12, "Có", "Có", 2, 1, 3, BOARD, "BB 01", None,
    )),
    # fails: fibre 370 of 471, seven households short
    (FIRST, (
        "Thôn 2", DAY, 471, 1790, 8, "Có", "Đạt", 8, "Đạt", "Có", 471, None, 370, "78,6", "80,5", "91,2",
        (P, 0.75), "Có", 8, "Có", "Có", 1, 1, 1, BOARD, "BB 02", None,
    )),
    # open_share: 5 of 12 producing households, and the document gives no share
    (FIRST, (
        "Thôn 3", DAY, 305, 1204, 12, "Có", "Đạt", 5, "Đạt", "Có", 305, 100, 280, 91.8, 95, (P, 0.94),
        71.5, "Có", 12, "x", "x", 4, 2, 2, BOARD, "BB 03", None,
    )),
    # judgement: nobody has decided yet; "cơ bản đạt" decides nothing
    (FIRST, (
        "Thôn 4", DAY, 288, 1100, 6, "Có", "chưa đánh giá", 6, "Cơ bản đạt", "Có", "288/288", None, 250, None,
        "90%", "trên 90%", "72,0", "Có", 6, "Có", "Có", 1, 1, 2, BOARD, "BB 04", "Hội đồng họp tháng 4",
    )),
    # bounds: "trên 85%" of smartphones neither meets nor fails 90 %; one month is missing
    (FIRST, (
        "Thôn 5", DAY, 412, 1630, 9, "Có", "Đạt", 9, "Đạt", "Có", 412, None, "350 hộ", None, None, "trên 85%",
        "từ 70% trở lên", "Có", 9, "Có", "Có", 1, None, 1, BOARD, "BB 05", None,
    )),
    # not_recorded: blanks and words for nothing known
    (FIRST, (
        "Thôn 6", DAY, 198, 802, 3, None, "Đạt", 3, "Đạt", "chưa có số liệu", 198, None, "—", "…", "-", "khoảng 90%",
        "chưa có số liệu", "Có", 3, None, "Có", 1, 1, 1, BOARD, "BB 06", None,
    )),
    # contradiction: 380 of 400 are 95 %, not 75 %
    (SECOND, (
        "Thôn 1", DAY, 400, 1555, 5, "Có", "Đạt", 5, "Đạt", "Có", 400, (P, 1), 380, (P, 0.75), 97, 95,
        80, "Có", 5, "Có", "Có", 2, 2, 2, BOARD, "BB 07", None,
    )),
    # no_denominator: counts, and nowhere a total
    (SECOND, (
        "Thôn 2", DAY, None, 990, 4, "Có", "Đạt", 4, "Đạt", "Có", 240, None, 215, None, None, 93,
        78, "Có", 4, "Có", "Có", 1, 1, 1, BOARD, "BB 08", "Chưa chốt tổng số hộ",
    )),
    # applicability: unknown whether there are producing households
    (SECOND, (
        "Thôn 3", DAY, 256, 1020, "chưa thống kê", "Có", "Đạt", None, "Đạt", "Có", 256, None, 231, 90.2, 95, 92,
        75, "Có", None, "Có", "Có", 1, 2, 1, BOARD, "BB 09", None,
    )),
    # not_applicable: no producing household, so three criteria fall away; the rest passes
    (SECOND, (
        "Bản Khe Sâu", DAY, 86, 340, 0, "Có", "Đạt", None, None, "Có", 86, None, 71, None, None, 94,
        88, "Không", None, "Có", "Có", 1, 1, 1, BOARD, "BB 10", None,
    )),
    # fails: no Wi-Fi, February without an item
    (SECOND, (
        "Xóm Mới", DAY, 143, 571, 2, "Có", "Chưa đạt", 2, "Đạt", "Không", 140, "97,9", 120, None, None, 90,
        70, "Có", 2, "Không", "Có", 1, 0, 1, BOARD, "BB 11", None,
    )),
    # errors of the hand: 510 of 499, 120 %, a point for a comma; the rest of the row is judged
    (SECOND, (
        "Làng Đông", DAY, 499, 2005, 7, "Có", "Đạt", 7, "Đạt", "Có", 510, None, 399, "79.9", "120%", 0.9,
        "70-80%", "Có", 7, "Có", "Có", 1, 1, 1, BOARD, "BB 12", None,
    )),
)  # fmt: skip


def make(path: Path) -> None:
    """Write the sheet."""
    book: Any = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "MINH HỌA", "created": datetime(2025, 4, 1, tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet("Biểu thôn")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    percent = book.add_format({"num_format": "0.0%"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    middle = book.add_format({"valign": "vcenter"})
    width = sum(len(below) or 1 for _, below in HEADER)
    sheet.merge_range(0, 0, 0, width - 1, "MINH HỌA - BIỂU TỔNG HỢP THÔN THÔNG MINH (số liệu giả định)", bold)
    sheet.write_string(1, 0, "Kỳ báo cáo: quý I/2025. Số liệu trong biểu này không phải của địa phương nào.")
    _write_header(sheet, bold)
    for column in range(width):
        sheet.write_string(5, column, f"({column + 1})", bold)
    first_row = 6
    for order, (commune, cells) in enumerate(ROWS, 1):
        row = first_row + order - 1
        sheet.write_number(row, 0, order)
        for column, cell in enumerate(cells, 2):
            match cell:
                case None:
                    continue
                case ("percent", value):
                    sheet.write_number(row, column, value, percent)
                case date():
                    sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                case str():
                    sheet.write_string(row, column, cell)
                case _:
                    sheet.write_number(row, column, cell)
        last = order == len(ROWS) or ROWS[order][0] != commune
        if last:
            top = first_row + next(i for i, (c, _) in enumerate(ROWS) if c == commune)
            sheet.merge_range(top, 1, row, 1, commune, middle)
    total = first_row + len(ROWS)
    sheet.merge_range(total, 0, total, 3, "Tổng cộng", bold)
    sheet.write_formula(total, 4, f"=SUM(E{first_row + 1}:E{total})", None, 3528)
    sheet.write_string(total + 2, 2, "Người lập biểu")
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, width - 1, 14)
    sheet.freeze_panes(first_row, 3)
    book.close()


def _write_header(sheet: Any, style: Any) -> None:
    """Write the two rows of the header: headings over several columns, or over both rows."""
    column = 0
    for heading, below in HEADER:
        if not below:
            sheet.merge_range(3, column, 4, column, heading, style)
            column += 1
            continue
        sheet.merge_range(3, column, 3, column + len(below) - 1, heading, style)
        for text in below:
            sheet.write_string(4, column, text, style)
            column += 1


if __name__ == "__main__":
    make(SHEET)
