"""The command line: judge the places of a table, list the criteria sets, show one.

`smartvillage assess thon.xlsx --criteria nghe-an/smart-village` prints a table; the exit code is 0 where every place
passes, 1 where at least one does not, 2 where nothing could be judged. Results go to stdout, all else to stderr.
"""

import io
import os
import sys
from collections.abc import Sequence

from smartvillage import messages as m
from smartvillage.commands.arguments import language, parser
from smartvillage.commands.terminal import NOTHING_JUDGED, Refused, refusal_of, shown, tell


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: the arguments; those of the process unless given.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever runs the command: nobody wants to read it
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    lang = language(arguments)
    code = NOTHING_JUDGED
    try:
        options = parser(lang).parse_args(arguments)
        code, text = options.run(options, lang)
        sys.stdout.write(shown(text))
        sys.stdout.flush()
    except Refused as error:
        tell(m.say("cli.error", lang, text=error))
        return NOTHING_JUDGED
    except OSError as error:
        # Nothing may be written to this output again, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # else whoever read the output has enough
            text = m.say("cli.not_written", lang, file="stdout", problem=refusal_of(error, lang))
            tell(m.say("cli.error", lang, text=text))
            return NOTHING_JUDGED
    except SystemExit as end:  # argparse has printed its help
        return int(end.code or 0)
    return code


if __name__ == "__main__":
    sys.exit(main())
