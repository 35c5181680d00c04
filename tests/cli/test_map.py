"""`geomap map` from end to end, and what it says when it cannot."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

import geomap
from tests.page import decode


def test_founding_map(run, founding: Path, tmp_path: Path) -> None:
    out = tmp_path / "peru.html"
    result = run("map", founding, "-o", out)
    assert result.exit_code == 0, result.stderr
    assert "8 incidents: 8 located, 0 ambiguous, 0 not found" in result.stderr
    assert "geomap embed" in result.stderr
    assert result.stdout == ""
    assert out.stat().st_size < 1_000_000


def test_two_runs_give_the_same_bytes(run, founding: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        assert run("map", founding, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_same_bytes_in_another_process_with_another_hash_seed(founding: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "geomap",
                "map",
                str(founding),
                "-o",
                str(tmp_path / f"{seed}.html"),
                "-q",
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_refuses_to_overwrite_without_force(run, founding: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    out.write_text("mine")
    result = run("map", founding, "-o", out)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert out.read_text() == "mine"
    assert run("map", founding, "-o", out, "--force").exit_code == 0
    assert out.read_text() != "mine"


def test_from_stdin_to_stdout(run, founding: Path) -> None:
    result = run("map", "-", "--input-format", "csv", "-o", "-", stdin=founding.read_bytes())
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("<!DOCTYPE html>")


CASES = [
    pytest.param("missing.csv", None, 3, "missing.csv", id="missing"),
    pytest.param("empty.csv", b"", 3, "empty", id="empty"),
    pytest.param("header.csv", b"id,place\n", 3, "no row", id="header-only"),
    pytest.param("columns.csv", b"who,what\nA,B\n", 3, "--place-column", id="no-place-column"),
    pytest.param("binary.csv", bytes(range(256)) * 4, 3, "binary.csv", id="binary"),
    pytest.param("ragged.csv", b"id,place\n1,Lima\n2,Lima,x,y\n", 3, "row 2", id="ragged"),
]


@pytest.mark.parametrize(("name", "content", "code", "said"), CASES)
def test_input_that_cannot_be_read(
    run, tmp_path: Path, name: str, content: bytes | None, code: int, said: str
) -> None:
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)
    result = run("map", source, "-o", tmp_path / "map.html")
    assert result.exit_code == code, result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "map.html").exists()


def test_rows_that_cannot_be_placed_stay_and_strict_says_so(run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,place\na,Lima\nb,Xyzzyqwertz\nc,???\n", encoding="utf-8")
    result = run("map", source, "-o", tmp_path / "map.html", "--strict")
    assert result.exit_code == 4
    assert "3 incidents: 1 located, 0 ambiguous, 1 not found, 1 unparsed" in result.stderr
    assert (tmp_path / "map.html").exists()


def test_unknown_tiles_are_refused(run, founding: Path, tmp_path: Path) -> None:
    result = run("map", founding, "-o", tmp_path / "map.html", "--tiles", "NoSuchTiles")
    assert result.exit_code == 2
    assert "NoSuchTiles" in result.stderr


STOPS = [
    pytest.param(KeyboardInterrupt(), "Aborted", id="ctrl-c"),
    pytest.param(OSError(errno.ENOSPC, "No space left on device"), "disk is full", id="full-disk"),
    pytest.param(OSError(errno.EIO, "Input/output error"), "cannot be written", id="broken-disk"),
]


@pytest.mark.parametrize(("stop", "said"), STOPS)
def test_stopped_while_writing_leaves_the_old_map_whole(
    run, founding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException, said: str
) -> None:
    def half_a_page(self: object) -> Iterator[str]:
        yield "<!DOCTYPE html>"
        raise stop

    monkeypatch.setattr("geomap.page.map.Map.pieces", half_a_page)
    out = tmp_path / "map.html"
    out.write_text("old")
    result = run("map", founding, "-o", out, "--force")
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert out.read_text() == "old"


def test_a_folder_that_may_not_be_written_is_said_before_any_work(
    run, founding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    result = run("map", founding, "-o", tmp_path / "map.html")
    assert result.exit_code == 1
    assert "not writable" in result.stderr


INCIDENTS = (
    "id,title,place,date,kind,actor,source,source_url,witness,region\n"
    "a,Raid,Lima,1992-05-06,clash,Army,Report,https://example.org/r,Zx9 secret,North\n"
    "b,Talks,Cusco,1992-05-08,talks,,Report,https://example.org/r,Luis,South\n"
)


@pytest.fixture
def drawn(run, tmp_path: Path):
    """Draw two incidents with some options: what the page starts from, its texts, and what was said."""
    source = tmp_path / "in.csv"
    source.write_text(INCIDENTS, encoding="utf-8")

    def call(*options: object):
        out = tmp_path / "map.html"
        result = run("map", source, "-o", out, "--force", "--country", "PE", *options)
        assert result.exit_code == 0, result.stderr
        html = out.read_text(encoding="utf-8")
        return decode.settings(html), decode.texts(html), html, result.stderr

    return call


def test_columns_exclude_and_names(drawn) -> None:
    settings, rows, html, _ = drawn("--columns", "place,Fuente=source_url,witness", "--exclude", "witness")
    assert rows[0].keys() >= {"place", "source_url"}
    assert not rows[0].keys() & {"title", "source", "witness", "actor"}
    assert settings["facts"] == [["place", None], ["place_name", None], ["source_url", "Fuente"]]
    assert "Zx9" not in html + str(rows)
    settings, rows, _, _ = drawn("--columns", "*,Testigo=witness")
    assert {row["witness"] for row in rows} == {"Zx9 secret", "Luis"}
    assert {row["title"] for row in rows} == {"Raid", "Talks"}


def test_layers_colours_and_texts(drawn) -> None:
    settings, rows, html, said = drawn(
        *("--layer-by", "region", "--colour", "South=#123456", "--color", "North=#abcdef"),
        *("--max-text", "3", "--theme", "dark", "--no-timeline", "--no-list", "--subtitle", "Two of them"),
    )
    assert settings["payload"]["kinds"] == ["North", "South"]
    assert "Incidents by region" in html  # as the file has it: read as admin1
    assert settings["colours"] == ["#abcdef", "#123456"]
    assert {row["title"] for row in rows} == {"Ra…", "Ta…"}
    assert "cut at 3 characters" in said
    assert 'data-theme="dark" data-hide="list timeline"' in html
    assert "Two of them" in html


def test_a_style_file_gives_the_options_and_the_command_line_wins(drawn, tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "note.md").write_text("Placed *by hand*.", encoding="utf-8")
    (tmp_path / "house" / "logo.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8"
    )
    style = tmp_path / "house" / "style.yaml"
    style.write_text(
        "title: From the file\nlang: es\ntheme: dark\nabout: note.md\nlogo: logo.svg\nhide: [list, search]\n"
        'colours:\n  clash: "#111111"\n  talks: "#222222"\n',
        encoding="utf-8",
    )
    _, rows, html, _ = drawn("--style", style)
    assert "<title>From the file</title>" in html
    assert 'lang="es" data-theme="dark" data-hide="list search"' in html
    assert "Placed <em>by hand</em>." in html
    assert 'src="data:image/svg+xml;base64,' in html
    assert "gazetteer" not in rows[0]["remarks"]  # the reasons are in the file's language too
    settings, _, html, _ = drawn(
        *("--style", style, "--title", "Mine", "--lang", "en", "--theme", "light", "--list"),
        *("--colour", "talks=#333333"),
    )
    assert "<title>Mine</title>" in html
    assert 'lang="en" data-theme="light" data-hide="search"' in html
    assert sorted(settings["colours"]) == ["#111111", "#333333"]


WRONG_OPTIONS = [
    pytest.param(["--columns", "place,nothing"], 2, "no column 'nothing'", id="columns"),
    pytest.param(["--columns", "Fuente="], 2, "LABEL=COLUMN", id="columns-syntax"),
    pytest.param(["--exclude", "witnes"], 2, "no column 'witnes'", id="exclude"),
    pytest.param(["--exclude", "geometry"], 2, "drawn from it", id="exclude-geometry"),
    pytest.param(["--layer-by", "nothing"], 2, "no column 'nothing'", id="layer-by"),
    pytest.param(["--colour", "clash"], 2, "KIND=#rrggbb", id="colour-syntax"),
    pytest.param(["--colour", "clash=red"], 2, "six hexadecimal digits", id="colour"),
    pytest.param(["--max-text", "0"], 2, "--max-text", id="max-text"),
    pytest.param(["--theme", "blue"], 2, "--theme", id="theme"),
    pytest.param(["--logo", "absent.png"], 3, "absent.png", id="logo"),
    pytest.param(["--about", "absent.md"], 3, "absent.md", id="about"),
    pytest.param(["--style", "absent.yaml"], 3, "absent.yaml", id="style"),
]


@pytest.mark.parametrize(("options", "code", "said"), WRONG_OPTIONS)
def test_wrong_options_are_said(run, tmp_path: Path, options: list[str], code: int, said: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(INCIDENTS, encoding="utf-8")
    result = run("map", source, "-o", tmp_path / "map.html", *options)
    assert result.exit_code == code, result.stderr
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "map.html").exists()


def test_a_style_file_with_a_slip_names_file_key_and_keys(run, founding: Path, tmp_path: Path) -> None:
    style = tmp_path / "house.yaml"
    style.write_text("titel: x\n", encoding="utf-8")
    result = run("map", founding, "-o", tmp_path / "map.html", "--style", style)
    assert result.exit_code == 3
    said = " ".join(result.stderr.split())
    for word in ("house.yaml", "'titel'", "title, subtitle, lang"):
        assert word in said


def test_provenance_is_said_in_the_language_of_the_page(drawn) -> None:
    digest = hashlib.sha256(INCIDENTS.encode()).hexdigest()
    for language, words in {
        "en": ("Made with", "Gazetteer", "Input", "Options"),
        "es": ("Hecho con", "Nomenclátor", "Entrada", "Opciones"),
    }.items():
        html = drawn("--lang", language)[2]
        for word in words:
            assert f"<dt>{word}</dt>" in unescape(html)
        assert f'<dd dir="auto">SHA-256 {digest}</dd>' in html
        assert "geomap 0." in html
        assert "GeoNames" in html.partition('id="gm-about"')[2].partition("</section>")[0]


HOSTILE_JSON = """[{"id": "</script>", "title": "\\ud800 ${x} {{y}} \\u0000 \\u202e", "place": "Lima",
 "source_url": "java\\nscript:alert(1)", "kind": "\\udfff", "__proto__": "x", "constructor": "y"},
 {"id": null, "title": null, "place": null, "date": "soon"}]"""


def test_hostile_json_is_drawn(run, tmp_path: Path) -> None:
    source = tmp_path / "in.json"
    source.write_text(HOSTILE_JSON, encoding="utf-8")
    result = run("map", source, "-o", tmp_path / "map.html", "--columns", "*,constructor,__proto__")
    assert result.exit_code == 0, result.stderr
    html = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert len(decode.texts(html)) == 2
    assert decode.texts(html)[0]["constructor"] == "y"


@pytest.mark.parametrize(
    "options",
    [["--logo", "absent.png"], ["--about", "absent.md"], ["--colour", "a=b"], ["--tiles", "Nowhere"]],
)
def test_what_is_wrong_is_said_before_any_work(
    run, founding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.setattr("geomap.pipeline.read", lambda *_, **__: pytest.fail("it was read first"))
    result = run("map", founding, "-o", tmp_path / "map.html", *options)
    assert result.exit_code in (2, 3)


def test_a_style_in_a_language_that_the_page_lacks(run, founding: Path, tmp_path: Path) -> None:
    style = tmp_path / "house.yaml"
    style.write_text("lang: fr\n", encoding="utf-8")
    result = run("map", founding, "-o", tmp_path / "map.html", "--style", style)
    assert result.exit_code == 2
    assert "'fr'" in result.stderr


def test_large_cities_of_the_world_are_named_beside_the_towns_around(drawn) -> None:
    labels = {name: population for _, _, name, population in drawn()[0]["labels"]}
    assert {"Tokyo", "London", "Lima"} <= labels.keys()
    assert min(labels.values()) < 50_000
    assert len(labels) <= 1_600


def test_every_option_of_a_page_is_documented() -> None:
    from geomap.cli.geocode import command as geocode
    from geomap.cli.map import command
    from geomap.page.style import _READ

    text = (Path(__file__).parents[2] / "docs" / "map-options.md").read_text(encoding="utf-8")
    shared = {param.name for param in geocode.params}
    own = [param for param in command.params if param.name not in shared]
    assert len(own) >= 18
    for param in own:
        names = [*param.opts, *param.secondary_opts]
        assert any(f"`{name}" in text for name in names), names
    for key in _READ:
        assert f"`{key}`" in text, key


def test_a_wide_map_names_towns_for_whoever_looks_closer(run, tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("id,lon,lat\na,-70,-30\nb,120,50\n", encoding="utf-8")
    (tmp_path / "near.csv").write_text("id,lon,lat\na,8,50\nb,9,51\n", encoding="utf-8")
    named = {}
    for name in ("wide", "near"):
        assert run("map", tmp_path / f"{name}.csv", "-o", tmp_path / f"{name}.html").exit_code == 0
        page = (tmp_path / f"{name}.html").read_text("utf-8")
        settings = re.search(r'id="geomap-settings"[^>]*>(.*?)</script>', page, re.DOTALL)
        assert settings is not None
        towns = json.loads(settings[1])["labels"]
        named[name] = {town for lon, lat, town, _ in towns if 4 < lon < 14 and 48 < lat < 53}
    assert {"Frankfurt am Main", "Nuremberg", "Utrecht"} <= named["wide"]
    assert {"Frankfurt am Main", "Gießen"} <= named["near"]


def test_from_python_towns_are_named_as_well(founding: Path, tmp_path: Path) -> None:
    path = tmp_path / "python.html"
    geomap.make_map(geomap.geocode(founding)).save(path)
    assert "Miraflores" in path.read_text("utf-8")
