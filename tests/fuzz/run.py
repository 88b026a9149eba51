"""Fuzzing: bytes at the doors of the library, guided by coverage where atheris is installed, else by Hypothesis.

`python tests/fuzz/run.py [SECONDS] [TARGET…]` runs each target in a process of its own and prints what was done. A
finding is an error that is not one of the library's, an input that takes more than ten seconds, or a broken promise;
its input is kept beside the others in the folder that is printed, and becomes a test in `tests/hardening`.
"""

import contextlib
import copy
import functools
import importlib
import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

try:
    atheris: Any = importlib.import_module("atheris")
except ImportError:  # it has wheels for some systems only
    atheris = None

with (
    atheris.instrument_imports(["smartvillage", "tomllib"])
    if atheris and "--one" in sys.argv
    else contextlib.nullcontext()
):
    import smartvillage as sv
    from smartvillage.catalogue import shipped, vocabulary
    from smartvillage.codec import (
        assessment_from_dict,
        criteria_set_from,
        criteria_set_to,
        criteria_set_to_toml,
        loads,
        place_from,
        place_to,
    )
    from smartvillage.errors import CannotWrite, SmartVillageError
    from smartvillage.messages import explain_issue
    from smartvillage.tables import read
    from smartvillage.tables.cells import said_of
    from smartvillage.tables.grids import clean

ROOT = Path(__file__).parents[2]
SET = "nghe-an/smart-village-2023"
LONGEST = 10
"""The most seconds that one input may take."""


# The targets


def table(data: bytes) -> None:
    """Read bytes as a table; judge what was read, and tell every issue in both languages."""
    with contextlib.suppress(SmartVillageError):
        found = read(io.BytesIO(data))
        for issue in found.issues[:20]:
            assert explain_issue(issue, "vi"), issue
            assert explain_issue(issue, "en"), issue
        for place in found.places[:3]:
            assert place_to(place_from(place_to(place))) == place_to(place), place
            if place.level.value == "village":
                shipped(SET).assess(place)


