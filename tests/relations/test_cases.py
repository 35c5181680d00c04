"""Tables of phrases: English, Spanish, and near misses that must not become relations."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geomap.model import RelationKind
from geomap.relations import Anchor, Description, Relation, parse

CASES = Path(__file__).parents[1] / "cases"


def read_cases(name: str) -> list[tuple[str, ...]]:
    """Rows of a table as text, relation, rest."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [tuple(row) for row in rows[1:]]


def write_anchor(anchor: Anchor) -> str:
    """ "Canto Grande :prison [pavilion 4b]", "<prison> x3"."""
    text = anchor.name or f"<{anchor.feature or anchor.part}>"
    text += f" :{anchor.feature}" if anchor.name and anchor.feature else ""
    text += f" [{anchor.part}]" if anchor.part else ""
    return text + (f" x{anchor.count}" if anchor.count else "")


def write_relation(relation: Relation) -> str:
    """ "offset Lima 11265±805 m 180±45"."""
    parts = [relation.kind.value, " & ".join(write_anchor(anchor) for anchor in relation.anchors)]
    if relation.distance_m is not None and relation.half_precision_m is not None:
        parts.append(f"{relation.distance_m:.0f}±{relation.half_precision_m:.0f} m")
    if relation.heading_deg is not None and relation.heading_half_deg is not None:
        parts.append(f"{relation.heading_deg:g}±{relation.heading_half_deg:g}")
    parts += [f"{leg.distance_m:.0f} m {leg.heading_deg:g}" for leg in relation.offsets]
    if relation.coordinates is not None:
        found = relation.coordinates
        where = (found.easting, found.northing) if found.lon is None else (found.lon, found.lat)
        parts.append(f"{found.system} {found.zone}{' ' if found.zone else ''}{where[0]:.6g} {where[1]:.6g}")
    parts += [word for word in (relation.approx_word, relation.bound) if word]
    parts += [] if relation.by_road is None else ["by road" if relation.by_road else "by air"]
    parts += [f"({relation.word})"] if relation.word else []
    way = relation.road if relation.kind is not RelationKind.ALONG else None
    parts += [f"on {write_anchor(way)}"] if way and relation.anchors else []
    parts += [f"towards {write_anchor(relation.towards)}"] if relation.towards else []
    parts += [] if relation.km_post is None else [f"post {relation.km_post:g}"]
    parts += [] if relation.km_post_end is None else [f"to {relation.km_post_end:g}"]
    return " ".join(part for part in parts if part)


def write_rest(found: Description) -> str:
    """Everything around the relation: subject, checks, containing areas, mentions, flags."""
    parts = [f"subject {write_anchor(found.subject)}"] if found.subject else []
    parts += [f"check {write_relation(check)}" for check in found.checks]
    inner = found.relation.anchors[0].within if found.relation and found.relation.anchors else ()
    areas = [*inner, *(area for area in found.within if area not in inner)]
    parts += [f"in {', '.join(write_anchor(area) for area in areas)}"] if areas else []
    parts += [f"also {', '.join(write_anchor(one) for one in found.mentions)}"] if found.mentions else []
    parts += [f"flag {flag.code}" for flag in found.flags]
    return "; ".join(parts)


@pytest.mark.parametrize(
    ("text", "relation", "rest"),
    [*read_cases("relations_en.tsv"), *read_cases("relations_es.tsv")],
)
def test_phrase(text: str, relation: str, rest: str) -> None:
    found = parse(text)
    assert (write_relation(found.relation) if found.relation else "unparsed", write_rest(found)) == (
        relation,
        rest,
    )


@pytest.mark.parametrize(("text", "relation", "rest"), read_cases("should_not_parse.tsv"))
def test_near_miss(text: str, relation: str, rest: str) -> None:
    """Words that look like relations, distances or feature words and are names, or nothing."""
    found = parse(text)
    assert (write_relation(found.relation) if found.relation else "unparsed", write_rest(found)) == (
        relation,
        rest,
    )


def test_cases_are_many_and_distinct() -> None:
    texts = [
        row[0]
        for name in ("relations_en", "relations_es", "should_not_parse")
        for row in read_cases(f"{name}.tsv")
    ]
    assert len(texts) >= 300
    assert len(texts) == len(set(texts))


def test_hand_checked_localities_are_200_and_say_no_sentence() -> None:
    with (CASES / "localities_checked.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len({row["text_sha256"] for row in rows}) == len(rows) == 200
    assert {row["kind"] for row in rows} <= {*RelationKind, "unparsed"}
    assert {row["label_holds"] for row in rows} == {"yes", "no"}
    assert all(len(name) < 40 for row in rows for name in row["anchors"].split(" & "))
