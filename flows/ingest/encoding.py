"""Bytes to text, with the encoding that leads back to the bytes."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# The UTF-32 marks come first: the little-endian one starts with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Windows-1252, the usual encoding of English text that is not Unicode, can decode nearly anything, so it is believed
# only where the result reads like words: no sign inside a word ("Wa³êsa" is Polish in another encoding), no capital
# after a small letter ("chargŽ dÕaffaires" is a Macintosh's), no three accented letters in a row (Cyrillic, Greek).
ACCENTED = "À-ÖØ-öø-ÿŠšŽžŒœŸƒ"
IMPLAUSIBLE = re.compile(
    rf"[^\W\d_][¤¦¨©¬®¯°±²³´µ¶¸¹¼½¾¿¡¢£¥ªº×÷ˆ˜†‡‰‹›]+[^\W\d_]|[£¥¤¹²³¼½¾ªº][^\W\d_]"
    rf"|[a-z{ACCENTED[8:]}][À-ÖØ-ÞŠŽŒŸ]|[{ACCENTED}]{{3}}|[\x80-\x9f]|[a-zA-Z][À-ÖØ-ÞŠŽŒŸ][a-z]"
)
# Bytes that are whole characters of UTF-8, or the beginning of one at the end: damaged UTF-8, not another encoding.
PIECE_OF_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xe0-\xef][\x80-\xbf]?\Z")
DAMAGE_ALLOWED = 0.1  # of charset-normalizer's measure of mess, 0 is none


def decode(content: bytes) -> tuple[str, str] | None:
    """Return the text and the encoding of a file's bytes, or None where the encoding cannot be told.

    The text leaves out a byte order mark and is otherwise whole: ``text.encode(encoding)`` gives the bytes again.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(content.removeprefix(mark), encoding)
    return _strictly(content, "utf-8") or _windows_1252(content) or _told_by_statistics(content)


def _windows_1252(content: bytes) -> tuple[str, str] | None:
    if b"\x00" in content or PIECE_OF_UTF_8.search(content):
        return None
    decoded = _strictly(content, "windows-1252")
    return None if decoded is None or IMPLAUSIBLE.search(decoded[0]) else decoded


def _told_by_statistics(content: bytes) -> tuple[str, str] | None:
    """Return what charset-normalizer makes of the bytes where all its candidates agree on the text."""
    candidates = [match for match in from_bytes(content) if match.chaos <= DAMAGE_ALLOWED]
    if len({str(match) for match in candidates}) != 1:
        return None
    return _strictly(content, candidates[0].encoding)


def _strictly(content: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return (text, encoding) if text.encode(encoding) == content else None
