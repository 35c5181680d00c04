"""Pages in the hosts that carry them: articles, generated sites, a strict policy, a notebook."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from geomap.page import Map, embed_snippet
from geomap.page.snippet import FIT_SCRIPT
from tests.browser.conftest import OUTPUT
from tests.page import decode
from tests.page.founding import founding
from tests.page.test_logo import png

pytestmark = pytest.mark.browser

SITE = "https://site.example"
STRICT = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'"


class Host:
    """A site of some files, and everything that a reader's browser asked for or complained about."""

    def __init__(
        self,
        browser,
        files: dict[str, str | bytes],
        policy: str = "",
        width: int = 1000,
        map_policy: str = "",
    ) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.files, self.policies = files, {"article.html": policy, "maps/peru.html": map_policy}
        self.context.route("**/*", self.answer)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(f"{SITE}/article.html")

    def answer(self, route) -> None:
        path = route.request.url.partition("?")[0].removeprefix(f"{SITE}/")
        if path not in self.files:
            self.asked.append(route.request.url)
            route.abort()
            return
        sent = {"Content-Security-Policy": self.policies[path]} if self.policies.get(path) else {}
        kinds = {"html": "text/html; charset=utf-8", "css": "text/css", "png": "image/png"}
        route.fulfill(body=self.files[path], headers=sent, content_type=kinds[path.rpartition(".")[2]])

    def frame(self):
        """The map's frame, once all of it is up."""
        for _ in range(400):
            inner = [frame for frame in self.page.frames[1:] if frame.url != "about:blank"]
            if inner and inner[0].evaluate("performance.getEntriesByName('geomap:ready').length > 0"):
                return inner[0]
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the map does not come up: {self.said}")

    def shot(self, name: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)


@pytest.fixture
def visit(browser):
    hosts = []

    def open_(files: dict[str, str | bytes], policy: str = "", **options) -> Host:
        hosts.append(Host(browser, files, policy, **options))
        return hosts[-1]

    yield open_
    for host in hosts:
        host.context.close()
    for host in hosts:
        assert host.asked == []
        assert host.said == []


def article(body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>An article</title>{head}'
        f"<body><h1>An article</h1><p>Before it.</p>\n{body}\n<p>After it.</p></body></html>"
    )


def files(body: str, founding_page: Path, head: str = "") -> dict[str, str | bytes]:
    return {"article.html": article(body, head), "maps/peru.html": founding_page.read_bytes()}


@pytest.mark.parametrize("width", [390, 1000])
def test_an_html_article(visit, founding_page, width):
    snippet = embed_snippet(
        "maps/peru.html",
        title="Peru’s prisons",
        alt="Eight incidents in and round Lima",
        caption="Incidents of 1985 to 1992.",
        fit=True,
    )
    host = visit(files(snippet, founding_page), width=width)
    inner = host.frame()
    assert inner.evaluate("document.documentElement.classList.contains('gm-embed')")
    assert inner.evaluate("window.__geomap.state().counts.shown") == 8
    frame = host.page.get_by_role("figure").locator("iframe")
    assert frame.get_attribute("title") == "Peru’s prisons"
    assert host.page.get_by_label("Eight incidents in and round Lima").count() == 1
    for _ in range(100):
        high = frame.evaluate("frame => frame.offsetHeight")
        if high != 560:
            break
        host.page.wait_for_timeout(50)
    assert inner.evaluate("document.documentElement.scrollHeight") <= high
    assert host.page.evaluate("document.documentElement.scrollWidth") <= width
    host.shot(f"host-html-{width}")


def test_a_markdown_document(visit, founding_page):
    snippet = embed_snippet("maps/peru.html", format="markdown", title="Peru’s *prisons*", caption="C_a_p.")
    body = MarkdownIt("commonmark", {"html": True}).render(f"# Head\n\n{snippet}\n\nAfter.")
    host = visit(files(body, founding_page))
    host.frame()
    assert host.page.inner_text("article p, body > p:has(a)") == "C_a_p. Peru’s *prisons*"
    assert host.page.get_attribute("p a", "href") == "maps/peru.html"


def quarto(text: str, target: str) -> str:
    """What Quarto makes of a document for a target: its conditional blocks, its raw HTML, its figures."""

    def chosen(found: re.Match[str]) -> str:
        word, formats, body = found.groups()
        return body if (target in formats.split(",")) == (word == "when") else ""

    text = re.sub(
        r'(?s)^::: \{\.content-visible (when|unless)-format="(\w+)"\}\n(.*?)\n:::$', chosen, text, flags=re.M
    )
    text = re.sub(r"(?s)^```\{=html\}\n(.*?)\n```$", r"\1" if target == "html" else "", text, flags=re.M)
    text = re.sub(r'\{fig-alt="((?:[^"\\]|\\.)*)"\}', r"", text)
    return MarkdownIt("commonmark", {"html": True}).render(text)


