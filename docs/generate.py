# ruff: noqa: INP001 - a program to run, not a package to import
"""Write what the documentation takes from the library itself: whole pages, and the outputs shown in written pages.

    python docs/generate.py

Whole pages: a page for each criteria set in both languages and the table of all, the indicators, the coverage of the
documents, the command line, the errors and the laws. In written pages, the `text` fence that follows one of these
comments is filled with what really comes out:

    <!-- file: thon.csv -->       keeps the next fence as a file for the commands of the page
    <!-- run: smartvillage … -->  runs the command
    <!-- show: docs/… -->         shows a file
    <!-- prints -->               what the `python` fence before it printed

A test compares all of it with the files, so that the pages cannot fall behind.
"""

import argparse
import contextlib
import io
import os
import posixpath
import re
import shlex
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import smartvillage as sv
from smartvillage import __main__ as command_line
from smartvillage import errors
from smartvillage import messages as m
from smartvillage.commands.arguments import parser as parser_of
from smartvillage.criteria import Criterion, MeetsSet
from smartvillage.indicators import Indicator, Joint, Lang, Link, Measure, Meeting, Subset, Sum
from smartvillage.messages.requirements import question_text, reading_texts
from smartvillage.messages.sentences_en import SENTENCES as EN
from smartvillage.messages.sentences_vi import SENTENCES as VI
from smartvillage.messages.words import full_document_text
from smartvillage.rules import AllOf, AnyOf, AtLeast, Readings, Rule, SomeOf
from smartvillage.testing import LAWS

DOCS = Path(__file__).parent
TOP = DOCS.parent
LANGS: tuple[Lang, Lang] = ("vi", "en")

MADE = "---\nmade_by: docs/generate.py\n---\n\n"

SAID: dict[str, Any] = tomllib.loads((DOCS / "words.toml").read_text("utf-8"))
"""The words of these pages that the library itself does not have."""

MEASURES = {Measure(name): text for name, text in SAID["measures"].items()}
DOCUMENTS: dict[str, str] = SAID["documents"]


def word(key: str, lang: Lang, **words: object) -> str:
    """Return a word or sentence of these pages."""
    text: str = SAID["words"][key][lang]
    return text.format(**words) if words else text


