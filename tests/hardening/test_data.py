"""Criteria files, and places and assessments as plain data, that somebody made up."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import smartvillage as sv
from smartvillage import __main__ as command_line
from smartvillage.catalogue import vocabulary
from smartvillage.codec import criteria_set_from, criteria_set_to, place_from
from smartvillage.errors import InvalidFile, SmartVillageError, did_you_mean, shown
from smartvillage.messages.figures import recorded_text

BROKEN = Path(__file__).parents[1] / "broken"
WHOLE = (BROKEN / "dates-out-of-order.toml").read_text("utf-8").replace("2024-12-31", "2025-12-31")
"""A small set that can be read."""

OTHER = """
[[criteria]]
id = "other"
title = { vi = "Bộ khác", en = "Another set" }
clause = { vi = "Mục 2", en = "Part 2" }
set = %s
"""

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a criteria file."""

    def written(content: str | bytes) -> Path:
        file = tmp_path / "set.toml"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return written


def deep(levels: int) -> list[Any]:
    """Return lists within lists."""
    data: list[Any] = []
    for _ in range(levels):
        data = [data]
    return data


def test_the_set_that_is_spoilt_below_is_whole(write: Write) -> None:
    """Otherwise every file would be refused for the wrong reason."""
    assert len(sv.load(write(WHOLE))) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("scope = " + "[" * 10_000 + "]" * 10_000, "nested deeper than 100"),
        ("scope = " + "[" * 300 + "]" * 300, "nested deeper than 100"),
        ("scope = " + "{ a = " * 10_000 + "}" * 10_000, "nested deeper than 100"),
        ("scope." + ".".join("a" * 20_000) + " = 1", "nested deeper than 100"),
        ("scope." + " . ".join(["'a b'", '"c"'] * 60) + " = 1", "nested deeper than 100"),
        ("fresh_for = 0x" + "f" * 5_000, "too large to be a figure"),
        ("fresh_for = -1" + "0" * 4_000, "too large to be a figure"),
        ("fresh_for = " + "9" * 5_000, "this is no TOML"),
        ("scope = { x = 0b" + "1" * 200 + " }", "too large to be a figure"),
    ],
    ids=["lists", "fewer lists", "tables", "dotted", "quoted", "hexadecimal", "negative", "decimal", "binary"],
)
def test_data_that_goes_too_far_is_refused(write: Write, line: str, words: str) -> None:
    """The parser takes minutes for a key of 20,000 parts; a hexadecimal number may be larger than can be printed."""
    with pytest.raises(InvalidFile, match=words) as caught:
        sv.load(write(f"{line}\n{WHOLE}"))
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    "value",
    [
        "nan",
        "inf",
        "-inf",
        "1e400",
        "-0",
        "1e999999999",
        "1e-999999999",
        "0.0000000001",
        "'NaN%'",
        "'1e300%'",
        "'１２%'",
        "'٥٠%'",
        "'\u200e50%'",
    ],
    ids=ascii,
)
def test_thresholds_that_are_no_figures_are_refused(write: Write, value: str) -> None:
    """A threshold of not-a-number would be met by none and failed by none."""
    rule = f'rule = {{ kind = "at_least", indicator = "households", value = {value} }}'
    spoilt = WHOLE.replace('rule = { kind = "holds", indicator = "culture_house_wifi" }', rule)
    assert rule in spoilt
    with pytest.raises(InvalidFile, match="wifi"):
        sv.load(write(spoilt))


MANY = {
    "criteria": "".join(OTHER % '"nghe-an/smart-village"' for _ in range(1_001)),
    "levels": None,
    "rules": '"all_of", rules = [' + '{ kind = "holds", indicator = "culture_house_wifi" },' * 1_001 + "]",
    "values": '"one_of", indicator = "district_kind", values = [' + '"x",' * 1_001 + "]",
}


