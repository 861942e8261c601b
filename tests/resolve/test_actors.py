"""The table of actors: everyone whom a record names, once, with codes and counts."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pycountry
import pytest

from flows.language.names import gazetteer
from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from flows.resolve.names import iso_codes, kind_of, name_of
from schemas.codebook.kinds import CLAIM_TABLES, element
from schemas.codebook.vocabulary import load_tables
from schemas.identifiers import load_identities


def made(**tables: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    return derived(build_frames({name: rows for name, rows in tables.items()}))


def actor(frames: dict[str, pl.DataFrame], name: str) -> dict[str, Any]:
    return frames["actors"].row(by_predicate=pl.col("actor") == name, named=True)


def test_an_actor_is_counted_once_a_record_and_has_the_days_of_all() -> None:
    frames = made(
        relations=[
            {"record_id": "r1", "subject": "KOR", "object": "PRK", "speaker": "KOR", "date": "1991"},
            {"record_id": "r2", "subject": "PRK", "object": "KOR", "date": "../1972-07", "change": "absent"},
        ],
        incidents=[
            {
                "record_id": "i1", "incident_type": "meeting", "actors": ["USA", "PRK", "KOR"],
                "location_country": "PRK", "date": "2018-06-12",
            },
        ],
    )  # fmt: skip
    korea = actor(frames, "KOR")
    assert (korea["relations"], korea["incidents"], korea["sanctions"], korea["events"]) == (2, 1, 0, 2)
    assert (korea["date_first"], korea["date_last"]) == (date(1991, 1, 1), date(2018, 6, 12))
    assert actor(frames, "USA")["events"] == 2
    assert frames["actors"]["actor"].to_list() == ["KOR", "PRK", "USA"]


def test_codes_of_a_state_of_one_that_is_no_more_and_of_others() -> None:
    names = ["DEU", "SUN", "XKX", "GRL", "NAM", "UN", "Hezbollah", "Southeast Asia", "WLD", "Kim Jong Nam"]
    frames = made(incidents=[{"record_id": "i", "incident_type": "espionage", "actors": names}])
    columns = (
        "name",
        "kind",
        "iso_alpha2",
        "iso_alpha3",
        "iso_numeric",
        "iso_former",
        "cow_code",
        "gw_code",
        "wikidata",
    )
    told = {row["actor"]: tuple(row[name] for name in columns) for row in frames["actors"].iter_rows(named=True)}
    nothing = (None,) * 7
    assert told == {
        "DEU": ("Germany", "state", "DE", "DEU", "276", None, 255, 260, "Q183"),
        "SUN": ("Soviet Union", "former_state", "SU", "SUN", "810", "SUHH", 365, 365, "Q15180"),
        "XKX": ("Kosovo", "state", "XK", "XKX", None, None, 347, 347, "Q1246"),
        "GRL": ("Greenland", "territory", "GL", "GRL", "304", None, None, None, "Q223"),
        "NAM": ("Namibia", "state", "NA", "NAM", "516", None, 565, 565, "Q1030"),
        "UN": ("United Nations", "organisation", *nothing),
        "Hezbollah": ("Hezbollah", "group", *nothing),
        "Southeast Asia": ("Southeast Asia", "region", *nothing),
        "WLD": ("World", "world", *nothing),
        "Kim Jong Nam": ("Kim Jong Nam", "other", *nothing),
    }
    assert actor(frames, "DEU")["cow_states"] == [
        "255 GMY 1871-01-18/1945-05-08", "260 GFR 1955-05-05/1990-10-02", "255 GMY 1990-10-03/..",
    ]  # fmt: skip


def test_every_column_of_actors_or_states_is_looked_at() -> None:
    naming = [
        (t, c.name) for t in CLAIM_TABLES for c in load_tables()[t].columns if element(c.kind) in ("actor", "country")
    ]
    assert len(naming) == 15
    for table, column in naming:
        value: Any = ["PER"] if load_tables()[table].column(column).listed else "PER"
        assert made(**{table: [{"record_id": "x", column: value}]})["actors"]["actor"].to_list() == ["PER"]


def test_every_state_of_iso_3166_has_its_codes_and_a_name_of_its_own() -> None:
    for country in pycountry.countries:
        codes = iso_codes(country.alpha_3)
        assert codes is not None
        assert (codes.alpha2, codes.alpha3, codes.numeric) == (country.alpha_2, country.alpha_3, country.numeric)
    names = [name_of(actor) for actor in load_identities()]
    assert len(names) == len(set(names))
    for name in names:
        assert name[0].isalpha(), name
        assert not {*"&,"} & {*name}, name
        assert "SAR" not in name, name
        assert " - " not in name, name


def test_every_organisation_of_the_gazetteer_has_a_name_and_is_one() -> None:
    file = Path(__file__).parents[2] / "flows" / "language" / "gazetteer" / "organisations.toml"
    listed = tomllib.loads(file.read_text("utf-8"))
    for identifier in listed["igo"]:
        assert kind_of(identifier) == "organisation", identifier
    for identifier in listed["group"]:
        assert kind_of(identifier) == "group", identifier
    full = [identifier for identifier in listed["igo"] if name_of(identifier) == identifier and " " not in identifier]
    # These go by no other name.
    assert set(full) <= {"ANZUS", "AUKUS", "BRICS", "BIMSTEC", "Europol", "Mercosur", "P5+1"}


def test_every_identifier_that_the_gazetteer_gives_is_of_a_known_kind() -> None:
    given = {entry.actor for entry in gazetteer().names.values() if entry.actor and entry.kind != "place"}
    assert [actor for actor in sorted(given) if kind_of(actor) == "other"] == []


@pytest.mark.parametrize("name", ["Washington", "ATB", "ZAR", "Korean", "Kim Jong Un", "the Kremlin"])
def test_a_name_that_is_no_identifier_is_taken_as_written(name: str) -> None:
    assert (kind_of(name), name_of(name), iso_codes(name)) == ("other", name, None)
