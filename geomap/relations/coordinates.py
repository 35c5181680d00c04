"""Positions stated in the text: decimal degrees, degrees-minutes-seconds, UTM, MGRS.

Each pattern has bounded repetitions only. UTM and MGRS are returned as written: turning
them into degrees needs a projection, which is `geomap.geodesy`'s work.
"""

from __future__ import annotations

import re

from geomap.relations.model import Coordinates

_NUMBER = r"\d{1,3}(?:[.,]\d{1,10})?"
_PART = r"\d{1,2}(?:[.,]\d{1,6})?"
_DEGREE = r"\s{0,2}(?:[°ºª˚]|deg(?:rees)?[.,]{0,2}|grados|d(?=\s?\d))\s{0,2}"
_MINUTE = r"\s{0,2}(?:['’′´`]{1,2}(?!['’′´`])|min(?:utes|\.)?|m(?=\s?\d))\s{0,2}"
_SECOND = r"\s{0,2}(?:\"|''|’’|´´|′′|″|”|“|sec(?:onds|\.)?|seg\.?|s(?=[\s,;]{0,2}[NSEWO]))\s{0,2}"
_HEMISPHERE = "[NnSsEeWwOo]|[Nn]orth|[Ss]outh|[Nn]orte|[Ss]ur|[Ee]ast|[Ww]est|[Ee]ste|[Oo]este"


def _axis_pattern(axis: str) -> str:
    """Degrees, minutes and seconds, then the hemisphere: "4º23'N"."""
    return (
        rf"(?P<{axis}d>{_NUMBER}){_DEGREE}(?:(?P<{axis}m>{_PART}){_MINUTE})?"
        rf"(?:(?P<{axis}s>{_PART})(?:{_SECOND})?)?\s{{0,2}}(?P<{axis}h>{_HEMISPHERE})\b\.?"
    )


def _axis_after(axis: str, letters: str) -> str:
    """The hemisphere first: "N 4º23'"."""
    return (
        rf"(?P<{axis}h>[{letters}])\.?\s{{0,2}}(?P<{axis}d>{_NUMBER})(?:{_DEGREE})?"
        rf"(?:(?P<{axis}m>{_PART}){_MINUTE})?(?:(?P<{axis}s>{_PART}){_SECOND})?"
    )


_DMS = re.compile(
    _axis_pattern("a") + r"[\s,;/y-]{0,4}(?:[Ll]on(?:g(?:itude|itud)?)?[.:\s]{0,3})?" + _axis_pattern("b")
)
_HEMI_FIRST = re.compile(rf"\b{_axis_after('a', 'NSns')}[\s,;/]{{1,4}}{_axis_after('b', 'EWOewo')}")
_DECIMAL_HEMI = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2}\.\d{1,10})\s{0,2}°?\s{0,2}(?P<ah>[NSns])\b[\s,;/]{0,3}"
    r"(?P<b>\d{1,3}\.\d{1,10})\s{0,2}°?\s{0,2}(?P<bh>[EWOewo])\b"
)
_DECIMAL = re.compile(
    r"(?<![\d.,])(?:lat(?:itude|itud)?[.:=\s]{0,3})?(?P<a>[-−–+]?\d{1,3}\.\d{2,12})°?"
    r"\s{0,3}(?:[,;/]|\s|,?\s?lon(?:g|gitude|gitud)?[.:=]{0,2})\s{0,3}(?:lon(?:g|gitude|gitud)?[.:=\s]{0,3})?"
    r"(?P<b>[-−–+]?\d{1,3}\.\d{2,12})°?(?![\d.]|\s?(?:km|mi|m|ft)\b)",
    re.IGNORECASE,
)
_UTM = re.compile(
    r"\b(?:utm[\s:]{0,3}|zon[ea]\s{0,2}|huso\s{0,2})?(?P<zone>[1-6]?\d)\s?(?P<band>[C-HJ-NP-Xc-hj-np-x])?[\s,:;]{1,4}"
    r"(?:utm[\s:]{0,3})?(?:E[:\s]{0,2}|x[:\s=]{0,2})?(?P<e>0?\d{6}(?:[.,]\d{1,3})?)\s?(?:m?\s?E\b)?[\s,;/]{1,4}"
    r"(?:utm[\s:]{0,3})?(?:N[:\s]{0,2}|y[:\s=]{0,2})?(?P<n>\d{6,8}(?:[.,]\d{1,3})?)\s?(?:m?\s?N\b)?",
    re.IGNORECASE,
)
_MGRS = re.compile(
    r"\b(?P<zone>[1-6]?\d)(?P<band>[C-HJ-NP-X])\s?(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s?"
    r"(?P<digits>\d{2,10}|\d{2,5} \d{2,5})\b"
)
# What every position holds: a degree sign, decimals, or the long figures of a grid.
_MAYBE = re.compile(r"\d(?:\s?[°ºª˚d]|\.\d\d|\d{4}|[A-Z] ?[A-Z]{2})")
_MARKED = re.compile(r"[°ºª˚]|\ddeg|\d deg|\d grados")
_MAYBE_DECIMAL = re.compile(r"\d\.\d\d")


