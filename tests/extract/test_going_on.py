"""A sentence that says that it goes on from the event before it has that event's date, and no other sentence has."""

from __future__ import annotations

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine()


def last_dates(engine: RulesEngine, text: str) -> set[str]:
    """Return the dates of the claims of a text's last sentence, "" for one without."""
    document = Document("told", "told.txt", "0" * 64, "utf-8", len(text.encode()), text, Metadata())
    claims = engine.read(document).claims
    last = max(claim.sentence for claim in claims)
    told = {e for claim in claims for e in claim.evidence if e.field == "date"}
    assert all(text[e.start : e.end].strip() for e in told)
    return {" ".join(map(str, claim.values("date"))) for claim in claims if claim.sentence == last}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("On 3 March 1998 Peru expelled two Chilean diplomats. It also recalled its ambassador.", "1998-03-03"),
        ("Kenya closed its embassy in Mogadishu in 2019. Somalia likewise recalled its ambassador.", "2019"),
        (
            "In May 2015 the Security Council put an arms embargo on Chad. The same resolution froze the assets of "
            "four Chadian ministers.",
            "2015-05",
        ),
        ("In 1911 Peru sent troops to Chile. At the same time it expelled the Chilean consul.", "1911"),
        # it does not say so, it happened before, or it holds and did not happen
        ("On 3 March 1998 Peru expelled two Chilean diplomats. Chile expelled three Peruvians.", ""),
        ("In 1964 Ghana broke off relations with Portugal. It had also expelled two Portuguese priests.", ""),
        ("In 1964 Ghana broke off relations with Portugal. Togo is also an ally of Ghana.", ""),
        ("Ghana broke off relations with Portugal. It also expelled the Portuguese consul.", ""),
    ],
)
def test_what_goes_on_has_the_date_of_what_it_goes_on_from(engine: RulesEngine, text: str, date: str) -> None:
    assert last_dates(engine, text) == {date}
