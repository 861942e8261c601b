"""Records as programs take them: what they say, and nothing that is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.ingest.survey import documents, survey
from flows.records import documents_as_json, fields_of
from schemas.codebook.kinds import CLAIM_TABLES
from tests import two_documents


def test_a_record_has_the_fields_of_its_table_and_where_it_stands(tmp_path: Path) -> None:
    raw = two_documents.write_raw(tmp_path / "raw")
    read, _ = documents(raw, survey(raw).sources)
    first, second = documents_as_json(read, two_documents.frames())
    assert list(first) == ["doc", "sha256", "published_on", *CLAIM_TABLES]
    for document, table in ((first, "relations"), (first, "incidents"), (second, "sanctions")):
        records: Any = document[table]
        assert len(records) == 1
        assert set(records[0]) == {"record_id", *fields_of(table), "span", "rule", "confidence", "evidence"}
    assert "date_first" not in fields_of("relations")
