"""The names of countries on the embedded base map."""

from __future__ import annotations

from collections import Counter

from geomap.page.basemap import world


def test_countries_are_named_where_they_are(gazetteer):
    """By the towns round each name; Somaliland was once called Kosovo, and Fiji stood in Brazil."""
    wrong, named = [], 0
    for lon, lat, code, name, size in world().header["countries"]:
        reach = max(size / 4, 0.3)
        towns = gazetteer.within((lon - reach, lat - reach, lon + reach, lat + reach), limit=1_000)
        if not code or not towns:
            continue
        named += 1
        here = Counter(town.country_code for town in towns)
        if code not in here or (size > 1 and here.most_common(1)[0][0] != code):
            wrong.append((name, code, dict(here)))
    assert wrong == []
    assert named > 150


def test_each_country_has_its_code_and_its_whole_name():
    countries = {name: code for *_, code, name, _ in world().header["countries"]}
    codes = [code for code in countries.values() if code]
    assert len(codes) == len(set(codes))
    assert [countries[name] for name in ("Kosovo", "Somaliland", "Northern Cyprus")] == ["XK", "", ""]
    assert [name for name in countries if "." in name.replace("U.S.", "")] == []
