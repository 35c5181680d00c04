"""How long a figure takes against a bare geopandas plot of the same layers, in one run.

Both draw the founding data's base (land, borders, first-level areas, towns), footprints and
incidents at the same size and write the same format; the base is in memory for both. They are
timed in turn, A B A B …, and the median of the ratios is printed.

    python tests/benchmarks/figure.py --runs 7
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geomap import pipeline
from geomap.figure import Base, Options, base_of, figure, render, view_for

ROOT = Path(__file__).resolve().parents[2]
FOUNDING = ROOT / "geodata" / "peru-prisons" / "incidents.csv"


def bare(located: gpd.GeoDataFrame, base: Base, format: str, options: Options) -> bytes:
    """The layers as geopandas draws them: no labels, legend, key, inset or scale."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    height = options.width / 1.6
    sheet, axes = pyplot.subplots(figsize=(options.width / 25.4, height / 25.4), dpi=options.dpi)
    for shapes, style in (
        (base.land, {"color": "#fbfaf6", "edgecolor": "#8fa3ad"}),
        (base.divisions, {"color": "#cfcabd"}),
        (base.borders, {"color": "#857f72"}),
    ):
        if len(shapes):
            gpd.GeoSeries(list(shapes), crs=4326).plot(ax=axes, **style)
    gpd.GeoSeries([shapely.Point(town.lon, town.lat) for town in base.towns], crs=4326).plot(
        ax=axes, markersize=1
    )
    located.set_geometry("footprint").plot(ax=axes, alpha=0.2)
    located.plot(ax=axes, column="kind", legend=True)
    west, south, east, north = located.total_bounds
    axes.set(xlim=(west - 0.5, east + 0.5), ylim=(south - 0.5, north + 0.5))
    stream = io.BytesIO()
    sheet.savefig(stream, format=format)
    pyplot.close(sheet)
    return stream.getvalue()


def ours(located: gpd.GeoDataFrame, base: Base, format: str, options: Options) -> bytes:
    """The figure, from the same layers."""
    return render(figure(located, base, options), format, title="Figure", description="Benchmark")


def seconds(draw: Any, *given: Any) -> float:
    """Wall time of a drawing."""
    start = time.perf_counter()
    draw(*given)
    return time.perf_counter() - start


def main() -> None:
    """Print seconds of both and the ratio, for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    options = Options()
    with pipeline.open_gazetteer() as gazetteer:
        located = pipeline.geocode(str(FOUNDING), gazetteer=gazetteer)
        view = view_for(located, options)
        fetch = seconds(base_of, view, gazetteer, options)
        base = base_of(view, gazetteer, options)
    print(f"base map out of the gazetteer: {fetch:.2f} s, counted for neither")
    for format in ("png", "svg", "pdf"):
        given = (located, base, format, options)
        seconds(ours, *given), seconds(bare, *given)
        pairs = [(seconds(ours, *given), seconds(bare, *given)) for _ in range(runs)]
        medians = [statistics.median(column) for column in zip(*pairs, strict=True)]
        ratio = statistics.median(a / b for a, b in pairs)
        seen = f"{ratio:.2f} ({medians[0]:.2f} s, {medians[1]:.2f} s)"
        print(f"figure against bare geopandas plot, {format}: {seen}")


if __name__ == "__main__":
    main()
