# ruff: noqa: INP001 - mkdocs loads this file by its path
"""Put the pages in order, and join each page to its translation.

A page is found by its folder; its title is its first heading. So a new page needs no entry anywhere, and each language
has the same order.
"""

from pathlib import Path
from typing import Any

SECTIONS = {
    "tutorials": ("Bắt đầu từng bước", "Tutorials", ["first-village", "province", "your-criteria"]),
    "how-to": (
        "Cách làm",
        "How-to",
        ["spreadsheets", "reports", "readings", "dates", "compare", "services", "test-suite"],
    ),
    "explanation": ("Giải thích", "Explanation", ["missing", "bounds", "readings", "ready", "contradictions"]),
    "sets": ("Bộ tiêu chí", "Criteria sets", ["index"]),
    "reference": (
        "Tra cứu",
        "Reference",
        ["command-line", "api", "criteria-files", "indicators", "errors", "laws", "glossary", "coverage"],
    ),
}
"""Folders in the order of the menu: their Vietnamese and English titles, and the pages that come first."""

ISSUERS = {
    "ho-chi-minh-city": ("Thành phố Hồ Chí Minh", "Hồ Chí Minh City"),
    "lang-son": ("Lạng Sơn", "Lạng Sơn"),
    "mard": ("Bộ Nông nghiệp và Phát triển nông thôn", "Ministry of Agriculture"),
    "nghe-an": ("Nghệ An", "Nghệ An"),
    "tien-giang": ("Tiền Giang", "Tiền Giang"),
    "vn": ("Quốc gia", "National"),
}
"""The folders of criteria sets in the menu; a new folder stands there by its own name."""

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FIRST = ["index", "concepts"]


def _ordered(folder: Path, first: list[str]) -> list[Path]:
    """Return the pages of a folder: those named first, the others by name."""
    return sorted(folder.glob("*.md"), key=lambda p: (first.index(p.stem) if p.stem in first else len(first), p.stem))


def on_config(config: Any) -> Any:
    """Make the menu from the folders."""
    docs = Path(config.docs_dir)
    menus: list[Any] = ["index.md"]
    for language, (lang, name) in enumerate(LANGUAGES.items()):
        at_top = _ordered(docs / lang, FIRST)
        entries: list[Any] = [str(page.relative_to(docs)) for page in at_top if page.stem in FIRST]
        for folder, (*titles, first) in SECTIONS.items():
            pages = _ordered(docs / lang / folder, first)
            pages += [page for page in at_top if folder == "reference" and page.stem not in FIRST]
            listed: list[Any] = [page.relative_to(docs).as_posix() for page in pages]
            for inner in sorted(path for path in (docs / lang / folder).glob("*") if path.is_dir()):
                names = ISSUERS.get(inner.name, (inner.name, inner.name))
                listed.append({names[language]: [page.relative_to(docs).as_posix() for page in _ordered(inner, [])]})
            entries.append({titles[language]: listed})
        menus.append({name: entries})
    config.nav = menus
    return config


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:  # noqa: ARG001 - by name
    """Tell the page where it stands in each language: its translation, else the first page."""
    urls = {one.url for one in nav.pages}
    _, _, rest = page.url.partition("/")
    context["translations"] = {lang: f"{lang}/{rest}" if f"{lang}/{rest}" in urls else f"{lang}/" for lang in LANGUAGES}
    return context
