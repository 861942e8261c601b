"""Whose words a sentence's quoted parts are: the subject of the verb of saying beside them, or of the one before."""

from __future__ import annotations

from collections.abc import Sequence

from flows.language.lexicon import lexicon
from flows.language.subjects import subjects
from flows.language.trees import Token, Tree

# Verbs that bring in words as they were spoken, beside those of saying.
_SPEAKING = frozenset({"ask", "cable", "continue", "promise", "vow"})
_PARAGRAPH = 2  # characters between two sentences that a blank line parts


class Quoting:
    """Which words of a document stand between quotation marks, and the head of who says them."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        """Read the quotation marks of a document's sentences; a quotation ends with its paragraph at the latest."""
        self._trees = trees
        self._inside: list[bool] = []
        inside = False
        for number, tree in enumerate(trees):
            if number and tree.start - trees[number - 1].end >= _PARAGRAPH:
                inside = False
            self._inside.append(inside)
            inside = ends_quoted(tree.text, inside=inside)

    def is_quoted(self, sentence: int, token: Token) -> bool:
        """Tell whether a word stands in a quotation."""
        tree = self._trees[sentence]
        return ends_quoted(tree.text[: token.start - tree.start], inside=self._inside[sentence])

    def speaker(self, sentence: int) -> tuple[int, int] | None:
        """Return the sentence and the head of the subject that says a sentence's quotation, if the text tells."""
        speaking = lexicon().saying | _SPEAKING
        while sentence >= 0:
            tree = self._trees[sentence]
            for token in tree.tokens:
                if (
                    token.lemma.lower() in speaking
                    and token.tag.startswith("VB")
                    and not self.is_quoted(sentence, token)
                ):
                    found = [
                        index
                        for index in subjects(tree, token.index)
                        if not self.is_quoted(sentence, tree.tokens[index])
                    ]
                    if found:
                        return sentence, found[0]
            if not self._inside[sentence]:
                return None
            sentence -= 1  # the quotation began in the sentence before
        return None


def ends_quoted(text: str, *, inside: bool = False) -> bool:
    """Tell whether a text ends inside a quotation that it began, or did not begin, in."""
    for sign in text:
        if sign == '"':
            inside = not inside
        elif sign in "“”":
            inside = sign == "“"
    return inside
