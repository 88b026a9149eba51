"""The arguments of the command line, and its help, in the language of the user."""

import argparse
import functools
import itertools
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from smartvillage import messages as m
from smartvillage.commands.places import assess_places, write_template
from smartvillage.commands.sets import check_sets, compare_sets, list_sets, show_set
from smartvillage.commands.terminal import Refused
from smartvillage.indicators import Lang


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


def language(arguments: Sequence[str]) -> Lang:
    """Return the language asked for, before anything else is said."""
    chosen = [value for flag, value in itertools.pairwise(arguments) if flag == "--lang"]
    chosen += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    return "en" if "en" in chosen else "vi"


def parser(lang: Lang) -> argparse.ArgumentParser:
    """Return the parser, its help in one language."""
    parser = _Parser(lang=lang, prog="smartvillage", description=m.say("cli.about", lang), allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="assess | list | show | compare | check | template")

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        about = m.say(f"cli.{name}", lang)
        one = commands.add_parser(name, lang=lang, help=about, description=m.sentence(about), allow_abbrev=False)
        one.add_argument("--lang", choices=("vi", "en"), default="vi", help=m.say("cli.lang", lang))
        one.set_defaults(run=run)
        return one

    assess = command("assess", assess_places)
    assess.add_argument("file", metavar="FILE", help=m.say("cli.file", lang))
    assess.add_argument("--criteria", metavar="ID", required=True, help=m.say("cli.criteria", lang))
    assess.add_argument("--on", metavar="DATE", help=m.say("cli.on", lang))
    assess.add_argument("--json", action="store_true", help=m.say("cli.json", lang))
    assess.add_argument("--settle", metavar="FILE", help=m.say("cli.settle", lang))
    assess.add_argument("-o", "--output", metavar="OUT", help=m.say("cli.output", lang))
    command("list", list_sets)
    show = command("show", show_set)
    show.add_argument("criteria", metavar="ID", help=m.say("cli.criteria", lang))
    compared = command("compare", compare_sets)
    compared.add_argument("a", metavar="A", help=m.say("cli.compare_a", lang))
    compared.add_argument("b", metavar="B", help=m.say("cli.compare_b", lang))
    compared.add_argument("--json", action="store_true", help=m.say("cli.json", lang))
    checked = command("check", check_sets)
    checked.add_argument("targets", metavar="FILE|DIR|ID", nargs="+", help=m.say("cli.check_targets", lang))
    checked.add_argument("--json", action="store_true", help=m.say("cli.json", lang))
    template = command("template", write_template)
    template.add_argument("criteria", metavar="ID", help=m.say("cli.criteria", lang))
    template.add_argument("-o", "--output", metavar="FORM", required=True, help=m.say("form.output", lang))
    template.add_argument("--on", metavar="DATE", help=m.say("form.on", lang))
    return parser
