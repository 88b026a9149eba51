"""The commands about places: `assess`, and `template` for the form that it reads.

Each returns the exit code and what goes to stdout.
"""

import argparse
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import evolve

from smartvillage import messages as m
from smartvillage.commands.records import json_of
from smartvillage.commands.sources import EVERY, criteria_set, day_of, places_of, settled_by
from smartvillage.commands.terminal import NOT_PASSED, PASSED, Refused, tell, text_of, write
from smartvillage.criteria import Assessment, CriteriaSet
from smartvillage.errors import MissingExtra
from smartvillage.facts import Issue, Place
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome

_WRITTEN = (".xlsx", ".html", ".md", ".csv", ".json")
"""How a file of results may end."""


def assess_places(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Judge the places of a table."""
    output = _output(options, lang)
    on = day_of(options.on, lang)
    rules = criteria_set(options.criteria, on, lang)
    if options.settle is not None:
        rules = settled_by(rules, options.settle, lang)
    places, issues = places_of(options.file, rules, lang)
    judged, outside = _sorted(places, rules)
    if not judged:
        levels = ", ".join(m.level_text(level, lang) for level in rules.levels)
        raise Refused(m.say("cli.no_place", lang, file=options.file, levels=levels))
    assessments: list[Assessment] = []
    for place in judged:
        assessments.append(rules.assess(place, on))
        if len(assessments) % EVERY == 0:
            tell(m.say("cli.progress", lang, done=m.number(len(assessments), lang), total=m.number(len(judged), lang)))
    issues = _all_issues([*issues, *outside], assessments)
    _tell_issues(issues, assessments, outside, rules, lang)
    code = PASSED if all(a.outcome is Outcome.PASS for a in assessments) else NOT_PASSED
    if options.json or (output is not None and output.suffix.lower() == ".json"):
        text = json_of(rules, on, issues, assessments, lang)
    elif output is not None and output.suffix.lower() == ".csv":
        text = m.csv_text(assessments, lang)
    elif output is not None:
        write(output, _report(assessments, issues, output, lang), lang)
        tell(m.say("cli.written", lang, file=output))
        return code, text_of(m.summary_of(assessments, lang))
    else:
        text = text_of(m.table_lines(rules, on, assessments, lang))
    if output is None:
        return code, text
    write(output, text, lang)
    tell(m.say("cli.written", lang, file=output))
    return code, "" if options.json else text_of(m.summary_of(assessments, lang))


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
        tell(m.say("cli.issue", lang, text=text))


def _report(assessments: Sequence[Assessment], issues: Sequence[Issue], output: Path, lang: Lang) -> bytes:
    """Return a report as a file of the kind that its name says."""
    from smartvillage.report import Report, report_bytes  # noqa: PLC0415 - only this option needs it

    try:
        return report_bytes(Report(assessments, issues=issues, lang=lang), output.suffix)
    except MissingExtra:
        raise Refused(m.say("form.no_extra", lang, file=output)) from None


def write_template(options: argparse.Namespace, lang: Lang) -> tuple[int, str]:
    """Write the blank form for a criteria set."""
    from smartvillage.report import form_bytes, months_until  # noqa: PLC0415 - only this command needs it

    output = Path(options.output)
    if output.suffix.lower() != ".xlsx":
        raise Refused(m.say("form.bad_output", lang, file=output))
    on = day_of(options.on, lang)
    rules = criteria_set(options.criteria, on, lang)
    try:
        form = form_bytes(rules, months=months_until(on), lang=lang)
    except MissingExtra:
        raise Refused(m.say("form.no_extra", lang, file=output)) from None
    write(output, form, lang)
    tell(m.say("cli.written", lang, file=output))
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
