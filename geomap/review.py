"""Human decisions: a table of them beats the machine, survives re-runs, and shows.

A decision names a row by its `id` and gives either a `place_id` of the gazetteer or a
position (`lon`, `lat`, and `uncertainty_m` if known), with `who` decided and `why`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geomap import geodesy
from geomap.errors import InputError
from geomap.georeference.remarks import say
from geomap.model import RelationKind, Remark, Status
from geomap.readers.coerce import MAX_RADIUS_M

if TYPE_CHECKING:
    import geopandas as gpd

    from geomap.gazetteer import Gazetteer
    from geomap.model import Place

COLUMNS = ("id", "place_id", "lon", "lat", "uncertainty_m", "who", "why")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one row.

    Attributes
    ----------
    place_id : str
        A place of the gazetteer; empty if a position is given instead.
    lon, lat, uncertainty_m : float
        Decimal degrees (EPSG:4326) and metres; nan where not given.
    """

    row: int
    id: str
    place_id: str
    lon: float
    lat: float
    uncertainty_m: float
    who: str
    why: str


def read_decisions(source: Any) -> list[Decision]:
    """Read a decisions table: a path of any format that tables come in, or a DataFrame.

    Rows that decide nothing (neither `place_id` nor `lon` and `lat`) are passed over: a
    worklist comes back half filled in.

    Raises
    ------
    InputError
        If there is no `id` column, or a decision lacks `who` or `why`, has half a
        position, or decides on a row for the second time.
    """
    from geomap.readers import read_plain

    table = source if isinstance(source, pd.DataFrame) else read_plain(source)
    path = None if isinstance(source, pd.DataFrame) else source
    missing = [name for name in ("id", "who", "why") if name not in table.columns]
    if missing:
        raise InputError(
            f"a decisions table needs the columns {', '.join(missing)}.",
            path=path,
            hint=f"Its columns are: {', '.join(COLUMNS)}.",
        )
    decisions: dict[str, Decision] = {}
    for number, record in enumerate(table.to_dict("records"), start=1):
        decision = _decision(number, record, path)
        if decision is None:
            continue
        if decision.id in decisions:
            raise InputError(
                f"decides on {decision.id!r} a second time (first in row {decisions[decision.id].row}).",
                path=path,
                row=number,
                hint="Keep one of the two.",
            )
        decisions[decision.id] = decision
    return list(decisions.values())


def _decision(number: int, record: dict[str, Any], path: Any) -> Decision | None:
    place_id = _text(record.get("place_id"))
    numbers = [_number(record.get(name), name, number, path) for name in ("lon", "lat", "uncertainty_m")]
    lon, lat, uncertainty_m = numbers
    if not place_id and np.isnan(lon) and np.isnan(lat):
        return None
    decision = Decision(
        number,
        _text(record.get("id")),
        place_id,
        lon,
        lat,
        uncertainty_m,
        _text(record.get("who")),
        _text(record.get("why")),
    )
    _check(decision, path)
    return decision


def _check(decision: Decision, path: Any) -> None:
    where = {"path": path, "row": decision.row}
    if not decision.id:
        raise InputError("a decision without the id of its row.", column="id", **where)
    for name in ("who", "why"):
        if not getattr(decision, name):
            raise InputError(
                f"a decision without {name!r}.", column=name, hint="Say who decided, and why.", **where
            )
    if decision.place_id:
        return
    if np.isnan(decision.lon) or np.isnan(decision.lat):
        raise InputError("half a position.", hint="Give both lon and lat, or a place_id.", **where)
    if abs(decision.lat) > 90 or abs(decision.lon) > 180:
        raise InputError(
            f"longitude {decision.lon}, latitude {decision.lat} is not on the globe.",
            hint="Longitude is within ±180 and latitude within ±90 degrees.",
            **where,
        )
    if decision.uncertainty_m <= 0 or decision.uncertainty_m > MAX_RADIUS_M:
        raise InputError(
            "an uncertainty must be more than zero metres, and not more than half the globe.",
            column="uncertainty_m",
            hint="Leave it empty if it is not known.",
            **where,
        )


