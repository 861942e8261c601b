"""How a release is cited, as CITATION.cff (Citation File Format 1.2.0)."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

from flows.release.about import AUTHORS, DESCRIPTION, KEYWORDS, LICENCE, TITLE, day
from flows.release.contents import Contents

CITATION = "CITATION.cff"


def citation_file(contents: Contents) -> str:
    """Return the text of the release's CITATION.cff."""
    head = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them, with the version of the release.",
        "type": "dataset",
        "title": TITLE,
        "authors": [{"name": AUTHORS}],
    }
    tail = {
        "date-released": day(contents),
        "license": LICENCE.name,
        "abstract": DESCRIPTION,
        "keywords": list(KEYWORDS),
    }
    # Twelve hex digits may be a number to YAML (123456789012, 12345678901e1), so that the version is always quoted.
    return _yaml(head) + f"version: {json.dumps(contents.version)}\n" + _yaml(tail)


def _yaml(content: Mapping[str, object]) -> str:
    return str(yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=120))
