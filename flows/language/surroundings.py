"""Whether the words around a name make it part of another thing: "Washington Post", "Michael Jordan"."""

from __future__ import annotations

import re
from functools import cache

from flows.language.names import Gazetteer, NameKind, gazetteer

# Before a name and a hyphen these make it no actor: "anti-American", "post-Soviet".
_AGAINST = re.compile(r"\b(?:anti|pro|non|post|pre|trans|un|mid|all|pan|inter|neo)-$", re.IGNORECASE)
# After a name and a hyphen these make it a manner or an age: "Soviet-era", "Chinese-style".
_MANNER = re.compile(
    r"-(?:era|style|speaking|type|language|origin|born|looking|like|inspired|educated|bound|wide|specific|themed|only)\b",
    re.IGNORECASE,
)
# Words with a capital that may stand before a country's name without making it a person's.
_NO_FORENAME = re.compile(
    r"(?:The|In|On|At|By|For|From|To|Of|With|And|But|Or|As|If|When|While|Since|After|Before|Although|Though|Because|"
    r"Both|Between|Against|Despite|Via|Under|Over|Into|Like|Unlike|That|Whether|Where|How|Why|Does|Did|Do|Has|Is|Was|"
    r"Will|Can|Should|Also|Then|Now|Today|Yesterday|Only|Even|Not|No|Yes|Meanwhile|However|Yet|So|Late|Early|Former|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday|North|South|East|West|Northern|Southern|Eastern|Western|Central|Greater|Modern|"
    r"President|King|Queen|Emperor|Sultan|Emir|Prime|Minister|Ambassador|Republic|Kingdom|State|Mr|Our|Their|Its|His|"
    r"Her|This|These|Those|All|Most|Many|Some|Two|Three|Team|Visit|Mission|Embassy|Imperial|Communist|Nationalist|"
    r"Soviet|Nazi|Ancient|Occupied|Revolutionary|Free|Upper|Lower|Dear|Vs|Sub|U\.S|US|Arab)$"
)
_FORENAME = re.compile(r"(?<![\w.'-])((?:[A-Z]\.\s?)+|[A-Z][\w'-]*[a-z])\s$")
_SURNAME = re.compile(r"^\s(?:[A-Z]\.\s)?([A-Z][a-z][\w'-]*)")
_OFFICE_AFTER = re.compile(
    r"^\s(?:President|King|Queen|Prime|Premier|Minister|Foreign|Defen[cs]e|Ambassador|Parliament|Government|Army|Navy|"
    r"Chancellor|Embassy|Ministry|Supreme|Secretary|General|Crown|Prince|Emir|Sultan|Senate|Senator|Governor|Official\w*|"
    r"Police|Troops|Forces|Rebels|And|In|To|On|For|With|Of|Is|Has|Will)\b"
)


@cache
def _heads_pattern() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, gazetteer().lists["heads"]), key=len, reverse=True))
    # Up to four more capitalised words may stand between: "China Oil and Petroleum Company".
    return re.compile(
        rf"^(?! Air (?:Force|Corps|Wing|Arm|Def))(?: (?:[A-Z][\w&.-]*|and|&|of|for)){{0,4}}? (?:{heads})(?![\w-])"
    )


@cache
def _before_pattern() -> re.Pattern[str]:
    before = "|".join(sorted(map(re.escape, gazetteer().lists["before"]), key=len, reverse=True))
    # A central bank is its state's: "Central Bank of Kenya", "Reserve Bank of Fiji".
    return re.compile(rf"(?<!\w)(?<!Central )(?<!Reserve )(?<!National )(?:{before})(?: the)? $")


@cache
def _united_states_pattern() -> re.Pattern[str]:
    states = "|".join(sorted(map(re.escape, gazetteer().lists["united_states"]), key=len, reverse=True))
    return re.compile(rf"^, (?:{states})(?!\w)")


