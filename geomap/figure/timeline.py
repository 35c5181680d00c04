"""Incidents over time: bars by year, month or day, coloured by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geomap.errors import InputError
from geomap.figure.incidents import greys
from geomap.figure.options import Options
from geomap.figure.sheet import Sheet
from geomap.figure.words import kind_words
from geomap.palette import COLOURS, colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEARS, MONTHS = 6 * 366, 92
"""Beyond so many days a bar is a year; beyond so many a month; else a day."""

SIDE_FROM_MM = 120.0
"""From this width on the legend stands beside the bars."""

TICK_SIZE = 6.5


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

    side = options.width >= SIDE_FROM_MM
    names = min(len(counts.columns), len(COLOURS) + 1)
    legend = 0.0 if side else 3.6 * -(-names // 2) + 2.0
    height = options.height_mm or options.width * (0.42 if side else 0.5) + legend
    sheet = Sheet(options.width, height, options.dpi)
    foot = 1.0 + (3.0 if undated or options.caption else 0.0)
    left, bottom, top = 10.0, 8.0 + foot, 3.0 + legend + (6.0 if options.title else 0.0)
    across = options.width - left - (42 if side else 3)
    box = (left / options.width, bottom / height, across / options.width, 1 - (bottom + top) / height)
    axes = sheet.figure.add_axes(box)
    ranked = list(counts.columns)
    own = list(greys(ranked).values()) if options.grey else colours(ranked)
    base = np.zeros(len(counts))
    for at, (kind, colour) in enumerate(zip(counts.columns, own, strict=True)):
        values = counts[kind].to_numpy(float)
        label = (
            kind_words(kind, options.language)
            if at < len(COLOURS)
            else options.say["other_kinds"]
            if at == len(COLOURS)
            else None
        )
        axes.bar(np.arange(len(counts)), values, 0.86, bottom=base, color=colour, edgecolor="#1a1a1a",
                 linewidth=0.3, label=label)  # fmt: skip
        base += values
    room = sheet.measure(str(counts.index[-1]), TICK_SIZE)[0] + 4.0
    step = -(-len(counts) // max(1, int(across / room)))
    ticks = np.arange(0, len(counts), step)
    axes.set_xticks(ticks, [str(counts.index[at]) for at in ticks])
    axes.set_ylabel(options.say[f"per_{words}"])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(width=0.5, length=2)
    where: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0)}
    if not side:
        where = {"loc": "lower left", "bbox_to_anchor": (0.0, 1.01), "ncols": 2}
    axes.legend(**where, frameon=False, handlelength=1.0, borderpad=0, columnspacing=1.5)
    if options.title:
        sheet.text(1.0, height - 5.0, options.title, 9, weight="bold")
    note = options.say["undated"].format(n=f"{undated:,}") if undated else ""
    said = " ".join(part for part in (options.caption, note) if part)
    sheet.text(1.0, 1.4, sheet.cut(said, 5.2, options.width - 2), 5.2, color="#444444")
    return sheet.figure
