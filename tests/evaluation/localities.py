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

Before it, for those of 200 hand-checked rows (tests/cases/localities_checked.tsv) that FILE
holds: in how many the automatic label is right, in how many the parser's deciding relation
is of the right kind, in how many the right kind is read at all, and in how many the whole
answer is right: kind, named anchors, metres and degrees. The rows were drawn with a fixed
seed, alike from each label, and judged by one person reading the text; "at" and "within"
count as one kind. They are known by a hash of their text, which is not ours to give on.
Rows were read while the grammar was being written, so the figure flatters it a little.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from geomap.model import RelationKind as K
from geomap.relations import Anchor, Description, Relation, feature, parse
from geomap.relations.lexicon import fold

CHECKED = Path(__file__).parents[1] / "cases" / "localities_checked.tsv"
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


def checked() -> dict[str, dict[str, str]]:
    """Rows that were judged by hand, by the hash of their text."""
    with CHECKED.open(encoding="utf-8", newline="") as file:
        return {
            row["text_sha256"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


def digest(text: str) -> str:
    """The first sixteen digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _kind(relation: Relation | None) -> str:
    if relation is None:
        return "unparsed"
    return "at" if relation.kind is K.WITHIN else relation.kind.value


def _measures(relation: Relation) -> tuple[str, str]:
    """Metres and degrees (or the stated position) as the table writes them."""
    place = relation.coordinates
    if place is not None:
        where = (place.lon, place.lat) if place.lon is not None else (place.easting, place.northing)
        return "", " ".join(f"{value:.4f}" for value in where if value is not None)
    if relation.offsets:
        legs = relation.offsets
        return " ".join(f"{leg.distance_m:.0f}" for leg in legs), " ".join(
            f"{leg.heading_deg:g}" for leg in legs
        )
    metres = "" if relation.distance_m is None else f"{relation.distance_m:.0f}"
    return metres, "" if relation.heading_deg is None else f"{relation.heading_deg:g}"


def _names_them(found: Description, names: str) -> bool:
    """Whether the relation is tied to these anchors and no others, by any of their forms."""
    relation = found.relation
    if relation is None or not names or relation.kind is K.COORDINATES:
        return True
    anchors = [anchor for anchor in relation.anchors if anchor.name]
    if not anchors and relation.road is not None:
        anchors = [relation.road]
    if not anchors:
        anchors = [*(area for anchor in relation.anchors for area in anchor.within), *found.within][:1]
    wanted = [fold(name) for name in names.split(" & ")]
    forms = [{fold(form) for form in anchor.forms} for anchor in anchors]
    return len(forms) == len(wanted) and all(any(name in one for one in forms) for name in wanted)


def judge(found: Description, truth: dict[str, str]) -> tuple[bool, bool, bool]:
    """Whether the main kind is right, the kind is read at all, and the whole answer is right."""
    right = _kind(found.relation) == truth["kind"]
    relations = [found.relation, *found.checks]
    read = any(_kind(relation) == truth["kind"] for relation in relations)
    whole = right and _names_them(found, truth["anchors"])
    if whole and found.relation is not None:
        whole = _measures(found.relation) == (truth["metres"], truth["degrees"])
    return right, read, whole


def table(counts: dict[str, list[int]]) -> None:
    """Print found and main by label, the targeted ones first."""
    print(f"{'label':22} {'rows':>6} {'found':>6} {'share':>6} {'main':>6}")
    for label, (total, held, is_main) in sorted(
        counts.items(), key=lambda entry: (entry[0] not in TARGETS, entry[0])
    ):
        print(f"{label:22} {total:6} {held:6} {held / total:6.1%} {is_main / total:6.1%}")


def sample(parsed: list[tuple[dict[str, str], Description]], *, show: bool) -> None:
    """Print how the hand-checked rows among these come out, and which are not all right."""
    truths, verdicts = checked(), []
    for row, found in parsed:
        truth = truths.pop(digest(row["text"]), None)
        if truth is None:
            continue
        verdicts.append((truth["label_holds"] == "yes", *judge(found, truth)))
        if show and not verdicts[-1][-1]:
            said = f"{_kind(found.relation)} instead of {truth['kind']} {truth['anchors']}"
            print(f"{said}\t{row['text'][:200]!r}")
    labels, kinds, read, whole = (sum(one[index] for one in verdicts) for index in range(4))
    print(
        f"checked by hand: {len(verdicts)} rows; label right: {labels}; kind right: {kinds}; "
        f"kind read: {read}; all right: {whole}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--language", nargs="+", default=["en", "es"], help="languages to count (default: en es)"
    )
    parser.add_argument("--show", metavar="KIND", help="print the rows of one label that disagree")
    parser.add_argument("--wrong", action="store_true", help="print the checked rows that are not all right")
    options = parser.parse_args()
    parsed = [(row, parse(row["text"])) for row in rows(options.file) if row["lang"] in options.language]
    counts: dict[str, list[int]] = {}
    for row, found in parsed:
        label = row["kind"]
        if label not in LABELS:
            continue
        held, is_main = agrees(label, found)
        count = counts.setdefault(label, [0, 0, 0])
        counts[label] = [count[0] + 1, count[1] + held, count[2] + is_main]
        if label == options.show and not held:
            print(f"{found.relation.kind.value if found.relation else 'unparsed'}\t{row['text'][:200]!r}")
    table(counts)
    sample(parsed, show=options.wrong)
    targeted = [counts[label] for label in TARGETS if label in counts]
    print(f"agreement: {sum(one[1] for one in targeted)} of {sum(one[0] for one in targeted)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
