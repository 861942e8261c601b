"""Claims to rows: values from words, claims told twice, names of records, counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extract.claims import Claim, Evidence, Extraction, SentenceOutcome
from flows.ingest.document import Document, Metadata
from flows.resolve.merge import merged
from flows.resolve.rows import confidence, resolve

TEXT = "Peru cut ties with Chile in 1950. It cut ties with Chile. Iran seized 3,000 rifles."


def document(text: str = TEXT, name: str = "one") -> Document:
    return Document(name, f"{name}.txt", "0" * 64, "utf-8", len(text), text, Metadata(title="A title"))


def words(field: str, value: str | int | float | None, said: str, *, after: int = 0, **more: object) -> Evidence:
    start = TEXT.index(said, after)
    method = more.pop("method", "normalised")
    return Evidence(field, value, start, start + len(said), method, **more)  # type: ignore[arg-type]


def tie(*, subject: str = "PER", date: str | None = "1950", after: int = 0, change: str = "severed") -> Claim:
    evidence = [
        words("subject", subject, "It" if after else "Peru", after=after, carried=bool(after)),
        words("object", "CHL", "Chile", after=after),
        words("relation_type", "diplomatic", "ties", after=after, method="rule"),
        words("change", change, "cut", after=after, method="rule"),
        words("factuality", "actual", "cut", after=after, method="rule"),
    ]
    if date:
        evidence.append(words("date", date, "1950"))
    end = TEXT.index(".", after)
    return Claim("relations", "relations.tie-severed", 1 if after else 0, after, end, after + 5, tuple(evidence))


SECOND = TEXT.index("It")


def extraction(*claims: Claim) -> Extraction:
    outcomes = (
        SentenceOutcome(0, 0, 33, "claim", ("PER",), ("cut",)),
        SentenceOutcome(1, 34, 57, "no_claim", ("PER",), ("cut",)),
    )
    return Extraction(document(), outcomes, claims)


def test_a_claim_told_twice_is_one_record_with_all_its_evidence() -> None:
    rows = resolve([extraction(tie(), tie(after=SECOND, date=None))]).tables
    (record,) = rows["relations"]
    assert record["date"] == "1950"
    assert record["quote"] == "Peru cut ties with Chile in 1950"
    starts = {row["start"] for row in rows["evidence"] if row["field"] == "object"}
    assert len(starts) == 2


def test_claims_of_different_dates_or_parties_stay_apart() -> None:
    assert len(merged([tie(), tie(after=SECOND, date="1960")])) == 2
    assert len(merged([tie(), tie(after=SECOND, date=None, subject="BOL")])) == 2


def test_restored_and_established_of_one_event_are_one() -> None:
    (claim,) = merged([tie(change="restored", date=None), tie(after=SECOND, change="established", date=None)])
    assert claim.values("change") == ("established",)


def test_a_record_keeps_its_name_while_the_claim_holds() -> None:
    first = resolve([extraction(tie())]).tables["relations"][0]["record_id"]
    again = resolve([extraction(tie(), tie(after=SECOND, subject="BOL"))]).tables["relations"][0]["record_id"]
    other = resolve([extraction(tie(date="1951"))]).tables["relations"][0]["record_id"]
    assert first == again != other


def test_values_are_made_of_their_words() -> None:
    seized = Claim(
        "incidents",
        "incidents.seizure",
        2,
        SECOND,
        len(TEXT) - 1,
        SECOND,
        (
            words("incident_type", "seizure", "seized", method="rule"),
            words("actors", "IRN", "Iran"),
            words("factuality", "actual", "seized", method="rule"),
            words("item", None, "rifles"),
            words("quantity", None, "3,000"),
        ),
    )
    (row,) = resolve([extraction(seized)]).tables["incidents"]
    assert (row["item"], row["quantity"]) == ("rifle", 3000)


def test_words_that_take_up_others_have_the_value_of_those() -> None:
    closed = Claim(
        "incidents", "incidents.seizure", 1, SECOND, len(TEXT) - 1, SECOND,
        (
            words("incident_type", "seizure", "It", method="resolved"),
            words("incident_type", "seizure", "seized", method="rule"),
            words("factuality", "actual", "seized", method="rule"),
            words("item", None, "It", method="resolved"),
            words("item", None, "rifles"),
            words("location", None, "It", method="resolved"),
        ),
    )  # fmt: skip
    tables = resolve([extraction(closed)]).tables
    (row,) = tables["incidents"]
    assert (row["item"], row.get("location")) == ("rifle", None)
    told = [(e["words"], e["value"], e["method"]) for e in tables["evidence"] if e["field"] == "item"]
    assert told == [("It", "rifle", "resolved"), ("rifles", "rifle", "normalised")]


def test_evidence_rows_are_numbered_within_their_field() -> None:
    rows = resolve([extraction(tie(), tie(after=SECOND, date=None))]).tables["evidence"]
    parts = [(row["field"], row["part"]) for row in rows]
    assert len(parts) == len(set(parts))


def test_confidence_is_the_share_of_values_that_stand_in_the_clause() -> None:
    assert confidence(tie()) == 1.0
    assert confidence(tie(after=SECOND)) == pytest.approx(5 / 6, abs=1e-4)


def test_documents_sentences_and_misses_are_counted() -> None:
    rows = resolve([extraction(tie())]).tables
    assert [row["doc_id"] for row in rows["documents"]] == ["one"]
    assert [row["outcome"] for row in rows["sentences"]] == ["claim", "no_claim"]
    (coverage,) = rows["coverage"]
    assert (coverage["sentences"], coverage["with_claims"], coverage["possible_misses"]) == (2, 1, 1)


@given(st.permutations([tie(), tie(after=SECOND, date=None), tie(after=SECOND, subject="BOL", date=None)]))
def test_the_order_of_claims_does_not_matter(claims: list[Claim]) -> None:
    assert merged(claims) == merged([tie(), tie(after=SECOND, date=None), tie(after=SECOND, subject="BOL", date=None)])


def test_what_is_repeated_keeps_the_evidence_of_every_time() -> None:
    elsewhere = [replace(e, start=e.start + 3, end=e.end + 3) for e in tie().evidence]
    again = replace(tie(), evidence=tuple(elsewhere), start=3)
    (claim,) = merged([tie(), again, tie()])
    assert len(claim.evidence) == 2 * len(tie().evidence)
    assert claim.start == 0


def attack(sentence: int, *, actors: tuple[str, ...] = (), date: str | None = None, deaths: int | None = None) -> Claim:
    evidence = [words("incident_type", "attack", "seized", method="rule"), words("factuality", "actual", "seized")]
    evidence += [words("actors", actor, "Iran") for actor in actors]
    if date:
        evidence.append(words("date", date, "1950"))
    if deaths is not None:
        evidence.append(words("deaths", deaths, "3,000"))
    return Claim("incidents", "incidents.attack", sentence, 58 + sentence, 83, 60, tuple(evidence))


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        # an attack by nobody named is not the one by Iran told elsewhere
        (attack(2, actors=("IRN",), date="1950"), attack(3, date="1950"), 2),
        # nothing that could tell them apart is shared
        (attack(2, actors=("IRN",), date="1950"), attack(3, actors=("IRN",), deaths=4), 2),
        (attack(2, actors=("IRN",), date="1950"), attack(3, actors=("IRN",), date="1950"), 1),
        # four dead and twenty-seven dead are two attacks, wherever they are told
        (attack(2, actors=("IRN",), date="1950", deaths=4), attack(2, actors=("IRN",), date="1950", deaths=27), 2),
        (attack(2, actors=("IRN",)), attack(2, actors=("IRN",), date="1950"), 1),
    ],
)
def test_events_of_force_are_one_only_where_they_share_what_tells_them(one: Claim, other: Claim, kept: int) -> None:
    assert len(merged([one, other])) == kept


def test_each_side_lowers_its_own_level() -> None:
    mine, theirs = tie(change="downgraded"), tie(change="downgraded", subject="CHL", after=SECOND)
    swapped = replace(
        theirs, evidence=tuple(replace(e, value="PER") if e.field == "object" else e for e in theirs.evidence)
    )
    assert len(merged([mine, swapped])) == 2
    assert len(merged([mine, tie(change="downgraded", after=SECOND)])) == 1
