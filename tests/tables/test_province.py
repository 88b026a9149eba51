"""The worked province: four tables, judged from the rows of its villages upward."""

import filecmp
import importlib.util
import json
import shutil
import time
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from smartvillage import Assessment, Outcome, Place, load
from smartvillage.__main__ import main
from smartvillage.indicators import Level
from smartvillage.tables import Register, read

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "province"
CRITERIA = FOLDER / "criteria.toml"
DAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """Return the script that makes the tables."""
    spec = importlib.util.spec_from_file_location("make_province", Path(__file__).with_name("make_province.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found() -> Register:
    """Return what is read from the folder."""
    return read(FOLDER)


def judged(found: Register) -> Assessment:
    """Return the assessment of the one province."""
    (province,) = found.roots
    return load(CRITERIA).assess(province, DAY)


def of_level(found: Register, level: Level) -> list[Place]:
    """Return the places of a level."""
    return [place for place in found if place.level is level]


def test_the_tables_are_those_that_the_script_makes(maker: ModuleType, tmp_path: Path) -> None:
    """An example that nobody can make again cannot be changed."""
    maker.make(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["huyen.csv", "thon.csv", "tinh.csv", "xa.csv"]
    assert filecmp.cmpfiles(tmp_path, FOLDER, names, shallow=False) == (names, [], [])


def test_it_is_one_tree_of_a_provinces_size_and_says_that_it_is_invented(found: Register) -> None:
    """At least 3 districts, 30 communes and 200 villages; two communes of one name are told apart by their codes."""
    assert found.issues == ()
    (province,) = found.roots
    assert province.name == "Tỉnh Minh Họa"
    sizes = [len(of_level(found, level)) for level in (Level.DISTRICT, Level.COMMUNE, Level.VILLAGE)]
    assert sizes == [4, 32, 223]
    assert sizes == [len(list(province.below([level]))) for level in (Level.DISTRICT, Level.COMMUNE, Level.VILLAGE)]
    alike = [place for place in of_level(found, Level.COMMUNE) if place.name == "Xã Minh Họa"]
    assert [(place.code, len(place.parts)) for place in alike] == [("X03", 8), ("X11", 6)]


def test_one_village_from_399_to_400_of_499_moves_its_commune_and_the_province_and_nothing_else(
    found: Register, tmp_path: Path
) -> None:
    """One more household moves that village, its commune's count and the province's count."""
    folder = tmp_path / "province"
    shutil.copytree(FOLDER, folder)
    rows = (folder / "thon.csv").read_text("utf-8-sig")
    assert rows.count("Thôn 4,499,399,") == 1
    (folder / "thon.csv").write_text(rows.replace("Thôn 4,499,399,", "Thôn 4,499,400,"), "utf-8-sig")
    after = read(folder)

    def counts(register: Register) -> dict[tuple[str, ...], Any]:
        rules = load(CRITERIA)
        seen: dict[tuple[str, ...], Any] = {}
        for finding in judged(register):
            known = finding.finding.known
            assert known is not None
            seen["province", finding.id] = known.bounds.low, known.bounds.high
        for district in register.roots[0].parts:
            for commune in district.parts:
                evidence = rules.assess(register.roots[0], DAY).evidence.at(commune)
                bounds = evidence.known("villages_fibre_80").bounds
                seen[district.name, commune.name] = bounds.low, bounds.high
                for village in commune.parts:
                    own = evidence.at(village).known("households_fibre_connected").bounds
                    seen[district.name, commune.name, village.name] = own.low, own.high, own.total
        return seen

    one, two = counts(found), counts(after)
    assert one.keys() == two.keys()
    assert {key: (one[key], two[key]) for key in one if one[key] != two[key]} == {
        ("Huyện Minh Họa Bắc", "Xã Minh Họa 1", "Thôn 4"): ((399, 399, 499), (400, 400, 499)),
        ("Huyện Minh Họa Bắc", "Xã Minh Họa 1"): ((5, 5), (6, 6)),
        ("province", "fibre-villages"): ((205, 207), (206, 208)),
        ("province", "fibre-communes"): ((14, 15), (15, 16)),
    }


def test_the_order_of_rows_does_not_matter(found: Register, tmp_path: Path) -> None:
    """However the tables are sorted, the same places make the same tree and get the same answers."""
    for path in FOLDER.glob("*.csv"):
        header, *rows = path.read_text("utf-8-sig").splitlines()
        (tmp_path / path.name).write_text("\n".join([header, *reversed(rows)]), "utf-8-sig")
    turned = read(tmp_path)

    def sorted_tree(place: Place) -> Any:
        return place.name, place.code, dict(place.facts), sorted(map(sorted_tree, place.parts), key=repr)

    assert turned.issues == ()
    assert sorted_tree(turned.roots[0]) == sorted_tree(found.roots[0])
    assert [f.outcome for f in judged(turned)] == [f.outcome for f in judged(found)]


def test_an_undecided_village_and_one_not_listed_stay_open(found: Register) -> None:
    """Thôn 1 of commune 9 has no figure, and commune 32 states one village more than the table lists."""
    assessment = judged(found)
    known = assessment["fibre-villages"].finding.known
    assert known is not None
    assert known.parts is not None
    assert [(place.name, place.parent and place.parent.name) for place in known.parts.undecided] == [
        ("Thôn 1", "Xã Minh Họa 9")
    ]
    assert known.parts.missing == 1
    last = of_level(found, Level.COMMUNE)[-1]
    assert (last.name, last.expected_parts, len(last.parts)) == ("Xã Minh Họa 32", 8, 7)


def test_districts_do_not_count_after_june_2025(found: Register) -> None:
    """From 1 July 2025 nobody bears a district's figures; the communes and villages of the tree still count."""
    targets = load("lang-son/targets")
    (province,) = found.roots
    before, after = targets.assess(province, DAY), targets.assess(province, date(2025, 7, 1))
    assert before["district-9-5"].outcome is Outcome.PASS
    assert (after["district-9-5"].outcome, after["district-9-5"].reason and after["district-9-5"].reason.value) == (
        Outcome.NOT_APPLICABLE,
        "no_bearer",
    )
    assert before["teams"] == after["teams"]


# The command line


def test_the_command_line_prints_the_targets_and_what_drags_each_down(capsys: pytest.CaptureFixture[str]) -> None:
    """Failing and undecided places by name, the nearest first, the others counted."""
    code = main(["assess", str(FOLDER), "--criteria", str(CRITERIA), "--on", "2025-06-30"])
    out, err = capsys.readouterr()
    text = " ".join(out.split())
    assert (code, err) == (1, "")
    assert all(len(line) <= 100 for line in out.splitlines())
    assert "Chưa đạt (17): Thôn 4 (Xã Minh Họa 1) – còn thiếu 1 hộ; Thôn 2 (Xã Minh Họa 20) – còn thiếu 4 hộ;" in text
    assert "còn thiếu 10 hộ; và 11 địa bàn khác." in text
    assert "Chưa xác định (1): Thôn 1 (Xã Minh Họa 9) – chưa có số liệu. Còn thiếu số liệu của 1 địa bàn." in text
    assert "Xã Minh Họa 9 – có thể còn thiếu, nhiều nhất 1 thôn: Thôn 1." in text
    assert "✓ Ít nhất 20 xã có từ 5 thôn có Wifi Đã đạt" in text


def test_a_commune_that_fails_by_a_criterion_of_another_set_names_its_village(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Lạng Sơn counts communes whose teams are active in every village: the village is named."""
    main(["assess", str(FOLDER), "--criteria", "lang-son/targets", "--on", "2025-06-30"])
    text = " ".join(capsys.readouterr().out.split())
    assert "Chưa đạt (1): Xã Minh Họa 5 – còn thiếu 1 thôn: Thôn 3." in text
    assert "Huyện Minh Họa Bắc, Huyện Minh Họa Nam, Huyện Minh Họa Đông, Huyện Minh Họa Tây – chưa có số liệu." in text
    assert "Huyện Minh Họa Nam, Huyện Minh Họa Đông – Lấy ý kiến về sự hài lòng của người dân" in text


def test_json_tells_the_places_that_drag_a_target_down(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, with what each lacks in numbers; a target that is met has none."""
    main(["assess", str(FOLDER), "--criteria", str(CRITERIA), "--on", "2025-06-30", "--json"])
    (province,) = json.loads(capsys.readouterr().out)["places"]
    villages, communes, wifi = province["criteria"]
    (parts,) = villages["parts"]
    assert (parts["indicator"], parts["counted"], parts["missing"]) == ("villages_fibre_80", 223, 1)
    assert (len(parts["failing"]), len(parts["undecided"])) == (17, 1)
    first = parts["failing"][0]
    assert first["place"] == {"name": "Thôn 4", "code": None, "level": "village", "parent": "Xã Minh Họa 1"}
    assert first["gap"][0]["low"] == first["gap"][0]["high"] == 1
    assert [len(p["failing"]) for p in communes["parts"]] == [17]
    assert "parts" not in wifi


def test_thousands_of_villages_stay_quick(maker: ModuleType, tmp_path: Path) -> None:
    """Two thousand villages are read and judged upward within seconds, on a slow machine too."""
    maker.write(tmp_path / "tinh.csv", maker.PROVINCE_HEADER, [("Tỉnh Lớn", 4, "93,4")])
    communes = [(f"X{n}", f"Xã {n}", maker.DISTRICTS[n % 4], 10, "Có", "Có", 1, "Có", "Có") for n in range(200)]
    maker.write(tmp_path / "xa.csv", maker.COMMUNE_HEADER, communes)
    villages = [(f"X{n % 200}", "", f"Thôn {n}", 300, 240 + n % 3, "91,5", "Có", "Có") for n in range(2000)]
    maker.write(tmp_path / "thon.csv", maker.VILLAGE_HEADER, villages)
    start = time.process_time()
    (province,) = read(tmp_path).roots
    assessment = load("nghe-an/targets").assess(province, DAY)
    assert time.process_time() - start < 10
    assert assessment["smart-villages"].finding.known is not None
    assert load(CRITERIA).assess(province, DAY)["fibre-villages"].outcome is Outcome.PASS


def test_two_rows_with_different_dates_are_named(tmp_path: Path) -> None:
    """Dates are equal or not; there is nothing between, as there is for figures."""
    (tmp_path / "tinh.csv").write_text(
        "Tỉnh,Ngày ban hành kế hoạch\nTỉnh A,15/12/2022\nTỉnh A,16/12/2022\n", encoding="utf-8"
    )
    found = read(tmp_path)
    assert [place.name for place in found] == ["Tỉnh A"]
    assert "rows_disagree" in {issue.code for issue in found.issues}
