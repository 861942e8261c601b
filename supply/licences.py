"""The licences of the locked packages, as docs/licences.md: `python -m supply.licences` writes it anew.

Offline: it reads requirements.txt and what the installed packages say of themselves. A licence that is not known, or is
not among those allowed here, is an error.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata

from supply.lock import ROOT, Locked, read_lock

REPORT = ROOT / "docs" / "licences.md"

_PERMISSIVE = "permissive: asks for its notice to be kept"
_BY_FILE = "copyleft of its own files, which attache uses unchanged"
_LIBRARY = "copyleft of a library that is installed beside attache, unchanged, and can be replaced"
_NOTICE = (
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "LicenseRef-BSD", "MIT",
    "MIT-0", "PSF-2.0", "Zlib",
)  # fmt: skip
ALLOWED = {
    **dict.fromkeys(_NOTICE, _PERMISSIVE),
    **dict.fromkeys(("Artistic-1.0", "LGPL-2.1-only", "LGPL-2.1-or-later"), _LIBRARY),
    "MPL-2.0": _BY_FILE,
}

# Ways in which packages write a licence that is no SPDX expression.
_SAID = (
    (re.compile(r"(?:the )?mit licen[cs]e\b.*", re.IGNORECASE | re.DOTALL), "MIT"),
    (re.compile(r"apache(?:[ -]2\.0| software license)", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"(?:3-clause bsd|bsd-3-clause)(?: license)?", re.IGNORECASE), "BSD-3-Clause"),
    (re.compile(r"(?:the )?bsd 2-clause license", re.IGNORECASE), "BSD-2-Clause"),
    (re.compile(r"isc license.*", re.IGNORECASE), "ISC"),
    (re.compile(r"mozilla public license 2\.0.*", re.IGNORECASE), "MPL-2.0"),
    (re.compile(r"bsd(?: license)?", re.IGNORECASE), "LicenseRef-BSD"),  # which one, it does not say
)
# Packages that say several things, or that this system does not install, as their own files state it.
_TOLD = {
    "async-timeout": "Apache-2.0",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "pywin32": "PSF-2.0",
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",
    "whenever": "MIT",
}
_TOKEN = re.compile(r"\(|\)|[^\s()]+")
_HEAD = """# Licences of what attache runs with

Each package of the lock of the program (requirements.txt) with its licence, as the package itself states it, and why
attache, which is under Apache-2.0, may use it. The packages are no part of attache or of its releases: whoever installs
attache gets them from their own publishers. Made by `python -m supply.licences`; a licence that is unknown or not
allowed makes it fail, and a test holds this page to the lock. "LicenseRef-BSD" is a BSD licence whose kind the package
does not say.

| package | version | licence | why it is allowed |
| --- | --- | --- | --- |
"""


class LicenceError(ValueError):
    """A package whose licence is not known or not allowed."""


def licence_of(locked: Locked) -> str:
    """Return the licence of a package as an SPDX expression; raise LicenceError where it is not known."""
    if locked.name in _TOLD:
        return _TOLD[locked.name]
    try:
        about = metadata(locked.name)
    except PackageNotFoundError:
        raise LicenceError(
            f"{locked.name} {locked.version} is not installed, so its licence cannot be read; install the lock, "
            f"or tell the licence in supply/licences.py"
        ) from None
    if "License-Expression" in about:
        return str(about["License-Expression"])
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License :: OSI")]
    said = [*about.get_all("License", []), *(line.rpartition(" :: ")[2] for line in classifiers)]
    # What stands in the field first: it is mostly the more exact.
    for text in filter(None, (text.strip() for text in said)):
        if all(token in ALLOWED or token in ("AND", "OR") for token in _TOKEN.findall(text)):
            return str(text)
        for pattern, name in _SAID:
            if pattern.fullmatch(text):
                return name
    shown = "; ".join(text.split("\n")[0][:60] for text in said if text) or "nothing"
    raise LicenceError(
        f"{locked.name} {locked.version} says {shown!r} of its licence; read it, and tell it in supply/licences.py"
    )


def reasons(expression: str) -> tuple[str, ...]:
    """Return why a licence is allowed, each reason once; none where it is not. Of several to choose from, one does."""
    tokens = _TOKEN.findall(expression)

    def either() -> tuple[str, ...]:
        found = [both()]
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            found.append(both())
        return next(filter(None, found), ())

    def both() -> tuple[str, ...]:
        found = [one()]
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            found.append(one())
        return tuple(dict.fromkeys(reason for part in found for reason in part)) if all(found) else ()

    def one() -> tuple[str, ...]:
        token = tokens.pop(0)
        if token == "(":
            inside = either()
            tokens.pop(0)
            return inside
        return (ALLOWED[token],) if token in ALLOWED else ()

    return either()


def report() -> str:
    """Return the text of docs/licences.md; raise LicenceError for the first package that may not be used."""
    return _HEAD + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for locked in read_lock():
        licence = licence_of(locked)
        why = reasons(licence)
        if not why:
            raise LicenceError(
                f"{locked.name} {locked.version} is under {licence}, which is not allowed; do without it, or say in "
                f"supply/licences.py why it may be used"
            )
        yield f"| {locked.name} | {locked.version} | {licence} | {'; '.join(why)} |"


if __name__ == "__main__":
    try:
        REPORT.write_text(report(), encoding="utf-8")
    except LicenceError as problem:
        sys.exit(str(problem))
