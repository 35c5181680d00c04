"""Agreement of parsed relations with the automatic labels of real locality texts.

    python tests/evaluation/localities.py FILE [--language en es] [--show KIND [N]]

FILE is a CSV (gzip or not) with the columns text, kind and lang, such as
localities_dev.csv.gz. A row agrees if the relation that its label names is the one that
places the description, or one of its checks: the labels say what the text holds, not
which part of it decides ("Xoxocotla, 100 km SW of Mexico City" is labelled as an offset).
A road or a border "between A and B" counts for the label `between`. The column `main`
counts the stricter reading. Labels are themselves made by rules, so that full agreement
is not the aim. The last line is `agreement: N of M`, over the five kinds that the project
has a target for.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

from geomap.model import RelationKind as K
from geomap.relations import Anchor, Description, feature, parse

SITES = range(3)  # ranks of rooms, sites, neighbourhoods and streets


def _is_subunit(found: Description) -> bool:
    """Whether a part of a town, a street or a building is named."""
    ranks = (feature(anchor.feature) for anchor in _anchors(found))
    return any(known is not None and known.rank in SITES for known in ranks)


def _anchors(found: Description) -> list[Anchor]:
    """Every anchor, with its containing areas."""
    relations = [found.relation, *found.checks] if found.relation else []
    anchors = [anchor for relation in relations for anchor in relation.anchors]
    anchors += [*found.mentions, *found.within, *([found.subject] if found.subject else [])]
    return [*anchors, *(inner for anchor in anchors for inner in anchor.within)]


def _joins_two(found: Description) -> bool:
    """Whether a road or a border between two places is named: "the road between A and B"."""
    relations = [found.relation, *found.checks] if found.relation else []
    return any(one.kind in (K.ALONG, K.BORDER) and len(one.anchors) == 2 for one in relations)


LABELS: dict[str, frozenset[K]] = {
    "offset_heading": frozenset({K.OFFSET, K.ORTHOGONAL}),
    "offset_distance_only": frozenset({K.DISTANCE}),
    "offset_orthogonal": frozenset({K.ORTHOGONAL}),
    "between": frozenset({K.BETWEEN}),
    "coordinates_in_text": frozenset({K.COORDINATES}),
    "heading_only": frozenset({K.HEADING}),
    "near": frozenset({K.NEAR}),
    "road_pair": frozenset({K.ALONG}),
    "road_km_post": frozenset({K.ALONG}),
    "junction": frozenset({K.JUNCTION}),
    "border": frozenset({K.BORDER}),
    "part_of_feature": frozenset({K.PART}),
    "admin_only": frozenset({K.WITHIN}),
    "multi_place": frozenset({K.SEVERAL}),
    "somewhere_in_area": frozenset({K.WITHIN}),
    "named_place": frozenset({K.AT, K.WITHIN}),
    "urban_subunit": frozenset({K.AT, K.PART}),
}
TARGETS = ("offset_heading", "offset_distance_only", "offset_orthogonal", "between", "coordinates_in_text")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV, gzipped or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8", newline="") as file
    ):
        yield from csv.DictReader(file)


def agrees(label: str, found: Description) -> tuple[bool, bool]:
    """Whether the label's relation is in the description, and whether it is its main one."""
    if label == "urban_subunit":
        return _is_subunit(found), found.relation is not None and found.relation.kind in LABELS[label]
    wanted = LABELS[label]
    if label == "between" and _joins_two(found):
        return True, found.relation is not None and found.relation.kind is K.ALONG
    if label == "part_of_feature" and any(anchor.part for anchor in _anchors(found)):
        return True, found.relation is not None and found.relation.kind in wanted
    return bool(wanted & found.kinds), found.relation is not None and found.relation.kind in wanted


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--language", nargs="+", default=["en", "es"], help="languages to count (default: en es)"
    )
    parser.add_argument("--show", metavar="KIND", help="print the rows of one label that disagree")
    options = parser.parse_args()
    counts: dict[str, list[int]] = {}
    for row in rows(options.file):
        label = row["kind"]
        if row["lang"] not in options.language or label not in LABELS:
            continue
        found = parse(row["text"])
        held, is_main = agrees(label, found)
        count = counts.setdefault(label, [0, 0, 0])
        count[0] += 1
        count[1] += held
        count[2] += is_main
        if label == options.show and not held:
            kind = found.relation.kind.value if found.relation else "unparsed"
            print(f"{kind}\t{row['text'][:200]!r}")
    print(f"{'label':22} {'rows':>6} {'found':>6} {'share':>6} {'main':>6}")
    for label, (total, held, is_main) in sorted(
        counts.items(), key=lambda entry: (entry[0] not in TARGETS, entry[0])
    ):
        print(f"{label:22} {total:6} {held:6} {held / total:6.1%} {is_main / total:6.1%}")
    targeted = [counts[label] for label in TARGETS if label in counts]
    print(f"agreement: {sum(one[1] for one in targeted)} of {sum(one[0] for one in targeted)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
