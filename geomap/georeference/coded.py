"""Located tables with what a codebook records besides the codes that geomap always gives."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geomap.georeference.codebook import gtd_specificity


def with_terms(located: gpd.GeoDataFrame, codebook: str) -> gpd.GeoDataFrame:
    """The table with the columns that a codebook adds.

    Parameters
    ----------
    located : GeoDataFrame
        As `geomap.georeference.geocode` gives it.
    codebook : str
        ``gtd`` adds `specificity` and `vicinity`. UCDP and ACLED have their codes among geomap's
        own columns; for Darwin Core there is a format of its own (`geomap.export`).

    Returns
    -------
    GeoDataFrame
        The same rows; columns of the same name that the input brought are replaced.
    """
    if codebook != "gtd":
        return located
    codes = [gtd_specificity(None if pd.isna(code) else int(code)) for code in located["where_prec"]]
    added = pd.DataFrame(codes, columns=["specificity", "vicinity"], index=located.index, dtype="Int64")
    return located.assign(specificity=added["specificity"], vicinity=added["vicinity"])