def apply_decisions(
    located: gpd.GeoDataFrame, decisions: list[Decision], gazetteer: Gazetteer, *, language: str = "en"
) -> gpd.GeoDataFrame:
    """The table with each decision in the place of what the machine found.

    What the machine had found is kept as the first of the row's runners-up. `method`
    becomes `decision`, and `remarks` say who decided and why.

    Raises
    ------
    InputError
        If a decision names a row or a place that is not there.
    """
    require_rows(decisions, located["id"])
    rows = {str(value): row for row, value in enumerate(located["id"])}
    out = located.copy()
    for decision in decisions:
        _apply(out, out.index[rows[decision.id]], decision, gazetteer, language)
    return out


def require_rows(decisions: Sequence[Decision], ids: pd.Series, *, path: Any = None) -> None:
    """Raise if decisions are for rows that the table does not have: they belong to other data.

    Raises
    ------
    InputError
        With how many there are, and the first of them.
    """
    known = {str(value) for value in ids}
    strange = [decision for decision in decisions if decision.id not in known]
    if not strange:
        return
    if len(strange) == len(decisions):
        what = (
            f"none of the {len(decisions)} decisions is for a row of this table"
            if len(decisions) > 1
            else (f"a decision for the row {strange[0].id!r}, which the table does not have")
        )
    else:
        shown = ", ".join(repr(decision.id[:40]) for decision in strange[:3])
        what = (
            f"{len(strange)} of {len(decisions)} decisions are for rows that the table does not have: {shown}"
        )
    raise InputError(
        f"{what}.",
        path=path,
        row=strange[0].row,
        column="id",
        hint="Check that they belong to this table. A row without an id of its own gets one from its "
        "content, so that an edited row has another.",
    )


def _apply(
    out: gpd.GeoDataFrame, label: Any, decision: Decision, gazetteer: Gazetteer, language: str
) -> None:
    place = _place(decision, gazetteer)
    said = {"who": decision.who, "why": decision.why.rstrip(".") + "."}
    if place is None:
        lon, lat, radius = decision.lon, decision.lat, decision.uncertainty_m
        remark = Remark("decision_point", said)
        footprint = geodesy.disc(lon, lat, radius)[0] if radius > 0 else None
    else:
        lon, lat = place.lon, place.lat
        remark = Remark("decision_place", {"name": place.name, **said})
        footprint = gazetteer.outline(place.place_id) if place.has_outline else None
        if footprint is None:
            footprint = geodesy.disc(lon, lat, place.extent_m)[0]
        radius = float(geodesy.reach(lon, lat, footprint)[0])
    values: dict[str, Any] = {
        "alternatives": _alternatives(out.loc[label]),
        "status": str(Status.LOCATED),
        "method": str(RelationKind.DECISION),
        "uncertainty_m": radius,
        "score": np.nan,
        "remarks": say([remark], language),
        "place_name": place.name if place else None,
        "place_id": place.place_id if place else None,
        "feature_code": place.feature_code if place else None,
        "country_code": place.country_code if place else out.loc[label, "country_code"],
        "geometry": shapely.Point(lon, lat),
        "footprint": footprint,
    }
    if place is not None:
        admin1 = gazetteer.admin1_name(place.country_code, place.admin1) if place.admin1 else ""
        values["admin1_name"] = admin1 or None
    for name, value in values.items():
        out.at[label, name] = value


def _place(decision: Decision, gazetteer: Gazetteer) -> Place | None:
    if not decision.place_id:
        return None
    place = gazetteer.place(decision.place_id)
    if place is None:
        raise InputError(
            f"the gazetteer has no place {decision.place_id!r}.",
            row=decision.row,
            column="place_id",
            hint="Look it up with: geomap gazetteer search NAME",
        )
    return place


