"""ISO 4217 codes of currencies by the sign, code or noun that names them, from Unicode's CLDR (by Babel)."""

from __future__ import annotations

import re
from collections import Counter

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

from flows.language.numbers import alternatives, plain

# What English means by a noun alone that several states use, where it means one of them.
_NOUNS = {
    "dollar": "USD",
    "pound": "GBP",
    "pound sterling": "GBP",
    "sterling": "GBP",
    "euro": "EUR",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rmb": "CNY",
    "won": "KRW",
    "rouble": "RUB",
    "ruble": "RUB",
    "us dollar": "USD",
    "u.s. dollar": "USD",
    "american dollar": "USD",
    "greenback": "USD",
    "russian rouble": "RUB",
    "swiss franc": "CHF",
    "british pound": "GBP",
}
_SIGNS = {
    "us$": "USD",
    "u.s.$": "USD",
    "s$": "SGD",
    "au$": "AUD",
    "c$": "CAD",
    "₽": "RUB",
    "rmb": "CNY",
    "rs": "rupee",
    "rs.": "rupee",
}
_PLURALS = {"pounds sterling": "GBP"}
# Codes and nouns that are everyday words: "top 10", "two real problems", "COP 28".
_EVERYDAY = frozenset(
    [
        "all",
        "ang",
        "bam",
        "bob",
        "cad",
        "cop",
        "cup",
        "gel",
        "mad",
        "mop",
        "nad",
        "pen",
        "real",
        "ron",
        "sole",
        "soles",
        "sos",
        "top",
        "try",
    ]
)


def _current_codes() -> set[str]:
    locale = Locale("en")
    territories = (code for code in map(str, locale.territories) if re.fullmatch("[A-Z]{2}", code))
    return {code for territory in territories for code in get_territory_currencies(territory, tender=True)}


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return codes by noun (singular and plural) and by sign, in plain lower case."""
    codes = sorted(_current_codes())
    nouns: dict[str, str] = {}
    last_words: Counter[str] = Counter()
    for code in codes:
        name = plain(get_currency_name(code, locale="en"))
        if "(" in name or re.search(r"[^a-zéãíñóèö' -]", name):
            continue
        nouns[name] = code
        nouns[plain(get_currency_name(code, count=2, locale="en"))] = code
        last_words[name.split()[-1]] += 1
    for name, code in list(nouns.items()):
        short = name.split()[-1]
        stem = short if short in last_words else short.removesuffix("s")
        # A noun of one state alone names its currency; one that several share ("rupee") stays a noun.
        nouns.setdefault(short, code if last_words[stem] == 1 else stem)
    for noun, code in _NOUNS.items():
        nouns[noun] = nouns[noun + "s"] = code
    by_code = {code.lower(): code for code in codes}
    symbols = Locale("en").currency_symbols
    signs = {plain(symbols[code]): code for code in codes if code in symbols and not symbols[code].isalpha()}
    return _without_everyday(nouns | _PLURALS | by_code), _without_everyday(signs | by_code) | _SIGNS


def _without_everyday(table: dict[str, str]) -> dict[str, str]:
    return {name: code for name, code in table.items() if name not in _EVERYDAY}


_BY_NOUN, _BY_SIGN = _tables()

CURRENCY_BEFORE = alternatives(_BY_SIGN)
# "Five won" is more often a verb: the bare noun counts only after a round number.
CURRENCY_AFTER = (
    rf"(?:{alternatives(_BY_NOUN.keys() - {'won', 'wons'})}|(?:(?<=illion\s)|(?<=usand\s)|(?<=00\s)|(?<=[bt]n\s))won)"
)


def currency(name: str) -> str:
    """Return the ISO 4217 code of a currency named in plain lower case, or its noun where several states share it."""
    return _BY_SIGN.get(name) or _BY_NOUN[name]
