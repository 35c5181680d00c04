"""The report as one HTML file that nothing in the data can change."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from geomap.check import Finding, Severity
from geomap.check.report import finding_sections, report

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=y> & \x07 \u202eevil \" '"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))


def tags_of(text: str) -> list[tuple[str, tuple[str, ...]]]:
    findings = [
        Finding(1, text, "not_found", Severity.WARNING, text),
        Finding(2, "b", "x_y", Severity.ERROR, text),
    ]
    parser = Tags()
    parser.feed(report(text, [text], finding_sections(findings), text).decode("utf-8"))
    return parser.tags


@given(st.text())
def test_no_text_changes_the_structure(text: str) -> None:
    assert tags_of(text) == tags_of("plain")


def test_hostile_text_is_shown_as_text() -> None:
    assert tags_of(HOSTILE) == tags_of("plain")
    page = report("t", [HOSTILE], [], "m").decode("utf-8")
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "\x07" not in page


def test_the_policy_allows_its_own_style_alone() -> None:
    page = report("t", [], [], "m").decode("utf-8")
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall('Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src &#x27;none&#x27;")
    assert f"sha256-{digest}" in policy
    assert not re.search(r"(src|href|style)=", page)


def test_errors_come_before_warnings_and_every_row_is_there() -> None:
    many = [Finding(row, str(row), "ambiguous", Severity.WARNING, "w") for row in range(1, 300)]
    sections = finding_sections([*many, Finding(9, "9", "min_over_max", Severity.ERROR, "e")])
    assert [section.heading for section in sections] == ["Min over max: 1", "Ambiguous: 299"]
    assert len(sections[1].rows) == 299
    assert finding_sections(many[:2], ["Lima", "Ica"])[0].rows[1] == ("2", "2", "w", "Ica")
    assert sections[0].lead == "The smaller number of people is the larger."
