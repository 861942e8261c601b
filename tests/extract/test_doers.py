"""Who did it where the clause itself does not say."""

from __future__ import annotations

from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import resolve


def actors(parser: Any, text: str, kind: str) -> list[object]:
    document = Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    rows = resolve(RulesEngine(parser).extract([document])).tables["incidents"]
    return [row["actors"] for row in rows if row["incident_type"] == kind]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Tunis denounced the treaty, and two Libyan diplomats were expelled.", "expulsion", ["TUN"]),
        ("Two Danish sailors were arrested in Lagos, Nigeria.", "detention", ["NGA"]),
        ("Two Danish sailors were arrested by masked men in Lagos, Nigeria.", "detention", []),
        ("Two Libyan diplomats were expelled.", "expulsion", []),
    ],
)
def test_a_passive_takes_its_doer_from_beside_it(parser: Any, text: str, kind: str, wanted: list[str]) -> None:
    assert actors(parser, text, kind) == [wanted]


def test_who_visits_one_of_two_states_acts_for_the_other(parser: Any) -> None:
    about = "Greece and Turkey made peace in 1930. Greek and Turkish ministers signed a treaty. "
    assert actors(parser, about + "Nikos Vassiliou travelled to Ankara.", "visit") == [["GRC"]]
    assert actors(parser, "Nikos Vassiliou travelled to Ankara.", "visit") == [["Nikos Vassiliou"]]


def test_what_is_denied_is_denied_of_the_accused(parser: Any) -> None:
    text = "Washington accused Iran of supplying drones to Sudan. Khartoum denied the charge."
    assert actors(parser, text, "arms_transfer") == [["IRN"], ["IRN"]]