def _alternatives(row: Any) -> str | None:
    import json

    if not isinstance(row["place_id"], str):
        kept: str | None = row["alternatives"] if isinstance(row["alternatives"], str) else None
        return kept
    first = {
        "place_id": row["place_id"],
        "name": row["place_name"],
        "lon": row["geometry"].x,
        "lat": row["geometry"].y,
        "score": None if pd.isna(row["score"]) else float(row["score"]),
    }
    others = json.loads(row["alternatives"]) if isinstance(row["alternatives"], str) else []
    return json.dumps([first, *others], ensure_ascii=False)


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()


def _number(value: Any, column: str, row: int, path: Any) -> float:
    text = _text(value)
    if not text:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        raise InputError(
            f"{text!r} is not a number.", path=path, row=row, column=column, hint="Use decimal degrees."
        ) from None


# --- a second person's decisions -----------------------------------------------------------

SAME_M = 1_000.0
"""Positions of two people this close mean the same place, even if neither says how sure they are."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two people decided about one row.

    Attributes
    ----------
    verdict : str
        ``agree``, ``differ``, or ``first`` or ``second`` if that person alone decided.
    distance_m : float or None
        Between the two positions.
    """

    id: str
    verdict: str
    distance_m: float | None
    first: Decision | None
    second: Decision | None

    def as_json(self) -> dict[str, Any]:
        """The pair for programs."""
        sides = {"first": self.first, "second": self.second}
        made: dict[str, Any] = {"id": self.id, "verdict": self.verdict}
        if self.distance_m is not None:
            made["distance_m"] = round(self.distance_m, 1)
        return made | {name: _as_json(one) for name, one in sides.items() if one is not None}


def compare_decisions(
    first: Sequence[Decision], second: Sequence[Decision], gazetteer: Gazetteer
) -> list[Pair]:
    """Where two people agree: those who differ most come first, then what one alone decided, then agreement.

    Two decisions agree if they name the same place, or if their positions are no farther
    apart than the wider of their radii (a place's own extent where a place is named), and
    never less than `SAME_M`. The share of agreement is not corrected for chance: among all
    places that there are, chance would hardly ever agree.
    """
    ones, others = ({decision.id: decision for decision in each} for each in (first, second))
    pairs = []
    for key in dict.fromkeys([*ones, *others]):
        one, other = ones.get(key), others.get(key)
        if one is None or other is None:
            pairs.append(Pair(key, "second" if one is None else "first", None, one, other))
            continue
        (lon1, lat1, radius1), (lon2, lat2, radius2) = (_position(d, gazetteer) for d in (one, other))
        metres = float(geodesy.distance(lon1, lat1, lon2, lat2))
        same = bool(one.place_id) and one.place_id == other.place_id
        agree = same or metres <= max(radius1, radius2, SAME_M)
        pairs.append(Pair(key, "agree" if agree else "differ", metres, one, other))
    order = {"differ": 0, "first": 1, "second": 1, "agree": 2}
    return sorted(pairs, key=lambda pair: (order[pair.verdict], -(pair.distance_m or 0.0)))


def _position(decision: Decision, gazetteer: Gazetteer) -> tuple[float, float, float]:
    place = _place(decision, gazetteer)
    if place is not None:
        return place.lon, place.lat, place.extent_m
    return decision.lon, decision.lat, float(np.nan_to_num(decision.uncertainty_m))


def _as_json(decision: Decision) -> dict[str, Any]:
    where: dict[str, Any] = (
        {"place_id": decision.place_id}
        if decision.place_id
        else {"lon": decision.lon, "lat": decision.lat, "uncertainty_m": decision.uncertainty_m}
    )
    kept = {name: value for name, value in where.items() if value == value}
    return {**kept, "who": decision.who, "why": decision.why}
