"""Make docs/pictures/*.png: what reports, forms and plots look like, from docs/examples/village-sheet.xlsx.

Run it from the top of the repository: `python tests/report/make_pictures.py`. It needs the extras `excel` and `plot`,
and for pages and workbooks the programs chromium, soffice and pdftoppm.
"""

import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")

from matplotlib.figure import Figure
from PIL import Image

import smartvillage as sv
from smartvillage import plot, tables
from smartvillage.criteria import Assessment
from smartvillage.facts import Issue
from smartvillage.report import Report, html_of, months_until, write_form

TOP = Path(__file__).parents[2]
PICTURES = TOP / "docs" / "pictures"
DAY = date(2025, 6, 30)


def assessments() -> tuple[list[Assessment], tuple[Issue, ...]]:
    """Return what the set of Nghệ An finds for the villages of the example, and the issues of its cells."""
    rules = sv.load("nghe-an/smart-village")
    register = tables.read(TOP / "docs" / "examples" / "village-sheet.xlsx", vocabulary=rules.vocabulary)
    return [rules.assess(place, DAY) for place in register], register.issues


def plots(judged: list[Assessment]) -> None:
    """Draw the plots."""
    rules, places = judged[0].criteria_set, [one.place for one in judged]
    for name, ax in (
        ("heatmap", plot.heatmap(judged)),
        ("gaps", plot.gap_bars(judged)),
        ("bullet", plot.bullet(judged[4])),
        ("pass-rate", plot.swept(sv.sweep(rules, "fibre", [f"{n}%" for n in range(50, 101)], places))),
    ):
        figure = ax.figure
        assert isinstance(figure, Figure)
        figure.savefig(PICTURES / f"{name}.png", dpi=90)


def page(html: Path, name: str, height: int, *, dark: bool = False) -> None:
    """Take a picture of a page."""
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--hide-scrollbars",
        f"--user-data-dir={html.parent / 'profile'}",
        f"--window-size=1100,{height}",
        *scheme,
    ]
    run("chromium", *options, f"--screenshot={PICTURES / f'{name}.png'}", html.as_uri())


def sheet(workbook: Path, number: int, name: str) -> None:
    """Take a picture of one printed page of a workbook."""
    folder = workbook.parent
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook))
    target = str(PICTURES / name)
    pages = ["-f", str(number), "-l", str(number), "-singlefile"]
    run("pdftoppm", "-r", "80", "-png", *pages, str(workbook.with_suffix(".pdf")), target)


def run(program: str, *arguments: str) -> None:
    """Run another program."""
    subprocess.run([shutil.which(program) or program, *arguments], check=True, capture_output=True)  # noqa: S603


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    judged, issues = assessments()
    plots(judged)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        Report(judged, issues=issues).write(out / "report.html")
        page(out / "report.html", "report-light", 620)
        page(out / "report.html", "report-dark", 620, dark=True)
        Report(judged[1:2]).write(out / "one.html")
        page(out / "one.html", "form-of-one-place", 900)
        style = "font:14px sans-serif;margin:1em"
        notebook = f'<meta charset="utf-8"><body style="{style}">{html_of(judged[1])}'
        (out / "notebook.html").write_text(notebook, "utf-8")
        page(out / "notebook.html", "notebook", 760)
        Report(judged, issues=issues).write(out / "report.xlsx")
        sheet(out / "report.xlsx", 1, "workbook-summary")
        sheet(out / "report.xlsx", 2, "workbook-matrix")
        Report(judged[1:2]).write(out / "place.xlsx")
        sheet(out / "place.xlsx", 7, "workbook-place")
        write_form(judged[0].criteria_set, out / "form.xlsx", months=months_until(DAY), rows=20)
        sheet(out / "form.xlsx", 1, "form")
    for picture in PICTURES.glob("*.png"):
        Image.open(picture).convert("RGB").quantize(96).save(picture, optimize=True)


if __name__ == "__main__":
    main()
