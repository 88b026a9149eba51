"""The commands compare and check: what they print where, and with which exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import smartvillage as sv
from smartvillage import __main__ as command_line
from smartvillage.indicators import Lang

CRITERIA = Path(__file__).parents[1] / "criteria"
Run = Callable[..., tuple[int, str, str]]

SET = """
id = "x/{name}"
levels = ["village"]
title = {{ vi = "Bộ X", en = "Set X" }}
{top}
valid_from = {first}
valid_until = 2025-12-31

[source]
issuer = {{ vi = "UBND tỉnh X", en = "X" }}
number = "12/KH-UBND"
date = 2023-03-01

[[criteria]]
id = "fibre"
title = {{ vi = "Cáp quang", en = "Fibre" }}
clause = {{ vi = "Mục 1", en = "Part 1" }}
force = "required"
rule = {{ kind = "at_least", indicator = "households_fibre_connected", value = "80%" }}
"""

MORE = """
[[criteria]]
id = "internet"
title = {{ vi = "Internet", en = "Internet" }}
clause = {{ vi = "Mục 2", en = "Part 2" }}
force = "{force}"
rule = {{ kind = "less_than", indicator = "households_internet", value = "{value}" }}
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line: exit code, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = command_line.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the file of a set."""

    def call(name: str = "y-2024", more: str = "", top: str = "", first: str = "2024-01-01") -> Path:
        path = tmp_path / "sets" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SET.format(name=name, top=top, first=first) + more, "utf-8")
        return path

    return call


CONTRADICTION = MORE.format(force="required", value="50%")
"""Less than half of the households with internet, beside 80 % with fibre."""


# compare


def test_two_sets_stand_side_by_side_in_a_hundred_columns(run: Run) -> None:
    """Relation, threshold, denominator, force and clause of both, in one look."""
    code, out, err = run("compare", "tien-giang/targets", "lang-son/targets", "--lang", "en")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 100
    assert (
        "Stricter        Every commune meets item 8.4 of the NTM    Communes meeting item 8.4 of the NTM set\n"
        "                set                                        At least 97%.\n"
        "                100%.                                      Out of: communes.\n"
        "                Out of: communes.                          Required. Part II.2.a, dash 2.\n"
    ) in out
    assert "\nAlike but not comparable\n- Not comparable: “" in out
    assert out.endswith("only in A 4; only in B 4.\n")


def test_implied_conditions_are_listed_with_their_links(run: Run) -> None:
    """In Vietnamese unless told otherwise."""
    code, out, _ = run("compare", "nghe-an/smart-village", "mard/pilot-selection")
    assert code == 0
    assert "\nNội dung suy ra được\n- Đạt “Hộ có Internet cáp quang” và “Hộ có điện thoại thông minh”" in out
    assert "fibre-is-internet" in out


def test_a_file_of_ones_own_can_be_compared(run: Run, write: Callable[..., Path]) -> None:
    """A province compares its draft with what is in force."""
    code, out, _ = run("compare", write(), "nghe-an/smart-village", "--lang", "en")
    assert code == 0
    assert "Same            Fibre                                      Households connected to fibre internet" in out


def test_a_comparison_as_json_holds_codes_and_words(run: Run) -> None:
    """Programs read the codes, people the text of each row."""
    code, out, _ = run("compare", "tien-giang/targets", "lang-son/targets", "--json", "--lang", "en")
    data = json.loads(out)
    assert code == 0
    assert data["schema"] == "smartvillage/comparison/1"
    assert data["a"] == {"id": "tien-giang/targets-2022", "sha256": sv.load("tien-giang/targets").digest}
    assert data["level"] == "province"
    row = next(row for row in data["rows"] if row["relation"] == "stricter")
    assert (row["a"]["id"], row["b"]["id"], row["a"]["force"]) == ("ntm-8-4", "ntm-8-4", "required")
    (shared,) = row["on"]
    assert (shared["indicator"], shared["denominator"]) == ("communes_ntm_8_4", "communes")
    assert shared["b"][0]["bounds"]["low"] * 100 == shared["b"][0]["bounds"]["scale"] * 97
    assert row["only_a"] is None
    assert list(row["only_b"]["place"]["facts"]) == ["communes_ntm_8_4"]
    assert row["text"].startswith("Stricter: ")
    assert {row["b"] and row["b"]["id"] for row in data["rows"] if row["relation"] == "only_in_a"} == {None}
    assert data["near_misses"][0]["differs"] == ["meaning"]
    assert data["left"][0]["a"] == ["province-files"]


def test_all_that_follows_clashes_or_is_renamed_is_in_the_json(run: Run, write: Callable[..., Path]) -> None:
    """Nothing that the text tells is missing for a program."""
    _, out, _ = run("compare", "nghe-an/smart-village", "mard/pilot-selection", "--json")
    (implied,) = json.loads(out)["implied"]
    assert implied["criterion"] == "mard/pilot-selection-2022#households-connected"
    assert implied["by"] == ["nghe-an/smart-village-2023#fibre", "nghe-an/smart-village-2023#smartphones"]
    assert implied["known"][0]["indicator"] == "households_internet_and_smart_device"
    assert implied["village"]["above"] == []
    one = write("y-2024", CONTRADICTION)
    _, out, _ = run("compare", one, write("z-2024"), "--json")
    assert json.loads(out)["clashes"] == [{"a": "internet", "b": "fibre", "links": ["fibre-is-internet"]}]
    new = write("y-2024", top='replaces = "x/y-2022"')
    new.write_text(new.read_text("utf-8").replace('id = "fibre"', 'id = "cable"'), "utf-8")
    _, out, _ = run("compare", new, write("y-2022"), "--json")
    assert json.loads(out)["renamed"] == [{"old": "fibre", "new": "cable"}]
    _, out, _ = run("compare", "lang-son/targets", "vn/targets", "--json")
    under = next(row["under"] for row in json.loads(out)["rows"] if row["under"])
    assert under[0].keys() == {"a", "b", "relation"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_set_that_does_not_exist_is_told_with_the_nearest(run: Run, lang: Lang) -> None:
    """Nothing is compared with a guess."""
    code, out, err = run("compare", "nghe-an/smart-vilage", "mard/pilot-selection", "--lang", lang)
    assert (code, out) == (2, "")
    assert "nghe-an/smart-village" in err


# check


def test_a_clean_set_is_told_to_be_clean(run: Run) -> None:
    """Exit code 0, and how much was looked at."""
    assert run("check", "nghe-an/smart-village", "--lang", "en") == (
        0,
        "Sets checked: 1; errors 0, warnings 0, notes 0.\n",
        "",
    )


def test_a_contradiction_is_told_with_place_and_links(run: Run, write: Callable[..., Path]) -> None:
    """A build fails by it."""
    code, out, err = run("check", write(more=CONTRADICTION))
    assert (code, err) == (1, "")
    assert out == (
        "Lỗi, x/y-2024#fibre: Không địa bàn nào đạt cả “Cáp quang” (fibre) và “Internet” (internet) (liên kết\n"
        "fibre-is-internet). Các điều kiện này loại trừ nhau: “Hộ có kết nối Internet cáp quang: tối thiểu\n"
        "80%” và “Hộ có kết nối Internet: dưới 50%”.\n"
        "Đã kiểm tra 1 bộ tiêu chí: 1 lỗi, 0 cảnh báo, 0 lưu ý.\n"
    )


def test_a_warning_fails_and_a_note_does_not(run: Run, write: Callable[..., Path]) -> None:
    """What needs a reason counts until the set states one."""
    assert run("check", write(more=MORE.format(force="aspirational", value="50%")))[0] == 1
    code, out, _ = run("check", "mard/pilot-selection", "--lang", "en")
    assert code == 0
    assert out.startswith("Note, mard/pilot-selection-2022: ")
    assert out.endswith("Sets checked: 1; errors 0, warnings 0, notes 1.\n")


def test_a_folder_is_checked_with_all_its_sets(run: Run, write: Callable[..., Path]) -> None:
    """Other TOML files are left alone; a set is checked once, and against the edition that it replaces."""
    write("y-2022")
    new = write("y-2024", top='replaces = "x/y-2022"')
    (new.parent / "settled.toml").write_text('by = "me"\nwhy = "so"\n', "utf-8")
    code, out, err = run("check", new.parent, new, "--lang", "en")
    assert (code, err) == (1, "")
    assert "both in force from 1 January 2024 to 31 December 2025." in " ".join(out.split())
    assert out.endswith("Sets checked: 2; errors 0, warnings 1, notes 0.\n")


def test_all_shipped_sets_are_clean(run: Run) -> None:
    """Whoever checks the folder of the documents finds notes only, each with its reason."""
    code, out, err = run("check", CRITERIA, "--json")
    assert (code, err) == (0, "")
    problems = json.loads(out)["problems"]
    assert {problem["severity"] for problem in problems} == {"info"}
    assert all(problem["stated"] for problem in problems)


def test_rules_that_exclude_each_other_are_written_whole(run: Run, tmp_path: Path) -> None:
    """Deadlines and sets too, as their files write them."""
    file = tmp_path / "days.toml"
    head = SET.format(name="days-2024", top="", first="2023-03-01").partition("[[criteria]]")[0]
    file.write_text(
        head.replace('["village"]', '["province"]')
        + """
