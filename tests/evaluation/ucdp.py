"""Rows of UCDP against the coder's own coordinates: which namesake?

    python tests/evaluation/ucdp.py [--country nigeria|ukraine|colombia] [--precision 1 2] [--misses N]

Two questions for each distinct wording of the rows with the given `where_prec`: from
`where_coordinates` with the country and both area columns; and, where the file has it, from
`where_description` and the country alone. A place within 25 km of the coder's point is
right. The ceiling stands beside it: the rows for which any candidate, of any name in the
words, is right. Agreement is with the coder, who worked from the same words. The last line
is `where_coordinates: N of M`, rows that are right over rows with a right candidate.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geomap import geodesy  # noqa: E402
from geomap.gazetteer import Gazetteer  # noqa: E402
from geomap.georeference import Query, georeference  # noqa: E402
from geomap.georeference.resolve import names_of  # noqa: E402
from geomap.model import Hints  # noqa: E402
from geomap.relations import parse  # noqa: E402
from tests.evaluation.shared import SHARED, require_shared  # noqa: E402

FILES = {"nigeria": "nigeria_1990_2019", "ukraine": "ukraine_2014_2019", "colombia": "colombia_1989_2018"}
RIGHT_M = 25_000.0
Row = dict[str, str]


def main() -> None:
    """Both questions, one line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--country", choices=list(FILES), default="nigeria")
    parser.add_argument("--precision", nargs="+", default=["1", "2"])
    parser.add_argument("--misses", type=int, default=0, help="show the most frequent wrong answers")
    arguments = parser.parse_args()
    path = SHARED / "data" / "incidents" / f"ucdp_ged_{FILES[arguments.country]}_hdx.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["where_prec"] in arguments.precision]
    last = ""
    with Gazetteer.open() as gazetteer:
        for column, hints in (("where_description", alone), ("where_coordinates", full)):
            asked = [row for row in rows if row.get(column)]
            if asked:
                last = report(column, asked, hints, gazetteer, arguments.misses)
    print(last)


def full(row: Row) -> Hints:
    """What the coder's columns say."""
    return Hints(row["country"], row["adm_1"], row["adm_2"])


def alone(row: Row) -> Hints:
    """The country only."""
    return Hints(row["country"])


def report(
    column: str, rows: Sequence[Row], hints: Callable[[Row], Hints], gazetteer: Gazetteer, misses: int
) -> str:
    """Print the figures of one question; gives its last line."""
    queries = list(dict.fromkeys(Query(row[column], hints(row)) for row in rows))
    found = dict(zip(queries, georeference(queries, gazetteer), strict=True))
    reachable = candidates(column, rows, gazetteer)
    right = possible = right_possible = 0
    wrong: Counter[str] = Counter()
    for row in rows:
        answer = found[Query(row[column], hints(row))]
        hit = answer.lon is not None and answer.lat is not None and near(row, answer.lon, answer.lat)
        can = any(near(row, lon, lat) for lon, lat in reachable[row[column]])
        right, possible, right_possible = right + hit, possible + can, right_possible + (hit and can)
        if can and not hit:
            wrong[f"{row[column]} | {row['adm_1']} | {answer.place_name}, {answer.admin1_name}"] += 1
    print(f"{column}: {len(rows)} rows, {len(queries)} distinct; right {right / len(rows):.3f}")
    print(
        f"  ceiling {possible / len(rows):.3f}; right where a candidate is "
        f"{right_possible / max(1, possible):.3f}"
    )
    for words, count in wrong.most_common(misses):
        print(f"  {count:5d}  {words}")
    return f"{column}: {right_possible} of {possible}"


def candidates(
    column: str, rows: Sequence[Row], gazetteer: Gazetteer
) -> dict[str, list[tuple[float, float]]]:
    """Positions of every candidate of every name in the words."""
    names = {words: sorted(set(names_of(parse(words)))) for words in {row[column] for row in rows}}
    matches = gazetteer.lookup_many(sorted({name for own in names.values() for name in own}))
    return {
        words: [(m.place.lon, m.place.lat) for name in own for m in matches[name]]
        for words, own in names.items()
    }


def near(row: Row, lon: float, lat: float) -> bool:
    """Whether a position lies within 25 km of the coder's."""
    x, y = float(row["longitude"]), float(row["latitude"])
    if abs(y - lat) > 1:
        return False
    return float(geodesy.distance(x, y, lon, lat)) <= RIGHT_M


if __name__ == "__main__":
    require_shared()
    main()
