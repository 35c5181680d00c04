"""Exports of known databases: told by their columns, mapped by rules that are data."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.errors import InputError, UsageError
from geomap.model import COLUMNS, HARMS
from geomap.readers import read_incidents, read_table
from geomap.readers.presets import NAMES, preset, recognise, rules

UCDP = (
    "id,relid,type_of_violence,side_a,side_b,where_prec,where_coordinates,where_description,adm_1,adm_2,"
    "latitude,longitude,country,region,date_prec,date_start,date_end,best,high,low\n"
    "7,R-1,1,Government of X,Y,2,Auno town,near Auno,Borno state,Konduga lga,11.8,12.9,Nigeria,Africa,1,"
    "2016-02-08 00:00:00.000,2016-02-08 00:00:00.000,5,8,4\n"
    "8,R-2,3,Y,Civilians,4,Borno state,,Borno state,,12.5,13.0,Nigeria,Africa,4,2016-03-01,2016-03-31,1,1,1\n"
)
ACLED = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,admin1,admin2,"
    "location,latitude,longitude,geo_precision,source,notes,fatalities,region\n"
    "NIG1,05 March 2019,1,Battles,Armed clash,A,B,Nigeria,Borno,Konduga,Auno,11.8,12.9,1,S,Words.,3,West\n"
    "NIG2,2019-03-05,2,Strategic developments,Arrests,A,,Nigeria,Borno,,Gubio,12.4,12.7,2,S,W.,0,West\n"
    "NIG3,2019-03-05,3,Protests,Peaceful protest,C,,Nigeria,Borno,,Borno,12.0,13.0,3,S,W.,0,West\n"
)
GTD = (
    "eventid,iyear,imonth,iday,country,country_txt,provstate,city,latitude,longitude,specificity,vicinity,"
    "summary,attacktype1_txt,gname,nkill,nwound,scite1\n"
    "1,1992,5,6,159,Peru,Lima,Lima,-12.0,-77.0,1,0,S.,Assassination,G,1,2,C\n"
    "2,1992,5,0,159,Peru,Ayacucho,Huanta,-12.9,-74.2,1,1,S.,Bombing/Explosion,Unknown,,0,C\n"
    "3,1992,0,0,159,Peru,Ayacucho,Unknown,-13.1,-74.2,4,0,S.,Unknown,G,2,,C\n"
)
NASA = (
    "source_name,source_link,event_id,event_date,location_description,location_accuracy,landslide_category,"
    "fatality_count,injury_count,country_name,country_code,admin_division_name,longitude,latitude\n"
    "N,https://example.org/,5,2/7/2009 0:00,Valencia town,5km,landslide,2,,Philippines,PH,Central,123.2,9.3\n"
    "N,https://example.org/,6,12/30/2009 9:00,,unknown,mudslide,0,0,Peru,PE,Lima,-77.0,-12.0\n"
)
DARWIN = (
    "occurrenceID,basisOfRecord,eventDate,country,countryCode,stateProvince,county,verbatimLocality,locality,"
    "decimalLatitude,decimalLongitude,coordinateUncertaintyInMeters\n"
    "o1,HumanObservation,1992-05-06/1992-05-09,Peru,PE,Lima,Lima,7 mi E of Lima,Ate,-12.0,-76.9,3000\n"
    "o2,HumanObservation,1992-05,Peru,PE,Lima,Lima,,Ate,-12.02,-76.92,\n"
)
USHAHIDI = (
    "#,INCIDENT TITLE,INCIDENT DATE,LOCATION,DESCRIPTION,CATEGORY,LATITUDE,LONGITUDE,APPROVED,VERIFIED\n"
    '3,A title,2009-05-15 01:06:00,Nairobi,Words,"Deaths, Civilians, ",-1.28,36.82,YES,NO\n'
)
KOBO = (
    "start,end,location,_location_latitude,_location_longitude,_location_altitude,_location_precision,"
    "village,fecha_hecho,_id,_uuid,_submission_time\n"
    "2024-01-02,2024-01-02,-12.05 -77.03 0 8.5,-12.05,-77.03,0,8.5,Lima,2023-12-30,4,u-1,"
    "2024-01-03T10:00:00\n"
)
FILES = {"ucdp": UCDP, "acled": ACLED, "gtd": GTD, "nasa_landslides": NASA, "darwin_core": DARWIN,
         "ushahidi": USHAHIDI, "kobo": KOBO}  # fmt: skip

EXPECTED = {
    "ucdp": {
        "id": ["7", "8"],
        "place": ["near Auno", "Borno state"],
        "date": ["2016-02-08", "2016-03-01/2016-03-31"],
        "kind": ["clash", "killing"],
        "actor": ["Government of X – Y", "Y – Civilians"],
        "admin1": ["Borno state", "Borno state"],
        "killed_min": [4, 1],
        "killed_max": [8, 1],
        "coder_lon": [12.9, 13.0],
        "coder_uncertainty_m": [25_000.0, None],
        "coder_precision": ["near", "area"],
        "input_where_prec": ["2", "4"],
        "region": ["Africa", "Africa"],
    },
    "acled": {
        "id": ["NIG1", "NIG2", "NIG3"],
        "place": ["Auno", "Gubio", "Borno"],
        "date": ["2019-03-05", "2019-03-05~", "2019-03"],
        "kind": ["clash", "arrest", "Peaceful protest"],
        "description": ["Words.", "W.", "W."],
        "killed_min": [3, 0, 0],
        "killed_max": [3, 0, 0],
        "coder_lat": [11.8, 12.4, 12.0],
        "coder_precision": ["point", "near", "area"],
    },
    "gtd": {
        "id": ["1", "2", "3"],
        "place": ["Lima", "near Huanta", "Ayacucho"],
        "date": ["1992-05-06", "1992-05", "1992"],
        "country": ["Peru"] * 3,
        "kind": ["assassination", "bombing", None],
        "actor": ["G", None, "G"],
        "killed_min": [1, None, 2],
        "injured_max": [2, 0, None],
        "coder_lon": [-77.0, -74.2, -74.2],
    },
    "nasa_landslides": {
        "place": ["Valencia town", None],
        "date": ["2009-02-07", "2009-12-30"],
        "kind": ["disaster", "disaster"],
        "killed_max": [2, 0],
        "coder_lon": [123.2, None],
        "lon": [None, -77.0],
        "coder_uncertainty_m": [5_000.0, None],
        "source_url": ["https://example.org/"] * 2,
    },
    "darwin_core": {
        "id": ["o1", "o2"],
        "place": ["7 mi E of Lima", "Ate"],
        "date": ["1992-05-06/1992-05-09", "1992-05"],
        "country": ["Peru", "Peru"],
        "coder_lat": [-12.0, -12.02],
        "coder_uncertainty_m": [3_000.0, None],
    },
    "ushahidi": {
        "id": ["3"],
        "title": ["A title"],
        "place": ["Nairobi"],
        "lon": [36.82],
        "date": ["2009-05-15 01:06:00"],
    },
    "kobo": {
        "id": ["u-1"],
        "place": ["Lima"],
        "date": ["2023-12-30"],
        "lat": [-12.05],
        "uncertainty_m": [8.5],
        "location": ["-12.05 -77.03 0 8.5"],
    },
}


def read(text: str, **options: object) -> tuple[pd.DataFrame, list[str]]:
    said: list[str] = []
    return read_incidents(io.StringIO(text), format="csv", notify=said.append, **options), said


def values(column: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in column]


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_told_by_its_columns_and_mapped(name: str) -> None:
    table, said = read(FILES[name])
    found = {column: values(table[column]) for column in EXPECTED[name]}
    assert found == EXPECTED[name]
    assert any(f"read as {preset(name).title}, which its columns tell" in sentence for sentence in said)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_read_is_not_told_again(name: str) -> None:
    table, _ = read(FILES[name])
    assert recognise(list(table.columns)) is None
    again = read_table(table, notify=[].append)
    pd.testing.assert_frame_equal(again[table.columns], table)


@pytest.mark.parametrize("name", NAMES)
def test_preset_files_name_columns_that_geomap_has(name: str) -> None:
    known = preset(name)
    assert set(known.columns) <= {*COLUMNS, *HARMS, "coder_precision"}
    assert known.coordinates in ("words", "given")
    assert all(rules.ingredients(rule) or "value" in rule for rule in known.columns.values())


def test_coordinates_can_be_taken_or_set_aside_whatever_the_preset_says() -> None:
    taken, said = read(UCDP, coordinates="given")
    assert taken["lon"].tolist() == [12.9, 13.0]
    assert values(taken["uncertainty_m"]) == [25_000.0, None]
    assert "coder_lon" not in taken
    assert "Its coordinates are taken" in said[-1]
    aside, _ = read(KOBO, coordinates="words")
    assert (values(aside["coder_lon"]), values(aside["lon"])) == ([-77.03], [None])
    plain, said = read("place,lon,lat\nLima,-77,-12\n,1,2\nIca,-12,-177\n", coordinates="words")
    assert values(plain["coder_lon"]) == [-77.0, None, None]
    assert values(plain["lon"]) == [None, 1.0, -12.0]  # without words, or impossible: as they came
    assert said == [
        "the open file: 1 rows are located from their words; coordinates stay as coder_lon, coder_lat."
    ]


def test_naming_the_coordinates_takes_them() -> None:
    table, _ = read(UCDP, mapping={"lon": "longitude", "lat": "latitude"})
    assert table["lon"].tolist() == [12.9, 13.0]


def test_a_mapping_goes_before_the_preset() -> None:
    table, _ = read(UCDP, mapping={"place": "where_coordinates", "killed_min": "best"})
    assert table["place"].tolist() == ["Auno town", "Borno state"]
    assert table["killed_min"].tolist() == [5, 1]
    assert table["killed_max"].tolist() == [8, 1]
    both, _ = read(UCDP, mapping={"killed": "best"})
    assert both["killed_max"].tolist() == [5, 1]
    one, _ = read(NASA, mapping={"killed_min": "fatality_count"})
    assert "killed_max" not in one


def test_no_preset_reads_plainly() -> None:
    table, said = read(NASA, preset="none")
    assert table["lon"].tolist() == [123.2, -77.0]
    assert not any("read as" in sentence for sentence in said)


def test_a_preset_can_be_forced_where_columns_are_missing() -> None:
    text = "where_description,country,longitude,latitude\nnear Auno,Nigeria,12.9,11.8\n"
    table, said = read(text, preset="ucdp")
    assert table["coder_lon"].tolist() == [12.9]
    assert "--preset none" not in said[-1]
    with pytest.raises(InputError, match="none of the columns of UCDP GED"):
        read("place\nLima\n", preset="ucdp")
    with pytest.raises(UsageError, match=r"no preset 'ucpd'.*Choose from: ucdp"):
        read(text, preset="ucpd")


def test_columns_that_are_in_the_way_are_kept() -> None:
    table, _ = read("date," + NASA.replace("\nN", "\nsecret,N"))
    assert table["date"].tolist() == ["2009-02-07", "2009-12-30"]
    assert table["input_date"].tolist() == ["secret", "secret"]


VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "1", "2", "-99", "0", "1992-05-06", "5/6/1992", "Lima", "95.5", "1e300", "inf", "nan", "5km"]
    ),
    st.text(max_size=12),
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_value_stops_a_preset_or_loses_a_row(name: str, data: st.DataObject) -> None:
    columns = [
        column.replace("*", "x")
        for rule in preset(name).columns.values()
        for column in rules.ingredients(rule)
    ]
    size = data.draw(st.integers(1, 3))
    drawn = {
        column: pd.Series(data.draw(st.lists(VALUES, min_size=size, max_size=size)), dtype="str")
        for column in dict.fromkeys(columns)
    }
    for mode in (None, "given", "words"):
        table = read_incidents(pd.DataFrame(drawn), preset=name, coordinates=mode, notify=[].append)
        assert len(table) == size
        assert table["id"].notna().all()


@pytest.mark.parametrize(
    ("file", "rows"),
    [("nasa_glc_2018_dev10.csv", 1101), ("ucdp_ged_colombia_1989_2018_hdx.csv.gz", 4632)],
)
def test_real_files(shared: Path, tmp_path: Path, file: str, rows: int) -> None:
    import gzip

    source = shared / "data" / "incidents" / file
    if file.endswith(".gz"):
        source = tmp_path / file.removesuffix(".gz")
        source.write_bytes(gzip.decompress((shared / "data" / "incidents" / file).read_bytes()))
    table = read_incidents(source, notify=[].append)
    assert len(table) == rows
    assert table["coder_lon"].notna().mean() > 0.98  # the rest have no words
    assert table["date"].str.match(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d)?$").all()
