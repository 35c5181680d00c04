"""Incidents of the founding report as a located table, made by hand: what the page is tried on."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")
CASTRO = (-76.989337, -11.983931)
LURIGANCHO = (-76.996850, -11.992140)
LIMA = (-77.030918, -12.045326)
# A rough outline of Peru, enough to be drawn.
_WEST = [(-81.3, -4.3), (-80.3, -3.4), (-78.3, -3.4), (-75.3, -0.1), (-73.6, -1.2), (-70.1, -2.6)]
_EAST = [(-70.1, -4.2), (-73.9, -7.3), (-72.9, -9.5), (-70.6, -9.5), (-69.6, -10.9), (-68.7, -12.6)]
_COAST = [(-69.0, -15.2), (-69.4, -17.6), (-70.4, -18.3), (-75.9, -14.7), (-77.2, -12.0), (-79.0, -8.2)]
PERU = shapely.Polygon([*_WEST, *_EAST, *_COAST, (-81.2, -6.1)])


def circle(lon: float, lat: float, radius_m: float, steps: int = 64) -> shapely.Polygon:
    azimuths = np.linspace(0, 360, steps, endpoint=False)
    x, y, _ = WGS84.fwd(np.full(steps, lon), np.full(steps, lat), azimuths, np.full(steps, radius_m))
    return shapely.Polygon(np.column_stack([x, y]))


def ring(lon: float, lat: float, inner_m: float, outer_m: float) -> shapely.Polygon:
    return circle(lon, lat, outer_m, 96).difference(circle(lon, lat, inner_m, 96))


def _row(ident, title, date, place, kind, **more):
    return {"id": ident, "title": title, "date": date, "place": place, "kind": kind, **more}


def founding() -> gpd.GeoDataFrame:
    """Eight incidents: four at one prison, one at another, one in a ring, two known only by country."""
    castro = {"xy": CASTRO, "footprint": circle(*CASTRO, 118), "uncertainty_m": 118.0, "method": "at"}
    castro |= {"place_name": "Miguel Castro Castro (Canto Grande)", "place_id": "curated:castro-castro"}
    castro |= {"feature_code": "PRN", "remarks": "The words name a prison that is in the curated places."}
    lurigancho = {"xy": LURIGANCHO, "footprint": circle(*LURIGANCHO, 266), "uncertainty_m": 266.0}
    lurigancho |= {"place_name": "Lurigancho (San Pedro)", "place_id": "curated:lurigancho", "method": "at"}
    lurigancho |= {"feature_code": "PRN", "remarks": "The words name a prison that is in the curated places."}
    peru = {"xy": (-75.0, -9.2), "footprint": PERU, "uncertainty_m": 1_050_000.0, "method": "within"}
    peru |= {"place_name": "Peru", "place_id": "geonames:3932488", "feature_code": "PCLI"}
    peru |= {"remarks": "The words name no place smaller than the country."}
    around = {"xy": LIMA, "footprint": ring(*LIMA, 9_700, 12_900), "uncertainty_m": 12_900.0}
    around |= {"place_name": "Lima", "place_id": "curated:lima-centre", "method": "distance"}
    around |= {"feature_code": "PPLC", "status": "ambiguous"}
    around |= {"remarks": "The town is in no gazetteer; it lies 7 miles (11.3 km) from downtown Lima."}
    around["alternatives"] = json.dumps(
        [{"place_id": "geonames:1", "name": "César Vallejo", "lon": -77.08, "lat": -11.96, "score": 0.41}]
    )
    rows = [
        _row("coup", "Constitution suspended", "1992-05-05", "Peru", "political_event", **peru),
        _row(
            "raid",
            "Soldiers and police surround the prison and are driven back",
            "1992-05-06",
            "Canto Grande prison",
            "clash",
            killed_min=11,
            killed_max=11,
            **castro,
        ),
        _row(
            "talks",
            "Five women leave to negotiate; four are held",
            "1992-05-08",
            "Canto Grande prison",
            "negotiation",
            detained_min=4,
            detained_max=4,
            **castro,
        ),
        _row(
            "assault",
            "Police and troops storm pavilion 4b",
            "1992-05-09",
            "pavilion 4b, Canto Grande prison",
            "massacre",
            killed_min=90,
            killed_max=100,
            disappeared_min=80,
            disappeared_max=80,
            **castro,
        ),
        _row(
            "tour",
            "The president tours the prison",
            "1992-05-10",
            "Canto Grande prison",
            "political_event",
            **castro,
        ),
        _row(
            "lurigancho",
            "Prisoners burned",
            "1985-10-04",
            "Lurigancho prison",
            "massacre",
            killed_min=30,
            killed_max=30,
            **lurigancho,
        ),
        _row(
            "prisons",
            "Prisoners killed in three prisons",
            "1986-06-19",
            "3 different prisons",
            "massacre",
            killed_min=300,
            **peru,
        ),
        _row(
            "occupation",
            "A town is occupied for a day; a prison officer is killed",
            "1992-05-14",
            "a town only 7 miles from downtown Lima",
            "occupation",
            killed_min=1,
            killed_max=1,
            **around,
        ),
    ]
    return located(pd.DataFrame(rows))


def located(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """A table as `geomap.geocode` gives it, from rows with `xy` and `footprint`."""
    frame = frame.copy()
    points = [shapely.Point(*xy) if isinstance(xy, tuple) else None for xy in frame.pop("xy")]
    shapes = gpd.GeoSeries(list(frame.pop("footprint")), crs=4326)
    for name in [name for name in frame.columns if name.endswith(("_min", "_max"))]:
        frame[name] = frame[name].astype("Int64")
    frame["status"] = frame.get("status", pd.Series(index=frame.index, dtype="str")).fillna("located")
    frame["source"] = "Founding report"
    frame["source_url"] = "https://example.org/report"
    frame["country_code"] = "PE"
    for name in ("date_start", "date_end"):
        frame[name] = pd.to_datetime(frame["date"]).astype("datetime64[ms]")
    out = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs=4326))
    out["footprint"] = shapes.to_numpy()
    out["footprint"] = gpd.GeoSeries(out["footprint"], crs=4326)
    return out
