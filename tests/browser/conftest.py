"""A real Chromium that opens pages from files, with the network denied."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from geomap.page import Map
from tests.page.founding import founding

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
OUTPUT = Path(__file__).parent.parent / "output"
TOWNS = [(-77.0428, -12.0464, "Lima", 7_737_002), (-77.118, -12.0566, "Callao", 813_264)]


def chromium() -> str | None:
    """The browser: of the variable CHROMIUM, on the path, or where Debian puts it."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = chromium()
    if executable is None:
        pytest.skip("no Chromium: install Debian's chromium, or name one in the variable CHROMIUM")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield opened
        opened.close()


class Reader:
    """A page that somebody reads, and everything that it asked for or complained about."""

    def __init__(self, context, address: str) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)
        self.wait("performance.getEntriesByName('geomap:ready').length > 0")
        # What is painted first as vectors is on its canvases then.
        self.wait("document.querySelectorAll('.gm-sketch, .gm-chart > svg').length === 0")

    def wait(self, condition: str, seconds: float = 15) -> None:
        # Playwright's own wait needs eval, which the page's policy forbids.
        for _ in range(int(seconds / 0.05)):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not so within {seconds} s: {condition}; {self.said}")

    def state(self) -> dict:
        return self.page.evaluate("window.__geomap.state()")

    def card(self) -> str:
        return self.page.inner_text("#gm-card")

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place is on the screen."""
        at = f"map_1.latLngToContainerPoint([{lat!r}, {lon!r}])"
        box = "map_1.getContainer().getBoundingClientRect()"
        return tuple(self.page.evaluate(f"[{box}.left + {at}.x, {box}.top + {at}.y]"))

    def shot(self, name: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUTPUT / f"{name}.png")


@pytest.fixture
def read(browser):
    """Open a file as a reader would: `read(path, query="", **options of the browser context)`.

    `init` is a script that runs before the page's own.
    """
    contexts, readers = [], []

    def open_(
        path: Path, query: str = "", *, width: int = 1440, height: int = 900, init: str = "", **options
    ) -> Reader:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.add_init_script(init)
        context.route(
            lambda url: not url.startswith(("file:", "data:", "blob:")), lambda route: route.abort()
        )
        context.set_offline(True)
        contexts.append(context)
        readers.append(Reader(context, path.as_uri() + query))
        return readers[-1]

    yield open_
    for context in contexts:
        context.close()
    for reader in readers:
        assert [url for url in reader.asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert reader.said == []


@pytest.fixture(scope="session")
def founding_page(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "founding.html"
    about = {"gazetteer": "by hand", "input": "incidents.csv"}
    Map(founding(), title="Peru’s prisons", place_labels=TOWNS, provenance=about).save(path)
    return path


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core: the file of the variable AXE, or from a node_modules here or above."""
    places = [os.environ.get("AXE", "")]
    places += [str(up / "node_modules/axe-core/axe.min.js") for up in Path(__file__).resolve().parents]
    found = next((place for place in places if place and Path(place).is_file()), None)
    if found is None:
        pytest.skip("no axe-core: npm install axe-core, and name its axe.min.js in the variable AXE")
    return Path(found).read_text("utf-8")
