"""The feed of releases: outputs/feed.atom, made from the log alone (Atom, RFC 4287)."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

from flows.ingest.problems import printable
from flows.release.about import AUTHORS, TITLE
from flows.release.changes import CHANGES_MD
from flows.release.log import Entry, read_log
from flows.release.store import FEED_DRAFT, sync

FEED = "feed.atom"
ATOM = "http://www.w3.org/2005/Atom"
# The identifiers are tag: URIs (RFC 4151). The project has no domain of its own, and nobody can have one below .example
# (RFC 2606), so these are no one else's. They must never change: a reader knows an entry by its identifier.
_TAG = "tag:attache.example,2026:"


def write_feed(outputs: Path) -> None:
    """Write the feed of a folder of releases anew, in one step: a reader sees the old one or the new one."""
    draft = outputs / f"{FEED_DRAFT}{os.getpid()}"
    try:
        draft.write_bytes(feed(read_log(outputs).entries))
        sync(draft)  # a power cut must not leave the name without the content
        draft.replace(outputs / FEED)
    finally:
        draft.unlink(missing_ok=True)


def feed(entries: tuple[Entry, ...]) -> bytes:
    """Return the feed of the log's entries, the newest first: one entry a release, whenever it was made the latest.

    Nothing but the entries is in it, so the same log gives the same bytes. Links are relative to the feed's place,
    where the folder of releases stands.
    """
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(_name("feed"))
    _add(root, "id", f"{_TAG}releases")
    _add(root, "title", TITLE)
    _add(root, "updated", entries[-1].published if entries else "1970-01-01T00:00:00+00:00")
    _add(_add(root, "author"), "name", AUTHORS)
    _add(root, "link", rel="self", href=FEED, type="application/atom+xml")
    last = {entry.version: entry for entry in entries}
    first = {entry.version: entry for entry in reversed(entries)}
    for entry in sorted(last.values(), key=lambda one: -one.line):
        _entry(root, entry, first[entry.version])
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def told(entry: Entry, *, again: bool = False) -> str:
    """Return what a release holds and what changed with it, in one or two sentences."""
    parts = []
    if entry.records:
        records = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in entry.records.items())
        plural = "" if entry.documents == 1 else "s"
        documents = "" if entry.documents is None else f" from {entry.documents} document{plural}"
        parts.append(f"{records}{documents}.")
    if again:
        parts.append("Made the latest again.")
    if entry.changes is not None:
        changes = ", ".join(f"{number} {kind}" for kind, number in entry.changes.items() if number)
        causes = f" (possible causes: {_causes(entry)})" if entry.causes else ""
        parts.append(f"Since {entry.previous}: {changes or 'no record changed'}{causes}.")
    elif entry.previous is None and entry.records:
        parts.append("The first release.")
    return " ".join(parts) or "A release."


def _causes(entry: Entry) -> str:
    return ", ".join(f"{name} {number}" for name, number in entry.causes.items())


def _entry(root: ElementTree.Element, entry: Entry, first: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", f"{_TAG}release/{entry.version}")
    _add(element, "title", f"Release {entry.version}")
    _add(element, "published", first.published)
    _add(element, "updated", entry.published)
    _add(element, "link", rel="alternate", href=f"releases/{entry.version}/viewer.html", type="text/html")
    if entry.sha256:
        _add(element, "link", rel="related", href=f"releases/{entry.version}/{CHANGES_MD}", type="text/markdown")
    _add(element, "summary", told(entry, again=entry is not first), type="text")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, _name(name), attributes)
    # XML has no place for control characters, which an edited line of the log may hold.
    element.text = None if text is None else printable(text)
    return element


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"
