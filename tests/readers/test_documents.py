"""Documents to texts: each format, what says its date, and what cannot be read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from geomap.errors import GeomapError, InputError
from geomap.readers.documents import Text, article, read_documents, without_furniture

WORDS = "On 3 May 1990, two men were killed in Huanta."


def pdf(lines: list[str], made: str = "", *, scan: bool = False) -> bytes:
    """A PDF of one page with a line of text for each string, or of a picture only."""
    show = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    content = b"0 0 1 rg 0 0 99 99 re f" if scan else f"BT /F1 12 Tf 72 720 Td {show} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /CreationDate (%s) >>" % made.encode(),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 7\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )


def only(path: Path) -> Text:
    (found,) = read_documents(str(path))
    return found


def test_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf([WORDS, "Nobody was arrested."], "D:19900504120000Z"))
    found = only(path)
    assert found.doc_id == "report"
    assert " ".join(found.text.split()) == f"{WORDS} Nobody was arrested."
    assert found.date == dt.date(1990, 5, 4)


@pytest.mark.parametrize(
    ("content", "said"), [(pdf([], scan=True), "a scan"), (b"%PDF-1.4\nbroken", "cannot be read")]
)
def test_pdf_that_cannot_be_read(tmp_path: Path, content: bytes, said: str) -> None:
    pytest.importorskip("pypdf")
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        only(path)


def test_docx_with_a_table(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    path, document = tmp_path / "report.docx", docx.Document()
    document.add_paragraph(WORDS)
    document.add_table(1, 2).rows[0].cells[1].text = "Two men"
    document.add_paragraph("After the table.")
    document.core_properties.created = dt.datetime(1990, 5, 4, 9)
    document.save(path)
    found = only(path)
    assert [part for part in found.text.split("\n\n") if part] == [WORDS, "Two men", "After the table."]
    assert found.date == dt.date(1990, 5, 4)


def test_docx_of_pictures(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    path = tmp_path / "report.docx"
    docx.Document().save(path)
    with pytest.raises(InputError, match="no text"):
        only(path)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="1990-05-04T08:00:00Z">', ""),
        ('<meta name="DC.date" content="1990-05-04">', ""),
        ('<script type="application/ld+json">{"datePublished": "1990-05-04T08:00"}</script>', ""),
        ('<meta name="date" content="last week">', "<time datetime=1990-05-04>4 May</time>"),
    ],
)
def test_html_says_when_it_was_published(tmp_path: Path, head: str, body: str) -> None:
    path = tmp_path / "report.html"
    path.write_text(f"<html><head>{head}</head><body>{body}<p>{WORDS}</p></body>", encoding="utf-8")
    found = only(path)
    assert found.date == dt.date(1990, 5, 4)
    assert WORDS in found.text


def test_article_of_a_page() -> None:
    page = (
        "<html><head><title>T</title><script>var a='<p>x</p>'</script></head><body><nav>Home</nav>"
        "<article><h1>Raid</h1><p>On 3 May &amp; after,\n two men.</p><aside>More</aside></article>"
        "<footer>Address</footer></body></html>"
    )
    assert article(page) == "Raid\n\nOn 3 May & after, two men."


def test_furniture_of_a_page_is_left_out() -> None:
    above = "Skip navigation\n× You have 2 more free articles available this month. Subscribe today."
    text = f"{above}\nA raid.\nAlready a subscriber? Login"
    assert without_furniture(text).split() == ["A", "raid."]


def test_a_sentence_about_subscribers_stays() -> None:
    text = "Subscribers of the paper were attacked in Lima on 3 May 1990."
    assert without_furniture(text) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_json_lines_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path, said = tmp_path / "reports.jsonl", list[str]()
    lines = [{"doc_id": "a", "text": "Junín"}, {"text": "Áncash", "date": "1990-05-04"}]
    path.write_text("\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding=encoding)
    found = list(read_documents(str(path), notify=said.append))
    assert found == [Text("a", "Junín"), Text("3", "Áncash", dt.date(1990, 5, 4))]
    assert len(said) == (encoding == "cp1252")


def test_json_lines_are_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_text('{"doc_id": 1, "text": "a"}\nno JSON', encoding="utf-8")
    found = read_documents(str(path))
    assert next(found).text == "a"
    with pytest.raises(InputError, match="line 2"):
        next(found)


def test_legacy_encoding_is_said(tmp_path: Path) -> None:
    path, said = tmp_path / "a.txt", list[str]()
    path.write_bytes("Ataque en Junín y Áncash, año 1990.".encode("cp1252"))
    (found,) = read_documents(str(path), notify=said.append)
    assert "Junín" in found.text
    assert "cp1252" in said[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.txt", b"%PDF-1.7 ...", "PDF"),
        ("a.md", b"PK\x03\x04\x14\x00", "DOCX"),
        ("a.txt", b"\x00\x01\x02", "not text"),
        ("a.html", b"<nav>Home</nav>", "no text"),
        ("a.jsonl", b'{"doc_id": 1, "text": 3}', "no member text"),
        ("a.jsonl", b"[" * 100_000, "nested"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GeomapError, match=f"(?i){said}"):
        list(read_documents(str(path)))
