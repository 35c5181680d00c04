"""Incidents over time: bars by year, month or day, coloured by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geomap.errors import InputError
from geomap.figure.incidents import greys, readable
from geomap.figure.options import Options
from geomap.figure.sheet import Sheet
from geomap.palette import COLOURS, REST, colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEARS, MONTHS = 6 * 366, 92
"""Beyond so many days a bar is a year; beyond so many a month; else a day."""


def draw_timeline(table: pd.DataFrame, options: Options) -> Figure:
    """A bar for each period, undated rows counted in a note.

    Raises
    ------
    InputError
        If no row has a date.
    """
    dates = (
        pd.to_datetime(table["date_start"]) if "date_start" in table else pd.Series(dtype="datetime64[ms]")
    )
    dated = dates.dropna()
    if dated.empty:
        raise InputError(
            "no row has a date that can be read, so that there is no timeline.",
            hint="Name it: --date-column.",
        )
    unit, words = _unit(int((dated.max() - dated.min()).days))
    periods = dated.dt.to_period(unit)
    axis = pd.period_range(periods.min(), periods.max(), freq=unit)
    kinds = (
        table.loc[dated.index, "kind"].astype("str").fillna("") if "kind" in table else periods.map(str) * 0
    )
    counts = pd.crosstab(periods, kinds).reindex(axis, fill_value=0)
    ranked = sorted(counts.columns, key=lambda kind: (-int(counts[kind].sum()), kind))
    return _bars(counts[ranked], words, len(dates) - len(dated), options)


def _unit(days: int) -> tuple[str, str]:
    return ("Y", "year") if days > YEARS else ("M", "month") if days > MONTHS else ("D", "day")


def _bars(counts: pd.DataFrame, words: str, undated: int, options: Options) -> Figure:
    from matplotlib.ticker import MaxNLocator

    height = options.height_mm or options.width * 0.42
    sheet = Sheet(options.width, height, options.dpi)
    foot = 1.0 + (3.0 if undated or options.caption else 0.0)
    left, bottom, top = 10.0, 8.0 + foot, 3.0 + (6.0 if options.title else 0.0)
    box = (
        left / options.width,
        bottom / height,
        1 - (left + 42) / options.width,
        1 - (bottom + top) / height,
    )
    axes = sheet.figure.add_axes(box)
    ranked = list(counts.columns)
    own = list(greys(ranked).values()) if options.grey else colours(ranked)
    base = np.zeros(len(counts))
    for kind, colour in zip(counts.columns, own, strict=True):
        values = counts[kind].to_numpy(float)
        label = (
            readable(kind)
            if colour != REST
            else "other kinds"
            if kind == counts.columns[len(COLOURS)]
            else None
        )
        axes.bar(np.arange(len(counts)), values, 0.86, bottom=base, color=colour, edgecolor="#1a1a1a",
                 linewidth=0.3, label=label)  # fmt: skip
        base += values
    step = max(1, round(len(counts) / max(2, options.width / 16)))
    ticks = np.arange(0, len(counts), step)
    axes.set_xticks(ticks, [str(counts.index[at]) for at in ticks])
    axes.set_ylabel(f"Incidents per {words}")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(width=0.5, length=2)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, handlelength=1.0, borderpad=0)
    if options.title:
        sheet.text(1.0, height - 5.0, options.title, 9, weight="bold")
    note = f"{undated} incidents without a date are not shown." if undated else ""
    said = " ".join(part for part in (options.caption, note) if part)
    sheet.text(1.0, 1.4, sheet.cut(said, 5.2, options.width - 2), 5.2, color="#444444")
    return sheet.figure
