"""Points laid out as WKB by hand are those of shapely, and come back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import OutputError
from geomap.export import arrow
from geomap.export.arrow import positions_of, to_arrow, wkb_of

positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(st.none() | positions, max_size=20))
def test_points_as_wkb(found: list[tuple[float, float] | None]) -> None:
    points = np.array([None if at is None else shapely.Point(at) for at in found], dtype=object)
    made = wkb_of(points)
    made.validate(full=True)
    assert made.to_pylist() == shapely.to_wkb(points).tolist()
    lon, lat = positions_of(pa.chunked_array([made])) or pytest.fail("points were not recognised")
    expected = [(np.nan, np.nan) if at is None else at for at in found]
    assert np.array_equal(np.column_stack([lon, lat]), np.array(expected).reshape(-1, 2), equal_nan=True)


def test_a_slice_of_points_is_read_from_its_start() -> None:
    made = wkb_of(shapely.points([[1, 2], [3, 4], [5, 6]])).slice(1)
    lon, lat = positions_of(pa.chunked_array([made])) or pytest.fail("points were not recognised")
    assert (lon.tolist(), lat.tolist()) == ([3.0, 5.0], [4.0, 6.0])


@pytest.mark.parametrize(
    "other",
    [shapely.Point(1, 2, 3), shapely.Point(), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)],
)
def test_other_shapes_are_left_to_shapely(other: shapely.Geometry) -> None:
    shapes = np.array([shapely.Point(1, 2), other, None], dtype=object)
    made = wkb_of(shapes)
    assert made.to_pylist() == shapely.to_wkb(shapes).tolist()
    if not other.is_empty:
        assert positions_of(pa.chunked_array([made])) is None


texts = st.lists(st.sampled_from(["Lima", "Li" + "ma!", "Callao", "", "  ", None]), max_size=12)


@given(texts)
def test_shared_texts_are_the_same_texts(said: list[str | None]) -> None:
    # Equal texts that are different objects, as rows of different descriptions have them.
    said = [None if text is None else "".join(list(text)) for text in said]
    table = pd.DataFrame({"remarks": pd.Series(said, dtype=pd.StringDtype("python", na_value=np.nan))})
    shared = to_arrow(table, shared_texts=True)["remarks"].combine_chunks()
    assert shared.to_pylist() == to_arrow(table)["remarks"].to_pylist()
    assert len(shared.dictionary) == len({text for text in said if text and text.strip()})


def test_shapes_that_are_equal_or_one_object_are_written_once() -> None:
    box = shapely.box(0, 0, 1, 1)
    shapes = [box, None, shapely.box(0, 0, 1, 1), box, shapely.box(0, 0, 2, 1)]
    table = pd.DataFrame({"footprint": pd.Series(shapes, dtype=object)})
    made = to_arrow(table)["footprint"].combine_chunks()
    assert made.indices.to_pylist() == [0, None, 0, 0, 1]
    assert made.dictionary.to_pylist() == [box.wkb, shapes[4].wkb]


def test_more_footprints_than_a_column_holds_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = [shapely.box(0, 0, side, 1) for side in (1, 2, 3)]
    table = pd.DataFrame({"footprint": pd.Series(boxes, dtype=object)})
    monkeypatch.setattr(arrow, "MOST_BYTES", 2 * len(boxes[0].wkb))
    with pytest.raises(OutputError, match="footprints take more than") as error:
        to_arrow(table)
    assert "in parts" in str(error.value.hint)
