"""Files packed with gzip."""

from __future__ import annotations

import gzip
import io
import zlib

from flows.ingest.readers.text import UnreadableError

UNPACKED = 256_000_000  # bytes; a gzip bomb unpacks to a thousand times its size


def unpacked(content: bytes, limit: int = UNPACKED) -> bytes:
    """Return what gzip packed; raise UnreadableError where it is damaged, cut short, or more than ``limit`` bytes."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            data = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        what = f"is not gzip, or is damaged ({str(error).lower() or type(error).__name__})"
        raise UnreadableError("readable", what, "fetch it again") from error
    if len(data) > limit:
        raise UnreadableError("readable", f"unpacks to more than {limit // 10**6} MB", "split it and pack the parts")
    return data
