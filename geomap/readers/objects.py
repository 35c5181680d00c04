"""JSON, JSON lines and YAML: records with names, into columns with one type each."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import yaml

from geomap.errors import InputError

_YAML_LIMIT = 32 << 20
_EXACT_INTEGER = 1 << 63


def read_json(text: bytes, *, name: str) -> Any:
    """The parsed document; errors name line and column."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.", path=name
        ) from error
    except RecursionError as error:
        raise InputError("the JSON is nested too deeply to be a table.", path=name) from error


def read_json_lines(text: bytes, *, name: str) -> list[dict[str, Any]]:
    """One object a line; blank lines are skipped."""
    records = []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(
                f"line {number} is not JSON: {error.msg} at column {error.colno}.", path=name
            ) from error
        except RecursionError as error:
            raise InputError(f"line {number} is nested too deeply to be a row.", path=name) from error
        if not isinstance(record, dict):
            raise InputError(f"line {number} is {_called(record)}, not an object.", path=name)
        records.append(record)
    return records


def read_yaml(text: bytes, *, name: str) -> Any:
    """The parsed document, with safe types only.

    Aliases may repeat a value, but an anchored value may hold no alias itself: that is
    how a few lines are made to unfold into gigabytes.
    """
    if len(text) > _YAML_LIMIT:
        raise InputError(
            f"YAML of more than {_YAML_LIMIT >> 20} MB is not read.", path=name, hint="Use JSON lines or CSV."
        )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_nested_aliases(text, loader, name)
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(f"this is not YAML: {error.problem}{where}.", path=name) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(f"this is not YAML that can be read: {error}.", path=name) from error


def frame_of_document(document: Any, *, name: str) -> pd.DataFrame:
    """A table from a JSON or YAML document.

    Taken are a list of objects, an object whose member ``incidents`` is such a list,
    and an object of columns: ``{"place": [...], "date": [...]}``.
    """
    if isinstance(document, dict) and isinstance(document.get("incidents"), list):
        document = document["incidents"]
    if isinstance(document, list):
        for number, record in enumerate(document, start=1):
            if not isinstance(record, dict):
                raise InputError(f"it is {_called(record)}, not an object.", path=name, row=number)
        return frame_of_records(document, name=name)
    if isinstance(document, dict) and document and all(isinstance(v, list) for v in document.values()):
        lengths = {str(column): len(values) for column, values in document.items()}
        if len(set(lengths.values())) > 1:
            said = ", ".join(f"{column} {length}" for column, length in lengths.items())
            raise InputError(f"the columns have different lengths: {said}.", path=name)
        return _frame({str(column): column_of(values) for column, values in document.items()}, name)
    raise InputError(
        f"this is {_called(document)}, not a table.",
        path=name,
        hint='Give a list of objects, {"incidents": [...]}, or an object of columns.',
    )


def frame_of_records(records: Sequence[Mapping[Any, Any]], *, name: str) -> pd.DataFrame:
    """Columns in the order in which the records first name them; what a record lacks is missing."""
    columns = list(dict.fromkeys(key for record in records for key in record))
    return _frame({str(key): column_of([record.get(key) for record in records]) for key in columns}, name)


def column_of(values: Iterable[Any]) -> pd.Series:
    """One typed column from loose values: Int64, float64, boolean, or else text.

    Mixed values become text, lists and objects JSON in text, dates ISO 8601.
    """
    values = [None if isinstance(v, float) and math.isnan(v) else v for v in values]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    if kinds == {int} and all(v is None or -_EXACT_INTEGER <= v < _EXACT_INTEGER for v in values):
        return pd.Series(values, dtype="Int64")
    if kinds and kinds <= {int, float}:
        return pd.Series([math.nan if v is None else float(v) for v in values], dtype="float64")
    return pd.Series([None if v is None else text_of(v) for v in values], dtype="str")


def text_of(value: Any) -> str:
    """One value as text that a table and a UTF-8 file can hold."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, dt.datetime):
        text = value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    elif isinstance(value, dt.date):
        text = value.isoformat()
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (list, tuple, dict)):
        text = json_text(value)
    else:
        text = str(value)
    # Lone surrogates (half an emoji in JSON) and NUL fit into no file that we write.
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def json_text(value: Any) -> str:
    """The canonical form of JSON in a cell: compact, not escaped, members in their order."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)


def _frame(columns: dict[str, pd.Series], name: str) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    if frame.empty:
        raise InputError("there is no row.", path=name)
    return frame


def _refuse_nested_aliases(text: bytes, loader: Any, name: str) -> None:
    open_nodes: list[bool] = []
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent) and any(open_nodes):
            where = f"line {event.start_mark.line + 1}" if event.start_mark else "a line"
            raise InputError(
                f"{where} has an alias inside an anchored value, which is not read.",
                path=name,
                hint="Write the value out.",
            )
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            open_nodes.append(event.anchor is not None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            open_nodes.pop()


def _called(value: Any) -> str:
    if value is None:
        return "empty"
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return names.get(type(value), "a number")
