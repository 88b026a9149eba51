"""Places that tables count and do not list: nobody knows of them, and no target is met or failed without them."""

from collections.abc import Callable
from datetime import date

from smartvillage import load
from smartvillage.facts import Issue
from smartvillage.indicators import Level
from smartvillage.messages import explain_issue
from smartvillage.tables import Register

Read = Callable[..., Register]


def codes(found: Register) -> list[tuple[str, str | None, str | None]]:
    """Return the code, place and value of the issues."""
    return [(issue.code, issue.place, issue.value) for issue in found.issues]


def in_words(issue: Issue) -> tuple[str, str]:
    """Return an issue in both languages."""
    return explain_issue(issue, "vi"), explain_issue(issue, "en")


PROVINCE = "Tỉnh Nghệ An"


def outcome(found: Register, rules: str, criterion: str) -> tuple[str, float]:
    """Judge the province of the tables: the outcome, and how many places are missing."""
    (province,) = (place for place in found if place.level is Level.PROVINCE)
    finding = load(rules).assess(province, date(2025, 6, 1))[criterion]
    known = finding.finding.known
    return finding.outcome.value, known.parts.missing if known is not None and known.parts is not None else 0


def test_a_province_that_states_more_districts_than_are_listed_is_not_met_by_those(folder: Read) -> None:
    """One district of two meets it, and nobody knows of the other."""
    met = ("Huyện;Tỉnh;Đơn vị cấp huyện đạt chỉ tiêu 9.5 huyện nông thôn mới", f"Huyện A;{PROVINCE};Có")
    found = folder(huyen=met, tinh=("Tỉnh;Số đơn vị cấp huyện", f"{PROVINCE};2"))
    assert (found.issues, outcome(found, "tien-giang/targets", "district-9-5")) == ((), ("unknown", 1))
    found = folder(huyen=met, tinh=("Tỉnh;Số đơn vị cấp huyện", f"{PROVINCE};1"))
    assert outcome(found, "tien-giang/targets", "district-9-5") == ("pass", 0)


COMMUNES = ("Xã;Huyện;Xã đạt chỉ tiêu 8.4 nông thôn mới", "Xã 1;Huyện A;Có", "Xã 2;Huyện B;Có")


def test_a_province_that_states_more_communes_than_its_districts_list_is_not_met_by_those(folder: Read) -> None:
    """Nobody knows in which of the two districts the third commune is, so each may have it; that is said."""
    huyen = ("Huyện;Tỉnh;Dịch vụ y tế", f"Huyện A;{PROVINCE};Có", f"Huyện B;{PROVINCE};Có")
    found = folder(xa=COMMUNES, huyen=huyen, tinh=("Tỉnh;Số xã", f"{PROVINCE};3"))
    assert outcome(found, "tien-giang/targets", "ntm-8-4") == ("unknown", 2)
    assert codes(found) == [("fewer_listed_than_stated", PROVINCE, "3")]
    assert "chỉ liệt kê 2; phần còn lại được coi là chưa có số liệu và có thể thuộc Huyện A, Huyện B." in " ".join(
        in_words(found.issues[0])
    )
    found = folder(xa=COMMUNES, huyen=huyen, tinh=("Tỉnh;Số xã", f"{PROVINCE};2"))
    assert (found.issues, outcome(found, "tien-giang/targets", "ntm-8-4")) == ((), ("pass", 0))


def test_what_districts_state_themselves_is_what_they_lack(folder: Read) -> None:
    """The third commune is that of the district which states two; where their numbers add up to less, it is said."""
    huyen = ("Huyện;Tỉnh;Số xã", f"Huyện A;{PROVINCE};1", f"Huyện B;{PROVINCE};2")
    found = folder(xa=COMMUNES, huyen=huyen, tinh=("Tỉnh;Số xã", f"{PROVINCE};3"))
    assert (found.issues, outcome(found, "tien-giang/targets", "ntm-8-4")) == ((), ("unknown", 1))
    found = folder(xa=COMMUNES, huyen=huyen, tinh=("Tỉnh;Số xã", f"{PROVINCE};4"))
    assert codes(found) == [("fewer_listed_than_stated", PROVINCE, "4")]
    assert outcome(found, "tien-giang/targets", "ntm-8-4") == ("unknown", 1)


def test_a_district_that_lists_no_commune_and_states_one_leaves_the_province_open(folder: Read) -> None:
    """Its commune is without figures; where it states none, it has none, and only where it is silent that is noted."""
    xa, tinh = COMMUNES[:2], ("Tỉnh;Số đơn vị cấp huyện", f"{PROVINCE};2")
    for stated, expected, told in (
        ("1", ("unknown", 1), []),
        ("0", ("pass", 0), []),
        ("", ("pass", 0), ["no_parts_listed"]),
    ):
        huyen = ("Huyện;Tỉnh;Số xã", f"Huyện A;{PROVINCE};1", f"Huyện B;{PROVINCE};{stated}")
        found = folder(xa=xa, huyen=huyen, tinh=tinh)
        assert outcome(found, "tien-giang/targets", "ntm-8-4") == expected
        assert [issue.code for issue in found.issues] == told
    assert "1 địa bàn (Huyện B) không liệt kê nơi nào bên dưới" in in_words(found.issues[0])[0]


def test_villages_that_a_commune_states_and_does_not_list_may_be_smart(folder: Read) -> None:
    """Twenty are wanted, one is listed and forty are not: it is open, and no failure."""
    found = folder(
        thon=("Thôn;Xã;Được công nhận thôn thông minh", "Thôn 1;Xã 1;Đạt"),
        xa=("Xã;Tỉnh;Số thôn", f"Xã 1;{PROVINCE};1", f"Xã 2;{PROVINCE};40"),
        tinh=("Tỉnh;Số xã", f"{PROVINCE};2"),
    )
    assert outcome(found, "lang-son/targets", "smart-villages") == ("unknown", 40)
