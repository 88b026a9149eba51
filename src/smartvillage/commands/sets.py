"""The commands about criteria sets: `list`, `show`, `compare` and `check`.

Each returns the exit code and what goes to stdout.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from smartvillage import messages as m
from smartvillage.catalogue import catalogue, load
from smartvillage.codec import comparison_to, problem_to, read_toml, set_to
from smartvillage.commands.sources import criteria_set, unreadable
from smartvillage.commands.terminal import NOT_PASSED, PASSED, Refused, dumped, tell, text_of
from smartvillage.comparison import compare
from smartvillage.consistency import Severity, check
from smartvillage.criteria import CriteriaSet
from smartvillage.errors import InvalidFile, SmartVillageError
from smartvillage.indicators import Lang

CHECKED = "smartvillage/problems/1"
"""What `check --json` writes."""


def list_sets(_: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """List the criteria sets."""
    lines: list[str] = []
    for rules in catalogue():
        first, second = m.summary_lines(rules, lang)
        lines += [*m.wrapped(first), *m.wrapped(second, indent=4)]
    return PASSED, text_of(lines)


def show_set(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Show one criteria set."""
    described = m.describe_set(criteria_set(options.criteria, None, lang), lang)
    lines = (
        line for text in described.split("\n") for line in m.wrapped(text.lstrip(), len(text) - len(text.lstrip()))
    )
    return PASSED, text_of(lines)


def compare_sets(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Show two criteria sets side by side."""
    comparison = compare(criteria_set(options.a, None, lang), criteria_set(options.b, None, lang))
    if not options.json:
        return PASSED, text_of(m.comparison_lines(comparison, lang))
    data = comparison_to(comparison)
    for row, written in zip(comparison, data["rows"], strict=True):
        written["text"] = m.explain_row(row, comparison, lang)
    return PASSED, dumped(data)


def check_sets(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Check that criteria sets are consistent: those named, and those of the files in folders."""
    refs = [ref for target in options.targets for ref in _refs(target, lang)]
    loaded = [_loaded(ref, lang) for ref in refs]
    sets = list(dict.fromkeys(rules for rules in loaded if rules is not None))
    if not sets:
        raise Refused(m.say("cli.nothing_checked", lang))
    problems = [problem for rules in sets for problem in check(rules, previous=_previous(rules, sets))]
    found = [problem.severity for problem in problems]
    is_told_apart = _tell_same_ids(zip(refs, loaded, strict=True), lang)
    is_clean = is_told_apart and None not in loaded and not {Severity.ERROR, Severity.WARNING} & set(found)
    if options.json:
        written = [{**problem_to(problem), "text": m.explain_problem(problem, lang)} for problem in problems]
        text = dumped({"schema": CHECKED, "sets": [set_to(rules) for rules in sets], "problems": written})
    else:
        counts = {severity.value: m.number(found.count(severity), lang) for severity in Severity}
        summary = m.say("cli.check_summary", lang, count=m.number(len(sets), lang), **counts)
        told = [m.explain_problem(problem, lang) for problem in problems]
        text = text_of(line for one in (*told, summary) for line in m.wrapped(one))
    return PASSED if is_clean else NOT_PASSED, text


def _refs(target: str, lang: Lang) -> list[str]:
    """Return the sets that a target names: an id or a file, or the files in a folder and below that hold sets."""
    from smartvillage.tables.files import check_inside  # noqa: PLC0415 - folders only
    from smartvillage.tables.refusals import UnreadableTable  # noqa: PLC0415 - folders only

    folder = Path(target)
    if not folder.is_dir():
        return [target]
    found = sorted(folder.rglob("*.toml"))
    for file in found:
        try:
            check_inside(folder, file)
        except UnreadableTable as error:
            raise unreadable(error, str(file), lang) from None
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
            tell(m.say("cli.error", lang, text=m.say("cli.bad_file", lang, file=ref, problem=problem)))
    except SmartVillageError:
        try:
            return criteria_set(ref, None, lang)
        except Refused as error:
            tell(m.say("cli.error", lang, text=error))
    return None


def _tell_same_ids(loaded: Iterable[tuple[str, CriteriaSet | None]], lang: Lang) -> bool:
    """Tell of different sets under one id, and return whether there are none."""
    by_id: dict[str, dict[CriteriaSet, str]] = {}
    for ref, rules in loaded:
        if rules is not None:
            by_id.setdefault(rules.id, {}).setdefault(rules, ref)
    same = {name: refs for name, refs in by_id.items() if len(refs) > 1}
    for name, refs in same.items():
        tell(m.say("cli.error", lang, text=m.say("cli.same_id", lang, id=name, files=", ".join(refs.values()))))
    return not same


def _previous(rules: CriteriaSet, sets: Iterable[CriteriaSet]) -> CriteriaSet | None:
    """Return the edition that a set replaces, if it is checked too or shipped."""
    if rules.replaces is None:
        return None
    checked = next((one for one in sets if one.id == rules.replaces), None)
    try:
        return checked or load(rules.replaces)
    except SmartVillageError:
        return None
