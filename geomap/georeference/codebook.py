"""A georeference as a codebook would record it: the placing rules and columns of others.

geomap's own point and footprint say where the incident can have been. Codebooks place
points by convention; to compare with a coder, or to hand on data in their form, `apply`
moves the point and `darwin_core` and `linked_places_certainty` give the terms.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from geomap import geodesy
from geomap.errors import GeomapError
from geomap.georeference.codes import codes
from geomap.georeference.remarks import say
from geomap.model import Candidate, Georeference, Place, RelationKind, Remark, Status

CODEBOOKS = ("ucdp", "acled", "gtd", "dwc")

PROTOCOL = "Chapman and Wieczorek 2020, Georeferencing Best Practices (GBIF), shape method"

_AT_THE_ANCHOR = frozenset(
    {
        RelationKind.AT,
        RelationKind.PART,
        RelationKind.NEAR,
        RelationKind.DISTANCE,
        RelationKind.OFFSET,
        RelationKind.HEADING,
        RelationKind.ORTHOGONAL,
        RelationKind.JUNCTION,
    }
)
"""Relations to a place that UCDP, ACLED and GTD code at the place itself, if it is near enough."""

_NEAR_CODE = 2
_FAR_CODE = 5


class UnknownCodebookError(GeomapError, ValueError):
    """A codebook that geomap has no rules of."""


def apply(georeference: Georeference, codebook: str, *, anchor: Place | None = None) -> Georeference:
    """The georeference with its point where a codebook places it.

    Parameters
    ----------
    codebook : str
        ``ucdp``: near a place, in a part of it or up to 25 km from it means at it (GED codebook
        19.1, appendix 3); farther away, a representative point, which is geomap's own.
        ``acled``, ``gtd``: the same for places of up to "a small part of a region".
        ``dwc``: the point is moved to the middle of the circle that holds the footprint.
    anchor : Place, optional
        The place that the relation starts from; its own `anchor` if not given.

    Returns
    -------
    Georeference
        With the footprint unchanged, the radius measured from the new point, and a remark
        where the point moved. Unchanged where nothing was placed.

    Raises
    ------
    UnknownCodebookError
        If the codebook is none of `CODEBOOKS`.
    """
    if codebook not in CODEBOOKS:
        raise UnknownCodebookError(
            f"Unknown codebook {codebook!r}.", hint=f"Use one of {', '.join(CODEBOOKS)}."
        )
    if georeference.footprint is None or georeference.lon is None or georeference.lat is None:
        return georeference
    if codebook == "dwc":
        lon, lat, _ = geodesy.enclosing_circle(georeference.footprint)
        return _moved(georeference, lon, lat, None)
    anchor = anchor or georeference.anchor
    if anchor is None or georeference.method not in _AT_THE_ANCHOR or georeference.where_prec == _FAR_CODE:
        return georeference
    if codebook == "ucdp" and georeference.method == RelationKind.AT:
        georeference = _highest_level(georeference)
        anchor = georeference.anchor or anchor
    return _moved(georeference, anchor.lon, anchor.lat, anchor)


def _highest_level(georeference: Georeference) -> Georeference:
    """UCDP, general rule 2: of a town, a district and a province that could be meant, the highest.

    Only where the words do not say which and the readings are about equally likely: coders
    take "Maiduguri" for the town.
    """
    if georeference.status is not Status.AMBIGUOUS:
        return georeference
    wider = [c for c in georeference.alternatives if _is_wider(c, georeference)]
    if not wider:
        return georeference
    highest = max(wider, key=lambda candidate: candidate.place.extent_m).place
    code = codes(RelationKind.AT, highest.feature_class, highest.feature_code, highest.extent_m)
    return replace(
        georeference,
        anchor=highest,
        place_name=highest.name,
        place_id=highest.place_id,
        feature_code=highest.feature_code,
        where_prec=code.where_prec,
        geo_precision=code.geo_precision,
    )


def _is_wider(candidate: Candidate, georeference: Georeference) -> bool:
    place, anchor = candidate.place, georeference.anchor
    return (
        anchor is not None
        and candidate.score >= (georeference.score or 0.0) / 2
        and place.feature_class == "A"
        and place.country_code == anchor.country_code
        and place.admin1 == anchor.admin1
        and place.extent_m > anchor.extent_m
    )


def _moved(georeference: Georeference, lon: float, lat: float, anchor: Place | None) -> Georeference:
    if georeference.footprint is None:
        return georeference
    radius = float(geodesy.reach(lon, lat, [georeference.footprint])[0])
    moved = (round(lon, 6), round(lat, 6)) != (georeference.lon, georeference.lat)
    remark = Remark("codebook_point", {"name": anchor.name}) if anchor else Remark("codebook_middle")
    return replace(
        georeference,
        lon=round(lon, 6),
        lat=round(lat, 6),
        uncertainty_m=max(1.0, round(radius, 1)),
        remarks=(*georeference.remarks, remark) if moved else georeference.remarks,
    )


def gtd_specificity(where_prec: int | None) -> tuple[int, int]:
    """GTD `specificity` (1 to 5) and `vicinity` (0 or 1), from UCDP's code.

    Examples
    --------
    >>> gtd_specificity(2), gtd_specificity(None)
    ((1, 1), (5, 0))
    """
    by_ucdp = {1: (1, 0), 2: (1, 1), 3: (3, 0), 4: (4, 0), 5: (3, 0)}
    return by_ucdp.get(where_prec or 0, (5, 0))


def terms(georeference: Georeference, codebook: str, verbatim: str = "") -> dict[str, Any]:
    """What a codebook records besides the point and the codes that geomap always gives.

    Examples
    --------
    >>> terms(Georeference(Status.NOT_FOUND), "gtd")
    {'specificity': 5, 'vicinity': 0}
    """
    if codebook == "gtd":
        return dict(zip(("specificity", "vicinity"), gtd_specificity(georeference.where_prec), strict=True))
    return darwin_core(georeference, verbatim) if codebook == "dwc" else {}


def linked_places_certainty(georeference: Georeference) -> str:
    """``certain``, ``less-certain`` or ``uncertain``, as Linked Places has it."""
    if georeference.status is not Status.LOCATED:
        return "uncertain"
    by_ucdp = {1: "certain", 2: "less-certain", 3: "less-certain", 5: "less-certain"}
    return by_ucdp.get(georeference.where_prec or 0, "uncertain")


def darwin_core(georeference: Georeference, verbatim: str = "") -> dict[str, Any]:
    """The Darwin Core location terms of a georeference; None where a term is unknown.

    Parameters
    ----------
    verbatim : str
        The words as they stood, for `verbatimLocality`.
    """
    footprint, radius = georeference.footprint, georeference.uncertainty_m
    fit = None
    if footprint is not None and radius is not None and georeference.lon is not None:
        circle = geodesy.disc(georeference.lon, georeference.lat or 0.0, radius)[0]
        # A circle drawn with corners is a little smaller than itself: a ratio below 1 is not legal.
        fit = round(max(1.0, geodesy.area_m2(circle) / geodesy.area_m2(footprint)), 4)
    return {
        "verbatimLocality": verbatim or None,
        "decimalLatitude": georeference.lat,
        "decimalLongitude": georeference.lon,
        "geodeticDatum": "EPSG:4326" if georeference.lon is not None else None,
        "coordinateUncertaintyInMeters": radius,
        "footprintWKT": None if footprint is None else footprint.wkt,
        "footprintSRS": None if footprint is None else "EPSG:4326",
        "pointRadiusSpatialFit": fit,
        "countryCode": georeference.country_code or None,
        "georeferenceProtocol": PROTOCOL if footprint is not None else None,
        "georeferenceSources": " | ".join(georeference.sources) or None,
        "georeferenceRemarks": say(georeference.remarks) or None,
        "georeferenceVerificationStatus": (
            "requires verification" if footprint is not None else "unable to georeference"
        ),
    }
