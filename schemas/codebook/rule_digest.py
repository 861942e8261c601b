"""What a rule does, as a digest: two releases with the same digest of a rule read by the same rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields

from schemas.cells import as_json
from schemas.codebook.rule import Rule
from schemas.codebook.rulebook import Rules

# What a person reads of a rule, and where it stands: a comma there changes no record.
_ABOUT = frozenset({"about", "examples", "near_misses", "line"})


def rule_digests(rules: Rules) -> dict[str, str]:
    """Return the SHA-256 digest (hex) of each rule's canonical content, by rule id.

    The content is all that decides what the rule matches, reads and sets, word classes spelt out as lemmas and the
    words that tell a term among them, as JSON with sorted keys and, where order means nothing, sorted lists.
    """
    return {rule.id: content_digest(_content(rule, rules)) for rule in rules}


def rule_rows(rules: Rules) -> list[dict[str, object]]:
    """Return the rows of the table `rules` for a codebook; records are counted when the release is validated."""
    digests = rule_digests(rules)
    return [
        {
            "rule_id": rule.id,
            "table": rule.table,
            "origin": "codebook",
            "description": rule.about,
            "sha256": digests[rule.id],
            "records": 0,
        }
        for rule in rules
    ]


def content_digest(content: Mapping[str, object]) -> str:
    """Return the SHA-256 digest (hex) of an object as canonical JSON."""
    return hashlib.sha256(as_json(_canonical(content)).encode()).hexdigest()


def _content(rule: Rule, rules: Rules) -> dict[str, object]:
    content = {field.name: getattr(rule, field.name) for field in fields(rule) if field.name not in _ABOUT}
    content["kinds"] = {
        column: {"paths": kind.paths, "otherwise": kind.otherwise, "words": rules.kinds[column]}
        for column, kind in rule.kinds.items()
    }
    return content


def _canonical(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _canonical(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_canonical(entry) for entry in value]
    return value
