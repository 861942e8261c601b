"""Names of states and organisations in a text, and the identifier that a phrase gives by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from flows.language.names import Gazetteer, NameKind, gazetteer, plain
from flows.language.nouns import naval_prefixes, noun_class, word_lists

_ACTOR_KINDS = frozenset({"state", "demonym", "capital", "organ", "igo", "group", "region", "world"})
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


@dataclass(frozen=True, slots=True)
class ActorName:
    """One name of the gazetteer in a text: ``text[start:end] == words``.

    ``actor`` is its identifier ('' where the name alone does not tell which state is meant: "Korea"), ``kind`` what
    sort of name it is. A "place" is of the state ``actor`` but does not stand for it ("Shanghai").
    """

    start: int
    end: int
    words: str
    actor: str
    kind: NameKind


def _trie_pattern(words: Iterable[str]) -> str:
    """Return one pattern that matches the longest of the words at a place, without trying them one by one."""
    root: dict[str, dict[str, object]] = {}
    for word in words:
        node: dict[str, object] = root  # type: ignore[assignment]
        for sign in word:
            node = node.setdefault(sign, {})  # type: ignore[assignment]
        node[""] = {}

    def pattern(node: dict[str, dict[str, object]]) -> str:
        branches = [
            (r"\ +" if sign == " " else re.escape(sign)) + pattern(below)  # type: ignore[arg-type]
            for sign, below in node.items()
            if sign
        ]
        if not branches:
            return ""
        joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
        return f"(?:{joined})?" if "" in node else joined

    return pattern(root)


@cache
def _matcher() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@#/])(?:{_trie_pattern(sorted(gazetteer().names))})(?![\w@])")


@cache
def _heads_pattern() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, gazetteer().lists["heads"]), key=len, reverse=True))
    # Up to four more capitalised words may stand between: "China Oil and Petroleum Company".
    return re.compile(rf"^(?: (?:[A-Z][\w&.-]*|and|&|of|for)){{0,4}}? (?:{heads})(?![\w-])")


@cache
def _before_pattern() -> re.Pattern[str]:
    before = "|".join(sorted(map(re.escape, gazetteer().lists["before"]), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{before})(?: the)? $")


@cache
def _united_states_pattern() -> re.Pattern[str]:
    states = "|".join(sorted(map(re.escape, gazetteer().lists["united_states"]), key=len, reverse=True))
    return re.compile(rf"^, (?:{states})(?!\w)")


def find_names(text: str) -> tuple[ActorName, ...]:
    """Return the gazetteer's names in the text, in order; the longest wins and none overlap.

    Names inside longer ones ("Washington Post"), persons' names ("Michael Jordan") and words of manner ("Soviet-era")
    are not returned.
    """
    known = gazetteer()
    even = plain(text)
    found = []
    for match in _longest_matches(even):
        start, end = match.span()
        words = re.sub(" +", " ", match.group())
        entry = known.names[words]
        if entry.kind == "none" or _is_other(even, start, end, words, entry.kind, known):
            continue
        if entry.kind not in ("region", "world") and words[:4].lower() == "the ":
            start += 4
        found.append(ActorName(start, end, text[start:end], entry.actor, entry.kind))
    return tuple(found)


def _longest_matches(text: str) -> Iterator[re.Match[str]]:
    """Yield the names in a text; "the West" gives way to the longer "West Bank" that it begins."""
    place = 0
    while (match := _matcher().search(text, place)) is not None:
        if match.group()[:4].lower() == "the ":
            inner = _matcher().match(text, match.start() + 4)
            match = inner if inner is not None and inner.end() > match.end() else match
        yield match
        place = match.end()


def _is_other(text: str, start: int, end: int, words: str, kind: NameKind, known: Gazetteer) -> bool:
    """Tell whether what surrounds a name makes it part of another thing."""
    before, after = text[max(0, start - 40) : start], text[end : end + 80]
    if _MANNER.match(after) or _AGAINST.search(before):
        return True
    if kind in ("igo", "organ") and _is_of_another(before, words, known):
        return True
    if kind in ("igo", "group", "organ"):
        return words in {"WHO", "CAR", "NAM"} and _is_headline(text, start, end)
    if kind in ("state", "capital", "demonym", "shared") and (
        _heads_pattern().match(after) or _before_pattern().search(before)
    ):
        return True
    if kind in ("state", "capital") and _united_states_pattern().match(after):
        return True
    if words.lower() == "the gulf" and after.startswith(" of "):
        return True
    if words in known.lists["person"] and _is_person(words, before, after):
        return True
    return words == "Georgia" and _is_american_georgia(text, start, end, known)


# Words before "Security Council" or "Foreign Office" that make it some other body.
_OTHER_BODY = re.compile(
    r"\b(?:National|Supreme|Federal|Military|State|Islamic|Defen[cs]e|Presidential|Homeland|Legislative)\s$"
)


def _is_of_another(before: str, words: str, known: Gazetteer) -> bool:
    """Tell whether a body's name is another's: "National Security Council", "the German Foreign Office"."""
    if _OTHER_BODY.search(before):
        return True
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


_LEADING = re.compile(
    r"^(?:(?:the|a|an|some|several|many|most|all|two|three|four|five|six|seven|eight|nine|ten|senior|top|official|former|this|that|"
    r"these|those|other|another|both|any|every|each|its|their|his|her|our)\s+)+",
    re.IGNORECASE,
)


@cache
def _titles() -> re.Pattern[str]:
    """Return the pattern of the titles before a person's name, one or several."""
    titles = "|".join(sorted(map(re.escape, word_lists()["titles"]), key=len, reverse=True))
    # "Sheikh" is a title before a full name, and part of a name of two words: "Sheikh Hasina".
    return re.compile(rf"^(?:(?:{titles}|(?:She?ikh|Shaikh)(?= \S+ ))\b\.?[ -])+(?=[\w'‘-])", re.IGNORECASE)


