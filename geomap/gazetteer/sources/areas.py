"""Countries, first- and second-level areas, and areas run apart from the state they are counted to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from geomap.gazetteer.sources import Entry, settlements
from geomap.gazetteer.sources.outlines import Outline, farthest_m, inner_point, reference_point
from geomap.gazetteer.sources.spread import Spread
from geomap.gazetteer.sources.tables import rows
from geomap.model import Place

_DEPENDENT = (
    "AI AS AW AX BL BM BQ BV CC CK CW CX FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF "
    "NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT"
)
_FEATURE_CODES = {"AQ": "CONT", "EH": "TERR", "PS": "PCL", "AN": "PCLH", "CS": "PCLH"}
_DESIGNATOR = re.compile(
    r"^(?:Departamento|Provincia|Región|Region|Estado|Département|Province|Région|Provinsi|Distrito|State) "
    r"(?:del? |de la |of |d[ue] |da |do )?(?=\w)|"
    r" (?:Province|Department|Region|State|District|Governorate|County|Prefecture|Oblast|Division|Parish|"
    r"Municipality|Raion|Rayon|Regency|LGA|Local Government Area|Borough)$"
)


def read_countries(names: Path, outlines: Mapping[str, Outline], spread: Spread) -> Iterator[Entry]:
    """Every country that has an outline or a settlement; ISO codes are names of the kind ``code``."""
    spoken: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(names.glob("country_*.tsv*")):
        for code, kind, _, written in rows(path):
            spoken.setdefault(code, []).extend((kind, name) for name in written.split("|"))
    points = {
        code: (float(lon), float(lat))
        for table in ("reference_points.tsv", "middle_points.tsv")
        for code, lon, lat in rows(names / table)
    }
    for code, fact in sorted(settlements.countries().items()):
        outline = outlines.get(code)
        where = _where(outline.shape if outline else None, spread, code, points.get(code))
        if where is None:
            continue
        lon, lat, extent_m, basis = where
        place = Place(
            place_id=f"geonames:{fact['geonameid']}",
            name=fact["name"],
            feature_class="L" if code == "AQ" else "A",
            feature_code=_FEATURE_CODES.get(code, "PCLD" if code in _DEPENDENT.split() else "PCLI"),
            country_code=code,
            admin1="",
            admin2="",
            lon=lon,
            lat=lat,
            population=int(fact["population"]),
            extent_m=extent_m,
            extent_basis=basis,
            source="GeoNames, Natural Earth" if outline else "GeoNames",
            has_outline=outline is not None,
        )
        codes = [("code", code), ("code", fact["iso3"])]
        yield Entry(place, tuple(dict.fromkeys([*codes, *spoken.get(code, [])])))


def read_divisions(
    folder: Path, outlines: Mapping[str, Outline], spread: Spread
) -> Iterator[tuple[str, str, Entry | None]]:
    """Code, name and, where its position is known, the entry of each first- and second-level area."""
    extra: dict[str, list[tuple[str, str]]] = {}
    for code, kind, _, written in rows(folder / "area_extra.tsv"):
        extra.setdefault(code, []).extend((kind, name) for name in written.split("|"))
    for code, geonameid, iso, name, _, aliases in rows(folder / "areas.tsv.gz"):
        country, admin1, admin2 = (*code.split("."), "")[:3]
        outline = outlines.get(code)
        where = _where(outline.shape if outline else None, spread, code)
        if where is None:
            yield code, name, None
            continue
        lon, lat, extent_m, basis = where
        place = Place(
            place_id=f"geonames:{geonameid}",
            name=name,
            feature_class="A",
            feature_code="ADM2" if admin2 else "ADM1",
            country_code=country,
            admin1=admin1,
            admin2=admin2,
            lon=lon,
            lat=lat,
            population=spread.population(code),
            extent_m=extent_m,
            extent_basis=basis,
            source="GeoNames, Natural Earth" if outline else "GeoNames",
            has_outline=outline is not None,
        )
        names = [("alternate", alias) for alias in aliases.split("|") if alias and alias != name]
        plain = (_DESIGNATOR.sub("", other) for other in [name, *aliases.split("|")])
        names += [("alternate", other) for other in plain if other and other != name]
        names += extra.get(code, [])
        if not admin2:
            names += [("code", part) for part in (iso, iso.rpartition("-")[2]) if part]
        yield code, name, Entry(place, tuple(dict.fromkeys(names)))


def read_apart(outlines: list[Outline]) -> Iterator[tuple[Entry, Outline]]:
    """Areas that Natural Earth draws apart and ISO 3166-1 has no code for."""
    for outline in outlines:
        lon, lat = inner_point(outline.shape)
        place = Place(
            place_id="ne:" + re.sub(r"[^a-z]+", "-", outline.name.lower()).strip("-"),
            name=outline.name,
            feature_class="A",
            feature_code="ZN",
            country_code="" if outline.note == "-" else outline.note,
            admin1="",
            admin2="",
            lon=lon,
            lat=lat,
            population=0,
            extent_m=round(farthest_m(outline.shape, lon, lat), 1),
            extent_basis="outline",
            source="Natural Earth",
            has_outline=True,
        )
        yield Entry(place, ()), outline


def _where(
    shape: BaseGeometry | None, spread: Spread, code: str, point: tuple[float, float] | None = None
) -> tuple[float, float, float, str] | None:
    """Reference point (the published one where it is known), radial and what it rests on."""
    if shape is not None:
        lon, lat = point or reference_point(shape)
        return lon, lat, round(farthest_m(shape, lon, lat), 1), "outline"
    circle = spread.circle(code)
    return None if circle is None else (*circle, "settlements")
