"""The language of a text, told by its letters: the engine reads English alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from flows.language.paragraphs import paragraphs

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
_ENOUGH = 40  # characters; of less, the letters tell too little
_PIECE = 1_000  # characters told at a time, so that a text in two languages shows both
_LOOKED_AT = 200_000  # characters; a longer text is told by its beginning


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of most of a text as an ISO 639-1 code, and the share (0 to 1) of its letters that is English."""

    code: str
    english: float


def tongue_of(text: str) -> Tongue | None:
    """Return the language that a text is in; None where it is too short to tell."""
    by_code: dict[str, int] = {}
    for piece in _pieces(text[:_LOOKED_AT]):
        code, _ = _identifier().classify(piece)
        by_code[code] = by_code.get(code, 0) + len(piece)
    if not by_code:
        return None
    return Tongue(max(by_code, key=lambda code: by_code[code]), by_code.get(ENGLISH, 0) / sum(by_code.values()))


def _pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces of whole paragraphs; what is left over at the end, where it is enough to tell."""
    piece = ""
    for start, end in paragraphs(text):
        piece = f"{piece}\n{text[start:end]}"
        if len(piece) >= _PIECE:
            yield piece
            piece = ""
    if len(piece.strip()) >= _ENOUGH:
        yield piece


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
