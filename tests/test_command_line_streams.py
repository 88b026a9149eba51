"""Where the command line writes: streams that are closed, and a disk that is full."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smartvillage.commands.terminal import refusal_of

COMMAND = "import sys; from smartvillage.__main__ import main; sys.exit(main())"
TABLE = "Thôn,Tỷ lệ hộ có Internet cáp quang (%)\nThôn 1,khoảng 80\n"


def run(arguments: list[str], *, closed: tuple[int, ...] = (), stdout: int = subprocess.PIPE) -> tuple[int, str, str]:
    """Run the command line with some of its streams closed: exit code, stdout, stderr."""
    close = "".join(f"os.close({number}); " for number in closed)
    start = f"import os, sys; {close}os.execv(sys.executable, [sys.executable, '-c', {COMMAND!r}, *sys.argv[1:]])"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", start, *arguments], stdout=stdout, stderr=subprocess.PIPE, check=False
    )
    return done.returncode, (done.stdout or b"").decode("utf-8"), done.stderr.decode("utf-8")


@pytest.fixture
def assess(tmp_path: Path) -> list[str]:
    """Return the arguments that judge a small table, one cell of which is an issue."""
    table = tmp_path / "thon.csv"
    table.write_text(TABLE, "utf-8")
    return ["assess", str(table), "--criteria", "nghe-an/smart-village", "--on", "2025-01-01"]


@pytest.mark.skipif(os.name == "nt", reason="Windows gives a process streams of its own")
class TestClosed:
    """A service, or `>&-`, may start the command without streams."""

    def test_without_stdout_the_exit_code_still_tells(self, assess: list[str]) -> None:
        """No traceback, and the issues are told."""
        code, out, err = run(assess, closed=(1,))
        assert (code, out) == (1, "")
        assert err.startswith("Lưu ý: thon.csv, dòng 2")
        assert "Traceback" not in err

    def test_without_stderr_the_issues_do_not_get_into_the_results(self, assess: list[str]) -> None:
        """Printing to no stream would print to stdout."""
        code, out, _ = run([*assess, "--json"], closed=(2,))
        assert (code, out[0]) == (1, "{")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a disk that is always full")
def test_a_full_disk_is_one_sentence(assess: list[str]) -> None:
    """Nothing came out, so that nobody may take the exit code for an answer."""
    with Path("/dev/full").open("wb") as full:
        code, _, err = run(assess, stdout=full.fileno())
    assert code == 2
    assert err.splitlines()[-1].startswith("Lỗi: stdout: không ghi được tệp (")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "không có tệp hoặc thư mục này"), ("en", "no such file or folder")], ids=["vi", "en"]
)
def test_what_the_system_refuses_is_said_in_the_language_of_the_user(
    assess: list[str], tmp_path: Path, lang: str, said: str
) -> None:
    """Nobody need know English to see that a folder is missing."""
    for more in (["-o", tmp_path / "none" / "out.csv"], ["--settle", tmp_path / "none.toml"]):
        code, out, err = run([*assess, "--lang", lang, *map(str, more)])
        assert (code, out) == (2, "")
        assert f"({said})." in err.splitlines()[-1]


def test_other_refusals_are_said_as_the_system_says_them() -> None:
    """They are rare, and better told in English than not at all."""
    assert refusal_of(OSError(errno.EMFILE, "Too many open files"), "vi") == "Too many open files"
    assert refusal_of(OSError("nobody knows"), "vi") == "nobody knows"
    assert refusal_of(PermissionError(errno.EACCES, "Permission denied"), "vi").startswith(
        "không có quyền, hoặc tệp đang"
    )
