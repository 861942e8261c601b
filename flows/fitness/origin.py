"""Where a document comes from: what its `.toml` says, what the file itself says, and what nobody says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from flows.ingest.document import Metadata
from flows.ingest.metadata import KEYS, KINDS

Where = Literal["toml", "file", "missing"]

# Whoever cites a record asks for these, and what each is wanted for.
NEEDED: Mapping[str, str] = {
    "title": "the document is listed and cited by it",
    "author": "who wrote it",
    "published_on": 'the day that "yesterday" and "last month" are counted from',
    "publisher": "who published it",
    "licence": "whether its text may be published with the data",
}
# Useful, and often not there to be found.
WANTED = ("url", "kind", "language", "retrieved_on")
WHAT_TO_WRITE: Mapping[str, str] = {
    "title": '"..."',
    "author": '"..."',
    "affiliation": '"..."  # the institution that the author writes from',
    "kind": f'"..."  # one of {", ".join(KINDS)}',
    "language": '"en"',
    "publisher": '"..."',
    "published_on": "2024-02-16  # without quotation marks",
    "url": '"https://..."',
    "licence": '"..."  # its name or address, else who holds the rights',
    "retrieved_on": "2024-02-17  # the day on which it was taken from there",
    "photo_credit": '"..."',
}


@dataclass(frozen=True, slots=True)
class Origin:
    """One key of a document's metadata: its value (None where nobody says it) and who says it."""

    key: str
    value: str | date | None
    where: Where


def origin_of(metadata: Metadata, declared: Metadata) -> tuple[Origin, ...]:
    """Return what is known of a document key by key, in order; ``declared`` is what the `.toml` beside it says."""
    return tuple(
        Origin(key, value, "missing" if value is None else "file" if getattr(declared, key) is None else "toml")
        for key in KEYS
        for value in (getattr(metadata, key),)
    )