def test_a_quarto_document(visit, founding_page):
    snippet = embed_snippet(
        "maps/peru.html", format="quarto", title="Peru’s prisons", picture="maps/peru.png", caption="Eight."
    )
    text = f"## Map\n\n{snippet}\n\nAfter.\n"
    host = visit(files(quarto(text, "html"), founding_page))
    host.frame()
    assert host.page.locator("figure iframe").count() == 1
    assert host.page.locator("img").count() == 0
    printed = quarto(text, "pdf")
    assert "iframe" not in printed
    on_paper = visit({"article.html": article(printed), "maps/peru.png": png()})
    assert on_paper.page.get_attribute("img", "src") == "maps/peru.png"
    assert on_paper.page.evaluate("document.images[0].naturalWidth") == 1


def test_a_site_with_a_strict_policy(visit, founding_page):
    """What the host must allow is `frame-src`; the plain snippet needs nothing else."""
    sheet = '<link rel="stylesheet" href="site.css">'
    style = "iframe { width: 100%; height: 60vh; border: 0 } figure { margin: 0 }"
    snippet = embed_snippet("maps/peru.html", title="Peru’s prisons", height="500", plain=True)
    own = decode.policy(founding_page.read_text(encoding="utf-8"))
    host = visit({**files(snippet, founding_page, sheet), "site.css": style}, STRICT, map_policy=own)
    host.frame()
    assert host.page.evaluate("document.querySelector('iframe').offsetHeight") == 540
    host.shot("host-strict-policy")


def test_a_strict_policy_that_allows_the_script_of_the_fit(visit, founding_page):
    digest = base64.b64encode(hashlib.sha256(f"\n{FIT_SCRIPT}".encode()).digest()).decode()
    documented = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text(encoding="utf-8")
    assert f"'sha256-{digest}'" in documented
    snippet = embed_snippet("maps/peru.html", title="Peru’s prisons", fit=True)
    policy = f"{STRICT}; script-src 'sha256-{digest}'; style-src-attr 'unsafe-inline'"
    host = visit(files(snippet, founding_page), policy)
    host.frame()
    for _ in range(100):
        if host.page.evaluate("document.querySelector('iframe').offsetHeight") != 560:
            break
        host.page.wait_for_timeout(50)
    assert host.page.evaluate("document.querySelector('iframe').offsetHeight") > 560


NOTEBOOK = """
import geopandas, geomap
table = geopandas.GeoDataFrame(
    {"id": ["a", "b"], "title": ["One", "</script><script>alert(1)</script>"]},
    geometry=geopandas.points_from_xy([-77.0, -77.1], [-12.0, -12.1]), crs=4326,
)
geomap.Map(table, title="In a notebook")
"""


@pytest.fixture(scope="module")
def notebook_html() -> str:
    """A notebook whose last line is a map, executed and written as HTML."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    nbconvert = pytest.importorskip("nbconvert")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK)])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert notebook.cells[0].outputs[0]["data"].keys() >= {"text/html"}
    body, _ = nbconvert.HTMLExporter(template_name="basic").from_notebook_node(notebook)
    return body


def test_a_notebook_shows_the_map_itself(visit, notebook_html):
    host = visit({"article.html": article(notebook_html)})
    inner = host.frame()
    assert inner.evaluate("window.__geomap.state().counts.all") == 2
    assert inner.inner_text("h1") == "In a notebook"
    assert host.page.get_attribute("iframe", "title") == "In a notebook"
    inner.evaluate("window.__geomap.select('b')")
    inner.wait_for_selector("#gm-card h2")
    assert inner.inner_text("#gm-card h2") == "</script><script>alert(1)</script>"
    host.shot("host-notebook")


def test_a_map_in_a_map(visit, tmp_path):
    """Two maps in one article: each frame takes its own height."""
    Map(founding(), title="Short").save(tmp_path / "short.html")
    Map(founding(), title="Long " * 60, subtitle="Long " * 60).save(tmp_path / "long.html")
    pages = {f"{name}.html": (tmp_path / f"{name}.html").read_bytes() for name in ("short", "long")}
    body = "\n".join(embed_snippet(f"{name}.html", title=name, fit=True) for name in ("short", "long"))
    host = visit({"article.html": article(body), **pages})
    high = "[...document.querySelectorAll('iframe')].map(frame => frame.offsetHeight)"
    for _ in range(200):
        short, long = host.page.evaluate(high)
        if 560 not in (short, long):
            break
        host.page.evaluate("scrollBy(0, 200)")  # frames load when they come into view
        host.page.wait_for_timeout(50)
    assert long > short + 20
