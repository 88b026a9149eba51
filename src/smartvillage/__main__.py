"""The command line: judge the places of a table, list the criteria sets, show one.

`smartvillage assess thon.xlsx --criteria nghe-an/smart-village` prints a table; the exit code is 0 where every place
passes, 1 where at least one does not, 2 where nothing could be judged. Results go to stdout, all else to stderr.
"""

import argparse
import functools
import io
import itertools
import json
import math
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from attrs import asdict, evolve

from smartvillage import messages as m
from smartvillage.catalogue import catalogue, load
from smartvillage.codec import comparison_to, gap_to, problem_to, read_toml, set_to
from smartvillage.comparison import compare
from smartvillage.consistency import Severity, check
from smartvillage.criteria import Assessment, CriteriaSet, CriterionFinding, Dragging, dragging
from smartvillage.errors import (
    InvalidFile,
    MissingExtra,
    NotInForce,
    SmartVillageError,
    UnknownCriteriaSet,
    did_you_mean,
)
from smartvillage.facts import Issue, Place
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome

if TYPE_CHECKING:
    from smartvillage.tables import UnreadableTable

PASSED, NOT_PASSED, NOTHING_JUDGED = 0, 1, 2
"""The exit codes."""

SCHEMA = "smartvillage/assessments/1"
"""What `--json` writes."""

CHECKED = "smartvillage/problems/1"
"""What `check --json` writes."""

_EVERY = 1000
"""How many rows are read, or places judged, before progress is told."""

_DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")


_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What would steer a terminal, or turn the direction of a line, instead of being shown."""


def _shown(text: str) -> str:
    """Return text that says what it holds: a name from a spreadsheet may hold a command for the terminal."""
    return _UNSHOWN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class Refused(Exception):
    """Nothing can be judged; the message is one sentence in the user's language."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: the arguments; those of the process unless given.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    lang = _language(arguments)
    code = NOTHING_JUDGED
    try:
        options = _parser(lang).parse_args(arguments)
        code, text = options.run(options, lang)
        sys.stdout.write(_shown(text))
        sys.stdout.flush()
    except Refused as error:
        _tell(m.say("cli.error", lang, text=error))
        return NOTHING_JUDGED
    except BrokenPipeError:
        # Whoever read the output has enough; nothing may be written to it again, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except SystemExit as end:  # argparse has printed its help
        return int(end.code or 0)
    return code


class _Help(argparse.HelpFormatter):
    """Help that begins in the user's language."""

    lang: Lang

    def __init__(self, prog: str, *, lang: Lang, **more: Any) -> None:
        super().__init__(prog, **more)
        self.lang = lang

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Add how the command is written."""
        super().add_usage(usage, actions, groups, m.say("cli.help.usage", self.lang) if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that refuses, and helps, in the user's language."""

    lang: Lang

    def __init__(self, *, lang: Lang = "vi", **more: Any) -> None:
        super().__init__(**more, add_help=False, formatter_class=functools.partial(_Help, lang=lang))
        self.lang = lang
        self._positionals.title = m.say("cli.help.positional", lang)
        self._optionals.title = m.say("cli.help.options", lang)
        self.add_argument("-h", "--help", action="help", help=m.say("cli.help.help", lang))

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        for pattern, name in _USAGE:
            if found := pattern.fullmatch(message):
                words = found.groupdict()
                words["choices"] = words.get("choices", "").replace("'", "")
                message = m.say(f"cli.usage.{name}", self.lang, **words)
                break
        raise Refused(m.say("cli.usage", self.lang, text=message))


