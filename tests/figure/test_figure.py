"""The figure: true to scale, the same bytes, text as text, and clear where there is nothing to draw."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

pytest.importorskip("matplotlib", reason="figures need matplotlib: pip install 'geomap-incidents[figure]'")

from geomap import geodesy
from geomap.errors import InputError, UsageError
from geomap.figure import (
    Base,
    Options,
    Town,
    describe,
    figure,
    render,
    shared_edges,
    timeline,
    unknown_letters,
)
from geomap.figure.drawing import sizes
from geomap.figure.fonts import families, letters_of
from geomap.figure.furniture import scale_bar, size_steps
from geomap.figure.incidents import greys, incidents_of, ranges
from geomap.figure.labels import Wish, place
from geomap.figure.sheet import Sheet, Window, settings
from geomap.figure.view import view_of
from geomap.figure.words import WORDS


def table(points, **columns) -> gpd.GeoDataFrame:
    n = len(points)
    values = {"id": [str(i) for i in range(n)], "title": "An incident", "kind": "clash", "status": "located",
              "method": "at", "feature_code": "PPL", "uncertainty_m": 500.0}  # fmt: skip
    shapes = [None if point is None else shapely.Point(*point) for point in points]
    return gpd.GeoDataFrame(values | columns, index=range(n), geometry=shapes, crs=4326)


EXTENTS = st.tuples(st.floats(-180, 180), st.floats(-75, 75), st.floats(0.01, 40), st.floats(0.01, 12))


@tried(deadline=None, max_examples=60)
@given(EXTENTS)
def test_scale_bar_is_right_within_one_percent(extent) -> None:
    lon, lat, wide, high = extent
    corners = [((lon + dx + 180) % 360 - 180, lat + dy) for dx in (-wide, wide) for dy in (-high, high)]
    view = view_of(np.array([shapely.Point(*xy) for xy in corners]), 1.2)
    with settings():
        window = Window(Sheet(140, 100, 72), view, (10, 5, 130, 95))
        bar = scale_bar(window)
    # The two ends of a bar of that length at the middle of the map, measured on the ground.
    half = bar.paper_mm / 2 / window.mm_per_m
    left, bottom, right, top = view.frame
    x, y = (left + right) / 2, (bottom + top) / 2
    ends = geodesy.from_plane(view.definition, [x - half, x + half], [y, y])
    on_ground = float(geodesy.distance(ends[0][0], ends[1][0], ends[0][1], ends[1][1]))
    assert on_ground == pytest.approx(bar.ground_m, rel=0.01)


def test_a_view_across_the_antimeridian_is_narrow() -> None:
    view = view_of(np.array([shapely.Point(179, -17), shapely.Point(-179, -19)]), 1.0)
    assert view.size_m[0] < 500_000
    boxes = view.boxes()
    assert len(boxes) == 2
    assert {boxes[0][2], boxes[1][0]} == {180.0, -180.0}


@pytest.mark.parametrize("points", [[(0, 0)], [(-100, 40), (140, -30), (10, 50)], [(0, 89), (170, 88)]])
def test_one_point_the_world_and_the_pole_are_drawn(points) -> None:
    assert render(figure(table(points)), "png", title="t", description="d").startswith(b"\x89PNG")


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_the_same_bytes(format: str) -> None:
    made = [render(figure(table([(1, 2), (3, 4)])), format, title="t", description="d") for _ in range(2)]
    assert made[0] == made[1]


def test_text_stays_text_and_hostile_text_stays_harmless() -> None:
    hostile = table([(1, 2)], title=["<script>$x^2$ & </svg>"])
    svg = render(figure(hostile), "svg", title="<b>", description="a & b").decode()
    assert "&lt;script&gt;$x^2$ &amp; &lt;/svg&gt;" in svg
    assert "<script" not in svg
    assert '<title id="geomap-title">&lt;b&gt;</title>' in svg
    assert "font/ttf;base64," in svg
    assert not re.search(r"<dc:date>", svg)


def test_pdf_embeds_its_letters_and_has_no_date() -> None:
    pdf = render(figure(table([(1, 2)])), "pdf", title="A map", description="Words")
    assert b"/FontFile2" in pdf
    assert b"CreationDate" not in pdf


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(InputError, match="none of the 2 rows could be placed"):
        figure(table([None, None]))
    with pytest.raises(InputError, match="no row has a date"):
        timeline(table([(1, 2)]))


def test_options_that_cannot_be_are_refused() -> None:
    for wrong in ({"columns": 3}, {"dpi": 5}, {"width_mm": 3.0}):
        with pytest.raises(UsageError):
            Options(**wrong)
    with pytest.raises(UsageError, match=r"\.png, \.svg, \.pdf"):
        render(figure(table([(1, 2)])), "gif", title="", description="")


def test_the_description_counts_what_has_no_mark() -> None:
    said = describe(table([(1, 2), (1, 2), None]))
    assert "3 incidents; 2 stand on the map at 1 places; 1 could not be placed" in said


boxes = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=40)


@tried(deadline=None)
@given(boxes)
def test_labels_never_overlap(positions) -> None:
    wishes = [Wish(f"name {at}", x, y, 1.0) for at, (x, y) in enumerate(positions)]
    taken = [(20.0, 20.0, 40.0, 40.0)]
    place(wishes, taken, (0, 0, 100, 100), lambda text: (len(text) * 1.2, 2.0))
    tree = shapely.STRtree(areas := [shapely.box(*box) for box in taken])
    for area in areas:
        hits = [
            other for other in tree.query(area) if shapely.area(shapely.intersection(area, areas[other])) > 0
        ]
        assert len(hits) == 1
    assert all(b[0] >= 0 and b[2] <= 100 and b[1] >= 0 and b[3] <= 100 for b in taken)


def test_shared_edges_are_borders_and_not_coasts() -> None:
    areas = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 3, 1)]
    between = shared_edges(areas, ["A", "A", "B"], within_owner=False)
    inside = shared_edges(areas, ["A", "A", "B"], within_owner=True)
    assert [line.wkt for line in between] == ["LINESTRING (2 0, 2 1)"]
    assert [line.wkt for line in inside] == ["LINESTRING (1 0, 1 1)"]


def test_greys_are_apart_and_numbers_short() -> None:
    values = [int(grey[1:3], 16) for grey in greys([str(i) for i in range(9)]).values()]
    assert min(abs(a - b) for a, b in pairwise(values[:7])) > 20
    assert ranges([4, 1, 2, 3, 8]) == "2–5, 9"


def test_sized_marks_are_in_proportion_and_the_legend_says_so() -> None:
    shown = incidents_of(table([(1, 2), (3, 4), (5, 6)], killed_max=[100, 25, None]))
    by_people = {spot.people: size for spot, size in sizes(shown, "killed").items()}
    assert by_people[100] == pytest.approx(2 * by_people[25])
    assert by_people[0] < by_people[25]
    assert size_steps(shown) == [100, 20, 4, 0]
    svg = render(
        figure(table([(1, 2)], killed_max=[7]), None, Options(size_by="killed")),
        "svg",
        title="",
        description="",
    )
    assert "People killed" in svg.decode()
    with pytest.raises(UsageError, match="cannot be sized by 'age'"):
        Options(size_by="age")


def test_more_places_than_marks_can_show_are_said() -> None:
    many = table([(at % 20, at // 20) for at in range(220)])
    svg = render(figure(many), "svg", title="", description="").decode()
    assert "220 places: marks are small" in svg


def test_every_number_stands_on_the_map() -> None:
    # Twelve places so close that their marks cover each other.
    crowd = table([(1 + at / 2000, 2 + at / 3000) for at in range(12)])
    svg = svg_of(crowd, columns=1)
    numbers = [text for text in re.findall(r"<text[^>]*>([\d, –]+)</text>", svg) if text.isdigit()]
    assert {str(at + 1) for at in range(12)} <= set(numbers)
    assert all(numbers.count(str(at + 1)) == 2 for at in range(1, 12))  # on the map and in the key


def test_letters_of_many_scripts_are_drawn_or_named() -> None:
    title = "قتل 监狱 हत्या Тюрьма \U00013000"
    found, missing = families(letters_of([title]))
    assert found[0] == "DejaVu Sans"
    assert not missing & set("قتلТюрьма")  # DejaVu Sans has them
    said = unknown_letters(table([(1, 2)], title=[title]), Options())
    assert said == "".join(sorted(missing))
    svg = render(figure(table([(1, 2)], title=[title])), "svg", title="", description="").decode()
    assert "قتل 监狱 हत्या" in svg
    assert render(figure(table([(1, 2)], title=[title])), "pdf", title="", description="")


def test_it_speaks_spanish() -> None:
    svg = render(
        figure(table([(1, 2)]), None, Options(language="es")), "svg", title="", description=""
    ).decode()
    assert "Tipo de incidente" in svg
    assert "enfrentamiento" in svg
    assert describe(table([(1, 2)]), "es").endswith("Tipos: enfrentamiento.")
    assert WORDS["en"].keys() == WORDS["es"].keys()
    with pytest.raises(UsageError, match="do not speak 'fr'"):
        Options(language="fr")


def test_ten_thousand_labels_end() -> None:
    dice = np.random.default_rng(1)
    towns = [Town(*xy, f"Town {at}", at) for at, xy in enumerate(dice.uniform(0, 10, (10_000, 2)))]
    many = table([tuple(xy) for xy in dice.uniform(0, 10, (10_000, 2))])
    assert render(figure(many, Base(towns=towns), Options(dpi=72)), "png", title="", description="")
    with pytest.raises(UsageError, match="metres long"):
        figure(many, Base(towns=towns), Options(numbers=True))


def svg_of(shown: gpd.GeoDataFrame, **options) -> str:
    return render(figure(shown, None, Options(**options)), "svg", title="", description="").decode()


def test_a_host_without_display_or_settings_draws(tmp_path) -> None:
    code = "from tests.figure.test_figure import *; svg_of(table([(1, 2)]))"
    bare = {"PATH": "/usr/bin:/bin", "MPLCONFIGDIR": str(tmp_path), "HOME": str(tmp_path / "absent")}
    ran = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr


def test_geomap_figure_draws_with_the_base_map(gazetteer) -> None:
    import geomap

    lima = table([(-77.03, -12.05), (-76.96, -11.98)])
    drawn = geomap.figure(lima, gazetteer=gazetteer, columns=1, grey=True)
    svg = render(drawn, "svg", title="", description="").decode()
    assert re.search(r"<text[^>]*>(Lima|Callao|Breña|Independencia)</text>", svg)
    assert drawn.get_figwidth() == pytest.approx(85 / 25.4)
    with pytest.raises(UsageError, match="no option 'colour'"):
        geomap.figure(lima, gazetteer=gazetteer, colour="red")


def test_dates_of_the_key_are_words_in_its_language() -> None:
    dates = ["1992-05-14/1992-05-16", "1992-05~", "2019-XX", None]
    shown = table([(at, 2) for at in range(4)], date=dates, title=list("ABCD"))
    assert all(words in svg_of(shown) for words in ("May 14 – 16, 1992. A", "about May 1992. B", "2019. C"))
    assert "hacia may 1992. B" in svg_of(shown, language="es")
    assert not any(date in svg_of(shown) for date in dates if date)
