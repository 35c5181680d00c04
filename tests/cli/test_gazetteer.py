"""`geomap gazetteer`: info, add, list, remove, search, fetch, as a user calls them."""

from __future__ import annotations

import http.server
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from geomap.gazetteer import Gazetteer, build, cache
from geomap.gazetteer.fetch import ENVIRONMENT

Run = Callable[..., Result]
ROW = "99\tNewtown\tNewtown\tNueva\t-9.5\t-75\tP\tPPL\tPE\t\t10\t\t\t\t7000\t\t\t\t2026-01-02"


@pytest.fixture
def home(gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own that has the compiled default."""
    folder = tmp_path / "cache"
    folder.mkdir()
    os.link(gazetteer.path, folder / gazetteer.path.name)
    monkeypatch.setenv(cache.ENVIRONMENT, str(folder))
    return folder


def dump(folder: Path, *rows: str, name: str = "PE") -> Path:
    """A GeoNames dump as the server has it."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as packed:
        packed.writestr(f"{name}.txt", "".join(row + "\n" for row in rows))
    return folder / f"{name}.zip"


def test_info_names_every_source_with_its_date_licence_and_attribution(run: Run, home: Path) -> None:
    done = run("gazetteer", "info", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["places"] == sum(found["places_by_class"].values()) > 270_000
    assert len(found["fingerprint"]) == 16
    assert "de facto" in found["borders"]
    for source in found["sources"]:
        assert all(source[field] for field in ("title", "date", "licence", "attribution", "sha256"))
    text = run("gazetteer", "info").stdout
    for said in (found["fingerprint"], "CC BY 4.0", "© GeoNames", "2018-05", "Made with Natural Earth"):
        assert said in text


def test_build_compiles_again(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise MemoryError

    before = {path.name: path.stat().st_mtime_ns for path in home.glob("*.gpkg")}
    monkeypatch.setattr(build, "compile_gazetteer", stop)
    assert run("gazetteer", "build").exit_code == 1
    assert {path.name: path.stat().st_mtime_ns for path in home.glob("*.gpkg")} == before


def test_add_list_search_remove(run: Run, home: Path, tmp_path: Path) -> None:
    with Gazetteer.open() as opened:
        before = opened.fingerprint
    done = run("gazetteer", "add", dump(tmp_path / "d", ROW, ROW[:30], ROW.replace("-9.5", "north")))
    assert done.exit_code == 0
    assert "2 rows were left out" in done.stderr
    assert "row 2: 6 columns instead of 19" in done.stderr.replace("\n", " ")
    assert "1 of 3 rows added" in done.stderr
    assert run("gazetteer", "list").stdout.split()[:2] == ["pe", "1"]
    about = json.loads(run("gazetteer", "list", "--json").stdout)
    assert (about["date"], about["licence"], about["rows"]) == ("2026-01-02", "CC BY 4.0", 3)
    hits = [json.loads(line) for line in run("gazetteer", "search", "nueva", "--json").stdout.splitlines()]
    assert "geonames:99" in {hit["place_id"] for hit in hits}
    again = run("gazetteer", "add", tmp_path / "d" / "PE.zip")
    assert "added before" in again.stderr
    newer = run("gazetteer", "add", dump(tmp_path / "e", ROW.replace("Nueva", "Novaya")))
    assert "is replaced" in newer.stderr
    assert "pe was removed" in run("gazetteer", "remove", "pe").stderr
    assert run("gazetteer", "list").stdout == ""
    with Gazetteer.open() as opened:
        assert opened.fingerprint == before
        assert opened.place("geonames:99") is None
    gone = run("gazetteer", "remove", "pe")
    assert gone.exit_code == 2
    assert "Added are: none" in gone.stderr


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (("Tingo Mria",), "Tingo María"),
        (("Ayacuch0", "--country", "PE", "--class", "P"), "Ayacucho"),
        (("ayacuc", "--country", "Peru", "--class", "P"), "Ayacucho"),
        (("San Juan", "--near", "-77.03,-12.05", "--class", "P"), "San Juan"),
        (("Heathrow Airport",), "London Heathrow Airport"),
    ],
    ids=["letter left out", "digit", "beginning", "near", "airport"],
)
def test_search(run: Run, asked: tuple[str, ...], first: str) -> None:
    done = run("gazetteer", "search", *asked, "--json", "--limit", 3)
    assert done.exit_code == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found[0]["name"] == first
    assert {"place_id", "lon", "lat", "exactness", "also"} <= set(found[0])


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("search", "Lima", "--country", "Atlantis"), 2, "no such country"),
        (("search", "Lima", "--near", "95,-12,1"), 2, "LON,LAT"),
        (("search", "Lima", "--near", "-12,-95"), 2, "Longitude comes first"),
        (("search", "zzzzqqqq"), 0, "Nothing is called"),
        (("add", "absent.csv"), 3, "no such file"),
        (("fetch", "Peru"), 2, "no dump called"),
    ],
)
def test_what_is_wrong_is_said(run: Run, home: Path, asked: tuple[str, ...], code: int, said: str) -> None:
    done = run("gazetteer", *asked)
    assert done.exit_code == code
    assert said in done.stderr.replace("\n", " ")


def test_a_source_that_cannot_be_laid_does_not_stand_in_the_way(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geomap.gazetteer.added import overlay

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(overlay, "_lay", stop)
    assert run("gazetteer", "add", dump(tmp_path / "d", ROW)).exit_code != 0
    assert run("gazetteer", "list").stdout == ""
    assert run("gazetteer", "search", "Lima", "--limit", 1).exit_code == 0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that has PE.zip, breaks off the first answer, and knows byte ranges."""
    content, asked = dump(tmp_path / "served", ROW).read_bytes(), []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Range", ""))
            start = int(asked[-1].removeprefix("bytes=").rstrip("-") or 0)
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            self.wfile.write(content[start : 40 if len(asked) == 1 else None])

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()
        thread.join(5)


def test_fetch_goes_on_where_it_stopped_and_adds(
    run: Run, home: Path, server: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, asked = server
    monkeypatch.setenv(ENVIRONMENT, url)
    first = run("gazetteer", "fetch", "pe")
    assert first.exit_code == 1
    assert "40 of" in first.stderr or "cannot be reached" in first.stderr
    done = run("gazetteer", "fetch", "pe")
    assert done.exit_code == 0
    assert asked == ["", "bytes=40-"]
    assert "1 of 1 rows added" in done.stderr
    with Gazetteer.open() as opened:
        assert opened.place("geonames:99") is not None


def test_fetch_without_a_network_says_so(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "http://127.0.0.1:9")
    done = run("gazetteer", "fetch", "PE")
    assert done.exit_code == 1
    said = done.stderr.replace("\n", " ")
    assert "cannot be reached" in said
    assert "There may be no network" in said
    assert "geomap gazetteer add PE.zip" in said