def may_state(text: str) -> bool:
    """Whether a text can state a position at all: a quick look that spares most texts the patterns."""
    return _MAYBE.search(text) is not None


def find_coordinates(text: str) -> Coordinates | None:
    """The first position that a text states, or None.

    Examples
    --------
    >>> found = find_coordinates("Elev. 520 m, 4º23'N, 61º38'W.")
    >>> found.system, round(found.lon, 4), round(found.lat, 4)
    ('dms', -61.6333, 4.3833)
    """
    if _MARKED.search(text):
        for pattern in (_DMS, _HEMI_FIRST):
            match = pattern.search(text)
            if match is not None:
                found = _dms(match)
                if found is not None:
                    return found
    if _MAYBE_DECIMAL.search(text):
        match = _DECIMAL_HEMI.search(text)
        if match is not None:
            found = _decimal(match, match["ah"], match["bh"])
            if found is not None:
                return found
        match = _DECIMAL.search(text)
        if match is not None:
            found = _decimal(match, "", "")
            if found is not None:
                return found
    return _grid(text)


def states_impossible(text: str) -> bool:
    """Whether a text states a pair of decimal degrees that lies on no globe.

    Examples
    --------
    >>> states_impossible("95.123, 12.341"), states_impossible("-12.046, -77.043")
    (True, False)
    """
    match = _DECIMAL.search(text) if _MAYBE_DECIMAL.search(text) else None
    return match is not None and _decimal(match, "", "") is None


def _value(text: str) -> float:
    return float(text.replace(",", "."))


def _unit_of(text: str) -> float:
    """The unit of the last digit."""
    decimals = text.replace(",", ".").partition(".")[2]
    return 10.0 ** -len(decimals)


def _dms(match: re.Match[str]) -> Coordinates | None:
    first, first_unit = _axis(match, "a")
    second, second_unit = _axis(match, "b")
    hemispheres = match["ah"][0].upper(), match["bh"][0].upper()
    if hemispheres[0] in "NS" and hemispheres[1] in "EWO":
        lat, lon, north, east = first, second, *hemispheres
    elif hemispheres[0] in "EWO" and hemispheres[1] in "NS":
        lat, lon, north, east = second, first, hemispheres[1], hemispheres[0]
    else:
        return None
    if lat > 90 or lon > 180:
        return None
    return Coordinates(
        "dms",
        match.span(),
        lon=-lon if east in "WO" else lon,
        lat=-lat if north == "S" else lat,
        precision_deg=max(first_unit, second_unit),
    )


def _axis(match: re.Match[str], prefix: str) -> tuple[float, float]:
    """Degrees of one axis, and the unit of its last digit in degrees."""
    degrees, minutes, seconds = (match[prefix + part] for part in "dms")
    value, unit = _value(degrees), _unit_of(degrees)
    if minutes is not None:
        value, unit = value + _value(minutes) / 60, _unit_of(minutes) / 60
    if seconds is not None:
        value, unit = value + _value(seconds) / 3600, _unit_of(seconds) / 3600
    return value, unit


def _decimal(match: re.Match[str], north: str, east: str) -> Coordinates | None:
    first, second = (match[key].replace("−", "-").replace("–", "-") for key in "ab")
    lat, lon = float(first), float(second)
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    if north.upper() == "S":
        lat = -lat
    if east.upper() in ("W", "O"):
        lon = -lon
    unit = max(_unit_of(first), _unit_of(second))
    return Coordinates("decimal", match.span(), lon=lon, lat=lat, precision_deg=unit)


def _grid(text: str) -> Coordinates | None:
    match = _MGRS.search(text)
    if match is not None:
        digits = match["digits"].replace(" ", "")
        if len(digits) % 2 == 0 and 1 <= int(match["zone"]) <= 60:
            half = len(digits) // 2
            unit = 10.0 ** (5 - half)
            return Coordinates(
                "mgrs",
                match.span(),
                zone=match["zone"] + match["band"] + match["square"],
                easting=int(digits[:half]) * unit,
                northing=int(digits[half:]) * unit,
                precision_m=unit,
            )
    match = _UTM.search(text)
    if match is None or not ("utm" in text.lower() or match["band"]) or not 1 <= int(match["zone"]) <= 60:
        return None
    return Coordinates(
        "utm",
        match.span(),
        zone=match["zone"] + (match["band"] or "").upper(),
        easting=_value(match["e"]),
        northing=_value(match["n"]),
        precision_m=max(_unit_of(match["e"]), _unit_of(match["n"])),
    )
