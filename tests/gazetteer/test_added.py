"""Sources that a user adds: recognised, read, laid over the default, removed; and what is wrong with them."""

from __future__ import annotations

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geomap.errors import GazetteerError, InputError, UsageError
from geomap.gazetteer import Gazetteer, added, cache
from geomap.gazetteer.added.overlay import coarse
from geomap.gazetteer.added.record import Reading
from geomap.gazetteer.fetch import ENVIRONMENT, fetch

LIMA = "geonames:3936456"
CSV = (
    "code,nombre,lon,lat\n1,CESAR VALLEJO NUEVO,-76.5,-10.5\n2,LIMA,-77.03,-12.05\n3,,1,1\n4,Far,200,0\n"
    "1,Again,1,1\n5,short\n"
)

BOMB = gzip.compress(b"name,lon,lat\n" + (b"a" + b" " * 100_000 + b",1,1\n") * 800)


@pytest.fixture
def home(gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own that has the compiled default."""
    folder = tmp_path / "cache"
    folder.mkdir()
    os.link(gazetteer.path, folder / gazetteer.path.name)
    monkeypatch.setenv(cache.ENVIRONMENT, str(folder))
    return folder


def put(path: Path, **said: object) -> tuple[added.AddedSource, bool]:
    return added.add(cache.shelf(), path, Reading(**said), lambda *_: None)  # type: ignore[arg-type]


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_table_is_added_joined_found_and_removed(home: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "ministry.csv", CSV)
    source, new = put(path, country="PE", columns={"id": "code"})
    assert new
    assert (source.about["kept"], source.about["left_out"]) == (2, 4)
    assert put(path, country="PE", columns={"id": "code"})[1] is False
    with Gazetteer.open() as opened:
        assert [m.place.place_id for m in opened.lookup("César Vallejo Nuevo")] == ["ministry:1"]
        assert opened.search("Cesar Vialleje Nuevo", country="PE")[0].place.place_id == "ministry:1"
        assert opened.place("ministry:2") is None
        assert [row["place_id"] for row in opened.also(LIMA)] == ["ministry:2"]
        assert "ministry.csv" in opened.sources()[-1].title
        with_it = opened.fingerprint
    added.remove(cache.shelf(), "ministry")
    with Gazetteer.open() as opened:
        assert opened.lookup("César Vallejo Nuevo") == []
        assert opened.fingerprint != with_it
    with pytest.raises(UsageError, match="ministry"):
        added.remove(cache.shelf(), "ministry")


def test_areas_keep_their_outline_and_broken_ones_are_repaired(home: Path, tmp_path: Path) -> None:
    bowtie = [[-77, -12], [-76.9, -11.9], [-76.9, -12], [-77, -11.9], [-77, -12]]
    features = [
        {"type": "Feature", "properties": {"T": "Bowtie District", "K": "7"},
         "geometry": {"type": "Polygon", "coordinates": [bowtie]}},
        {"type": "Feature", "properties": {"T": "Nowhere", "K": "8"}, "geometry": None},
    ]  # fmt: skip
    path = written(tmp_path / "d.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(UsageError, match="NAME") as caught:
        put(path, columns={"name": "NAME"})
    assert "T, K" in str(caught.value.hint)
    source, _ = put(path, country="PE", feature_code="ADM3", columns={"name": "T", "id": "K"})
    assert (source.about["kept"], source.about["left_out"], source.about["repaired"]) == (1, 1, 1)
    with Gazetteer.open() as opened:
        (match,) = opened.lookup("Bowtie District")
        assert (match.place.feature_code, match.place.place_id) == ("ADM3", "d:7")
        outline = opened.outline("d:7")
        assert outline is not None
        assert outline.is_valid
        assert opened.outline_pieces("d:7", outline.bounds)


def test_dump_with_ragged_rows(home: Path, tmp_path: Path) -> None:
    fields = ["99", "Newtown", "Newtown", "Nueva,NWT", "-9.5", "-75", "P", "PPL", "PE", "", "10"]
    row = "\t".join([*fields, *[""] * 8])
    path = tmp_path / "PE.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "x" * 9_000)
        packed.writestr("PE.txt", f"{row}\n{row[:40]}\n{row.replace('-9.5', 'north')}\n")
    source, _ = put(path)
    assert (source.about["rows"], source.about["kept"], source.about["left_out"]) == (3, 1, 2)
    assert "row 2" in source.about["shown"][0]
    with Gazetteer.open() as opened:
        assert opened.lookup("Nueva")[0].place is not None
        assert opened.place("geonames:99") is not None


def test_alternate_names_join_the_places_that_are_there(home: Path, tmp_path: Path) -> None:
    path = written(
        tmp_path / "alternateNamesV2.txt", "1\t3936456\tqu\tLima Llaqta\t\t\t\t\t\t\n2\t1\ten\tx\t\n"
    )
    source, _ = put(path)
    assert (source.about["kept"], source.about["left_out"]) == (1, 1)
    with Gazetteer.open() as opened:
        assert [match.place.place_id for match in opened.lookup("lima llaqta")] == [LIMA]


def test_of_namesakes_in_one_source_the_nearest_is_the_place(home: Path, tmp_path: Path) -> None:
    put(
        written(tmp_path / "m.csv", "id,name,lon,lat\n1,Lima,-77.03,-12.05\n2,Lima,-77.06,-12.07\n"),
        country="PE",
    )
    with Gazetteer.open() as opened:
        assert [row["place_id"] for row in opened.also(LIMA)] == ["m:1"]
        assert opened.place("m:2") is not None


WOF = (
    "wof_id,name,placetype,latitude,longitude,bbox,geonames_id,deprecated,superseded_by,population,alt_names,"
    "region_name"
)


def test_record_that_lies_elsewhere_is_not_the_place_it_says_it_is(home: Path, tmp_path: Path) -> None:
    rows = [
        "1,Lima Norte,locality,-12.0,-77.03,,3936456,,,0,,",
        '2,Lima,locality,-6.0,-77.0,"-77.1,-6.1,-76.9,-5.9",3936456,,,0,,Amazonaz',
        "3,Old,locality,-6.0,-77.0,,,2020-01-01,,0,,",
    ]
    source, _ = put(written(tmp_path / "wof_pe.csv", "\n".join([WOF, *rows, ""])))
    assert (source.about["kept"], source.about["left_out"]) == (2, 1)
    with Gazetteer.open() as opened:
        assert [row["place_id"] for row in opened.also(LIMA)] == ["wof:1"]
        other = opened.place("wof:2")
        assert other is not None
        assert (other.country_code, other.admin1) == ("PE", "01")
        assert 10_000 < other.extent_m < 12_000


def test_country_and_area_of_a_bare_point_are_those_that_hold_it(home: Path, tmp_path: Path) -> None:
    put(written(tmp_path / "bare.csv", "id,name,lon,lat\n1,Xxyyzz,-74.2,-13.15\n2,Seaward,-90,-40\n"))
    with Gazetteer.open() as opened:
        place, wet = opened.place("bare:1"), opened.place("bare:2")
        assert place is not None
        assert wet is not None
        assert (place.country_code, place.admin1) == ("PE", "05")
        assert (wet.country_code, wet.admin1) == ("", "")


def test_hierarchy_gives_codes_to_places_that_have_none(
    home: Path, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    (above,) = (p for p in gazetteer.within((-77, -10.6, -75.5, -9), classes=("A",)) if p.admin2 == "1001")
    fields = ["99", "Newtown", "Newtown", "", "-9.5", "-75", "P", "PPL", "PE", "", "", *[""] * 8]
    put(written(tmp_path / "PE.txt", "\t".join(fields) + "\n"))
    source, _ = put(
        written(tmp_path / "hierarchy.txt", f"{above.place_id[9:]}\t99\tADM\nx\t1\t\n1\t2\t3\t4\n")
    )
    assert (source.about["kept"], source.about["left_out"]) == (1, 2)
    with Gazetteer.open() as opened:
        place = opened.place("geonames:99")
        assert place is not None
        assert (place.admin1, place.admin2) == ("10", "1001")


def test_codes_of_areas_name_those_that_were_unknown(home: Path, tmp_path: Path) -> None:
    put(written(tmp_path / "admin1CodesASCII.txt", "PE.ZZ\tNuévo\tNuevo\t3936456\nPE.15\tOther\tOther\t1\n"))
    with Gazetteer.open() as opened:
        assert opened.admin1_name("PE", "ZZ") == "Nuévo"
        assert opened.admin1_name("PE", "15") == "Lima"
        assert LIMA in {match.place.place_id for match in opened.lookup("Nuevo")}


def test_order_of_adding_does_not_matter(home: Path, tmp_path: Path) -> None:
    first = written(tmp_path / "a.csv", "id,name,lon,lat\n1,Abcdefgh,-75,-10\n")
    second = written(tmp_path / "b.csv", "id,name,lon,lat\n1,Ijklmnop,-75,-10\n")
    found = set()
    for order in ((first, second), (second, first)):
        for path in order:
            put(path, country="PE")
            Gazetteer.open().close()
        with Gazetteer.open() as opened:
            rows = opened._query("SELECT * FROM name ORDER BY rowid DESC LIMIT 4", ())
            found.add((opened.fingerprint, tuple(rows), opened.lookup("abcdefgh")[0].place.place_id))
        for slug in "ab":
            added.remove(cache.shelf(), slug)
    assert len(found) == 1


def test_two_processes_lay_a_source_once(home: Path, tmp_path: Path) -> None:
    put(written(tmp_path / "t.csv", CSV), country="PE")
    code = "from geomap.gazetteer import Gazetteer; g = Gazetteer.open(notify=print); print(g.fingerprint)"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert len({text.splitlines()[-1] for text in said}) == 1
    assert not list(home.glob("*.lock"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("PE.zip", b"PK\x03\x04 cut short", "damaged"),
        ("t.csv.gz", gzip.compress(b"name,lon,lat\n" + b"a,1,1\n" * 500)[:-20], "damaged"),
        ("bomb.csv.gz", BOMB, "unpacks"),
        ("wide.csv", b"name,lon,lat\n" + b"a" * 200_000 + b",1,1\n", "field larger"),
        ("notes.txt", b"just words\n", "recognised"),
        ("empty.csv", b"", "recognised"),
        ("none.csv", b"name,lon,lat\n,1,1\n", "none of its"),
    ],
    ids=["zip", "gzip", "bomb", "wide field", "words", "empty", "nothing usable"],
)
def test_bad_files_say_what_is_wrong_and_change_nothing(
    home: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        put(path)
    assert added.listed(cache.shelf()) == []


def test_column_that_is_not_there(home: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a,b,c\n1,2,3\n")
    with pytest.raises(UsageError, match="which column holds the name") as caught:
        put(path)
    assert "a, b, c" in str(caught.value.hint)


def test_interrupted_overlay_leaves_the_old_gazetteer(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geomap.gazetteer.added import overlay

    put(written(tmp_path / "t.csv", CSV), country="PE")
    before = sorted(path.name for path in home.glob("*.gpkg"))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(overlay, "_lay", stop)
    with pytest.raises(KeyboardInterrupt):
        Gazetteer.open()
    assert sorted(path.name for path in home.glob("*.gpkg")) == before


def test_whole_arc_minutes_are_told_from_surveyed_points() -> None:
    assert coarse(-76.91667, -12.03333)
    assert not coarse(-77.02824, -12.04318)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that knows byte ranges and sends PE.zip."""
    content, asked = b"0123456789" * 50, []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Range", ""))
            start = int(asked[-1].removeprefix("bytes=").rstrip("-") or 0)
            if "PE" not in self.path:
                self.send_error(404)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start + (5 if "short" in self.path else 0)))
            self.end_headers()
            self.wfile.write(content[start:])

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()
        thread.join(5)


def test_download_goes_on_where_it_stopped(
    server: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, asked = server
    monkeypatch.setenv(ENVIRONMENT, url)
    (tmp_path / "PE.zip.part").write_bytes(b"0123456789" * 3)
    path = fetch("pe", tmp_path, lambda *_: None)
    assert path.read_bytes() == b"0123456789" * 50
    assert asked == ["bytes=30-"]
    with pytest.raises(GazetteerError, match="404"):
        fetch("XX", tmp_path, lambda *_: None)


def test_download_that_is_too_short_is_said(
    server: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT, f"{server[0]}/short")
    with pytest.raises(GazetteerError, match=r"500 of 505|cannot be reached"):
        fetch("PE", tmp_path, lambda *_: None)
    assert not (tmp_path / "PE.zip").exists()


def test_no_network_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "http://127.0.0.1:9")
    with pytest.raises(GazetteerError, match="cannot be reached") as caught:
        fetch("PE", tmp_path, lambda *_: None)
    assert "no network" in str(caught.value.hint)
    with pytest.raises(UsageError):
        fetch("../../etc/passwd", tmp_path, lambda *_: None)
