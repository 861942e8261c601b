"""What goes wrong in a codebook file, said with the file, the line and the way out."""

from __future__ import annotations

from pathlib import Path


class CodebookError(ValueError):
    """A mistake in a codebook file; its text is one line: file, line, what is wrong, the way out."""

    def __init__(self, file: Path | str, line: int, message: str, way_out: str) -> None:
        """Keep the parts beside the one-line text, so that a caller can show them in its own way."""
        super().__init__(f"{file}, line {line}: {message}. {way_out}")
        self.file = Path(file)
        self.line = line
        self.message = message
        self.way_out = way_out