_USAGE = (
    (re.compile(r"the following arguments are required: (?P<names>.*)", re.DOTALL), "required"),
    (re.compile(r"unrecognized arguments: (?P<names>.*)", re.DOTALL), "unknown"),
    (
        re.compile(r"argument .*?: invalid choice: '(?P<value>.*)'.* \(choose from (?P<choices>.*)\)", re.DOTALL),
        "choice",
    ),
    (re.compile(r"argument (?P<name>.*): expected one argument"), "one"),
    (re.compile(r"argument (?P<name>.*): expected at least one argument"), "some"),
    (re.compile(r"argument (?P<name>.*): ignored explicit argument '(?P<value>.*)'", re.DOTALL), "none"),
)
"""How argparse refuses, in English only, and the sentence for each."""


def _language(arguments: Sequence[str]) -> Lang:
    """Return the language asked for, before anything else is said."""
    chosen = [value for flag, value in itertools.pairwise(arguments) if flag == "--lang"]
    chosen += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    return "en" if "en" in chosen else "vi"


def _parser(lang: Lang) -> argparse.ArgumentParser:
    """Return the parser, its help in one language."""
    parser = _Parser(lang=lang, prog="smartvillage", description=m.say("cli.about", lang), allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="assess | list | show | compare | check | template")

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        about = m.say(f"cli.{name}", lang)
        one = commands.add_parser(name, lang=lang, help=about, description=m.sentence(about), allow_abbrev=False)
        one.add_argument("--lang", choices=("vi", "en"), default="vi", help=m.say("cli.lang", lang))
        one.set_defaults(run=run)
        return one

    assess = command("assess", _assess)
    assess.add_argument("file", metavar="FILE", help=m.say("cli.file", lang))
    assess.add_argument("--criteria", metavar="ID", required=True, help=m.say("cli.criteria", lang))
    assess.add_argument("--on", metavar="DATE", help=m.say("cli.on", lang))
    assess.add_argument("--json", action="store_true", help=m.say("cli.json", lang))
    assess.add_argument("--settle", metavar="FILE", help=m.say("cli.settle", lang))
    assess.add_argument("-o", "--output", metavar="OUT", help=m.say("cli.output", lang))
    command("list", _list)
    show = command("show", _show)
    show.add_argument("criteria", metavar="ID", help=m.say("cli.criteria", lang))
    compared = command("compare", _compare)
    compared.add_argument("a", metavar="A", help=m.say("cli.compare_a", lang))
    compared.add_argument("b", metavar="B", help=m.say("cli.compare_b", lang))
    compared.add_argument("--json", action="store_true", help=m.say("cli.json", lang))
    checked = command("check", _check)
    checked.add_argument("targets", metavar="FILE|DIR|ID", nargs="+", help=m.say("cli.check_targets", lang))
    checked.add_argument("--json", action="store_true", help=m.say("cli.json", lang))
    template = command("template", _template)
    template.add_argument("criteria", metavar="ID", help=m.say("cli.criteria", lang))
    template.add_argument("-o", "--output", metavar="FORM", required=True, help=m.say("form.output", lang))
    template.add_argument("--on", metavar="DATE", help=m.say("form.on", lang))
    return parser


def _tell(text: str) -> None:
    """Write one line to stderr."""
    print(_shown(unicodedata.normalize("NFC", text)), file=sys.stderr, flush=True)


# The commands: each returns the exit code and what goes to stdout


