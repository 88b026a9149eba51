"""Make docs/examples/province: a province in four tables, one for each level, with invented figures.

Run it from the top of the repository: `python tests/tables/make_province.py`. Nothing in it is drawn by lot.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "province"

PROVINCE = "Tỉnh Minh Họa"
DISTRICTS = ("Huyện Minh Họa Bắc", "Huyện Minh Họa Nam", "Huyện Minh Họa Đông", "Huyện Minh Họa Tây")
COMMUNES_EACH = 8
YES, NO = "Có", "Không"

Row = Sequence[str | int]

PROVINCE_HEADER = ("Tỉnh", "Số đơn vị cấp huyện", "Tỷ lệ hồ sơ công việc xử lý trên môi trường mạng (%)")
DISTRICT_HEADER = (
    "Mã huyện",
    "Huyện",
    "Tỉnh",
    "Số xã",
    "Đơn vị cấp huyện đạt chỉ tiêu 9.5 huyện nông thôn mới",
    "Cung cấp dịch vụ thiết yếu về y tế",
    "Lấy ý kiến về sự hài lòng của người dân với kết quả nông thôn mới qua ứng dụng trực tuyến",
)
COMMUNE_HEADER = (
    "Mã xã",
    "Xã",
    "Huyện",
    "Số thôn",
    "Xã đạt chỉ tiêu 8.4 nông thôn mới",
    "Xã đạt chỉ tiêu 8.4 nông thôn mới nâng cao",
    "Số hợp tác xã tham gia liên kết tiêu thụ nông sản chủ lực của xã",
    "Cung cấp dịch vụ thiết yếu về y tế",
    "Lấy ý kiến về sự hài lòng của người dân với kết quả nông thôn mới qua ứng dụng trực tuyến",
)
VILLAGE_HEADER = (
    "Mã xã",
    "Xã",
    "Thôn",
    "Tổng số hộ",
    "Số hộ có Internet cáp quang",
    "Tỷ lệ hộ có điện thoại thông minh (%)",
    "Nhà văn hóa thôn có Wifi",
    "Tổ công nghệ số cộng đồng hoạt động",
)


def yes(condition: object) -> str:
    """Return the answer of a cell."""
    return YES if condition else NO


def commune_name(number: int) -> str:
    """Return the name of a commune; the third of each of the first two districts are called alike."""
    return "Xã Minh Họa" if number in (3, 3 + COMMUNES_EACH) else f"Xã Minh Họa {number}"


def villages_of(number: int) -> int:
    """Return how many villages a commune has."""
    return 5 + number % 5


def districts() -> list[Row]:
    """Return the rows of the districts."""
    return [
        (f"H{n}", name, PROVINCE, COMMUNES_EACH, yes(n != 3), yes(n < 4), yes(n == 1))
        for n, name in enumerate(DISTRICTS, 1)
    ]


def communes() -> list[Row]:
    """Return the rows of the communes; of the last one, one village has not reported."""
    last = len(DISTRICTS) * COMMUNES_EACH
    return [
        (
            f"X{n:02}",
            commune_name(n),
            DISTRICTS[(n - 1) // COMMUNES_EACH],
            villages_of(n) + (n == last),
            yes(n != 17),
            "" if n == 20 else yes(n % 2),
            n % 3,
            yes(n % 4),
            yes(n % 5 != 1),
        )
        for n in range(1, last + 1)
    ]


def villages() -> list[Row]:
    """Return the rows of the villages."""
    rows: list[Row] = []
    for commune in range(1, len(DISTRICTS) * COMMUNES_EACH + 1):
        for village in range(1, villages_of(commune) + 1):
            households = 120 + (commune * 37 + village * 53) % 380
            # In odd communes every village is connected well enough; in even ones not the second.
            percent = 72 + commune % 7 if commune % 2 == 0 and village == 2 else 80 + (commune * 5 + village * 3) % 20
            fibre: int | str = -(-households * percent // 100)
            if (commune, village) == (1, 4):
                households, fibre = 499, 399  # 79,96 %: one household short, and the only such village of its commune
            if (commune, village) == (9, 1):
                fibre = ""  # not yet counted
            phones = f"{86 + (commune + village * 2) % 13},5"
            active = (commune, village) != (5, 3)
            code = f"X{commune:02}"
            wifi = yes((commune + village) % 6)
            rows.append(
                (code, commune_name(commune), f"Thôn {village}", households, fibre, phones, wifi, yes(active)),
            )
    return rows


def write(path: Path, header: Row, rows: Sequence[Row]) -> None:
    """Write one table, so that Excel shows its letters."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def make(folder: Path) -> None:
    """Write the four tables."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "tinh.csv", PROVINCE_HEADER, [(PROVINCE, len(DISTRICTS), "93,4")])
    write(folder / "huyen.csv", DISTRICT_HEADER, districts())
    write(folder / "xa.csv", COMMUNE_HEADER, communes())
    write(folder / "thon.csv", VILLAGE_HEADER, villages())


if __name__ == "__main__":
    make(FOLDER)
