"""Derive the French demonyms of geodata/geonames/country_extra.tsv; its other rows stay as they are.

Source, unpacked (`npm pack i18n-nationality@1.4.0`): `langs/fr.json`, the masculine nationality of each
country (MIT). The feminine follows from the ending. Names of places that stand among them ("Île Bouvet")
and nationalities of several words are left out, and so are two that are wrong: Wallis and Futuna's (Welsh)
and Dominica's (of the Dominican Republic).
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "geonames" / "country_extra.tsv"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_NOT_PEOPLE = frozenset(["Guam", "Tokélaou", "Saint-Barthélemy", "Saint-Siège"])
_PLURALS = frozenset(["Gibraltariens", "Kiribatiens"])
_WRONG = frozenset(["WF", "DM"])


def main() -> None:
    """Read the argument, rewrite the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--french", type=Path, required=True, help="langs/fr.json of i18n-nationality")
    said = json.loads(parser.parse_args().french.read_bytes())["nationalities"]
    head, *kept = [
        line
        for line in TABLE.read_text(encoding="utf-8").splitlines()
        if line.split("\t")[1:3] != ["demonym", "fr"]
    ]
    rows = [f"{code}\tdemonym\tfr\t{'|'.join(forms(word))}" for code, word in demonyms(said)]
    TABLE.write_text("\n".join([head, *kept, *rows]) + "\n", encoding="utf-8")


def demonyms(said: dict[str, str]) -> list[tuple[str, str]]:
    """Country and masculine singular, in small letters, by code."""
    own = {word for word in said.values() if _WORD.fullmatch(word)}
    found = []
    for code, words in sorted(said.items()):
        plain = re.sub(r"\s*\(.*\)$", "", words)
        # "Français (Guyane)" is France's.
        usable = _WORD.fullmatch(plain) and plain not in _NOT_PEOPLE and code not in _WRONG
        if usable and (plain == words or plain not in own):
            found.append((code, plain.lower().removesuffix("s") if plain in _PLURALS else plain.lower()))
    return found


def forms(masculine: str) -> list[str]:
    """Masculine and feminine, each once.

    Examples
    --------
    >>> forms("malien"), forms("sénégalais"), forms("turc"), forms("belge")
    (['malien', 'malienne'], ['sénégalais', 'sénégalaise'], ['turc', 'turque'], ['belge'])
    """
    if masculine.endswith(("e", "é")):
        return [masculine]
    if masculine == "grec":
        return ["grec", "grecque"]
    if masculine.endswith(("en", "on")):
        return [masculine, masculine + "ne"]
    return [masculine, masculine[:-1] + "que" if masculine.endswith("c") else masculine + "e"]


if __name__ == "__main__":
    main()
