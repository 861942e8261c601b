"""The keys of the store: each a digest of all that an entry is made from, so that what changes has another key."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

import flows
import schemas
from flows.instruments import instruments
from schemas.codebook.digest import codebook_digest
from schemas.codebook.rule_digest import rule_digests
from schemas.codebook.rulebook import load_rules

_RULES = "rules"  # the folder of the codebook whose files hold rules
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def document_key(source: str, touching: Iterable[str]) -> str:
    """Return the key of a document's rows: ``source`` is the key of the document, ``touching`` the rules that can
    touch it.

    Rules that cannot touch it (`flows.extract.touching`) may change without its rows changing. The order of the others
    counts, as the first of two that match the same words is taken.
    """
    there = frozenset(touching)
    return _digest(["document", source, _reader(), *(digest for rule, digest in _rules() if rule in there)])


def chunk_key(sources: Sequence[str]) -> str:
    """Return the key of the tables of a chunk of documents, by the keys of the documents."""
    return _digest(["chunk", *sources, _reader(), codebook_digest()])


def release_key(sources: Sequence[str], rejects: Sequence[str], corrections: Sequence[str]) -> str:
    """Return the key of a whole release, by its documents' keys, what was turned away, and the corrections' digests."""
    return _digest(["release", *sources, "", *rejects, "", *corrections, _program(), codebook_digest()])


@cache
def _rules() -> tuple[tuple[str, str], ...]:
    """Return the identifier of each rule with the digest of what it does, in the order of the rules."""
    return tuple(rule_digests(load_rules()).items())


@cache
def _reader() -> str:
    """Return the digest of what documents are read with, but for the rules."""
    made_with = {instrument.name: instrument.sha256 for instrument in instruments()}
    return _digest([made_with["code"], made_with["parser"], codebook_digest(without=_RULES), *_libraries()])


@cache
def _program() -> str:
    """Return the digest of all of this program: its files, its parser, and what it stands on."""
    files = {
        file.relative_to(folder.parent).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in (Path(flows.__file__).parent, Path(schemas.__file__).parent)
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    return _digest([*(f"{name} {digest}" for name, digest in sorted(files.items())), *_libraries()])


def _libraries() -> list[str]:
    """Return the versions of Python and of the libraries that attache asks for."""
    asked = metadata.requires("attache") or []
    names = sorted({found[0].lower() for line in asked if "extra ==" not in line and (found := _NAME.match(line))})
    return [f"python {platform.python_version()}", *(f"{name} {metadata.version(name)}" for name in names)]


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
