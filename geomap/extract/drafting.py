"""Incidents to rows of the incident table, and to the JSON lines of DESIGN.md section 7."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from geomap.extract.harm import ONE
from geomap.extract.model import Document, Harm, Incident
from geomap.gazetteer.names import fold
from geomap.model import HARMS

MAX_TITLE_CHARS = 90
_RULES = {
    "year_from_context": "The year of “{words}” is taken from the text around it.",
    "from_document": "“{words}” is counted from the date of the report, {written}.",
    "from_story": "“{words}” is counted from the last date told.",
    "from_incident": "“{words}” is counted from the latest incident told.",
    "report_date": "The text gives no date; the days before the report, of {written}, are taken.",
}


def row(incident: Incident, document: Document, country: str, country_name: str) -> dict[str, Any]:
    """Columns of the incident table (DESIGN.md, section 4), without those that are empty.

    Parameters
    ----------
    country, country_name : str
        ISO 3166-1 alpha-2 and name of the incident's country; empty if unknown. Where the text
        names no place, the country is the place, with a remark.
    """
    parts = sorted(incident.sentences, key=lambda sentence: sentence.start)
    quotes = [document.text[part.start : part.end] for part in parts]
    shift = document.begins
    spans = json.dumps([[shift + part.start, shift + part.end] for part in parts])
    found: dict[str, Any] = {
        "id": hashlib.blake2b(f"{document.doc_id}\x1f{spans}".encode(), digest_size=6).hexdigest(),
        "title": _title(quotes[0]),
        "date": incident.when.edtf if incident.when else "",
        "place": place_words(incident) or country_name,
        "country": country,
        "kind": incident.kind,
        "actor": incident.actor,
        **_harm_columns(incident),
        "assertion": incident.assertion,
        "source": document.source or document.doc_id,
        "quote": " […] ".join(" ".join(quote.split()) for quote in quotes),
        "quote_spans": spans,
        "extract_remarks": " ".join(_remarks(incident)),
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def record(incident: Incident, document: Document, country: str, country_name: str) -> dict[str, Any]:
    """The row with what a program wants besides, for `--jsonl`.

    ``date_words`` and ``date_rule`` say what gave the date; ``places`` has the most specific name first."""
    when = incident.when
    places = list(incident.where.names) if incident.where else []
    if incident.inner and incident.inner not in places:
        places.append(incident.inner)
    if country_name and fold(country_name) not in {fold(name) for name in places}:
        places.append(country_name)
    return row(incident, document, country, country_name) | {
        "date_words": " ".join(when.words.split()) if when else "",
        "date_rule": when.rule if when else "",
        "date_start": when.first.isoformat() if when else None,
        "date_end": when.last.isoformat() if when else None,
        "places": places,
    }


def place_words(incident: Incident) -> str:
    """The words that say where, with a part of the building before them; empty if none are known."""
    words = incident.where.text if incident.where else ""
    words = " ".join(words.split())
    return f"{incident.inner}, {words}" if incident.inner and words else words or incident.inner


def _harm_columns(incident: Incident) -> dict[str, int]:
    columns: dict[str, int] = {}
    for harm in HARMS:
        ends = add_up([one for one in incident.harms if one.harm == harm])
        if ends is not None:
            columns[f"{harm}_min"] = ends[0]
            if ends[1] is not None:
                columns[f"{harm}_max"] = ends[1]
    return columns


def add_up(harms: list[Harm]) -> tuple[int, int | None] | None:
    """The sum over different people; a stated total, and counts of the same people, are not added.

    Contradictory counts of the same people become a range from the lowest to the highest.
    """
    harms = [one for one in harms if one.who != ONE] or harms
    totals = [one for one in harms if one.total] or [
        one for one in harms if one.who == "person" and one.low > 0
    ]
    parts = _summed([one for one in harms if one not in totals])
    if not totals:
        return parts
    low, high = _together(totals)
    if parts is not None and high is not None and parts[0] > high:
        return low, None if parts[1] is None else max(high, parts[1])
    return low, high


def _summed(harms: list[Harm]) -> tuple[int, int | None] | None:
    groups: dict[str, list[Harm]] = {}
    for one in harms:
        groups.setdefault(one.who, []).append(one)
    ends = [_together(group) for group in groups.values()]
    if not ends:
        return None
    return sum(low for low, _ in ends), None if any(high is None for _, high in ends) else sum(
        h or 0 for _, h in ends
    )


def _together(group: list[Harm]) -> tuple[int, int | None]:
    low = min(one.low for one in group)
    return low, None if any(one.high is None for one in group) else max(one.high or 0 for one in group)


def _title(quote: str) -> str:
    line = " ".join(quote.split())
    if len(line) <= MAX_TITLE_CHARS:
        return line.rstrip(".")
    return line[:MAX_TITLE_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _remarks(incident: Incident) -> list[str]:
    said = []
    if incident.where is None:
        said.append("The text names no place; the country that it speaks of is taken.")
    elif not incident.placed and not any("was filed" in remark for remark in incident.remarks):
        said.append("Its own sentences name no place; the place is named elsewhere in the text.")
    if incident.when is not None and incident.when.rule in _RULES:
        days = dt.timedelta(days=incident.days_ago or 0)
        written = (incident.when.last + days).isoformat()
        said.append(_RULES[incident.when.rule].format(words=incident.when.words, written=written))
    for harm in HARMS:
        counted = [one for one in incident.harms if one.harm == harm]
        if len({(one.low, one.high) for one in counted}) > 1:
            said.append(
                f"Counts of people {harm}: " + "; ".join(dict.fromkeys(one.words for one in counted)) + "."
            )
    return said + list(dict.fromkeys(incident.remarks))
