"""Styles that QGIS applies when it opens a GeoPackage of ours: the table `layer_styles`.

QGIS keeps styles of a database in a table of that name and applies the one that is marked
as default (QGIS user manual, "Saving a style in a database"). The style itself is QML, with
one category a kind in the colours of the page.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyarrow as pa

from geomap.palette import colours

_MOMENT = "1970-01-01T00:00:00.000Z"
_UNFIT = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}

_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""


def kinds_of(table: pa.Table) -> list[str]:
    """The kinds of a table, the most frequent first, as page and figure rank them."""
    if "kind" not in table.column_names:
        return []
    counts = Counter(kind for kind in table["kind"].to_pylist() if kind)
    return [kind for kind, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def add_styles(path: Path, kinds: Sequence[str], layers: Sequence[tuple[str, str, str]]) -> None:
    """Put a default style for each layer into a GeoPackage.

    Parameters
    ----------
    layers : sequence of (table, geometry column, ``marker`` or ``fill``)
    """
    ranked = list(zip(kinds, colours(kinds), strict=True))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(_TABLE)
        for table, geometry, symbol in layers:
            file.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
                " styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)"
                " VALUES ('', '', ?, ?, 'geomap', ?, '', 1, 'By kind, in the colours of the page', '', ?)",
                (table, geometry, qml(ranked, symbol), _MOMENT),
            )
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (_MOMENT,),
        )


def qml(ranked: Sequence[tuple[str, str]], symbol: str) -> str:
    """A QGIS style with a category for each kind, and a last one for rows without.

    Parameters
    ----------
    ranked : sequence of (kind, colour as ``#rrggbb``)
    symbol : ``marker`` or ``fill``
    """
    drawn = _marker if symbol == "marker" else _fill
    entries = [
        *((kind, kind.replace("_", " "), colour) for kind, colour in ranked),
        ("", "no kind", "#808080"),
    ]
    categories = "".join(
        f'<category render="true" type="string" symbol="{at}" value={_quoted(kind)} label={_quoted(label)}/>'
        for at, (kind, label, _) in enumerate(entries)
    )
    symbols = "".join(drawn(str(at), colour) for at, (_, _, colour) in enumerate(entries))
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology">'
        '<renderer-v2 type="categorizedSymbol" attr="kind" forceraster="0" symbollevels="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
        "<blendMode>0</blendMode><featureBlendMode>0</featureBlendMode>"
        f"<layerGeometryType>{0 if symbol == 'marker' else 2}</layerGeometryType></qgis>"
    )


def _marker(name: str, colour: str) -> str:
    options = {
        "name": "circle",
        "color": _rgba(colour, 255),
        "outline_color": "255,255,255,255",
        "outline_style": "solid",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
        "size": "2.6",
        "size_unit": "MM",
    }
    return _symbol("marker", name, "SimpleMarker", options)


def _fill(name: str, colour: str) -> str:
    options = {
        "color": _rgba(colour, 24),
        "style": "solid",
        "outline_color": _rgba(colour, 200),
        "outline_style": "solid",
        "outline_width": "0.26",
        "outline_width_unit": "MM",
    }
    return _symbol("fill", name, "SimpleFill", options)


def _symbol(kind: str, name: str, layer: str, options: dict[str, str]) -> str:
    listed = "".join(
        f'<Option type="QString" name="{key}" value="{value}"/>' for key, value in options.items()
    )
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" pass="0" enabled="1" locked="0"><Option type="Map">{listed}</Option></layer>'
        "</symbol>"
    )


def _rgba(colour: str, alpha: int) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _quoted(text: str) -> str:
    return quoteattr(text.translate(_UNFIT), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