@pytest.mark.parametrize("what", MANY)
def test_lists_that_go_on_and_on_are_refused(write: Write, what: str) -> None:
    """Each entry is compared with the others, and each that is unknown with all that are known."""
    began = time.process_time()
    more = MANY[what]
    if what == "criteria":
        spoilt = WHOLE + str(more)
    elif more is None:
        spoilt = WHOLE.replace('["village"]', "[" + '"village",' * 1_001 + "]")
    else:
        spoilt = WHOLE.replace('"holds", indicator = "culture_house_wifi"', more)
    with pytest.raises(InvalidFile, match=r"at most 1000 entries, not 1\d\d[12]"):
        sv.load(write(spoilt))
    assert time.process_time() - began < 5


def test_of_many_unknown_keys_some_are_told(write: Write) -> None:
    """For each the nearest known key is looked for."""
    with pytest.raises(InvalidFile, match="; and 980 more") as caught:
        sv.load(write("".join(f"k{n} = 1\n" for n in range(100, 1_100)) + WHOLE))
    assert str(caught.value).count("unknown key") == 20


def test_a_chain_of_a_thousand_links_is_followed_in_no_time(write: Write) -> None:
    """Which records may contradict is worked out once for all links, in steps and not in rounds over all of them."""
    words = '{ vi = "a", en = "b" }'
    own = "".join(
        f'[[indicators]]\nid = "own_{n}"\nlevels = ["village"]\nmeasure = "yes_no"\nlabel = {words}\n'
        for n in range(1_000)
    )
    links = "".join(
        f'[[links]]\nname = "l{n}"\nkind = "subset"\npart = "own_{n + 1}"\nwhole = "own_{n}"\nreading = {words}\n'
        for n in range(999)
    )
    began = time.process_time()
    rules = sv.load(write(WHOLE.replace('"culture_house_wifi"', '"own_0"') + own + links))
    place = sv.Place("A", level="village", facts={"own_999": True, "own_500": True})
    assert rules.assess(place).outcome is sv.Outcome.PASS
    assert time.process_time() - began < 30


def test_a_file_of_a_hundred_megabytes_is_refused(write: Write) -> None:
    """It is no file of criteria, whatever it is; only its first mebibyte is read."""
    file = write(b"")
    os.truncate(file, 100 * 2**20)
    with pytest.raises(InvalidFile, match="more than 1 MiB"):
        sv.load(file)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file without end is needed")
def test_a_file_without_end_is_refused() -> None:
    """Reading all of it would take all memory."""
    with pytest.raises(InvalidFile, match="more than 1 MiB"):
        sv.load(Path("/dev/zero"))


def test_a_path_with_a_nul_is_refused() -> None:
    """The system refuses it with an error of its own."""
    with pytest.raises(InvalidFile, match="cannot be read"):
        sv.load("a\0b.toml")


@pytest.mark.parametrize(
    "name",
    ["../nghe-an/smart-village", "nghe-an/../nghe-an/smart-village-2023", "..\\x", "/etc/passwd", "x" * 10**5 + "_"],
    ids=["up", "up and down", "backslash", "from the root", "long"],
)
def test_an_id_is_no_path(write: Write, name: str) -> None:
    """Neither asked for nor written in a file does an id leave the catalogue."""
    with pytest.raises(sv.errors.UnknownCriteriaSet):
        sv.load(name)
    spoilt = WHOLE.replace('"x/broken-2024"', f"'{name}'")
    assert spoilt != WHOLE
    with pytest.raises(InvalidFile, match="is not written like"):
        sv.load(write(spoilt))


@pytest.mark.parametrize("how", ["up", "from the root", "link", "circle", "NUL"])
def test_a_file_refers_to_no_file_elsewhere(write: Write, tmp_path: Path, how: str) -> None:
    """Who may write a criteria file must not learn what stands in another file of the machine."""
    secret = tmp_path.parent / f"{tmp_path.name}-secret.toml"
    secret.write_text("password = 'x'", "utf-8")
    (tmp_path / "link.toml").symlink_to(secret)
    (tmp_path / "circle.toml").symlink_to("circle.toml")
    ref = {"up": f"../{secret.name}", "from the root": str(secret), "NUL": "\\u0000.toml"}.get(how, f"{how}.toml")
    with pytest.raises(InvalidFile, match="no file in the folder of this one") as caught:
        sv.load(write(WHOLE + OTHER % f'"{ref}"'))
    assert "password" not in str(caught.value)


