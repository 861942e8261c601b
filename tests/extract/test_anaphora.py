"""What pronouns and numbers without a noun stand for inside a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import resolve


def incidents(parser: Any, text: str) -> list[tuple[object, ...]]:
    document = Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    rows = resolve(RulesEngine(parser).extract([document])).tables["incidents"]
    return [(row["incident_type"], row["actors"], row["targets"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The Chilean navy found two Peruvian trawlers and seized them.", ("seizure", ["CHL"], ["PER"])),
        ("Kenya arrested four Ugandan officers and handed them over to Sudan.", ("release", ["KEN"], ["UGA"])),
        ("Malaysia arrested two Vietnamese fishermen, but it released them in June.", ("release", ["MYS"], ["VNM"])),
        ("Ankara, which had soldiers stationed near Doha, sent more.", ("deployment", ["TUR"], [])),
    ],
)
def test_a_pronoun_is_as_good_as_its_noun(parser: Any, text: str, wanted: tuple[str, list[str], list[str]]) -> None:
    assert wanted in incidents(parser, text)


@pytest.mark.parametrize(
    "text",
    [
        "The Chilean navy found two Peruvian letters and seized on them.",
        "Kenya praised four Ugandan officers and wrote to them.",
    ],
)
def test_nothing_is_read_into_a_pronoun(parser: Any, text: str) -> None:
    assert not incidents(parser, text)