def is_other(text: str, start: int, end: int, words: str, kind: NameKind, known: Gazetteer) -> bool:
    """Tell whether what surrounds a name makes it part of another thing."""
    before, after = text[max(0, start - 40) : start], text[end : end + 80]
    if words in known.prefixes:
        return not _is_second_half(after, known)
    if _MANNER.match(after) or _AGAINST.search(before):
        return True
    if kind in ("igo", "organ") and _is_of_another(before, words, known):
        return True
    if kind in ("igo", "group", "organ"):
        return words in {"WHO", "CAR", "NAM"} and _is_headline(text, start, end)
    if kind in ("state", "capital", "demonym", "shared") and (
        _before_pattern().search(before) or (_heads_pattern().match(after) and not _is_party(before, after, known))
    ):
        return True
    if kind in ("state", "capital") and _united_states_pattern().match(after):
        return True
    if words.lower() == "the gulf" and after.startswith(" of "):
        return True
    if words in known.lists["person"] and _is_person(words, before, after):
        return True
    return words == "Georgia" and _is_american_georgia(text, start, end, known)


# What two states make together: "the Sino-Indian War", "the Anglo-Irish Treaty".
_JOINT = re.compile(
    r"(?:-[A-Z][\w.]+)?(?: [A-Z][\w-]*| of| and){0,4}? "
    r"(?:War|Wars|Treaty|Pact|Agreement|Accords?|Convention|Protocol)\b"
)


def _is_party(before: str, after: str, known: Gazetteer) -> bool:
    """Tell whether a name is half of a compound that names a treaty or a war of two states."""
    first = re.search(r"[A-Z][\w.]*-$", before)
    paired = (first is not None and (first.group() in known.prefixes or first.group()[:-1] in known.names)) or (
        after.startswith("-") and _is_second_half(after[1:], known)
    )
    return paired and _JOINT.match(after) is not None


def _is_second_half(after: str, known: Gazetteer) -> bool:
    """Tell whether the second half of a compound is a state's name or people: "Sino-Indian", not "Indo-European"."""
    second = re.match(r"[A-Z][\w.]+", after)
    entry = known.names.get(second.group()) if second is not None else None
    return entry is not None and entry.kind in ("state", "demonym", "shared")


# Words before "Security Council" or "Foreign Office" that make it some other body.
_OTHER_BODY = re.compile(
    r"\b(?:National|Supreme|Federal|Military|State|Islamic|Defen[cs]e|Presidential|Homeland|Legislative)\s$"
)


def _is_of_another(before: str, words: str, known: Gazetteer) -> bool:
    """Tell whether a body's name is another's: "National Security Council", "the German Foreign Office"."""
    if _OTHER_BODY.search(before):
        return True
    if known.names[words].kind == "igo" and " " not in words:
        return False  # "Norway's NATO membership"
    owner = re.search(r"([A-Z][\w.]+(?: [A-Z][\w.]+)?)(?:'s)? $", before)
    if owner is None:
        return False
    entry = known.names.get(owner.group(1)) or known.names.get(owner.group(1).split()[-1])
    return entry is not None and entry.kind in ("state", "demonym") and entry.actor != known.names[words].actor


def _is_headline(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 30) : start] + text[end : end + 30]
    letters = [sign for sign in around if sign.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) > len(letters) * 0.8


def _is_person(words: str, before: str, after: str) -> bool:
    """Tell whether a name stands where a surname ("Denzel Washington") or a forename ("Chad Smith") would."""
    forename = _FORENAME.search(before)
    if forename and not after.startswith("'s government"):
        name = forename.group(1).strip()
        sentence_start = not before[: forename.start()].strip() or before[: forename.start()].rstrip()[-1] in '.!?"“'
        if (
            not _NO_FORENAME.match(name)
            and name not in gazetteer().names
            and not (sentence_start and name.endswith("ly"))
        ):
            return True
    surname = _SURNAME.match(after)
    return bool(
        surname
        and words in {"Chad", "Jordan", "Georgia", "Israel", "Paris", "Kenya", "India", "Sofia", "Victoria", "Florence"}
        and not surname.group(1).endswith(("s", "ed"))
        and surname.group(1) not in gazetteer().names
        and not _OFFICE_AFTER.match(after)
        and not re.search(r"\b(?:to|of|in|for|from|with|at|by) $", before)
    )


def _is_american_georgia(text: str, start: int, end: int, known: Gazetteer) -> bool:
    left = max(text.rfind(stop, 0, start) for stop in (". ", "\n", "? ", "! ")) + 1
    ends = [place for stop in (". ", "\n", "? ", "! ") if (place := text.find(stop, end)) >= 0]
    sentence = text[left : min(ends, default=len(text))]
    return any(word in sentence for word in known.lists["american_georgia"])