def workbook(data: bytes) -> None:
    """Read bytes as the XML of a sheet in a workbook that is whole otherwise."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts().items():
            archive.writestr(name, data if name.endswith("sheet1.xml") else part)
    table(target.getvalue())


def cell(data: bytes) -> None:
    """Read bytes as a cell of every measure."""
    raw = clean(data.decode("utf-8", "replace"))
    for indicator in vocabulary():
        if indicator.measure.value != "share":
            said = said_of(raw, indicator)
            assert said.value is None or raw is not None, raw


def criteria(data: bytes) -> None:
    """Read bytes as a criteria file; what is read can be written, and read again."""
    with contextlib.suppress(SmartVillageError):
        if data[:1] == b"!":
            read_as = altered(criteria_set_to(shipped(SET)), data[1:])
        else:
            read_as = loads(data.decode("utf-8", "replace"), "fuzz.toml")
        rules = criteria_set_from(read_as, "fuzz.toml", vocabulary(), shipped)
        with contextlib.suppress(CannotWrite):
            written = criteria_set_to_toml(rules)
            again = criteria_set_from(loads(written, "again.toml"), "again.toml", vocabulary(), shipped)
            assert again.digest == rules.digest, written


def place(data: bytes) -> None:
    """Read bytes as a place in JSON; what is read can be written, read again and judged."""
    with contextlib.suppress(SmartVillageError):
        one = place_from(from_json(data, place_to(village())))
        assert place_to(place_from(place_to(one))) == place_to(one), one
        json.dumps(place_to(one))
        if one.level.value == "village":
            shipped(SET).assess(one).explain("vi")


def assessment(data: bytes) -> None:
    """Read bytes as an assessment in JSON; what is accepted is what the facts say."""
    with contextlib.suppress(SmartVillageError):
        assessment_from_dict(from_json(data, judged()), shipped)


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (table, workbook, cell, criteria, place, assessment)
}


def from_json(data: bytes, document: Any) -> Any:
    """Return the data of a JSON text, or a document altered; no JSON is refused before the library."""
    if data[:1] == b"!":
        return altered(document, data[1:])
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise SmartVillageError from None


VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1, 10**30, 1.5, float("nan"), float("inf"), "", "x", "\ud800", "\0", "1e999", "79,5%"),
    *([], {}, [[]], {"": 1}, "2025-02-30", "2025-01-01", {"count": 2, "total": 1}, {"kind": "not", "rule": {}}),
    *({"decimal": "NaN"}, {"kind": "all_of", "rules": []}, "village", "commune", "household", b"x", 10**400),
)


def altered(document: Any, data: bytes) -> Any:
    """Return a document of which parts are replaced, exchanged, removed or added, as bytes in threes say."""
    document = copy.deepcopy(document)
    for at in range(0, min(len(data) - 2, 24), 3):
        where = list(_containers(document))
        holder = where[data[at] % len(where)]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        value = VALUES[data[at + 2] % len(VALUES)] if data[at + 2] < 192 else where[data[at + 2] % len(where)]
        value = copy.deepcopy(value)
        if not keys or data[at + 1] == 255:
            if isinstance(holder, dict):
                holder["x"] = value
            else:
                holder.append(value)
        elif data[at + 1] >= 224:
            del holder[keys[data[at + 1] % len(keys)]]
        else:
            holder[keys[data[at + 1] % len(keys)]] = value
    return document


def _containers(data: Any) -> Iterator[Any]:
    """Iterate over the objects and lists of a document."""
    if isinstance(data, dict | list):
        yield data
        for one in data.values() if isinstance(data, dict) else data:
            yield from _containers(one)


# Where they begin

ALTERED = (b"!\x00\x00\x00", b"!\x05\x01\x10\x03\xf0\x00", b"!\x09\xff\xc5\x02\x02\x02\x01\x01\x01")
"""What asks for a document altered."""


@functools.cache
def parts() -> dict[str, bytes]:
    """Return the parts of a small workbook."""
    target = io.BytesIO()
    made: Any = xlsxwriter.Workbook(target)
    sheet = made.add_worksheet("Biểu")
    sheet.write_row(0, 0, ("Thôn", "Tổng số hộ", "Tỷ lệ hộ có cáp quang (%)", "Nhà văn hóa có Wifi"))
    sheet.write_row(1, 0, ("Thôn 1", 471, 79.5, "Có"))
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    sheet.merge_range("A4:B5", "x")
    made.close()
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@functools.cache
def village() -> sv.Place:
    """Return a village with facts of several kinds."""
    facts: dict[str, Any] = {
        "households": [sv.Fact(471, as_of=date(2025, 1, 1)), 480],
        "households_fibre_connected": sv.Share(370, 471),
        "culture_house_wifi": True,
        "households_with_smartphone": sv.at_least("80%"),
    }
    return sv.Place("Thôn 1", level="village", facts=facts, parent=sv.Place("Xã Một", level="commune"))


@functools.cache
def judged() -> Any:
    """Return an assessment as plain data."""
    return shipped(SET).assess(village(), date(2025, 6, 1)).to_dict()


def seeds(target: str) -> list[bytes]:
    """Return inputs of a target that are as they should be."""
    match target:
        case "table":
            target_of = io.BytesIO()
            with zipfile.ZipFile(target_of, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, part in parts().items():
                    archive.writestr(name, part)
            text = "Thôn;Xã;Tổng số hộ;Hộ có cáp quang\nThôn 1;Xã Một;471;370/471 (78,6%)\nThôn 2;;1.234;trên 90%\n"
            return [
                text.encode(),
                text.encode("utf-16"),
                ('"' + text).encode("cp1258", "replace"),
                target_of.getvalue(),
            ]
        case "workbook":
            return [parts()["xl/worksheets/sheet1.xml"]]
        case "cell":
            words = ("370/471 (78,6%)", "từ 70% đến 80%", "1.234 hộ", "Có (một phần)", "quý II/2025", "#N/A", "3/2025")
            return [word.encode() for word in words]
        case "criteria":
            files = sorted((ROOT / "tests" / "broken").glob("*.toml"))
            return [
                *(file.read_bytes() for file in [*files, *sorted((ROOT / "criteria").glob("*/*.toml"))[:4]]),
                *ALTERED,
            ]
        case "place":
            return [json.dumps(place_to(village())).encode(), *ALTERED]
        case _:
            return [json.dumps(judged()).encode(), *ALTERED]


# Two ways to run one target


def with_atheris(target: str, seconds: int, kept: Path) -> None:
    """Fuzz a target for so many seconds, guided by what it covers."""
    corpus = kept / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", f"-timeout={LONGEST}", "-rss_limit_mb=4096", "-max_len=20000"]
    more = [f"-artifact_prefix={kept}/", "-print_final_stats=1", "-verbosity=1"]
    atheris.Setup([sys.argv[0], *options, *more, str(corpus)], TARGETS[target])
    atheris.Fuzz()


def with_hypothesis(target: str, seconds: int, kept: Path) -> None:
    """Fuzz a target for so many seconds with bytes, and with seeds that are cut, repeated and spliced."""
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415 - not needed beside atheris
    from hypothesis import strategies as st  # noqa: PLC0415 - likewise

    known = seeds(target)

    @st.composite
    def spoilt(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(known))
        for _ in range(draw(st.integers(1, 6))):
            start = draw(st.integers(0, len(data)))
            end = draw(st.integers(start, min(len(data), start + 60)))
            new = draw(st.one_of(st.binary(max_size=12), st.sampled_from([data[start:end] * 3, *known[:3]])))
            data = data[:start] + new + data[end:]
        return data

    done = 0
    began = time.monotonic()

    @settings(
        max_examples=500,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(st.binary(max_size=400), spoilt(), spoilt()))
    def once(data: bytes) -> None:
        nonlocal done
        if time.monotonic() - began > seconds:
            return
        done += 1
        (kept / "last").write_bytes(data)
        start = time.monotonic()
        TARGETS[target](data)
        assert time.monotonic() - start < LONGEST, f"took more than {LONGEST} s"

    while time.monotonic() - began < seconds:
        once()
    print(f"stat::number_of_executed_units: {done}")


def main(arguments: list[str]) -> int:
    """Run the targets one after another, and return 1 if there is a finding."""
    if arguments[:1] == ["--one"]:
        target, seconds, kept = arguments[1], int(arguments[2]), Path(arguments[3])
        (with_atheris if atheris else with_hypothesis)(target, seconds, kept)
        return 0
    seconds = int(arguments[0]) if arguments else 60
    findings = 0
    for target in arguments[1:] or TARGETS:
        kept = Path(tempfile.mkdtemp(prefix=f"smartvillage-fuzz-{target}-"))
        command = [sys.executable, __file__, "--one", target, str(seconds), str(kept)]
        began = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
        spent = time.monotonic() - began
        said = done.stdout + done.stderr
        executions = re.findall(r"number_of_executed_units: (\d+)", said)
        print(f"{target}: {spent:.0f} s, {executions[-1] if executions else '?'} executions, exit {done.returncode}")
        if done.returncode:
            findings += 1
            print(f"{said[-4000:]}\nkept in {kept}")
    print(f"{findings} findings")
    return min(findings, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