def _list(_: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """List the criteria sets."""
    lines: list[str] = []
    for rules in catalogue():
        first, second = m.summary_lines(rules, lang)
        lines += [*m.wrapped(first), *m.wrapped(second, indent=4)]
    return PASSED, _text(lines)


def _show(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Show one criteria set."""
    described = m.describe_set(_criteria(options.criteria, None, lang), lang)
    lines = (
        line for text in described.split("\n") for line in m.wrapped(text.lstrip(), len(text) - len(text.lstrip()))
    )
    return PASSED, _text(lines)


def _compare(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Show two criteria sets side by side."""
    comparison = compare(_criteria(options.a, None, lang), _criteria(options.b, None, lang))
    if not options.json:
        return PASSED, _text(m.comparison_lines(comparison, lang))
    data = comparison_to(comparison)
    for row, written in zip(comparison, data["rows"], strict=True):
        written["text"] = m.explain_row(row, comparison, lang)
    return PASSED, _dumped(data)


def _check(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Check that criteria sets are consistent: those named, and those of the files in folders."""
    refs = [ref for target in options.targets for ref in _refs(target, lang)]
    loaded = [_loaded(ref, lang) for ref in refs]
    sets = list(dict.fromkeys(rules for rules in loaded if rules is not None))
    if not sets:
        raise Refused(m.say("cli.nothing_checked", lang))
    problems = [problem for rules in sets for problem in check(rules, previous=_previous(rules, sets))]
    found = [problem.severity for problem in problems]
    is_clean = None not in loaded and not {Severity.ERROR, Severity.WARNING} & set(found)
    if options.json:
        written = [{**problem_to(problem), "text": m.explain_problem(problem, lang)} for problem in problems]
        text = _dumped({"schema": CHECKED, "sets": [set_to(rules) for rules in sets], "problems": written})
    else:
        counts = {severity.value: m.number(found.count(severity), lang) for severity in Severity}
        summary = m.say("cli.check_summary", lang, count=m.number(len(sets), lang), **counts)
        told = [m.explain_problem(problem, lang) for problem in problems]
        text = _text(line for one in (*told, summary) for line in m.wrapped(one))
    return PASSED if is_clean else NOT_PASSED, text


def _assess(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Judge the places of a table."""
    output = _output(options, lang)
    on = _day(options.on, lang)
    rules = _criteria(options.criteria, on, lang)
    if options.settle is not None:
        rules = _settled(rules, options.settle, lang)
    places, issues = _read(options.file, rules, lang)
    judged, outside = _sorted(places, rules)
    if not judged:
        levels = ", ".join(m.level_text(level, lang) for level in rules.levels)
        raise Refused(m.say("cli.no_place", lang, file=options.file, levels=levels))
    assessments: list[Assessment] = []
    for place in judged:
        assessments.append(rules.assess(place, on))
        if len(assessments) % _EVERY == 0:
            _tell(m.say("cli.progress", lang, done=m.number(len(assessments), lang), total=m.number(len(judged), lang)))
    issues = _all_issues([*issues, *outside], assessments)
    _tell_issues(issues, assessments, outside, rules, lang)
    code = PASSED if all(a.outcome is Outcome.PASS for a in assessments) else NOT_PASSED
    if options.json or (output is not None and output.suffix.lower() == ".json"):
        text = _json(rules, on, issues, assessments, lang)
    elif output is not None and output.suffix.lower() == ".csv":
        text = m.csv_text(assessments, lang)
    elif output is not None:
        _write(output, _report(assessments, issues, output, lang), lang)
        _tell(m.say("cli.written", lang, file=output))
        return code, _text(m.summary_of(assessments, lang))
    else:
        text = _text(m.table_lines(rules, on, assessments, lang))
    if output is None:
        return code, text
    _write(output, text, lang)
    _tell(m.say("cli.written", lang, file=output))
    return code, "" if options.json else _text(m.summary_of(assessments, lang))


def _tell_issues(
    issues: Iterable[Issue],
    assessments: Iterable[Assessment],
    outside: Iterable[Issue],
    rules: CriteriaSet,
    lang: Lang,
) -> None:
    """Write what is doubtful to stderr; what many places share is one line."""
    own = [
        (issue, (issue.place, id(one.place) if issue.place == one.place.name else None))
        for one in assessments
        for issue in one.issues
    ]
    folded = m.fold_issues([*own, *((issue, id(issue)) for issue in outside)], lang)
    lines = (
        folded[issue.code]
        if issue.where is None and issue.code in folded
        else m.explain_issue(issue, lang, vocabulary=rules.vocabulary, rules=rules)
        for issue in issues
    )
    for text in dict.fromkeys(lines):
        _tell(m.say("cli.issue", lang, text=text))


_WRITTEN = (".xlsx", ".html", ".md", ".csv", ".json")
"""How a file of results may end."""


def _report(assessments: Sequence[Assessment], issues: Sequence[Issue], output: Path, lang: Lang) -> bytes:
    """Return a report as a file of the kind that its name says."""
    from smartvillage.report import Report, report_bytes  # noqa: PLC0415 - only this option needs it

    try:
        return report_bytes(Report(assessments, issues=issues, lang=lang), output.suffix)
    except MissingExtra:
        raise Refused(m.say("form.no_extra", lang, file=output)) from None


def _template(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Write the blank form for a criteria set."""
    from smartvillage.report import form_bytes, months_until  # noqa: PLC0415 - only this command needs it

    output = Path(options.output)
    if output.suffix.lower() != ".xlsx":
        raise Refused(m.say("form.bad_output", lang, file=output))
    on = _day(options.on, lang)
    rules = _criteria(options.criteria, on, lang)
    try:
        form = form_bytes(rules, months=months_until(on), lang=lang)
    except MissingExtra:
        raise Refused(m.say("form.no_extra", lang, file=output)) from None
    _write(output, form, lang)
    _tell(m.say("cli.written", lang, file=output))
    return PASSED, ""


def _output(options: argparse.Namespace, lang: Lang) -> Path | None:
    """Return where to write, if anywhere."""
    if options.output is None:
        return None
    output = Path(options.output)
    if output.suffix.lower() not in ((".json",) if options.json else _WRITTEN):
        raise Refused(m.say("cli.bad_output", lang, file=output))
    for source in (options.file, options.settle):
        if source is not None and output.exists() and Path(source).exists() and output.samefile(source):
            raise Refused(m.say("cli.same_file", lang, file=output))
    return output


def _day(text: str | None, lang: Lang) -> date:
    """Return the day to judge for; only here the clock is read."""
    if text is None:
        return date.today()  # noqa: DTZ011 - the user's own day
    try:
        if written := _DAY.fullmatch(text):
            return date(int(written["year"]), int(written["month"]), int(written["day"]))
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(m.sentence(m.say("cli.bad_date", lang, value=text))) from None


def _criteria(ref: str, on: date | None, lang: Lang) -> CriteriaSet:
    """Return a set: the edition in force on the day, else the newest."""
    try:
        try:
            return load(ref, on=on)
        except NotInForce:
            return load(ref)
    except UnknownCriteriaSet:
        known = [name for rules in catalogue() for name in (rules.id, rules.id.rpartition("-")[0])]
        near = m.near_text(did_you_mean(ref, known), lang)
        raise Refused(m.say("cli.no_set", lang, value=ref, near=near).replace("  ", " ")) from None
    except SmartVillageError as error:
        problem = error.problems[0] if isinstance(error, InvalidFile) else error
        raise Refused(m.say("cli.bad_file", lang, file=ref, problem=problem)) from None


def _refs(target: str, lang: Lang) -> list[str]:
    """Return the sets that a target names: an id or a file, or the files in a folder and below that hold sets."""
    from smartvillage.tables.files import UnreadableTable, check_inside  # noqa: PLC0415 - folders only

    folder = Path(target)
    if not folder.is_dir():
        return [target]
    found = sorted(folder.rglob("*.toml"))
    for file in found:
        try:
            check_inside(folder, file)
        except UnreadableTable as error:
            raise _unreadable(error, str(file), lang) from None
    files = [str(file) for file in found if _is_set(file)]
    if not files:
        raise Refused(m.say("cli.no_sets", lang, file=target))
    return files


def _is_set(file: Path) -> bool:
    """Whether a file is meant as a criteria set; one that cannot be read is, so that it is told."""
    try:
        data = read_toml(file)
    except InvalidFile:
        return True
    return isinstance(data.get("criteria"), list) or {"id", "levels"} <= data.keys()


def _loaded(ref: str, lang: Lang) -> CriteriaSet | None:
    """Return a set to be checked, or `None` after telling everything that is wrong with its file."""
    try:
        return load(ref)
    except InvalidFile as error:
        for problem in error.problems:
            _tell(m.say("cli.error", lang, text=m.say("cli.bad_file", lang, file=ref, problem=problem)))
    except SmartVillageError:
        try:
            return _criteria(ref, None, lang)
        except Refused as error:
            _tell(m.say("cli.error", lang, text=error))
    return None


def _previous(rules: CriteriaSet, sets: Iterable[CriteriaSet]) -> CriteriaSet | None:
    """Return the edition that a set replaces, if it is checked too or shipped."""
    if rules.replaces is None:
        return None
    checked = next((one for one in sets if one.id == rules.replaces), None)
    try:
        return checked or load(rules.replaces)
    except SmartVillageError:
        return None


def _settled(rules: CriteriaSet, path: str, lang: Lang) -> CriteriaSet:
    """Return the set with the readings of a file settled."""
    try:
        data = read_toml(Path(path))
    except InvalidFile as error:
        if isinstance(error.__cause__, OSError):
            raise Refused(m.say("cli.unreadable", lang, file=path, problem=error.__cause__.strerror)) from None
        raise Refused(m.say("cli.bad_settlement", lang, file=path, problem=error.problems[0])) from None
    problem = ""
    for key in data.keys() - {"by", "on", "why", "choices", "without_links"}:
        problem = m.say("cli.settle_unknown", lang, key=key)
    if not all(isinstance(data.get(key), str) and data[key].strip() for key in ("by", "why")):
        problem = m.say("cli.settle_needs", lang)
    if not problem:
        try:
            return rules.settle(
                data.get("choices", {}),
                by=data["by"],
                on=data.get("on"),
                why=data["why"],
                without_links=data.get("without_links", ()),
            )
        except (SmartVillageError, AttributeError, TypeError) as error:
            problem = str(error)
    raise Refused(m.sentence(m.say("cli.bad_settlement", lang, file=path, problem=problem)))


def _read(file: str, rules: CriteriaSet, lang: Lang) -> tuple[Sequence[Place], Sequence[Issue]]:
    """Return the places of a table, and what is doubtful about its cells."""
    from smartvillage import tables  # noqa: PLC0415 - only this command reads tables

    def progress(done: int) -> None:
        if done >= _EVERY:
            _tell(m.say("cli.reading", lang, done=m.number(done, lang)))

    try:
        table = tables.read(file, vocabulary=rules.vocabulary, progress=progress)
    except tables.UnreadableTable as error:
        raise _unreadable(error, file, lang) from None
    except MissingExtra:
        raise Refused(m.say("cli.no_extra", lang, file=file)) from None
    return table.places, table.issues


def _unreadable(error: "UnreadableTable", file: str, lang: Lang) -> Refused:
    """Return why a file is not read, in words."""
    words = {**error.words, "near": m.near_text(error.words.get("near", ""), lang)}
    return Refused(m.say(f"table.{error.code}", lang, **{**words, "file": file}).strip())


def _sorted(places: Iterable[Place], rules: CriteriaSet) -> tuple[list[Place], list[Issue]]:
    """Return the places of the set's levels, and an issue for each other that is not above or below one of them."""
    everyone = list(places)
    judged = [place for place in everyone if place.level in rules.levels]
    needed = {id(above) for place in judged for above in place.above}
    levels = ", ".join(level.value for level in rules.levels)
    outside = [
        Issue(code="wrong_level", place=place.name, value=place.level.value, expected=levels)
        for place in everyone
        if place.level not in rules.levels
        and id(place) not in needed
        and not any(above.level in rules.levels for above in place.above)
    ]
    return judged, outside


def _all_issues(issues: Iterable[Issue], assessments: Iterable[Assessment]) -> list[Issue]:
    """Return every issue once; one about the day and the set is told once for all places."""
    found = dict.fromkeys(issues)
    for issue in itertools.chain.from_iterable(a.issues for a in assessments):
        found[evolve(issue, place=None) if issue.code == "outside_validity" else issue] = None
    return list(found)


# What is written


def _text(lines: Iterable[str]) -> str:
    """Return lines as a text."""
    return "".join(f"{line}\n" for line in lines)


def _write(path: Path, text: str | bytes, lang: Lang) -> None:
    """Write a file; a CSV begins with a mark by which Excel knows that it is UTF-8."""
    encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
    try:
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    except OSError as error:
        raise Refused(m.say("cli.not_written", lang, file=path, problem=error.strerror)) from None


def _dumped(data: dict[str, Any]) -> str:
    """Return plain data as JSON."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _json(rules: CriteriaSet, on: date, issues: Iterable[Issue], assessments: Iterable[Assessment], lang: Lang) -> str:
    """Return everything as JSON: codes for programs, and the same in words."""
    data = {
        "schema": SCHEMA,
        "criteria_set": rules.id,
        "on": on.isoformat(),
        "issues": [
            {
                "where": None if issue.where is None else asdict(issue.where),
                "code": issue.code,
                "value": issue.value,
                "expected": issue.expected,
                "text": m.explain_issue(issue, lang, vocabulary=rules.vocabulary, rules=rules),
            }
            for issue in issues
        ],
        "places": [_judged(assessment, lang) for assessment in assessments],
    }
    return _dumped(data)


def _judged(assessment: Assessment, lang: Lang) -> dict[str, Any]:
    """Return what was found for one place as plain data."""
    place, source = assessment.place, assessment.criteria_set.source
    return {
        "place": _place(place),
        "outcome": assessment.outcome.value,
        "tally": asdict(assessment.tally),
        "criteria": [
            {
                "id": finding.id,
                "outcome": finding.outcome.value,
                "reason": None if finding.reason is None else finding.reason.value,
                "force": finding.criterion.force.value,
                "gap": [gap_to(gap) for gap in finding.gaps] or None,
                "text": m.explain_criterion(finding, lang, source=source, place=place),
                **_parts(finding),
            }
            for finding in assessment
        ],
        "missing": [
            {"place": one.place.name, "indicator": one.indicator, "criteria": list(one.criteria)}
            for one in assessment.missing()
        ],
    }


def _parts(finding: CriterionFinding) -> dict[str, Any]:
    """Return what the places below say, of a criterion not met that they add up to; else nothing."""
    told = [
        {
            "indicator": leaf.known.indicator.id,
            "counted": leaf.known.parts.counted,
            "missing": None if math.isinf(leaf.known.parts.missing) else leaf.known.parts.missing,
            **{
                key: [_part(one) for one in dragging(leaf, toward) if one.outcome is outcome] for key, outcome in _DRAGS
            },
        }
        for leaf, toward in m.rolled_up(finding)
        if leaf.known is not None and leaf.known.parts is not None
    ]
    return {"parts": told} if told else {}


_DRAGS = (("failing", Outcome.FAIL), ("undecided", Outcome.UNKNOWN))


def _part(part: Dragging) -> dict[str, Any]:
    """Return a place that drags another down, and what it lacks."""
    gaps = [gap for leaf, toward in part.leaves if (gap := leaf.lacking(toward)) is not None]
    return {"place": _place(part.place), "gap": [gap_to(gap) for gap in gaps] or None}


def _place(place: Place) -> dict[str, Any]:
    """Return who a place is."""
    parent = None if place.parent is None else place.parent.name
    return {"name": place.name, "code": place.code, "level": place.level.value, "parent": parent}


if __name__ == "__main__":
    sys.exit(main())
