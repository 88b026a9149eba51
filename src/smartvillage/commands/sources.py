"""What a command is given: a day, a criteria set, the readings settled, a table of places."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartvillage import messages as m
from smartvillage.catalogue import catalogue, load
from smartvillage.codec import read_toml
from smartvillage.commands.terminal import Refused, refusal_of, tell
from smartvillage.criteria import CriteriaSet
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

if TYPE_CHECKING:
    from smartvillage.tables import UnreadableTable


EVERY = 1000
"""How many rows are read, or places judged, before progress is told."""

_DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")


def day_of(text: str | None, lang: Lang) -> date:
    """Return the day to judge for; only here the clock is read."""
    if text is None:
        return date.today()  # noqa: DTZ011 - the user's own day
    try:
        if written := _DAY.fullmatch(text):
            return date(int(written["year"]), int(written["month"]), int(written["day"]))
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(m.sentence(m.say("cli.bad_date", lang, value=text))) from None


def criteria_set(ref: str, on: date | None, lang: Lang) -> CriteriaSet:
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


def settled_by(rules: CriteriaSet, path: str, lang: Lang) -> CriteriaSet:
    """Return the set with the readings of a file settled."""
    try:
        data = read_toml(Path(path))
    except InvalidFile as error:
        if isinstance(error.__cause__, OSError):
            raise Refused(m.say("cli.unreadable", lang, file=path, problem=refusal_of(error.__cause__, lang))) from None
        raise Refused(m.say("cli.bad_settlement", lang, file=path, problem=error.problems[0])) from None
    problem = _unfit(data, rules, lang)
    if problem is not None:
        end = "" if problem.endswith(("?", ".")) else "."
        raise Refused(m.say("cli.bad_settlement", lang, file=path, problem=f"{problem}{end}"))
    links = data.get("without_links", ())
    return rules.settle(data.get("choices", {}), by=data["by"], on=data.get("on"), why=data["why"], without_links=links)


def _unfit(data: Mapping[str, Any], rules: CriteriaSet, lang: Lang) -> str | None:
    """Return what is wrong with readings settled in a file, if anything."""
    choices, links = data.get("choices", {}), data.get("without_links", [])
    for key in data.keys() - {"by", "on", "why", "choices", "without_links"}:
        return m.say("cli.settle_unknown", lang, key=key)
    if not all(isinstance(data.get(key), str) and data[key].strip() for key in ("by", "why")):
        return m.say("cli.settle_needs", lang)
    if "on" in data and type(data["on"]) is not date:
        return m.say("cli.settle_day", lang, value=data["on"])
    if not isinstance(choices, dict) or not isinstance(links, list):
        return m.say("cli.settle_shape", lang)
    known = [link.name for link in rules.vocabulary.links]
    for link in links:
        if link not in known:
            return m.say("cli.settle_link", lang, name=link, near=m.near_text(did_you_mean(link, known), lang)).strip()
    problems = (_no_choice(key, choice, rules, lang) for key, choice in choices.items())
    return next(filter(None, problems), None)


def _no_choice(key: str, choice: object, rules: CriteriaSet, lang: Lang) -> str | None:
    """Return what is wrong with one reading chosen, or one share, if anything."""
    readings = rules.questions.get(key)
    if readings is None:
        near = m.near_text(did_you_mean(key, rules.questions), lang)
        return m.say("cli.settle_question", lang, key=key, near=near).strip()
    if not readings:
        try:
            rules.settle({key: choice}, by=key, why=key)
        except SmartVillageError:
            return m.say("cli.settle_share", lang, key=key, value=choice)
    elif choice not in readings:
        return m.say("cli.settle_reading", lang, key=key, value=choice, known=", ".join(readings))
    return None


def places_of(file: str, rules: CriteriaSet, lang: Lang) -> tuple[Sequence[Place], Sequence[Issue]]:
    """Return the places of a table, and what is doubtful about its cells."""
    from smartvillage import tables  # noqa: PLC0415 - only this command reads tables

    def progress(done: int) -> None:
        if done >= EVERY:
            tell(m.say("cli.reading", lang, done=m.number(done, lang)))

    try:
        table = tables.read(file, vocabulary=rules.vocabulary, progress=progress)
    except tables.UnreadableTable as error:
        raise unreadable(error, file, lang) from None
    except MissingExtra:
        raise Refused(m.say("cli.no_extra", lang, file=file)) from None
    return table.places, table.issues


def unreadable(error: "UnreadableTable", file: str, lang: Lang) -> Refused:
    """Return why a file is not read, in words."""
    words = {**error.words, "near": m.near_text(error.words.get("near", ""), lang)}
    if isinstance(error.__cause__, OSError):
        words["reason"] = refusal_of(error.__cause__, lang)
    return Refused(m.say(f"table.{error.code}", lang, **{**words, "file": file}).strip())
