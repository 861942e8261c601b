"""Names of states and organisations in a text, and the identifier that a phrase gives by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from flows.language.names import NameKind, gazetteer, plain
from flows.language.nouns import naval_prefixes, noun_class, word_lists
from flows.language.surroundings import is_other

_ACTOR_KINDS = frozenset({"state", "demonym", "capital", "organ", "igo", "group", "region", "world"})


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
    return re.compile(rf"(?<![\w@#/])(?:{_trie_pattern(sorted(gazetteer().names))})(?:(?<=\w-)|(?![\w@]))")


@lru_cache(maxsize=1 << 12)
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
        if entry.kind == "none" and even[start - 1 : start] == "-" and words.split()[0] in known.names:
            # The second half of a compound: "the Iran-Iraq War".
            words = words.split()[0]
            end, entry = start + len(words), known.names[words]
        if entry.kind == "none" or is_other(even, start, end, words, entry.kind, known):
            continue
        if entry.kind not in ("region", "world") and words[:4].lower() == "the " and words[4:] in known.names:
            start += 4
        found.append(ActorName(start, end, text[start:end], entry.actor, entry.kind))
    return tuple(found)


# What the names before are not looked for behind: "Iran/Iraq" may be read as two words.
_MAY_NAME = re.compile(r"[@#/]|\b[Aa][Nn][Tt][Ii]-[A-Z]")


def may_name(even: str) -> bool:
    """Tell whether a plain text can hold a name of the gazetteer or a navy's ship; what is none may pass too."""
    return (
        _matcher().search(even) is not None
        or _MAY_NAME.search(even) is not None
        or not naval_prefixes().keys().isdisjoint(re.findall(r"[A-Z]{3,5}", even))
    )


def _longest_matches(text: str) -> Iterator[re.Match[str]]:
    """Yield the names in a text; "the West" gives way to the longer "West Bank" that it begins."""
    place = 0
    while (match := _matcher().search(text, place)) is not None:
        if match.group()[:4].lower() == "the ":
            inner = _matcher().match(text, match.start() + 4)
            match = inner if inner is not None and inner.end() > match.end() else match
        yield match
        place = match.end()


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
    r"terrorists?|protesters?|demonstrators?|migrants?|resistance|mafia|pirates?|jihadists?|militias?|gunmen|gunman|warlords?|cartels?|gangs?|gangsters?|traffickers?|smugglers?|"
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
    ship = re.match(r"(?:the )?([A-Z]{3,5}) \*?[A-Z]", even)
    if ship is not None and ship.group(1) in naval_prefixes():
        return naval_prefixes()[ship.group(1)]
    exact = gazetteer().names.get(_without_article(even)) or gazetteer().names.get(_without_article(words))
    if exact is not None and exact.kind in _ACTOR_KINDS:
        return _without_article(phrase) if exact.kind == "region" else exact.actor
    if exact is not None and exact.kind == "shared":
        return ""
    if author := _author(_without_article(even)):
        return author
    opposed = OPPOSED.search(even)
    for name in find_names(phrase):
        if seated_body(even[: name.start], even[name.end :], name.kind):
            return name.actor
        if name.kind == "demonym" and _GROUP_AFTER.match(even[name.end :]) and _is_group(even[name.end + 1 :]):
            continue  # "Lebanese Hezbollah"
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


_LAWS = (
    r"Helms[-\u2013]Burton|Magnitsky|Caesar|Comprehensive Anti-Apartheid|Cuban Democracy|Jackson[-\u2013]Vanik|"
    r"Trading with the Enemy|Countering America\W?s Adversaries"
)
# Whose a legal act is that goes by its number or name. Of those with a bare number only the Security Council's have
# four digits at most and go by "Resolution" ("under Resolution 661"), and only American presidents' orders five.
_LEGAL_ACTS = (
    (re.compile(r"\b(?:Security Council )?[Rr]esolutions? (?:No\.? ?)?\d{2,4}\b(?!/)"), "UNSC"),
    (re.compile(r"\bExecutive Orders? (?:No\.? ?)?1\d{4}\b"), "USA"),
    (re.compile(rf"\b(?:{_LAWS}) (?:Act|Amendment|[Ll]aw)\b"), "USA"),
)


def find_legal_act(text: str) -> tuple[int, int, str] | None:
    """Return the place of the first legal act in a text whose number or name tells whose it is, and whose."""
    found = ((match.start(), match.end(), author) for acts, author in _LEGAL_ACTS if (match := acts.search(text)))
    return min(found, default=None)


def _author(words: str) -> str:
    """Return whose act the words name, if they name one."""
    act = find_legal_act(words)
    return act[2] if act is not None and act[:2] == (0, len(words)) else ""


# A body of a state told by its seat: "the authorities in Baku", "an Izmir court".
_BODY_IN = re.compile(
    r"\b(?:governments?|authorities|regime|leadership|court|police|prosecutors?|investigators|judges?)\sin\s$",
    re.IGNORECASE,
)
_CITY_BODY_IN = re.compile(r"\b(?:court|police|prosecutors?|judges?)\sin\s$", re.IGNORECASE)
_CITY_BODY = re.compile(
    r"^(?: (?:city|district|regional|high|appeals?|criminal|military|public))* "
    r"(?:courts?|police|prosecutors?|judges?|authorities)\b"
)
_GROUP_AFTER = re.compile(r" [A-Z]")


def seated_body(before: str, after: str, kind: NameKind) -> bool:
    """Tell whether words around a city make it the seat of a state's body: "a court in Lyon", "the Dubai police"."""
    if kind not in ("capital", "place"):
        return False
    body = _BODY_IN if kind == "capital" else _CITY_BODY_IN
    return body.search(before) is not None or _CITY_BODY.match(after) is not None


def _is_group(words: str) -> bool:
    """Tell whether words begin with the name of an armed or political group."""
    first = next(iter(find_names(words)), None)
    return first is not None and first.start == 0 and first.kind in ("group", "igo")


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
