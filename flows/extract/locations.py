"""Where the event of a clause took place: the phrase of the clause, or around it, that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.extract.casualties import BLOODY
from flows.extract.claims import Evidence
from flows.extract.quotes import own_tokens
from flows.language.syntax import case_of, host_of

if TYPE_CHECKING:
    from flows.extract.columns import ColumnReader

PLACE_ROLES = ("at", "in", "on", "near", "off", "over", "outside", "inside", "aboard", "within", "through", "across")


def location(reader: ColumnReader) -> list[Evidence]:
    """Return the evidence for the location of a clause's event and its country, none where no place is told."""
    for role in PLACE_ROLES:
        for path in (role, f"patient.{role}", f"host.{role}"):
            if path.startswith("host") and reader.clause.form != "noun":
                continue
            for head in reader.at(path):
                if found := reader.place(head):
                    return found
    return _inside(reader) or _struck(reader)


def _inside(reader: ColumnReader) -> list[Evidence]:
    """Return a place that hangs on another phrase of the clause ("killed X, the brother of Y, at Z").

    Only one whose country is known, since much else stands after "in" and "at".
    """
    tree = reader.reading.tree
    inside = own_tokens(tree, reader.clause.head)
    host = host_of(tree, reader.clause.head)
    if reader.with_host() and host is not None:
        inside |= own_tokens(tree, host)
    for index in sorted(inside):
        if case_of(tree, index) in PLACE_ROLES:
            found = reader.place(index)
            if any(evidence.field == "location_country" for evidence in found):
                return found
    return []


def _struck(reader: ColumnReader) -> list[Evidence]:
    """Return the evidence for a place that is itself what was attacked ("shelled Kharkiv"), no whole state."""
    if reader.rule.set.get("incident_type") not in BLOODY:
        return []
    for head in reader.at("patient"):
        state = any(mention.form == "name" for mention in reader.reading.mentions.get(head, ()))
        found = [] if state or reader.reading.tree.tokens[head].pos != "PROPN" else reader.place(head)
        if any(evidence.field == "location_country" for evidence in found):
            return found
    return []
