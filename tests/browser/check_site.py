"""The built site in a browser: `nox -s site` runs this file; its name keeps it out of the other sessions.

The site is built, served on this machine alone, and read with the Chromium or Chrome that is installed.
"""

import functools
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect, sync_playwright

TOP = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # in a container it runs as root; it sees nothing but the site
)
PHONE: ViewportSize = {"width": 375, "height": 700}


class Quiet(SimpleHTTPRequestHandler):
    """A server that does not tell what it serves."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, built anew, every warning an error."""
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(  # noqa: S603 - our own build
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder], cwd=TOP, check=True
    )
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Return the address under which the site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser of this machine."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path is not None, f"no browser: install Chromium, or one of {', '.join(BROWSERS)}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page that fails the test if the console has an error, or anything is missing or from elsewhere."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"{page.url}: {message.text}")

    def request(one: Request) -> None:
        if not one.url.startswith((address, "data:")):
            faults.append(f"{page.url} loads {one.url}")

    def failed(one: Request) -> None:
        if one.failure != "net::ERR_ABORTED":  # the reader went on to the next page before the icon had come
            faults.append(f"{page.url}: {one.url}: {one.failure}")

    page.on("console", console)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("request", request)
    page.on("requestfailed", failed)
    yield page
    context.close()
    assert faults == []


def test_home_shows_a_real_result_and_the_way_into_both_languages(page: Page) -> None:
    """Whoever arrives sees in one screen what it does, and goes on in the own language."""
    page.goto("")
    expect(page).to_have_title("smartvillage")
    expect(page.locator("h1")).to_contain_text("đã đủ điều kiện theo văn bản chưa")
    picture = page.locator("main img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 600
    expect(page.locator("main")).to_contain_text("còn thiếu 7 hộ")
    page.locator(".doors a", has_text="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.goto("")
    page.locator(".doors a", has_text="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("typed", ["cap quang", "cáp quang", "CÁP QUANG", "  cap   quang "])
def test_search_minds_no_diacritics(page: Page, typed: str) -> None:
    """Officials type without marks, and what they look for is written with them."""
    page.goto("vi/")
    page.locator("#search").fill(typed)
    first = page.locator("#results a").first
    expect(first.locator("strong")).to_contain_text("cáp quang")
    expect(first.locator("mark").first).to_have_text("cáp")
    first.press("Enter")
    expect(page.locator("main")).to_contain_text("cáp quang")
    assert "/vi/" in page.url


def test_search_finds_d_and_says_when_it_finds_nothing(page: Page) -> None:
    """Đ is a letter of its own to a computer, and a d with a stroke to who types; silence would look like a fault."""
    page.goto("vi/")
    page.locator("#search").fill("dien thoai")
    expect(page.locator("#results mark").first).to_have_text("điện")
    page.locator("#search").fill("zzzz")
    expect(page.locator("#results")).to_have_text("Không tìm thấy")
    page.keyboard.press("Escape")
    expect(page.locator("#results")).to_be_hidden()


def test_each_language_searches_its_own_pages_first(page: Page) -> None:
    """An English reader is led to English pages."""
    page.goto("en/")
    page.locator("#search").fill("fibre")
    page.locator("#results a").first.click()
    assert "/en/" in page.url


def test_a_language_is_switched_on_the_same_page(page: Page) -> None:
    """Two people read one page side by side."""
    page.goto("vi/sets/nghe-an/smart-village-2023/")
    page.locator(".languages a[lang=en]").click()
    assert page.url.endswith("/en/sets/nghe-an/smart-village-2023/")
    expect(page.locator("h1")).to_contain_text("Smart village, Nghệ An")
    page.locator(".languages a[lang=vi]").click()
    expect(page.locator("h1")).to_contain_text("Thôn thông minh tỉnh Nghệ An")


def test_the_page_of_a_set_shows_its_criteria_and_leads_to_its_indicators(page: Page) -> None:
    """From a criterion it is one step to what is measured."""
    page.goto("vi/sets/nghe-an/smart-village-2023/#fibre")
    expect(page.locator("#fibre")).to_be_in_viewport()
    expect(page.locator("main")).to_contain_text("tối thiểu 80%")
    page.locator("main a[href*='indicators']", has_text="Hộ có kết nối Internet cáp quang").first.click()
    expect(page.locator("#households_fibre_connected")).to_be_in_viewport()


def test_dark_is_chosen_and_kept(page: Page) -> None:
    """A choice holds on the next page."""
    page.goto("vi/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.goto("en/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_every_page_opens_fits_a_phone_and_leads_nowhere_in_vain(page: Page, site: Path, address: str) -> None:
    """No page scrolls sideways; every link, place in a page and picture is there."""
    page.set_viewport_size(PHONE)
    urls = [address + file.parent.relative_to(site).as_posix() + "/" for file in sorted(site.rglob("index.html"))]
    places: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for url in [address if url == f"{address}./" else url for url in urls]:
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], f"{url} scrolls sideways"
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth)"), url
        places[url] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)"))
        found = page.evaluate("[...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))")
        links += [(url, urljoin(url, one)) for one in found]
    inside = [(source, *urldefrag(target)) for source, target in links if target.startswith(address)]
    assert inside
    missing = [
        (source, target, place)
        for source, target, place in inside
        if (
            place and place not in places[target]
            if target in places
            else not (site / target.removeprefix(address)).is_file()
        )
    ]
    assert missing == []
