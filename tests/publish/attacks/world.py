"""A table with twenty secrets, and versions of it: what the attacks are made on."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

COLUMNS = (
    "id", "title", "description", "date", "place", "country", "admin1", "lon", "lat", "uncertainty_m", "kind",
    "actor", "killed_min", "killed_max", "source", "source_url", "quote", "protected", "witness", "phone",
    "note",
)  # fmt: skip

SECRETS = {
    "witness's name": "Quispemayta",
    "second witness": "Zorobabela",
    "name in an open row's title": "Huarancayo",
    "name in a description": "Ñahuinlla",
    "telephone column": "51987123455",
    "telephone in a title": "44 71 946",
    "mail in a title": "vigilia@correo",
    "place wording": "Pampahuasi",
    "second place wording": "Tocsacancha",
    "admin wording": "Chungarapra",
    "quote": "incomparablemente",
    "second quote": "paradigmaticos",
    "source title": "Cuadernillo",
    "source link": "depositoreservado",
    "remark of the row": "Contraseñita",
    "longitude": "-74.234567",
    "latitude": "-13.165432",
    "second longitude": "-73.456789",
    "file name": "casas-de-acogida",
    "own id": "expediente-4471",
}
"""What must be nowhere in a public copy, and what it is."""


def secret_rows() -> list[dict[str, str]]:
    """Open rows and sensitive ones; each secret stands somewhere in them."""
    rows: list[dict[str, str]] = [
        {"id": f"open-{n}", "title": f"Clash number {n}", "date": f"1991-0{1 + n % 9}-1{n % 10}",
         "place": "Ayacucho, Peru", "country": "PE", "lon": f"{-74.2 - n / 10:.3f}",
         "lat": f"{-13.9 + n / 20:.3f}", "uncertainty_m": "800", "kind": "clash",
         "killed_min": "1", "killed_max": "2", "protected": "no", "source": "Gazette",
         "witness": "Quispemayta", "phone": "+51987123455"}
        for n in range(8)
    ]  # fmt: skip
    rows[0]["title"] = "Clash seen by Huarancayo"
    rows[1]["title"] = "Clash, call (44) 71 946 82"
    rows[2]["title"] = "Clash, write to vigilia@correo.pe"
    rows[3]["description"] = "Told by Ñahuinlla in private"
    rows[4]["title"] = "Clash, see the house beside the mill of Pampahuasi"
    rows[5]["title"] = "Clash on the way to Tocsacancha"
    for n in range(6):
        rows.append(
            {"id": f"expediente-4471-{n}", "title": f"Raid {n} near Tocsacancha", "date": f"1992-05-0{n + 1}",
             "description": "Zorobabela says so", "place": "the house beside the mill of Pampahuasi",
             "country": "PE", "admin1": "Chungarapra", "lon": "-74.234567", "lat": "-13.165432",
             "uncertainty_m": "500", "kind": "torture", "actor": "soldiers", "killed_min": "3",
             "killed_max": "4", "source": "Cuadernillo 7", "source_url": "https://example.org/depositoreservado",
             "quote": "dijo incomparablemente que eran paradigmaticos", "protected": "no",
             "note": "Contraseñita", "witness": "Zorobabela"}
        )  # fmt: skip
    rows[-1] |= {
        "kind": "clash",
        "protected": "",
        "lon": "-73.456789",
        "lat": "-13.3",
        "place": "Tocsacancha",
    }
    return rows


POLICY = """\
title: Public copy
columns: [title, kind, date, actor, killed_min, killed_max, geometry, footprint, uncertainty_m, status,
  method, place, remarks, source, quote]
sensitive:
  kinds: [torture]
  column: protected
  open: [no]
  area: {area}
  grid_deg: 0.5
  columns: [kind, date, title, killed_min, killed_max]
  dates: {dates}
withhold: names.txt
moved: show
"""


def write_input(folder: Path, rows: Iterable[Mapping[str, Any]], name: str = "casas-de-acogida.csv") -> Path:
    """The table as the file that a documenter has."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_policy(folder: Path, *, area: str = "grid", dates: str = "month") -> Path:
    """The policy of these tests, with its list of names."""
    (folder / "names.txt").write_text("Huarancayo\n", encoding="utf-8")
    path = folder / "public.yaml"
    path.write_text(POLICY.format(area=area, dates=dates), encoding="utf-8")
    return path


def located(rows: Iterable[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Rows with `lon`, `lat` and whatever else, as `geomap.geocode` would give them."""
    frame = pd.DataFrame(list(rows))
    points = shapely.points(frame.pop("lon"), frame.pop("lat"))
    days = pd.to_datetime(frame["date"]).astype("datetime64[ms]")
    columns = {
        "killed_max": 1,
        "status": "located",
        "method": "at",
        "remarks": "",
        "uncertainty_m": 500.0,
        "place": "somewhere",
    }
    for name, value in columns.items():
        if name not in frame:
            frame[name] = value
    table = gpd.GeoDataFrame(frame.assign(date_start=days, date_end=days), geometry=points, crs=4326)
    table["footprint"] = gpd.GeoSeries(shapely.buffer(points, 0.01), crs=4326)
    return table


def random_rows(seed: int, n: int = 30) -> list[dict[str, Any]]:
    """Sensitive and open rows in the Andes."""
    dice = random.Random(seed)
    return [
        {"id": f"row {at}", "kind": "torture" if at % 3 else "clash", "date": f"199{at % 3}-0{1 + at % 6}-15",
         "lon": dice.uniform(-76, -72), "lat": dice.uniform(-15, -11), "place": f"hamlet {at}"}
        for at in range(n)
    ]  # fmt: skip