_QUOTES = "\"'“”‘’`()[],;:. \t\n"
_BEGINS_A_NAME = re.compile(
    r"(?:(?:al|el|ad|as|an|ul)-|(?:al|el|bin|ibn|de|di|da|van|von|del) |d')?[A-Z\u00c0-\u00de]|\d+[A-Z]"
)
# A name after one of these says where, to whom or about whom, not for whom: "ambassador to Cambodia".
_NOT_FOR = re.compile(
    r"\b(?:to|in|at|with|against|from|near|on|over|for|by|between|into|via|toward|towards|accredited to|inside|outside|"
    r"responsible for)(?:\s+(?:the|a|an|former))?\s*$",
    re.IGNORECASE,
)
# Whoever stands against his state does not act for it: "Colombian rebels", "the Iranian opposition".
OPPOSED = re.compile(
    r"\b(?:rebels?|insurgents?|guerrillas?|separatists?|secessionists?|dissidents?|exiles?|defectors?|opposition|refugees?|militants?|"
    r"terrorists?|protesters?|demonstrators?|migrants?|resistance|mafia|pirates?|jihadists?|militias?|gunmen|gunman|warlords?|"
    r"activists?|minority|diaspora|community|émigrés?)\b",
    re.IGNORECASE,
)
LED = re.compile(
    r"^-(?:led|backed|brokered|sponsored|supported|funded|financed|mediated|trained|armed|made|built|owned|"
    r"occupied|held|controlled|run|flagged|registered|based|supplied|allied|aligned|dominated|administered|imposed|born)\b"
)


def normalise_actor(words: str) -> str:
    """Return the identifier that the words give by themselves, else the name as written, or '' if they name nobody.

    "Havana", "the Cambodian government" and "North Korean Ambassador to Cambodia Jan Yun Gon" give a state's code;
    titles and a leading "the" are left out of names: "Mr Smith" gives "Smith".
    """
    return _normalised(" ".join(words.split()))


@lru_cache(maxsize=1 << 14)
def _normalised(words: str) -> str:
    phrase = words.strip(_QUOTES) if words.strip(_QUOTES) != plain(words).rstrip(".") else words
    phrase = re.sub(r"['’]s?$", "", phrase)
    even = plain(phrase)
    ship = re.match(r"(?:the )?([A-Z]{3,5}) [A-Z]", even)
    if ship is not None and ship.group(1) in naval_prefixes():
        return naval_prefixes()[ship.group(1)]
    exact = gazetteer().names.get(_without_article(even)) or gazetteer().names.get(_without_article(words))
    if exact is not None and exact.kind in _ACTOR_KINDS:
        return _without_article(phrase) if exact.kind == "region" else exact.actor
    if exact is not None and exact.kind == "shared":
        return ""
    opposed = OPPOSED.search(even)
    for name in find_names(phrase):
        if name.kind == "shared" and not _is_named_body(even[name.end :]):
            return ""
        if name.kind not in _ACTOR_KINDS or _NOT_FOR.search(even[: name.start]) or LED.match(even[name.end :]):
            continue
        if name.kind == "region" or (
            name.kind == "capital" and name.end < len(even) and not _speaks_after(even[name.end :])
        ):
            continue
        if opposed and name.kind not in ("group", "igo"):
            break
        return name.actor
    return _bare_name(phrase)


def _is_named_body(after: str) -> bool:
    """Tell whether capitalised words go on after a name: "Korea Trade-Investment Promotion Agency"."""
    following = re.match(r" ([A-Z][\w-]+)", after)
    return following is not None and not noun_class(following.group(1))


def _without_article(words: str) -> str:
    return words[4:] if words[:4].lower() == "the " else words


def _speaks_after(after: str) -> bool:
    """Tell whether a capital before these words still stands for its government: "Seoul's foreign ministry"."""
    return bool(
        re.match(
            r"'s?\s|\s(?:government|regime|authorities|officials?|administration|envoys?|leaders?|diplomats?)\b", after
        )
    )


def _bare_name(phrase: str) -> str:
    named = _titles().sub("", _without_article(phrase))
    if named == phrase or not named:
        named = _LEADING.sub("", phrase)
    named = _titles().sub("", named)
    return named if _BEGINS_A_NAME.match(named) else ""


def country_of_place(words: str) -> str:
    """Return the code of the state that a place lies in, '' where the words do not tell."""
    places = gazetteer().places
    even = _without_article(plain(" ".join(words.split())).strip(_QUOTES))
    if even in places:
        return places[even]
    if re.search(r"\b(?:border|frontier|between)\b", even):
        return ""
    states, cities = [], []
    for name in find_names(even):
        code = places.get(re.sub(" +", " ", name.words), "")
        if code and name.kind == "state":
            states.append(code)
        elif code:
            cities.append(code)
    if states:
        return states[-1]
    return cities[-1] if len(set(cities)) == 1 else ""
