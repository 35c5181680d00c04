"""The layout of a map figure: the map, and beside or below it legend, key and credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.errors import UsageError
from geomap.figure import furniture
from geomap.figure.drawing import DENSE, draw_base, draw_footprints, draw_marks, draw_names, sizes
from geomap.figure.incidents import MAX_KEY, MAX_NUMBERED, Incidents
from geomap.figure.labels import Box
from geomap.figure.options import Base, Options
from geomap.figure.sheet import Sheet, Window
from geomap.figure.view import View, framed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EDGE = 1.0
PANEL_SHARE, GAP = 0.36, 4.0
SIDE_FROM_MM = 120.0
"""From this width on legend and key stand beside the map."""
NARROW_ASPECT, WIDE_ASPECT, WORLD_ASPECT = 1.0, 1.15, 2.05
FOOT_SIZE = 5.2
FOOT_MM = 2.35


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on the sheet, millimetres; `side` is whether the panel stands beside the map."""

    width: float
    height: float
    map: Box
    panel_x: float
    panel_y: float
    panel_width: float
    side: bool
    foot: tuple[str, ...]
    numbers: bool


def map_aspect(options: Options) -> float:
    """Width of the map over its height, before the layout is known."""
    return NARROW_ASPECT if options.width < SIDE_FROM_MM else WIDE_ASPECT


def compose(shown: Incidents, base: Base, view: View, options: Options) -> Figure:
    """Draw the whole figure."""
    trial = Sheet(options.width, 100, options.dpi)
    layout = _layout(trial, shown, base, view, options)
    sheet = Sheet(layout.width, layout.height, options.dpi)
    window = Window(sheet, view_fitted(view, layout.map), layout.map)
    _draw_map(window, shown, base, options, layout)
    if options.title:
        title = sheet.cut(options.title, 9, layout.width - 2 * EDGE)
        sheet.text(EDGE, layout.height - EDGE - 3.2, title, 9, weight="bold")
    _draw_panel(sheet, shown, layout, options)
    for at, line in enumerate(layout.foot):
        y = EDGE + FOOT_MM * (len(layout.foot) - 1 - at) + 0.4
        sheet.text(EDGE, y, line, FOOT_SIZE, color="#444444")
    return sheet.figure


def view_fitted(view: View, box: Box) -> View:
    """The view in the shape of its box."""
    aspect = (box[2] - box[0]) / (box[3] - box[1])
    return framed(view.definition, view.name, view.frame, aspect, view.is_world)


def _layout(sheet: Sheet, shown: Incidents, base: Base, view: View, options: Options) -> Layout:
    width, side = options.width, options.width >= SIDE_FROM_MM
    numbers = len(shown) <= MAX_NUMBERED if options.numbers is None else options.numbers
    if numbers and len(shown) > MAX_KEY:
        raise UsageError(
            f"A key of {len(shown):,} incidents would be metres long; a figure numbers {MAX_KEY} at most.",
            hint="Leave --numbers out, or draw fewer incidents.",
        )
    panel = width * PANEL_SHARE if side else width - 2 * EDGE
    foot = _foot(sheet, shown, base, view, options, numbers)
    head = 6.0 if options.title else 0.0
    aspect = WORLD_ASPECT if view.is_world else map_aspect(options)
    below = EDGE + FOOT_MM * len(foot) + (1.5 if foot else 0)
    entries = furniture.key_lines(sheet, shown, panel, 3, options.language) if numbers else []
    listed = _legend_height(shown, options) + (furniture.key_height(entries) if numbers else 0)
    if side:
        map_width = width - 2 * EDGE - panel - GAP
        height = options.height_mm or max(map_width / aspect, listed) + head + below + EDGE
        top = height - EDGE - head
        floor = max(below, top - map_width / aspect) if view.is_world else below
        box = (EDGE, floor, EDGE + map_width, top)
        return Layout(width, height, box, box[2] + GAP, box[3] - 2.0, panel, True, foot, numbers)
    high = (width - 2 * EDGE) / aspect
    height = options.height_mm or head + high + GAP + listed + below + EDGE
    lowest = max(below + listed + GAP, height * 0.25)
    box = (EDGE, lowest, width - EDGE, height - EDGE - head)
    return Layout(width, height, box, EDGE, lowest - GAP, panel, False, foot, numbers)


