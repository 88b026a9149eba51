"""Laws of the reader: whatever a cell or a file holds, nothing is lost and nothing raises but what is promised."""

import io
import string
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from smartvillage import SmartVillageError
from smartvillage.facts import Bounds, Share
from smartvillage.tables import UnreadableTable, read
from smartvillage.tables.amounts import is_missing
from smartvillage.tables.grids import clean
from smartvillage.tables.issues import CODES, EXPECTED

COLUMNS = (
    "Tổng số hộ",
    "Hộ có cáp quang",
    "Tỷ lệ hộ có điện thoại thông minh (%)",
    "Số hộ gắn mã địa chỉ",
    "Nhà văn hóa có Wifi",
    "Giao tiếp thông minh",
    "Tin, bài mỗi tháng 01/2025",
)
WORDS = (
    *("trên", "hơn", "gần", "dưới", "từ", "đến", "trở lên", "khoảng", "tối đa", "ít nhất", "tất cả"),
    *("hộ", "người", "%", "/", "-", "(", ")", ",", ".", " ", "  ", "\u0301", "９", "#N/A", "năm"),
    *("1", "0", "79,5", "1.234", "471", "370", "Có", "không", "Đạt", "cơ bản đạt", "x"),
)
cells = st.one_of(
    st.text(string.printable + "ộậốảđ½\u0301\u200b"),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.integers().map(str),
    st.floats().map(str),
)


def quoted(cell: str) -> str:
    """Return a cell as CSV."""
    return '"' + cell.replace('"', '""').replace("\0", "") + '"'


@given(st.lists(st.tuples(*[cells] * len(COLUMNS)), min_size=1, max_size=4))
@example([("370/471", "trên 100%", "1", "(1)(2)", "x (y)", "Có (", "1 (2)")])
def test_every_filled_cell_is_a_fact_or_an_issue(rows: list[tuple[str, ...]]) -> None:
    """Nothing that somebody typed may vanish in silence."""
    lines = [";".join(("Mã", "Thôn", *COLUMNS))]
    lines += [";".join((str(n), f"Thôn {n}", *map(quoted, row))) for n, row in enumerate(rows)]
    found = read(io.BytesIO("\n".join(lines).encode()))
    assert [place.name for place in found] == [f"Thôn {n}" for n in range(len(rows))]
    assert all(issue.code in CODES and (issue.expected or "name") in EXPECTED for issue in found.issues)
    told = {(issue.where.row, issue.where.column) for issue in found.issues if issue.where}
    for number, (place, row) in enumerate(zip(found, rows, strict=True), 2):
        said = [cell for cell in map(clean, row) if not is_missing(cell)]
        issues = sum((number, column) in told for column in COLUMNS)
        assert len(place.facts) <= len(said) <= len(place.facts) + issues


@given(cells, cells)
def test_shares_stay_within_what_can_be(count: str, total: str) -> None:
    """However odd the cells, no share is recorded that cannot be."""
    text = f"Thôn;Tổng số hộ;Số hộ có cáp quang\nA;{quoted(total)};{quoted(count)}"
    for place in read(io.BytesIO(text.encode())):
        for fact in place.facts.get("households_fibre_connected", ()):
            value = fact.value
            if isinstance(value, Share):
                assert value.total is None or 0 <= value.count <= value.total
            else:
                assert isinstance(value, Bounds)
                assert 0 <= value.low <= value.high <= value.scale


@given(st.binary(max_size=200))
@example(b"PK\x03\x04")
@example(b"\xff\xfeA")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No file crashes the reader; it says what is wrong."""
    try:
        read(io.BytesIO(data))
    except SmartVillageError as error:
        assert str(error)  # noqa: PT017 - either is fine


@given(st.lists(st.lists(cells, max_size=5), max_size=6))
def test_any_table_is_read_or_refused(rows: list[list[Any]]) -> None:
    """Headers may hold anything too."""
    text = "\n".join(";".join(map(quoted, row)) for row in [["Thôn", "Tổng số hộ"], *rows])
    try:
        found = read(io.BytesIO(text.encode()))
    except UnreadableTable as error:
        assert error.code == "no_data_row"  # noqa: PT017 - either is fine
        return
    assert all(place.name for place in found)


@given(st.permutations(list(range(len(COLUMNS)))), st.tuples(*[cells] * len(COLUMNS)))
def test_the_order_of_columns_does_not_matter(order: list[int], row: tuple[str, ...]) -> None:
    """A sheet is a table, not a sequence."""

    def facts(indexes: list[int]) -> Any:
        lines = [
            ";".join(("Thôn", *(COLUMNS[i] for i in indexes))),
            ";".join(("A", *(quoted(row[i]) for i in indexes))),
        ]
        found = read(io.BytesIO("\n".join(lines).encode()))
        return found.places, sorted((i.code, str(i.value)) for i in found.issues)

    assert facts(order) == facts(list(range(len(COLUMNS))))
