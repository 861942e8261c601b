"""For which state a document speaks when it says "we"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.language.mentions import Mention
from flows.language.trees import Tree

_STATEMENT = re.compile(
    r"^(?:\W|the )*(?:declaration|statement|communiqu[eé]|note|press release|message)\b", re.IGNORECASE
)
_HEAD = 4  # sentences: title, office, dateline
_STATEMENT_OF = re.compile(
    r"\b(?:[Ss]tatement|[Dd]eclaration|[Nn]ote|[Cc]ommuniqu[eé]|[Pp]ress release|[Rr]emarks?)\b.{0,60}"
    r"\b(?:of|by|from|for) (?:the )?(?:.{0,60}\b(?:of|for) (?:the )?)?$"
)

_WE_THE = re.compile(r"\b[Ww]e(?:,? (?:the )?|(?: here)? in )$")
_OUR_GOVERNMENT = re.compile(
    r"\b[Oo]ur (?:government|country|capital|republic|kingdom|nation|state)(?:,| in| of)? (?:the )?$"
)


def speaker_of(trees: Sequence[Tree], mentions: Sequence[tuple[Mention, ...]]) -> Mention | None:
    """Return the mention that tells for which state a document's "we" speaks, if its words tell of one only."""
    found = []
    for number, (tree, sentence) in enumerate(zip(trees, mentions, strict=True)):
        # A statement's head: what it is, and the capital that it is dated from.
        if 0 < number < _HEAD and any(_STATEMENT.search(earlier.text) for earlier in trees[:number]):
            found += [m for m in sentence if m.form == "capital" and m.start == tree.start and not m.acts]
        for mention in sentence:
            before = tree.text[: mention.start - tree.start]
            says = (_WE_THE, _OUR_GOVERNMENT) if tree is not trees[0] else (_WE_THE, _OUR_GOVERNMENT, _STATEMENT_OF)
            titled = number == 0 and _STATEMENT.match(tree.words(mention.end, tree.end).lstrip())
            if (
                mention.kind == "state"
                and mention.actor
                and (titled or any(pattern.search(before) for pattern in says))
            ):
                found.append(mention)
    return found[0] if len({m.actor for m in found}) == 1 else None