def cell(text: str) -> str:
    """Return text as it may stand in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def unbroken(text: str) -> str:
    """Return a short text so that it stays on one line."""
    return text.replace(" ", "\u00a0") if len(text) < 12 else text  # noqa: PLR2004 - the width of a narrow column


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(map(cell, row)) + " |"
    yield ""


# Criteria sets


def set_page(rules: sv.CriteriaSet, lang: Lang) -> str:
    """Write the page of one set."""
    up = "../" * rules.id.count("/")
    lines = [f"# {rules.title[lang]}", "", f"`{rules.id}`", "{ .id }", ""]
    lines += table(["", ""], facts_about(rules, lang))
    lines += [f"## {word('overview', lang)}", ""]
    head = ["", word("criterion", lang), word("requires", lang), word("force", lang)]
    lines += table(
        head,
        (
            [
                str(n),
                f"[{c.title[lang]}](#{c.id})",
                in_short(c.rule, rules, lang),
                unbroken(m.force_text(c.force, lang)),
            ]
            for n, c in enumerate(rules, 1)
        ),
    )
    lines += [f"## {word('criteria', lang)}", ""]
    for number, criterion in enumerate(rules, 1):
        lines += criterion_lines(number, criterion, rules, lang)
    waiting = list(open_questions(rules, lang))
    if waiting:
        lines += [f"## {word('open', lang)}", "", word("open_intro", lang, up=up), ""]
        lines += table([word("key", lang), "", word("choices", lang)], waiting)
    own = [one for one in rules.own if isinstance(one, Indicator)]
    if own:
        lines += [f"## {word('indicators', lang)}", ""]
        for indicator in own:
            lines += indicator_lines(indicator, rules, {}, lang)
    ref = rules.id.rpartition("-")[0]
    lines += [f"## {word('try', lang)}", "", "```sh", f"smartvillage assess thon.xlsx --criteria {ref}", "```", ""]
    return MADE + "\n".join(lines)


def facts_about(rules: sv.CriteriaSet, lang: Lang) -> Iterator[tuple[str, str]]:
    """Tell where a set comes from, for whom and when it holds, and what decides."""
    source = rules.source
    yield word("document", lang), full_document_text(source, lang)
    if source.known is not None:
        yield word("known", lang), source.known[lang]
    if source.gaps is not None:
        yield word("gaps", lang), source.gaps[lang]
    if source.url is not None:
        yield "URL", f"<{source.url}>"
    yield word("levels", lang), ", ".join(m.level_text(level, lang) for level in rules.levels)
    yield word("scope", lang), rules.scope or word("country", lang)
    yield word("validity", lang), m.validity_text(rules, lang)
    if rules.assumed is not None:
        yield word("assumed_dates", lang), rules.assumed[lang]
    if rules.replaces is not None:
        yield word("replaces", lang), set_link(rules.replaces, rules, lang)
    yield word("decides", lang), decides(rules, lang)


def decides(rules: sv.CriteriaSet, lang: Lang) -> str:
    """Return which criteria decide."""
    if rules.requires is not None:
        last = m.describe_set(rules, lang).rpartition("\n\n")[2]
        return last.partition(": ")[2]
    return word("all_required" if rules.requirement is not None else "nothing_required", lang)


def set_link(set_id: str, here: sv.CriteriaSet, lang: Lang, criterion: str = "") -> str:
    """Return a link from the page of one set to that of another."""
    title = sv.load(set_id).title[lang]
    return (
        f"[{title}]({posixpath.relpath(set_id, posixpath.dirname(here.id))}.md{'#' + criterion if criterion else ''})"
    )


def criterion_lines(number: int, criterion: Criterion, rules: sv.CriteriaSet, lang: Lang) -> Iterator[str]:
    """Write what is known of one criterion."""
    yield f"### {number}. {criterion.title[lang]} {{ #{criterion.id} }}"
    yield ""
    yield from rule_lines(criterion.rule, rules, lang, f"**{word('requires', lang)}:** ")
    if criterion.applies is not None:
        yield from rule_lines(criterion.applies, rules, lang, f"**{word('applies', lang)}:** ")
    yield f"- **{word('force', lang)}:** {m.force_text(criterion.force, lang)}"
    yield f"- **{word('clause', lang)}:** {criterion.clause[lang]}"
    if criterion.assumed is not None:
        yield f"- **{word('assumed', lang)}:** {criterion.assumed[lang]}"
    figures = list(dict.fromkeys(indicators_of(criterion)))
    if figures:
        yield f"- **{word('measured', lang)}:** " + "; ".join(indicator_link(i, rules, lang) for i in figures)
    yield f"- **{word('id', lang)}:** `{criterion.id}`"
    yield ""


def indicator_link(indicator: str, rules: sv.CriteriaSet, lang: Lang) -> str:
    """Return a link from the page of a set to an indicator."""
    label = rules.vocabulary[indicator].label[lang]
    is_own = any(isinstance(one, Indicator) and one.id == indicator for one in rules.own)
    page = "" if is_own else "../" * rules.id.count("/") + "../reference/indicators.md"
    return f"[{label}]({page}#{indicator})"


def rule_lines(rule: Rule, rules: sv.CriteriaSet, lang: Lang, before: str = "", depth: int = 0) -> Iterator[str]:
    """Write a rule in words: a combination as a list of its parts."""
    bullet = "    " * depth + "- "
    if isinstance(rule, MeetsSet):
        text = m.describe_rule(rule, rules.vocabulary, lang)
        link = set_link(rule.criteria_set.id, rules, lang)
        yield bullet + before + text.replace(f"“{rule.criteria_set.title[lang]}”", link)
    elif isinstance(rule, Readings):
        yield f"{bullet}{before}{m.reason_text(sv.Reason.READING, lang)} – {question_text(rule, lang)}"
        for name, text, inner in zip(rule.names, reading_texts(rule, lang), rule.rules, strict=True):
            yield from rule_lines(inner, rules, lang, f"`{name}` {text}: ", depth + 1)
    elif isinstance(rule, AllOf | AnyOf | SomeOf) and len(rule.parts) > 1:
        yield bullet + before + m.describe_rule(rule, rules.vocabulary, lang).partition(":")[0] + ":"
        for part in rule.parts:
            yield from rule_lines(part, rules, lang, "", depth + 1)
    else:
        yield bullet + before + m.describe_rule(rule, rules.vocabulary, lang)


def in_short(rule: Rule, rules: sv.CriteriaSet, lang: Lang) -> str:
    """Return a rule in words, and where it hangs on a reading only the question."""
    if isinstance(rule, Readings):
        return f"{m.reason_text(sv.Reason.READING, lang)}: {question_text(rule, lang)}"
    return m.describe_rule(rule, rules.vocabulary, lang)


def parts_of(rule: Rule) -> Iterator[Rule]:
    """Iterate over a rule and all that it consists of."""
    yield rule
    for part in rule.parts:
        yield from parts_of(part)


def rules_of(criterion: Criterion) -> Iterator[Rule]:
    """Iterate over all rules of a criterion."""
    for rule in (criterion.rule, criterion.applies):
        if rule is not None:
            yield from parts_of(rule)


def indicators_of(criterion: Criterion) -> Iterator[str]:
    """Iterate over the indicators that a criterion asks for."""
    for rule in rules_of(criterion):
        indicator = getattr(rule, "indicator", None)
        if isinstance(indicator, str):
            yield indicator


def open_questions(rules: sv.CriteriaSet, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """Iterate over what a user of the set can settle: the key, the question, the choices."""
    found: dict[str, tuple[str, str]] = {}
    for criterion in rules:
        for rule in rules_of(criterion):
            if isinstance(rule, Readings):
                found[rule.question] = question_text(rule, lang), ", ".join(f"`{name}`" for name in rule.names)
            if isinstance(rule, AtLeast) and rule.value.is_open:
                found[criterion.id] = word("open_share", lang, title=criterion.title[lang]), word("any_share", lang)
    for key, (question, choices) in found.items():
        yield f"`{key}`", question, choices


def sets_page(lang: Lang) -> str:
    """Write the table of all sets."""
    lines = [f"# {word('sets', lang)}", "", word("sets_intro", lang), ""]
    for folder, sets in groupby(sv.catalogue(), key=lambda s: s.id.partition("/")[0]):
        group = list(sets)
        lines += [f"## {group[0].source.issuer[lang]} {{ #{folder} }}", ""]
        head = [word(key, lang) for key in ("title", "levels", "validity", "count")]
        lines += table(
            head,
            (
                [
                    f"[{s.title[lang]}]({s.id}.md)<br>`{s.id}`",
                    ", ".join(m.level_text(level, lang) for level in s.levels),
                    m.validity_text(s, lang),
                    str(len(s)),
                ]
                for s in group
            ),
        )
    return MADE + "\n".join(lines)


# Indicators


def indicators_page(lang: Lang) -> str:
    """Write the page of all shipped indicators and links."""
    used: dict[str, list[str]] = {}
    for rules in sv.catalogue():
        for criterion in rules:
            for indicator in dict.fromkeys(indicators_of(criterion)):
                used.setdefault(indicator, []).append(
                    f"[`{rules.id}#{criterion.id}`](../sets/{rules.id}.md#{criterion.id})"
                )
    lines = [f"# {word('indicators', lang)}", "", word("indicators_intro", lang), ""]
    for measure, titles in MEASURES.items():
        group = [indicator for indicator in sv.vocabulary() if indicator.measure is measure]
        if group:
            lines += [f"## {titles[lang]}", ""]
        for indicator in group:
            lines += indicator_lines(indicator, None, used, lang)
    lines += [f"## {word('links', lang)} {{ #links }}", "", word("links_intro", lang), ""]
    lines += table(
        [word("name", lang), word("says", lang), word("reading", lang)],
        ([f"`{link.name}`", link_says(link, lang), link.reading[lang]] for link in sv.vocabulary().links),
    )
    return MADE + "\n".join(lines)


def link_says(link: Link, lang: Lang) -> str:
    """Return what a link joins."""

    def to(indicator: str) -> str:
        return f"[{sv.vocabulary()[indicator].label[lang]}](#{indicator})"

    match link:
        case Subset():
            return word("link_subset", lang, part=to(link.part), whole=to(link.whole))
        case Joint():
            return word("link_joint", lang, joint=to(link.joint), a=to(link.of[0]), b=to(link.of[1]))


def indicator_lines(
    indicator: Indicator, here: sv.CriteriaSet | None, used: Mapping[str, Sequence[str]], lang: Lang
) -> Iterator[str]:
    """Write what is known of one indicator; `here` is the set that declares it, if it is none of the shipped ones."""
    vocabulary = sv.vocabulary() if here is None else here.vocabulary
    sets = "../sets/" if here is None else "../" * here.id.count("/")
    yield f"### {indicator.label[lang]} {{ #{indicator.id} }}"
    yield ""
    said = [f"`{indicator.id}`", MEASURES[indicator.measure][lang].lower()]
    if indicator.denominator is not None:
        said[-1] += f" / {vocabulary[indicator.denominator].label[lang]}"
    elif indicator.unit is not None:
        said[-1] += f" ({indicator.unit.vi if lang == 'vi' else indicator.unit.many})"
    said.append(", ".join(m.level_text(level, lang) for level in indicator.levels))
    yield " · ".join(said)
    yield "{ .id }"
    yield ""
    if indicator.note is not None:
        yield indicator.note[lang]
        yield ""
    rows: list[tuple[str, str]] = []
    if indicator.values:
        rows.append((word("values", lang), ", ".join(f"`{v}` {text[lang]}" for v, text in indicator.values.items())))
    if indicator.rollup is not None:
        rows.append((word("rollup", lang), rollup_text(indicator.rollup, vocabulary, sets, lang)))
    if indicator.aliases:
        rows.append((word("aliases", lang), "; ".join(indicator.aliases)))
    if used.get(indicator.id):
        rows.append((word("used_by", lang), ", ".join(used[indicator.id])))
    yield from (f"- **{name}:** {text}" for name, text in rows)
    yield ""


def rollup_text(rollup: Meeting | Sum, vocabulary: Any, sets: str, lang: Lang) -> str:
    """Return how the places below give a figure."""
    levels = ", ".join(m.level_text(level, lang) for level in rollup.levels)
    if isinstance(rollup, Sum):
        return word("sum", lang, label=vocabulary[rollup.of].label[lang], levels=levels)
    if rollup.ref is None:
        rule: Any = rollup.meets
        inner = getattr(rule, "rule", rule)
        return word("meeting_rule", lang, levels=levels, rule=m.describe_rule(inner, vocabulary, lang))
    set_id, _, criterion = rollup.ref.partition("#")
    rules = sv.load(set_id)
    title = rules[criterion].title[lang] if criterion else rules.title[lang]
    link = f"[{title}]({sets}{rules.id}.md{'#' + criterion if criterion else ''})"
    return word("meeting_set", lang, levels=levels, ref=link)


# The coverage of the documents


def coverage() -> dict[str, Any]:
    """Return the list of what the documents say, and where it went."""
    return tomllib.loads((DOCS / "coverage.toml").read_text("utf-8"))


def cited(entry: Mapping[str, Any]) -> list[str]:
    """Return the criteria that an entry of the list cites."""
    return list(entry.get("criteria", [entry["criterion"]] if "criterion" in entry else []))


def coverage_page(lang: Lang) -> str:
    """Write the list."""
    data = coverage()
    lines = [f"# {word('coverage', lang)}", "", word("coverage_intro", lang), ""]
    for document, entries in groupby(data["entries"], key=lambda entry: entry["document"]):
        source = sv.load(DOCUMENTS[document]).source
        group = list(entries)
        encoded = sum(bool(cited(entry)) for entry in group)
        name = m.document_text(source, lang)
        lines += [f"## {name[0].upper()}{name[1:]} {{ #{DOCUMENTS[document].partition('/')[0]} }}", ""]
        lines += [f"{full_document_text(source, lang)}.", ""]
        lines += [word("rows", lang, rows=len(group), cited=encoded, left=len(group) - encoded), ""]
        head = ["", word("section", lang), word("match", lang), word("encoded", lang)]
        lines += table(head, (coverage_row(entry, data["reasons"], lang) for entry in group))
    return MADE + "\n".join([*lines, word("second_hand", lang), ""])


def coverage_row(entry: Mapping[str, Any], reasons: Mapping[str, Any], lang: Lang) -> list[str]:
    """Write one row of the list."""
    links = [f"[`{ref}`](../sets/{ref.replace('#', '.md#')})" for ref in cited(entry)]
    where = "<br>".join(links) if links else reasons[entry["reason"]][lang]
    section = str(entry["section"])
    for english, vietnamese in SAID["sections"].items() if lang == "vi" else ():
        section = section.replace(english, vietnamese)
    return [str(entry.get("n", "")), section, str(entry["match"]), where]


# The command line, the errors, the laws


def command_line_page(lang: Lang) -> str:
    """Write what each command takes, from the parser itself."""
    parser = parser_of(lang)  # its help differs between versions of Python, its content does not
    lines = [f"# {word('command_line', lang)}", "", word("command_line_intro", lang), ""]
    (commands,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001 - likewise
    helps = {choice.dest: choice.help for choice in commands._choices_actions}  # noqa: SLF001 - likewise
    for name, one in commands.choices.items():
        actions = [a for a in one._actions if not isinstance(a, argparse._HelpAction)]  # noqa: SLF001 - likewise
        needed = [a for a in actions if a.required]
        usage = " ".join(
            ["smartvillage", name, *(usage_of(a) for a in needed), *(["…"] if len(needed) < len(actions) else [])]
        )
        lines += [
            f"## `{name}` {{ #{name} }}",
            "",
            m.sentence(str(helps.get(name) or "")),
            "",
            "```sh",
            usage,
            "```",
            "",
        ]
        head = [word("argument", lang), word("meaning", lang)]
        lines += table(head, ([f"`{written(a)}`", meaning(a, lang)] for a in actions))
    return MADE + "\n".join(lines)


def metavar(action: argparse.Action) -> str:
    """Return what stands for the value of an argument."""
    if action.metavar is not None:
        return action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return "" if action.nargs == 0 else action.dest.upper()


def written(action: argparse.Action) -> str:
    """Return an argument as it is written."""
    return " ".join(filter(None, (", ".join(action.option_strings), metavar(action))))


def usage_of(action: argparse.Action) -> str:
    """Return an argument as it stands in a line to type."""
    return " ".join(filter(None, (action.option_strings[-1] if action.option_strings else "", metavar(action))))


def meaning(action: argparse.Action, lang: Lang) -> str:
    """Return what an argument means, and whether it is needed."""
    needed = f" ({word('required', lang)})" if action.required and action.option_strings else ""
    return f"{action.help or ''}{needed}"


def error_classes() -> list[type[errors.SmartVillageError]]:
    """Return the errors of the library, in the order of the module."""
    return [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.SmartVillageError)]


def errors_page(lang: Lang) -> str:
    """Write the errors and the issues with their sentences."""
    lines = [f"# {word('errors', lang)}", "", word("errors_intro", lang), ""]
    head = [word("error", lang), word("also", lang), word("meaning", lang)]
    lines += table(
        head,
        (
            [
                f"`{one.__name__}`",
                ", ".join(f"`{base.__name__}`" for base in one.__bases__ if base.__module__ == "builtins"),
                SAID["errors"].get(one.__name__, "") if lang == "vi" else str(one.__doc__).partition("\n")[0],
            ]
            for one in error_classes()
        ),
    )
    sentences = VI if lang == "vi" else EN
    for title, start in (("issues", "issue."), ("tables", "table.")):
        lines += [f"## {word(title, lang)} {{ #{title} }}", "", word("braces", lang), ""]
        found = {key.removeprefix(start): text for key, text in sorted(sentences.items()) if key.startswith(start)}
        rows = ([f"`{code}`", text.replace("{", "`{").replace("}", "}`")] for code, text in found.items())
        skipped = ("`at`", "`about`", "`other`")
        lines += table(
            [word("code", lang), word("sentence", lang)],
            (row for row in rows if row[0] not in skipped and not row[0].startswith("`where")),
        )
    return MADE + "\n".join(lines)


def laws_page(lang: Lang) -> str:
    """Write the table of laws."""
    lines = [f"# {word('laws', lang)}", "", word("laws_intro", lang), ""]
    lines += table(
        [word("code", lang), word("law", lang)],
        (
            [
                f"`{law.__name__}`",
                str(law.__doc__).partition("\n")[0] if lang == "en" else SAID["laws"].get(law.__name__, ""),
            ]
            for law in LAWS
        ),
    )
    return MADE + "\n".join(lines)


# The glossary


def glossary_page(lang: Lang) -> str:
    """Write the terms, and the words of answers, reasons, levels and forces beside their values in code."""
    lines = [f"# {word('glossary', lang)}", "", word("glossary_intro", lang), ""]
    names = [word(f"glossary_{name}", lang) for name in ("vi", "en", "code")]
    lines += [f"## {word('glossary_terms', lang)} {{ #terms }}", ""]
    lines += table(
        [*names, word("meaning", lang)],
        ([t["vi"], t["en"], f"`{t['code']}`" if t["code"] else "", t["says"][lang]] for t in SAID["glossary"]),
    )
    of = word("glossary_of", lang), word("glossary_of_set", lang)
    lines += [f"## {word('glossary_answers', lang)} {{ #answers }}", ""]
    lines += table(
        [f"{names[0]}: {of[0]}", f"{names[0]}: {of[1]}", f"{names[1]}: {of[0]}", f"{names[1]}: {of[1]}", names[2]],
        (
            [*(said[f"{kind}.{o.value}"] for said in (VI, EN) for kind in ("outcome", "ready")), f"`{o.value}`"]
            for o in sv.Outcome
        ),
    )
    for title, starts in (("reasons", ("reason",)), ("others", ("level", "force", "by"))):
        lines += [f"## {word(f'glossary_{title}', lang)} {{ #{title} }}", ""]
        keys = [key for start in starts for key in VI if key.startswith(f"{start}.")]
        lines += table(names, ([VI[key], EN[key], f"`{key.partition('.')[2]}`"] for key in keys))
    return MADE + "\n".join(lines)


# Outputs in written pages

_BLOCK = re.compile(
    r"<!-- (?P<what>file|run|show|prints)(?:: (?P<words>[^\n]*?))? -->\n+```(?P<kind>\w*)\n(?P<body>.*?)^```$"
    r"|^```python\n(?P<code>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


def refreshed(text: str) -> str:
    """Return a written page with what its commands and examples print."""
    if "<!-- run:" not in text and "<!-- prints -->" not in text:
        return text
    names: dict[str, Any] = {}
    printed = ""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(TOP):
        pieces: list[str] = []
        end = 0
        for block in _BLOCK.finditer(text):
            pieces.append(text[end : block.start()])
            end = block.end()
            whole = block[0]
            if block["code"] is not None:
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(compile(block["code"], "<docs>", "exec"), names)  # noqa: S102 - the examples of our own pages
                printed = out.getvalue()
            elif block["what"] == "file":
                Path(folder, block["words"]).write_text(block["body"], "utf-8")
            else:
                shown = printed
                if block["what"] == "show":
                    shown = Path(block["words"]).read_text("utf-8")
                elif block["what"] == "run":
                    shown = run(block["words"], Path(folder))
                whole = whole[: block.start("body") - block.start()] + shown.rstrip("\n") + "\n```"
            pieces.append(whole)
        return "".join([*pieces, text[end:]])


def run(command: str, folder: Path) -> str:
    """Return a command and what it prints: what goes to stderr first, as on a terminal."""
    words = shlex.split(command)
    if words[0] != "smartvillage":
        msg = f"only smartvillage is run in pages, not {words[0]!r}"
        raise ValueError(msg)
    arguments = [str(folder / word) if (folder / word).is_file() else word for word in words[1:]]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        command_line.main(arguments)
    told, printed = (stream.getvalue().replace(f"{folder}{os.sep}", "") for stream in (err, out))
    lines = [line for text in told.splitlines() for line in textwrap.wrap(text, m.WIDTH)]
    return "\n".join([f"$ {command}", *lines, printed])


# All of it


def pages() -> dict[Path, str]:
    """Return every page that is made, and every written page with its outputs, by path."""
    made: dict[Path, str] = {}
    for lang in LANGS:
        reference = DOCS / lang / "reference"
        made[DOCS / lang / "sets" / "index.md"] = sets_page(lang)
        for rules in sv.catalogue():
            made[DOCS / lang / "sets" / f"{rules.id}.md"] = set_page(rules, lang)
        made[reference / "indicators.md"] = indicators_page(lang)
        made[reference / "coverage.md"] = coverage_page(lang)
        made[reference / "command-line.md"] = command_line_page(lang)
        made[reference / "errors.md"] = errors_page(lang)
        made[reference / "laws.md"] = laws_page(lang)
        made[reference / "glossary.md"] = glossary_page(lang)
    for page in DOCS.rglob("*.md"):
        if page not in made and not page.read_text("utf-8").startswith(MADE):
            made[page] = refreshed(page.read_text("utf-8"))
    return made


def stale() -> list[Path]:
    """Return pages that were made once and are no longer."""
    made = pages()
    return [page for page in DOCS.rglob("*.md") if page not in made]


def main() -> int:
    """Write what has changed, and remove what is no longer made."""
    made = pages()
    for page in DOCS.rglob("*.md"):
        if page not in made:
            page.unlink()
            print(f"removed {page.relative_to(TOP)}")  # noqa: T201 - a program that tells what it did
    for page, text in made.items():
        if not page.is_file() or page.read_text("utf-8") != text:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, "utf-8", newline="\n")
            print(f"wrote {page.relative_to(TOP)}")  # noqa: T201 - likewise
    return 0


if __name__ == "__main__":
    sys.exit(main())
