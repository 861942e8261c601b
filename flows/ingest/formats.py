"""Which reader reads a file: by its suffix, and never against what its bytes show."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import PurePosixPath

from flows.ingest.readers.html import read_html
from flows.ingest.readers.mail import read_mail
from flows.ingest.readers.markdown import read_markdown
from flows.ingest.readers.packed import unpacked
from flows.ingest.readers.pdf import read_pdf
from flows.ingest.readers.plain import read_plain
from flows.ingest.readers.text import Text, UnreadableError
from flows.ingest.readers.word import read_docx
from flows.ingest.sniff import Shown, shown

_PACKED = ".gz"
_WEB = ("trafilatura", "htmldate", "justext", "lxml")
_PYTHON = "Python"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of sources: its suffixes, what makes a text of the bytes, and whose versions decide that text.

    ``read`` is None for web archives, which give many texts.
    """

    suffixes: tuple[str, ...]
    read: Callable[[bytes], Text] | None
    packages: tuple[str, ...]


FORMATS: Mapping[str, Format] = {
    "text": Format((".txt",), read_plain, ("charset-normalizer",)),
    "html": Format((".html", ".htm"), read_html, _WEB),
    "pdf": Format((".pdf",), read_pdf, ("pypdf",)),
    "docx": Format((".docx",), read_docx, ("python-docx", "lxml")),
    "markdown": Format((".md", ".markdown"), read_markdown, ("markdown-it-py", "pyyaml")),
    "eml": Format((".eml",), read_mail, (_PYTHON, *_WEB)),
    "warc": Format((".warc",), None, ("warcio", *_WEB)),
}
_BY_SUFFIX = {suffix: reader for reader, form in FORMATS.items() for suffix in form.suffixes}


@cache
def reader_version(reader: str) -> str:
    """Return the names and versions of the packages that decide what a reader makes of bytes, in one line."""
    packages = FORMATS[reader].packages
    return ", ".join(f"{name} {platform.python_version() if name == _PYTHON else version(name)}" for name in packages)


def stem_of(path: str) -> str:
    """Return a path without the suffix of its last part, and without `.gz` after that; one suffix alone is a name."""
    folder, slash, name = path.rpartition("/")
    if name.lower().endswith(_PACKED):
        name = name[: -len(_PACKED)]
    return folder + slash + (name.rpartition(".")[0] or name)


def reader_of(path: str) -> str | None:
    """Return the name of the reader of a file by its suffix, before `.gz` where it is packed; None if there is none."""
    return _BY_SUFFIX.get(_suffix(path))


def require_reader(path: str) -> str:
    """Return the name of the reader of a file; raise UnreadableError, with the way out, where there is none."""
    reader = reader_of(path)
    if reader is not None:
        return reader
    suffix = _suffix(path)
    if is_packed(path) and not suffix:
        what, way_out = "has a name that does not say what is packed in it", "name it as in article.html.gz"
    else:
        what = f"there is no reader for {f'{suffix} files' if suffix else 'files without a suffix'}"
        way_out = "save its text as .txt"
    raise UnreadableError("reader", what, way_out)


def is_packed(path: str) -> bool:
    """Return whether a file is packed with gzip, by its name."""
    return path.lower().endswith(_PACKED)


def to_read(content: bytes, path: str) -> bytes:
    """Return the bytes that the reader of a file is handed: unpacked, but for web archives, which are read packed.

    Raises UnreadableError where they cannot be unpacked, or show themselves to be of another format than the name says.
    """
    reader = require_reader(path)
    packed = is_packed(path)
    # Each record of a packed archive is packed by itself, and the archive may be too large to unpack at once.
    if packed and reader != "warc":
        content = unpacked(content)
    found = shown(content)
    if found is None or _fits(found, path, reader):
        return content
    raise UnreadableError("reader", f"{found.what}, not what its name says", found.way_out or _name_for(found, path))


def _fits(found: Shown, path: str, reader: str) -> bool:
    if found.suffix == _PACKED:
        return reader == "warc" and is_packed(path)
    # A message may begin with its text in HTML only if it has no head, and then the reader says so.
    return _BY_SUFFIX.get(found.suffix) == reader or (reader == "eml" and found.suffix == ".html")


def _name_for(found: Shown, path: str) -> str:
    """Return the way out for a file that has a reader, but another name."""
    if found.suffix == _PACKED:
        return "unpack it once" if is_packed(path) else f"name it {PurePosixPath(path).name}{_PACKED}"
    return f"name it {PurePosixPath(stem_of(path)).name}{found.suffix}{_PACKED if is_packed(path) else ''}"


def _suffix(path: str) -> str:
    stem, dot, suffix = path.rpartition("/")[2].lower().removesuffix(_PACKED).rpartition(".")
    return dot + suffix if stem else ""
