"""What every command says and writes: text that steers no terminal, files, and one sentence where it refuses."""

import errno
import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from smartvillage import messages as m
from smartvillage.indicators import Lang

PASSED, NOT_PASSED, NOTHING_JUDGED = 0, 1, 2
"""The exit codes."""

_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What would steer a terminal, or turn the direction of a line, instead of being shown."""


def shown(text: str) -> str:
    """Return text that says what it holds: a name from a spreadsheet may hold a command for the terminal."""
    return _UNSHOWN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class Refused(Exception):
    """Nothing can be judged; the message is one sentence in the user's language."""


def tell(text: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(shown(unicodedata.normalize("NFC", text)) + "\n")
    sys.stderr.flush()


def text_of(lines: Iterable[str]) -> str:
    """Return lines as a text."""
    return "".join(f"{line}\n" for line in lines)


def refusal_of(error: OSError, lang: Lang) -> str:
    """Return why the system refuses a file, in the user's language where it is one of the frequent reasons."""
    reason = errno.errorcode.get(error.errno or 0)
    return m.say(f"system.{reason}", lang) if reason in _REASONS else error.strerror or str(error)


_REASONS = ("ENOENT", "EACCES", "EPERM", "EISDIR", "ENOTDIR", "ENOSPC", "EROFS")
"""Why the system refuses a file most often, by the names of its errors."""


def write(path: Path, text: str | bytes, lang: Lang) -> None:
    """Write a file; a CSV begins with a mark by which Excel knows that it is UTF-8."""
    encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
    try:
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    except OSError as error:
        raise Refused(m.say("cli.not_written", lang, file=path, problem=refusal_of(error, lang))) from None


def dumped(data: dict[str, Any]) -> str:
    """Return plain data as JSON."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
