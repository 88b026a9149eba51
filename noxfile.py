"""The checks of the project, each a session that names its Python.

`nox` runs those that every change must pass; bench, fuzz, mutants, site, spark, stale and thousand are asked for by
name. Versions and dependencies are read from pyproject.toml, so they stand in one place.
"""

import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.10.14"
nox.options.sessions = ["lint", "typing", "tests", "coverage", "docs", "package"]
# A Python that is not on this machine is named as skipped in nox's last lines: no failure, and no download.
nox.options.error_on_missing_interpreters = False
nox.options.download_python = "never"

PYPROJECT = nox.project.load_toml("pyproject.toml")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
# The Python that runs nox is always there, so the tests can never be skipped on every Python.
TESTED = list(dict.fromkeys([*nox.project.python_versions(PYPROJECT), RUNNING]))


def group(*names: str) -> tuple[str, ...]:
    """What the dependency groups `names` of pyproject.toml hold."""
    return nox.project.dependency_groups(PYPROJECT, *names)


def build(session: nox.Session) -> tuple[Path, Path]:
    """The sdist, and the wheel made from that sdist, as a release would make them."""
    out = Path(session.create_tmp())
    session.install(*group("package"))
    session.run("python", "-m", "build", "--outdir", str(out), silent=True)
    release = f"smartvillage-{PYPROJECT['project']['version']}"
    return out / f"{release}.tar.gz", out / f"{release}-py3-none-any.whl"


@nox.session(python=RUNNING)
def lint(session: nox.Session) -> None:
    """Check the style, the format and the one-way order of the modules."""
    session.install(*group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": "src"})


@nox.session(python=RUNNING)
def typing(session: nox.Session) -> None:
    """Check the types with two checkers, both strict."""
    session.install("-e", ".", *group("nox", "site", "test", "typing"))
    session.run("mypy")
    session.run("pyright")


# Not reused: pip would keep an installed wheel of the same version, however old.
@nox.session(python=TESTED, reuse_venv=False)
def tests(session: nox.Session) -> None:
    """Run the tests and the documented examples on the built wheel, as a user gets it."""
    _, wheel = build(session)
    session.install(str(wheel), *group("test"))
    session.run("pytest", *session.posargs)


@nox.session(python=RUNNING)
def coverage(session: nox.Session) -> None:
    """Run the tests on an editable install, and hold them to every line and branch."""
    session.install("-e", ".", *group("test"))
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session(python=RUNNING)
def docs(session: nox.Session) -> None:
    """Build the documentation into site/; a warning is an error."""
    session.install(*group("docs"))
    session.run("mkdocs", "build", "--strict")


@nox.session(python=RUNNING)
def site(session: nox.Session) -> None:
    """Read the built documentation in a browser: the Chromium or Chrome of this machine.

    Where there is none, the session fails and says so: install one (Debian: `apt-get install chromium`), on the PATH.
    """
    session.install(*group("site"))
    # The test brings what it needs; the fixtures of the other tests need the library.
    session.run("pytest", "--noconftest", *(session.posargs or ["tests/browser/check_site.py"]))


@nox.session(python=RUNNING)
def package(session: nox.Session) -> None:
    """Compare what the sdist and the wheel hold with the files that git tracks."""
    sdist, wheel = build(session)
    listed = session.run("git", "ls-files", "-z", external=True, silent=True, log=False)
    tracked = set(str(listed).split("\0")) - {""}

    with tarfile.open(sdist) as tar:
        in_sdist = {member.name.split("/", 1)[1] for member in tar.getmembers() if member.isfile()}
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = {name for name in archive.namelist() if ".dist-info/" not in name}

    for_sdist = {path for path in tracked if not path.startswith(".ci/")} | {"PKG-INFO"}
    for_wheel = {path.removeprefix("src/") for path in tracked if path.startswith("src/")}
    for_wheel |= {f"smartvillage/{path}" for path in tracked if path.startswith("criteria/")}

    problems = [
        f"{product} {fault}: {path}"
        for product, held, wanted in [("sdist", in_sdist, for_sdist), ("wheel", in_wheel, for_wheel)]
        for fault, paths in [("lacks", wanted - held), ("holds what git does not track", held - wanted)]
        for path in sorted(paths)
    ]
    if problems:
        session.error("\n".join(problems))
    session.log(f"sdist: {len(in_sdist)} files, wheel: {len(in_wheel)} files, as tracked")


@nox.session(python=RUNNING)
def bench(session: nox.Session) -> None:
    """Measure the library beside others that do the same work."""
    session.install(".", *group("bench"))
    session.run("python", "tests/benchmarks/run.py", *session.posargs)


@nox.session(python=RUNNING)
def spark(session: nox.Session) -> None:
    """Hold Spark to the answers of tables; it runs on Java 17 or 21, which apt-get installs where it is missing."""
    if shutil.which("java") is None:
        if shutil.which("apt-get") is None:
            session.error("Spark needs Java: install Java 17 or 21 and put `java` on the PATH")
        session.run("apt-get", "install", "--yes", "openjdk-17-jre-headless", external=True)
    session.install("-e", ".", *group("test", "spark"))
    session.run("pytest", "tests/frames/on_spark.py", *session.posargs)


@nox.session(python=RUNNING)
def thousand(session: nox.Session) -> None:
    """Draw a thousand places with each strategy of the testing kit, for every shipped set, at length."""
    session.install("-e", ".", *group("test"))
    session.run("pytest", "--hypothesis-profile=thousand", "tests/test_testing_kit.py", *session.posargs)


@nox.session(python=RUNNING)
def fuzz(session: nox.Session) -> None:
    """Throw bytes at the doors of the library, for a minute at each: `nox -s fuzz -- SECONDS TARGET…`."""
    session.install("-e", ".", *group("test"))
    # Coverage guides the bytes where atheris has a wheel for this Python; elsewhere Hypothesis draws them.
    session.run(
        "python", "-m", "pip", "install", "--only-binary", ":all:", "atheris", success_codes=[0, 1], silent=True
    )
    session.run("python", "tests/fuzz/run.py", *(session.posargs or ["60"]))


@nox.session(python=RUNNING)
def mutants(session: nox.Session) -> None:
    """Change the core by small steps and see which tests notice, at length: `nox -s mutants -- --jobs 2 MODULE…`."""
    session.install("-e", ".", *group("mutants"))
    memory = Path(session.create_tmp()) / "memory.json"
    session.run("python", "tests/mutants/run.py", "--memory", str(memory), *session.posargs)


@nox.session(python=RUNNING)
def stale(session: nox.Session) -> None:
    """List the criteria sets with their dates, to see which sources are due for another look."""
    session.install(".")
    session.run("python", "-m", "smartvillage", "list", *session.posargs)
