"""How well a place is known, as one small number for each incident: it chooses the mark."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geomap.model import RelationKind, Status


class Mark(IntEnum):
    """What the page draws for an incident; the first four stand on the map as points."""

    SITE = 0
    """A firm dot: the source names a site or a town."""
    NEAR = 1
    """An open ring, with its footprint: near, an offset, or several places could be meant."""
    AREA = 2
    """An open square, with the area's outline: somewhere in a district or province."""
    POINT = 3
    """A hollow dot: coordinates that came without an uncertainty."""
    COUNTRY = 4
    """No point: the country's outline, and the list."""
    UNPLACED = 5
    """Only the list."""


WIDE_M = 300_000.0
"""From this radius on a point would say too much, whatever the words."""

NEAR_M = 5_000.0
"""From this radius on coordinates are drawn as a ring, not as a dot."""

_AREA_METHODS = [RelationKind.WITHIN, RelationKind.PART, RelationKind.SEVERAL, RelationKind.BETWEEN]
_AREA_METHODS += [RelationKind.ALONG, RelationKind.BORDER]
_GIVEN = [RelationKind.COORDINATES, RelationKind.DECISION, ""]
_WHOLE = [RelationKind.AT, *_AREA_METHODS]


def classify(table: pd.DataFrame, placed: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The mark of each row of an incident table.

    Parameters
    ----------
    table : DataFrame
        Incident table; `method`, `status`, `feature_code` and `uncertainty_m` are used if present.
    placed : bool array of shape (n,)
        Whether the row has a point.
    """
    method = _text(table, "method")
    code = _text(table, "feature_code")
    radius = pd.to_numeric(_column(table, "uncertainty_m"), errors="coerce").to_numpy(float, na_value=np.nan)
    given = method.isin(_GIVEN).to_numpy()
    whole = method.isin(_WHOLE).to_numpy()
    country = whole & code.str.match(r"(?:PCL|TERR|CONT|RGN|OCN|SEA)").to_numpy(bool)
    area = method.isin(_AREA_METHODS).to_numpy() | (whole & code.str.startswith("ADM").to_numpy(bool))
    unsure = _text(table, "status").eq(Status.AMBIGUOUS).to_numpy()
    site = method.eq(RelationKind.AT).to_numpy() | (given & (radius <= NEAR_M))
    marks = np.select(
        [~placed, country | (radius > WIDE_M), area, unsure, site, given & np.isnan(radius)],
        [Mark.UNPLACED, Mark.COUNTRY, Mark.AREA, Mark.NEAR, Mark.SITE, Mark.POINT],
        default=Mark.NEAR,
    )
    return marks.astype(np.uint8)


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name] if name in table.columns else pd.Series(np.nan, index=table.index)


def _text(table: pd.DataFrame, name: str) -> pd.Series:
    if name not in table.columns:
        return pd.Series("", index=table.index, dtype="str")
    return table[name].astype("str").fillna("")