def test_a_file_refers_to_one_beside_it(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province has its sets in one folder, and calls the library from anywhere."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "other.toml").write_text(WHOLE.replace("x/broken-2024", "x/other-2024"), "utf-8")
    monkeypatch.chdir("/")
    rules = sv.load(write(WHOLE + OTHER % '"below/other.toml"'))
    assert ("wifi", "other") in [problem.criteria for problem in sv.check(rules)]


@pytest.mark.parametrize(
    "content",
    ["a = " + "[" * 10_000, "a = " + "9" * 5_000, b"\xff", "a." * 20_000 + "a = 1"],
    ids=["lists", "digits", "encoding", "dotted"],
)
def test_the_command_line_refuses_such_files_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes
) -> None:
    """`check DIR` looks into every file, and `--settle` names one: a traceback is no answer."""
    for name in ("folder/set.toml", "settle.toml"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    table = tmp_path / "thon.csv"
    table.write_text("Thôn;Tổng số hộ\nA;1\n", "utf-8")
    assert command_line.main(["check", str(tmp_path / "folder"), "--lang", "en"]) == 2
    settle = ["--settle", str(tmp_path / "settle.toml")]
    assert command_line.main(["assess", str(table), "--criteria", "nghe-an/smart-village", *settle]) == 2
    said = capsys.readouterr()
    assert "set.toml" in said.err
    assert "settle.toml" in said.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have names on POSIX only")
@pytest.mark.parametrize(("odd", "words"), [("link", "link to a file outside"), ("pipe", "no regular file")])
def test_check_follows_no_link_out_of_its_folder_and_waits_for_no_pipe(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], odd: str, words: str
) -> None:
    """A check of somebody's change to a folder must not print what stands beside the folder, nor wait for ever."""
    secret = tmp_path / "secret.toml"
    secret.write_text("id = 'x'\nlevels = []\npassword = 'x'", "utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    write(WHOLE).rename(folder / "set.toml")
    if odd == "link":
        (folder / "odd.toml").symlink_to(secret)
    else:
        os.mkfifo(folder / "odd.toml")
    assert command_line.main(["check", str(folder), "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "password" not in said.err


@pytest.mark.parametrize("mark", ["\u061c", "\u2028", "\u202e", "\u2066", "\x1b", "\x9b"], ids=ascii)
def test_no_mark_in_a_name_steers_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str) -> None:
    """A line separator or an Arabic letter mark turns a line round as well as an escape sequence does."""
    table = tmp_path / "thon.csv"
    table.write_text(f"Thôn;Tổng số hộ\nA{mark}b;abc\n", "utf-8")
    command_line.main(["assess", str(table), "--criteria", "nghe-an/smart-village", "--on", "2025-01-01"])
    said = capsys.readouterr()
    assert mark not in said.out + said.err


def test_a_name_of_two_lines_writes_no_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name could otherwise add a village that passes."""
    table = tmp_path / "thon.csv"
    table.write_text('Thôn;Tổng số hộ\n"A\nThôn B (thôn): Đủ điều kiện";1\n', "utf-8")
    command_line.main(["assess", str(table), "--criteria", "nghe-an/smart-village", "--on", "2025-01-01"])
    assert not any(line.startswith("Thôn B") for line in capsys.readouterr().out.splitlines())


def test_half_a_letter_in_a_set_is_refused() -> None:
    """Found by fuzzing: a set whose words no encoding holds was read, and broke when its digest was asked for."""
    data = criteria_set_to(sv.load("nghe-an/smart-village"))
    with pytest.raises(InvalidFile, match="that can be written"):
        criteria_set_from({**data, "scope": "\ud800"}, "set", vocabulary(), sv.load)


def test_a_letter_with_half_a_million_marks_is_refused(write: Write) -> None:
    """Bringing them into their order would take a quarter of an hour."""
    began = time.process_time()
    with pytest.raises(InvalidFile, match="no letter bears hundreds of marks"):
        sv.load(write(WHOLE.replace('"Hỏng"', '"a' + "\u0315\u0300" * 250_000 + '"')))
    with pytest.raises(SmartVillageError, match="no letter bears hundreds of marks"):
        place_from({"name": "a" + "\u0315\u0300" * 250_000, "level": "village"})
    assert time.process_time() - began < 5


# Plain data

PLACE: dict[str, Any] = {"name": "A", "level": "village"}


def fact(value: Any, **about: Any) -> dict[str, Any]:
    """Return a place with one fact."""
    return {**PLACE, "facts": {"households": [{"value": value, **about}]}}


def chain(length: int) -> dict[str, Any]:
    """Return places within places."""
    data = PLACE
    for _ in range(length):
        data = {**PLACE, "parts": [data]}
    return data


HOSTILE: dict[str, Any] = {
    "a list": deep(5_000),
    "name": {**PLACE, "name": deep(5_000)},
    "level": {**PLACE, "level": deep(5_000)},
    "code": {**PLACE, "code": deep(5_000)},
    "facts": {**PLACE, "facts": deep(5_000)},
    "value": fact(deep(5_000)),
    "unknown value": fact({"x": deep(5_000)}),
    "bounds": fact({"bounds": deep(5_000)}),
    "months": fact({"monthly": deep(5_000), "first": "2025-01", "last": "2025-02"}),
    "verdict": fact({"verdict": deep(5_000), "by": None, "on": None, "why": None}),
    "day": fact(1, as_of=deep(5_000)),
    "parts": chain(10_000),
    "a part": {**PLACE, "parts": [deep(5_000)]},
    "key": {**PLACE, "x" * 10**6: 1},
    "key that is a number": {**PLACE, 1: 1},
    "indicator that is a number": {**PLACE, "facts": {1: [{"value": 1}]}},
    "half a letter": {**PLACE, "name": "\ud800"},
    "bytes": b"{}",
    "not a number": fact(float("nan")),
    "infinity": fact(float("inf")),
    "decimal of a billion digits": fact({"decimal": "1e999999999"}),
    "signalling": fact({"decimal": "sNaN"}),
    "year 0": fact({"date": "0000-12-31"}),
    "Arabic digits": fact({"date": "٢٠٢٥-٠١-٠١"}),
    "number of 5,000 digits in the wrong place": {**PLACE, "name": 10**5_000},
    "share of 5,000 digits": fact({"count": 10**5_001, "total": 10**5_000}),
}


def bounds(kind: str, low: Any, high: Any, **more: Any) -> dict[str, Any]:
    """Return a place with one fact that is bounds."""
    given = {"low": low, "high": high, "scale": 1, "low_open": False, "high_open": False, "kind": kind, "total": None}
    return fact({"bounds": {**given, **more}})


HOSTILE |= {
    "number from minus infinity": bounds("number", "-inf", 5),
    "number at infinity": bounds("number", "inf", "inf"),
    "number below zero": bounds("number", -5, -1),
    "share without end": bounds("share", 0, "inf"),
    "share beyond the whole": bounds("share", 0, 3, scale=2),
    "share in parts of nothing": bounds("share", 0, 1, scale=0),
    "share of another total": bounds("share", 0, 1, scale=5, total=7),
    "parts without number": bounds("share", 0, 1, scale=10**400),
    "end that is no number": bounds("number", float("nan"), 1),
    "more than yes": bounds("truth", 0, 2),
    "kind that is a list": bounds([], 0, 1),  # type: ignore[arg-type]
    "kind unheard of": bounds("weight", 0, 1),
    "open between two neighbours": bounds("number", 1, 1, low_open=True),
    "day before the first": bounds("date", 0, 5),
    "day after the last": bounds("date", 5, 10**9),
    "never": bounds("date", "inf", "inf"),
    "never before": bounds("date", "-inf", "-inf"),
    "decimal in Arabic digits": fact({"decimal": "٣"}),
    "decimal with room": fact({"decimal": " 1_0 "}),
    "month of 400 digits": fact({"monthly": {"2025-01": 10**400}, "first": "2025-01", "last": "2025-01"}),
    "share of 400 digits": fact({"count": 1, "total": 10**400}),
    "parts of 400 digits": {"name": "X", "level": "commune", "expected_parts": 10**400},
}


@pytest.mark.parametrize(
    ("low", "high"), [(1, "inf"), ("-inf", 1), (3_652_060, "inf"), ("-inf", 3_652_060), (1, 1), (1, 3_652_060)]
)
def test_the_first_and_last_days_that_there_are_can_be_told(low: Any, high: Any) -> None:
    """What was not done by the first of January of the year 1 was done after the day before, which there is not."""
    place = place_from(bounds("date", low, high) | {"level": "province"})
    (found,) = place.facts["households"]
    assert recorded_text(found, "vi")


def test_places_with_very_many_facts_cost_no_minute() -> None:
    """For each unknown id a suggestion is looked for, and each record of an indicator is compared with the best."""
    began = time.process_time()
    facts: dict[str, Any] = {f"households_{n}": [{"value": 1}] for n in range(20_000)}
    facts["households"] = [{"value": n} for n in range(20_000)]
    a = sv.load("nghe-an/smart-village").assess(place_from({**PLACE, "facts": facts}))
    near = [dict(issue.more)["near"] for issue in a.issues if issue.code == "unknown_indicator"]
    assert len(near) == 20_000
    assert sum(map(bool, near)) == 100
    assert time.process_time() - began < 20


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_places_that_somebody_made_up_are_refused(data: Any) -> None:
    """A service passes on what it was sent: the answer is an error of ours, short enough to be logged."""
    with pytest.raises(SmartVillageError) as caught:
        place_from(data)
    assert len(str(caught.value)) < 2_000


@pytest.mark.parametrize(
    "value",
    [deep(5_000), [deep(3_000)], 10**5_000, {"x": deep(5_000)}, "x" * 10**6, None, 1.5],
    ids=["lists", "one list", "digits", "object", "text", "null", "number"],
)
def test_assessments_that_somebody_changed_are_refused(value: Any) -> None:
    """Whatever stands where something else should is refused, and never repeated at length."""
    written = sv.load("nghe-an/smart-village").assess(sv.Place("A", level="village")).to_dict()
    for key in written.keys() - {"library"}:
        if written[key] != value:
            with pytest.raises(SmartVillageError) as caught:
                sv.Assessment.from_dict({**written, key: value})
            assert len(str(caught.value)) < 10_000


def test_places_above_without_end_are_refused() -> None:
    """A village is in a commune, not in ten thousand villages."""
    written = sv.load("nghe-an/smart-village").assess(sv.Place("A", level="village")).to_dict()
    with pytest.raises(SmartVillageError):
        sv.Assessment.from_dict({**written, "above": [PLACE] * 10_000})


def test_an_assessment_opens_no_file() -> None:
    """The id of its set comes from outside."""
    written = sv.load("nghe-an/smart-village").assess(sv.Place("A", level="village")).to_dict()
    named = {**written, "criteria_set": {"id": str(BROKEN / "no-level.toml"), "sha256": ""}}
    with pytest.raises(sv.errors.UnknownCriteriaSet):
        sv.Assessment.from_dict(named)


def test_messages_are_short() -> None:
    """A message repeats what is wrong, not all that came with it."""
    assert shown("Thôn 1") == "'Thôn 1'"
    assert shown("x" * 10**6) == "'" + "x" * 299 + "…"
    assert shown(deep(200_000)) == "this list"
    assert shown(10**5_000) == "this int"
    assert did_you_mean(["village"], ["village"]) == ""
