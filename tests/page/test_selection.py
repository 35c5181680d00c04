"""What reaches the page: chosen, ordered, named, left out, cut."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.errors import UsageError
from geomap.page import Map
from geomap.page.naming import read_columns, split_names
from geomap.page.selection import select
from tests.page import decode
from tests.page.test_map import HOSTILE, rendered, structure

SECRET = "Zx9-secret-word"


@pytest.fixture
def secret(table):
    """The founding incidents, with a word in a column of its own, in `actor` and in `quote`."""
    for name in ("witness_name", "actor", "quote"):
        table[name] = SECRET
    return table


def columns_of(map_: Map) -> list[str]:
    return decode.settings(rendered(map_))["payload"]["columns"]


def everything(html: str) -> str:
    """All that the page holds, its payload inflated."""
    page = decode.skeleton(html)
    parts = ("geomap-texts", "geomap-words", "geomap-rare")
    packed = [text for name, text in page.scripts.items() if name.startswith(parts)]
    inflated = "".join(decode.inflate(text).decode("utf-8", "replace") for text in packed)
    return html + inflated + "".join(str(value) for row in decode.texts(html) for value in row.values())


def test_other_columns_stay_out_unless_named(secret):
    assert "witness_name" not in columns_of(Map(secret))
    html = rendered(Map(secret, columns={"*": "", "witness_name": "Witness"}))
    assert decode.texts(html)[0]["witness_name"] == SECRET
    assert decode.settings(html)["facts"][-1] == ["witness_name", "Witness"]
    assert decode.settings(html)["extra"] == [["witness_name", "Witness"]]


def test_named_columns_are_all_that_reach_the_page(secret):
    html = rendered(Map(secret, columns=["place", "source"]))
    assert set(decode.settings(html)["payload"]["columns"]) == {
        *("id", "date", "uncertainty_m", "status"),
        *("place", "source"),
    }
    assert SECRET not in everything(html)
    assert "Lurigancho prison" in everything(html)
    assert "Prisoners burned" not in everything(html)


def test_what_is_excluded_is_nowhere_in_the_file(secret):
    assert SECRET in everything(rendered(Map(secret)))
    hidden = ["actor", "quote", "witness_name"]
    for columns in (None, ["*", *hidden], hidden):
        html = rendered(Map(secret, columns=columns, exclude=hidden))
        assert SECRET not in everything(html)
        assert decode.settings(html)["payload"]["actors"] == []


def test_deaths_leave_the_core_with_their_columns(table):
    def classes(map_: Map) -> set[int]:
        html = rendered(map_)
        page, header = decode.skeleton(html), decode.settings(html)["payload"]
        return set(
            decode.unpack(header["core"], decode.inflate(page.scripts["geomap-core"]))["deaths"].tolist()
        )

    assert classes(Map(table)) > {0}
    assert classes(Map(table, exclude=["killed_min", "killed_max"])) == {0}


def test_excluding_the_date_takes_all_three_columns(table):
    html = rendered(Map(table, exclude=["date"]))
    assert not {"date", "date_start", "date_end"} & set(decode.settings(html)["payload"]["columns"])
    assert decode.settings(html)["payload"]["firstDay"] == 0


def test_marks_do_not_change_with_what_is_left_out(table):
    def core(map_: Map) -> np.ndarray:
        html = rendered(map_)
        page, header = decode.skeleton(html), decode.settings(html)["payload"]
        return decode.unpack(header["core"], decode.inflate(page.scripts["geomap-core"]))["mark"]

    bare = Map(table, columns=[], exclude=["status", "method", "feature_code"])
    assert core(bare).tolist() == core(Map(table)).tolist()
    assert not {"status", "method", "feature_code"} & set(columns_of(bare))


@pytest.mark.parametrize("name", ["geometry", "lon", "lat", "footprint", "uncertainty_m"])
def test_what_marks_are_drawn_from_cannot_be_left_out(table, name):
    with pytest.raises(UsageError, match="drawn from it"):
        Map(table, exclude=[name])


def test_what_names_nothing_is_said(table):
    with pytest.raises(UsageError, match="no column 'nothing'"):
        Map(table, columns=["nothing"])
    with pytest.raises(UsageError, match="no column 'witnes_name'"):
        Map(table, exclude=["witnes_name"])
    with pytest.raises(UsageError, match="no column 'district'"):
        Map(table, layer_by="district")
    with pytest.raises(UsageError, match="both be left out and make the layers"):
        Map(table, layer_by="source", exclude=["source"])
    with pytest.raises(UsageError, match="at least one character"):
        Map(table, max_text=0)
    # One of geomap's own that a table happens to lack is no mistake.
    assert "injured_min" not in columns_of(Map(table, columns=["place", "injured_min"], exclude=["actor"]))


def test_the_card_follows_the_order_and_the_names(table):
    facts = select(table, columns={"source": "", "source_url": "Fuente", "place": "Lugar", "score": ""}).facts
    assert facts == [
        ["source", None],
        ["source_url", "Fuente"],
        ["place", None],
        ["place_name", None],
    ]
    table["score"] = 0.5
    assert select(table, columns=["score", "remarks"]).facts == [
        ["score", "score"],
        ["remarks", None],
        ["place_name", None],
    ]
    words = decode.settings(rendered(Map(table, columns={"place": "Lugar", "title": "Hecho"})))["strings"]
    assert (words["wording"], words["where"], words["what"]) == ("Lugar", "Lugar", "Hecho")
    assert decode.settings(rendered(Map(table)))["strings"]["wording"] != "Lugar"


def test_texts_are_cut_and_said(table):
    table["description"] = "ñ" * 30
    table.loc[0, "description"] = "short"
    table["source_url"] = "https://example.org/" + "a" * 40
    table["note"] = ["x" * 20] * 8
    map_ = Map(table, columns=["description", "source_url", "note"], max_text=10)
    rows = decode.texts(rendered(map_))
    assert {row["description"] for row in rows} == {"short", "ñ" * 9 + "…"}
    assert {row["source_url"] for row in rows} == {"https://example.org/" + "a" * 40}
    assert map_.cut == 15
    assert "15 texts of more than 10 characters are cut." in rendered(map_)
    assert table["description"].str.len().max() == 30
    assert "characters are cut" not in decode.skeleton(rendered(Map(table))).scripts.get("gm-about", "")


@settings(max_examples=30)
@given(st.text(max_size=60), st.integers(1, 40))
def test_a_cut_text_is_a_beginning(text, most):
    table = gpd.GeoDataFrame(
        {"title": [text.encode("utf-8", "replace").decode()]}, geometry=[shapely.Point(0, 0)], crs=4326
    )
    cut = select(table, max_text=most).table["title"].iloc[0]
    assert len(cut) <= most
    assert cut == table["title"].iloc[0] or table["title"].iloc[0].startswith(cut[:-1])


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("place,source", {"place": "", "source": ""}),
        ("place, source,Fuente=source_url", {"place": "", "source": "", "source_url": "Fuente"}),
        ("*,Testigo = witness", {"*": "", "witness": "Testigo"}),
        ('"a, b","Both, named=c"', {"a, b": "", "c": "Both, named"}),
        ("", {}),
    ],
)
def test_the_syntax_of_columns(text, columns):
    assert read_columns(text) == columns
    assert list(read_columns(text)) == list(columns)


@pytest.mark.parametrize("text", ["place,", "=source", "Fuente=", "place,place", "a=place,b=place"])
def test_what_is_not_that_syntax(text):
    with pytest.raises(UsageError):
        read_columns(text)


@given(st.lists(st.text(min_size=1).filter(lambda name: name.strip() == name and "\n" not in name)))
def test_names_parted_by_commas_come_back(names):
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    assert split_names(quoted) == names if all("\r" not in name for name in names) else True


def test_a_column_may_be_named_as_the_file_had_it(table):
    """Reading has made ``Lugar`` of a file `place`, and ``muertos`` both ends of `killed`."""
    chosen = select(table, columns=["Lugar", "muertos"], layer_by="Fuente")
    assert {"place", "killed_min", "killed_max"} <= set(chosen.texts)
    assert chosen.terms["wording"] == "Lugar"
    assert (chosen.layer_by, chosen.layer_label) == ("source", "Fuente")
    assert not {"killed_min", "killed_max"} & set(select(table, exclude=["Deaths"]).table.columns)
    assert '<h2 id="gm-layers-head">Incidents by Fuente</h2>' in rendered(Map(table, layer_by="Fuente"))


@pytest.mark.parametrize("evil", HOSTILE)
def test_names_and_labels_are_only_text(table, evil):
    table["mine"] = table[evil] = "value"

    def drawn(label: str, column: str) -> str:
        columns = dict.fromkeys(("place", "title", "kind", "actor", "source_url"), label)
        map_ = Map(table, columns={**columns, column: label}, layer_by=column, language="es")
        return rendered(map_)

    assert structure(drawn(f"x{evil}", evil)) == structure(drawn("calm", "mine"))
    assert decode.policy(drawn(evil, evil)) == decode.policy(drawn("calm", "mine"))


@pytest.mark.parametrize("name", ["constructor", "__proto__", "hasOwnProperty", "texts", "n", "geom ap", "𝒜"])
def test_any_name_of_a_column_passes(table, name):
    table[name] = "value"
    rows = decode.texts(rendered(Map(table, columns=["*", name])))
    assert {row[name] for row in rows} == {"value"}
