"""The identifiers of states: all are there, and no number is two actors' on one day."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pycountry
import pytest

from schemas.codebook.errors import CodebookError
from schemas.identifiers import FILE, Membership, load_identities

IDENTITIES = load_identities()
GAZETTEER = Path(__file__).parents[2] / "flows" / "language" / "gazetteer"


def test_every_code_of_iso_3166_is_a_state_or_a_territory() -> None:
    listed = {actor for actor, identity in IDENTITIES.items() if identity.kind in ("state", "territory")}
    assert listed == {country.alpha_3 for country in pycountry.countries} | {"XKX"}


def test_every_state_of_the_gazetteer_that_is_no_more_or_not_recognised_is_there() -> None:
    dissolved = tomllib.loads((GAZETTEER / "dissolved.toml").read_text("utf-8"))
    names = {*dissolved.pop("uncoded"), *dissolved}
    listed = {actor for actor, one in IDENTITIES.items() if one.kind in ("former_state", "unrecognised_state")}
    assert names == listed


def test_every_state_has_its_item_of_wikidata_and_no_two_the_same() -> None:
    items = [one.wikidata for one in IDENTITIES.values() if one.wikidata]
    assert len(items) == len(set(items))
    assert [actor for actor, one in IDENTITIES.items() if one.kind in ("state", "territory") and not one.wikidata] == []


def test_every_state_has_its_numbers_but_those_that_no_list_has() -> None:
    states = {actor: one for actor, one in IDENTITIES.items() if one.kind == "state"}
    assert {actor for actor, one in states.items() if not one.cow} == {"PSE", "VAT"}
    assert {actor for actor, one in states.items() if not one.gw} == {"PSE", "VAT"}
    # The lists know independent states only.
    assert [actor for actor, one in IDENTITIES.items() if one.kind == "territory" and (one.cow or one.gw)] == []
    assert [actor for actor, one in states.items() if one.cow and one.cow[-1].last is not None] == []


@pytest.mark.parametrize("kept", ["cow", "gw"])
def test_no_number_is_two_actors_on_one_day(kept: str) -> None:
    by_number: dict[int, list[tuple[date, date, str]]] = defaultdict(list)
    for actor, identity in IDENTITIES.items():
        memberships: tuple[Membership, ...] = getattr(identity, kept)
        for membership in memberships:
            by_number[membership.number].append((membership.first, membership.last or date.max, actor))
    assert len(by_number) > 200
    for number, spells in by_number.items():
        for (_, last, one), (first, _, other) in pairwise(sorted(spells)):
            assert last < first, (number, one, other)


@pytest.mark.parametrize(
    ("actor", "day", "cow", "gw"),
    [
        ("DEU", date(1913, 1, 1), 255, 255),
        ("DEU", date(1975, 1, 1), 260, 260),
        ("DEU", date(1990, 10, 3), 255, 260),
        ("DDR", date(1975, 1, 1), 265, 265),
        ("YEM", date(1980, 1, 1), 678, 678),
        ("YEM", date(2000, 1, 1), 679, 678),
        ("YMD", date(1980, 1, 1), 680, 680),
        ("YUG", date(1950, 1, 1), 345, 345),
        ("SCG", date(2004, 1, 1), 345, 345),
        ("SRB", date(2010, 1, 1), 345, 340),
        ("SUN", date(1962, 10, 16), 365, 365),
        ("RUS", date(2022, 2, 24), 365, 365),
        ("VNM", date(1970, 1, 1), 817, 817),
        ("VDR", date(1970, 1, 1), 816, 816),
        ("VNM", date(2000, 1, 1), 816, 816),
        ("CSK", date(1968, 8, 21), 315, 315),
        ("XKX", date(2015, 1, 1), 347, 347),
        ("KIR", date(2010, 1, 1), 946, 970),
        ("NRU", date(2010, 1, 1), 970, 971),
        ("TON", date(2010, 1, 1), 955, 972),
        ("TUV", date(2010, 1, 1), 947, 973),
        ("KHM", date(1997, 1, 1), 811, 811),
        ("GRL", date(2000, 1, 1), None, None),
    ],
)
def test_numbers_by_day(actor: str, day: date, cow: int | None, gw: int | None) -> None:
    def number(memberships: tuple[Membership, ...]) -> int | None:
        found = [one.number for one in memberships if one.first <= day <= (one.last or date.max)]
        return found[0] if found else None

    assert (number(IDENTITIES[actor].cow), number(IDENTITIES[actor].gw)) == (cow, gw)


CASES = [
    ('AFG = { cow = ["700 AFG 1919-08-08/.."]', 'AFG = { cow = ["700 1919-08-08/.."]', "is no membership of cow"),
    ('AFG = { cow = ["700 AFG 1919-08-08/.."]', 'AFG = { cow = ["700 AFG 1919-02-30/.."]', "1919-02-30"),
    ('AFG = { cow = ["700 AFG 1919-08-08/.."]', 'AFG = { cow = ["700 AFG 1919-08-08/1918-01-01"]', "does not follow"),
    ('"41 HAI 1859-01-01/1915-07-28"', '"41 HAI 1859-01-01/.."', "'41 HAI 1934-08-15/..' does not follow"),
    ('wikidata = "Q889"', 'wikidata = "889"', "'889' is no item"),
    ("[territory]\n", "[territory]\nAFG = {}\n", "'AFG' is declared twice"),
    ("[territory]\n", '[territory]\nABC = { cov = ["1"] }\n', "unknown key 'cov'"),
    ("[territory]\n", "[colony]\n", "unknown key 'colony'"),
]


@pytest.mark.parametrize(("before", "after", "message"), CASES, ids=[case[2] for case in CASES])
def test_a_mistake_is_named_with_its_line(tmp_path: Path, before: str, after: str, message: str) -> None:
    text = FILE.read_text("utf-8")
    assert before in text
    file = tmp_path / "identifiers.toml"
    file.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(CodebookError) as raised:
        load_identities(file)
    assert message in raised.value.message
    assert raised.value.way_out
    line = file.read_text("utf-8").split("\n")[raised.value.line - 1]
    assert after.strip().rpartition("\n")[2].partition(" ")[0] in line or message.split("'")[1] in line
