"""Plain text, which is decoded and otherwise left as it is."""

from __future__ import annotations

from flows.ingest.encoding import decode
from flows.ingest.readers.text import Text, UnreadableError


def read_plain(content: bytes) -> Text:
    """Return the whole text of the bytes; raise UnreadableError where they are none."""
    decoded = decode(content)
    if decoded is None:
        what = "is not UTF-8, and its encoding cannot be told from its bytes"
        line = content.count(b"\n", 0, _first_fault(content)) + 1
        raise UnreadableError("encoding", what, "save it as UTF-8 (iconv -f ENCODING -t UTF-8)", line)
    text, encoding = decoded
    nul = text.find("\x00")
    if nul >= 0:
        what = "holds a NUL character: binary or damaged"
        raise UnreadableError("text", what, "fetch it again as text", text.count("\n", 0, nul) + 1)
    return Text(text, encoding, whole=True)


def _first_fault(content: bytes) -> int:
    """Return where bytes stop being UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(content)