[[criteria]]
id = "late"
title = { vi = "Muộn", en = "Late" }
clause = { vi = "Mục 1", en = "Part 1" }
applies = { kind = "before", indicator = "digital_plan_issued", value = 2024-05-01 }
rule = { kind = "not", rule = { kind = "no_later_than", indicator = "digital_plan_issued", value = 2024-05-01 } }
""",
        "utf-8",
    )
    code, out, _ = run("check", file, "--json")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["code"]) == (1, "cannot_pass")
    deadline = {"kind": "no_later_than", "indicator": "digital_plan_issued", "value": "2024-05-01"}
    assert problem["because"][-1] == {"kind": "not", "rule": deadline}


def test_a_set_that_excludes_is_named(run: Run, write: Callable[..., Path]) -> None:
    """To be a smart village of Nghệ An and to have little internet exclude each other; the set stands by its id."""
    village = """
[[criteria]]
id = "village"
title = { vi = "Thôn thông minh", en = "Smart village" }
clause = { vi = "Mục 3", en = "Part 3" }
set = "nghe-an/smart-village-2023"
"""
    code, out, _ = run("check", write(more=MORE.format(force="required", value="50%") + village), "--json")
    problem = next(p for p in json.loads(out)["problems"] if p["criteria"] == ["internet", "village"])
    assert (code, problem["code"]) == (1, "contradiction")
    assert problem["because"] == [
        {"kind": "less_than", "indicator": "households_internet", "value": "50%"},
        {"set": "nghe-an/smart-village-2023"},
    ]


def test_two_sets_of_one_id_are_told(run: Run, write: Callable[..., Path]) -> None:
    """A forgotten copy would leave open which of them a place is judged by; the very same set twice would not."""
    one = write()
    copy = one.with_name("copy.toml")
    copy.write_bytes(one.read_bytes())
    assert run("check", one.parent, "--lang", "en")[0] == 0
    copy.write_text(one.read_text("utf-8").replace("80%", "70%"), "utf-8")
    code, _, err = run("check", one.parent, "--lang", "en")
    assert code == 1
    assert "x/y-2024: different sets have this id: " in err
    assert str(one) in err
    assert str(copy) in err


def test_an_edition_that_nobody_has_is_not_asked_for(run: Run, write: Callable[..., Path]) -> None:
    """A set may replace one that was never encoded."""
    assert run("check", write(top='replaces = "x/never-2020"'))[0] == 0


def test_a_file_that_cannot_be_read_is_told_beside_the_others(run: Run, write: Callable[..., Path]) -> None:
    """Every problem of a broken file, the results of the whole ones, and exit code 1."""
    whole = write()
    broken = whole.parent / "broken.toml"
    broken.write_text('id = "x/broken-2024"\nlevels = ["vilage"]\n', "utf-8")
    (whole.parent / "no.toml").write_text("no = = toml", "utf-8")
    code, out, err = run("check", whole.parent, "nghe-an/smart-vilage", "--lang", "en")
    assert code == 1
    assert out == "Sets checked: 1; errors 0, warnings 0, notes 0.\n"
    assert err.count("broken.toml") > 1
    assert "no.toml" in err
    assert "Did you mean “nghe-an/smart-village”?" in err


def test_nothing_to_check_is_said(run: Run, tmp_path: Path) -> None:
    """Neither an empty folder nor an unknown id is clean."""
    code, out, err = run("check", tmp_path, "--lang", "en")
    assert (code, out) == (2, "")
    assert "the folder holds no .toml file of a criteria set." in err
    code, out, err = run("check", "nghe-an/smart-vilage", "--lang", "en")
    assert (code, out) == (2, "")
    assert err.endswith("Error: No criteria set could be checked.\n")


def test_problems_as_json_hold_codes_and_words(run: Run, write: Callable[..., Path]) -> None:
    """Place, code, severity, links and witness for programs, the sentence for people."""
    code, out, _ = run("check", write(more=CONTRADICTION), "ho-chi-minh-city/household-device", "--json")
    data = json.loads(out)
    assert code == 1
    assert data["schema"] == "smartvillage/problems/1"
    assert [rules["id"] for rules in data["sets"]] == ["x/y-2024", "ho-chi-minh-city/household-device-2023"]
    contradiction, implied = data["problems"]
    assert contradiction == {
        "where": "x/y-2024#fibre",
        "code": "contradiction",
        "severity": "error",
        "criteria": ["fibre", "internet"],
        "indicator": None,
        "left": [],
        "because": [
            {"kind": "at_least", "indicator": "households_fibre_connected", "value": "80%"},
            {"kind": "less_than", "indicator": "households_internet", "value": "50%"},
        ],
        "links": ["fibre-is-internet"],
        "witness": None,
        "more": {},
        "stated": None,
        "text": (
            "Lỗi, x/y-2024#fibre: Không địa bàn nào đạt cả “Cáp quang” (fibre) và “Internet” (internet) "
            "(liên kết fibre-is-internet). Các điều kiện này loại trừ nhau: “Hộ có kết nối Internet cáp quang: "
            "tối thiểu 80%” và “Hộ có kết nối Internet: dưới 50%”."
        ),
    }
    assert implied["witness"]["place"]["level"] == "village"
    _, out, _ = run("check", "mard/pilot-selection", "--json")
    assert json.loads(out)["problems"][0]["stated"].keys() == {"vi", "en"}