def _legend_height(shown: Incidents, options: Options) -> float:
    kinds = min(len(shown.kinds), 8)
    marks = len({spot.mark for spot in shown.spots})
    plain = furniture.LINE_MM * (kinds + marks + bool(shown.footprints) + 2.4) + 2.4 + 2.0
    return plain + (furniture.sizes_height(shown) if options.size_by else 0.0)


def _draw_map(window: Window, shown: Incidents, base: Base, options: Options, layout: Layout) -> None:
    sheet = window.sheet
    draw_base(window, base, options.grey)
    draw_footprints(window, shown, options.grey)
    placed = draw_marks(window, shown, options.size_by)
    taken: list[Box] = []
    if options.scale_bar:
        furniture.draw_scale_bar(window, taken, options.language)
    if options.arrow:
        furniture.draw_arrow(window, taken)
    locator = furniture.inset_view(window.view) if options.inset and base.world else None
    if locator is not None:
        size = min(26.0, (layout.map[2] - layout.map[0]) * 0.26, (layout.map[3] - layout.map[1]) * 0.3)
        box = furniture.emptiest_corner(layout.map, size, [(x, y) for _, x, y in placed], taken)
        taken.append(box)
        furniture.draw_inset(sheet, locator, window.view, box, base, options.grey)
    diameters = sizes(shown, options.size_by)
    draw_names(window, placed, base, taken, size=diameters, numbers=layout.numbers, grey=options.grey)
    sheet.box(layout.map, facecolor="none", edgecolor="#1a1a1a", linewidth=0.6, zorder=19)


def _draw_panel(sheet: Sheet, shown: Incidents, layout: Layout, options: Options) -> None:
    place = layout.panel_x, layout.panel_y, layout.panel_width
    y = furniture.draw_legend(sheet, shown, place, options.language, options.size_by)
    if layout.numbers:
        entries = furniture.key_lines(sheet, shown, layout.panel_width, 3, options.language)
        floor = EDGE + FOOT_MM * len(layout.foot) + furniture.LINE_MM
        furniture.draw_key(sheet, entries, (layout.panel_x, y, floor), options.language)


def _foot(
    sheet: Sheet, shown: Incidents, base: Base, view: View, options: Options, numbers: bool
) -> tuple[str, ...]:
    said = [options.caption, *_left_out(shown, numbers, options)]
    if options.credit:
        said += [options.say["projection"].format(name=_projection(view, options)), base.credit]
    text = " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in said if part)
    return tuple(sheet.wrapped(text, FOOT_SIZE, options.width - 2 * EDGE))


def _projection(view: View, options: Options) -> str:
    key, values = view.name
    west = "W" if options.language == "en" else "O"
    return options.say[key].format(**{name: value.replace("W", west) for name, value in values.items()})


def _left_out(shown: Incidents, numbers: bool, options: Options) -> list[str]:
    """What a reader would not see on the map otherwise."""
    said, say = [], options.say
    if len(shown.spots) > DENSE:
        said.append(say["dense"].format(n=f"{len(shown.spots):,}"))
    points = sum(len(spot.rows) for spot in shown.spots)
    if (
        points
        and not shown.footprints
        and "footprint" in shown.table
        and shown.table["footprint"].notna().any()
    ):
        said.append(say["no_areas"].format(n=f"{points:,}"))
    if not numbers and shown.wide:
        said.append(say["wide_left"].format(n=f"{len(shown.wide):,}"))
    if not numbers and shown.unplaced:
        said.append(say["unplaced_left"].format(n=f"{len(shown.unplaced):,}"))
    return said
