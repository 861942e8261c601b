"""Rules and word classes: what the loader makes of them, and how it points at a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas.codebook.errors import CodebookError
from schemas.codebook.rulebook import load_rules
from schemas.codebook.vocabulary import FOLDER

RULE = """
[[rule]]
id = "sanctions.lifted-again"
about = "A test."
predicate = ["lift"]
where = { patient = ["@plain_sanction"] }
set = { action = "lifted" }
read.targets = ["patient.on"]

[[rule.example]]
text = "Japan lifted its sanctions on Myanmar."
rows = [{ action = "lifted" }]

[[rule.example]]
text = "Japan lifted its sanctions on Iran."
rows = [{ action = "lifted" }]

[[rule.example]]
text = "Japan lifted its sanctions on Iraq."
rows = [{ action = "lifted" }]

[[rule.near_miss]]
text = "Japan lifted a stone."
why = "A stone is no sanction."
"""


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    folder = tmp_path / "codebook"
    shutil.copytree(FOLDER, folder)
    return folder


def add(codebook: Path, rule: str) -> int:
    """Append a rule to a file of the sanctions rules and return the line of its header."""
    file = codebook / "rules" / "sanctions" / "violated.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + rule, encoding="utf-8")
    return text.count("\n") + 2


def test_a_rule_is_read(codebook: Path) -> None:
    line = add(codebook, RULE)
    rule = load_rules(codebook).rule("sanctions.lifted-again")
    assert rule.table == "sanctions"
    assert rule.line == line
    assert rule.where["patient"] >= {"sanction", "arms embargo"}
    assert len(rule.examples) == 3


@pytest.mark.parametrize(
    ("old", "new", "offset", "message"),
    [
        ('about = "A test."', 'abuot = "A test."', 2, "unknown key 'abuot'"),
        ('["lift"]', '["@liftt"]', 3, "unknown word class @liftt"),
        ("patient = [", "patience = [", 4, "unknown role 'patience'"),
        ('action = "lifted" }\nread', 'action = "raised" }\nread', 5, "unknown term 'raised'"),
        ("read.targets", "read.target", 6, "no column 'target'"),
        ("read.targets", "read.date_first", 6, "no column 'date_first' to read"),
        ("read.targets", "read.quote", 6, "no column 'quote' to read"),
        ('["patient.on"]', '["patient[@nothing].on"]', 6, "unknown word class @nothing"),
        ('rows = [{ action = "lifted" }]\n\n[[rule.near_miss]]', "rows = []\n\n[[rule.near_miss]]", 16, "without rows"),
        ('why = "A stone is no sanction."', "", 20, "why is missing"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(codebook: Path, old: str, new: str, offset: int, message: str) -> None:
    assert old in RULE
    line = add(codebook, RULE.replace(old, new))
    with pytest.raises(CodebookError) as caught:
        load_rules(codebook)
    assert caught.value.file.name == "violated.toml"
    assert message in str(caught.value)
    assert caught.value.line == line + offset


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('about = "A test."', 'about = "A test."\nform = [["verb"]]', "unknown form"),
        ('about = "A test."', 'about = "A test."\nwhen = [{}]', "unknown factuality"),
        ('action = "lifted" }\nread', 'action = [["lifted"]] }\nread', "unknown term"),
        ('action = "lifted" }\nread', "action = { a = 1 } }\nread", "unknown term"),
        (
            'rows = [{ action = "lifted" }]\n\n[[rule.near_miss]]',
            "rows = [1]\n\n[[rule.near_miss]]",
            "rows is not a list",
        ),
        (
            'rows = [{ action = "lifted" }]\n\n[[rule.near_miss]]',
            "rows = 1\n\n[[rule.near_miss]]",
            "rows is not a list",
        ),
    ],
)
def test_a_value_of_another_type_is_a_mistake_like_any_other(codebook: Path, old: str, new: str, message: str) -> None:
    assert old in RULE
    add(codebook, RULE.replace(old, new))
    with pytest.raises(CodebookError, match=message):
        load_rules(codebook)


@pytest.mark.parametrize("given", ["example = 1", "example = [1]", "near_miss = 'a'"])
def test_examples_that_are_no_tables_are_a_mistake_like_any_other(codebook: Path, given: str) -> None:
    add(codebook, f'[[rule]]\nid = "a"\n{given}\n')
    with pytest.raises(CodebookError, match="is not a list of tables"):
        load_rules(codebook)


def test_a_rule_without_enough_examples_is_refused(codebook: Path) -> None:
    line = add(codebook, RULE.split("[[rule.near_miss]]", maxsplit=1)[0])
    with pytest.raises(CodebookError, match="three examples and a near-miss") as caught:
        load_rules(codebook)
    assert caught.value.line == line


def test_an_id_is_used_once(codebook: Path) -> None:
    add(codebook, RULE + RULE)
    with pytest.raises(CodebookError, match="declared twice"):
        load_rules(codebook)


def test_a_class_cannot_hold_itself(codebook: Path) -> None:
    file = codebook / "words" / "sanctions.toml"
    text = file.read_text(encoding="utf-8").replace("[class]\n", '[class]\nloop = ["@loop"]\n', 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match="part of itself"):
        load_rules(codebook)


def test_settable_values_are_those_of_the_rule() -> None:
    rules = load_rules()
    assert rules.settable("relations.tie-severed", "change") == {"severed"}
    assert "diplomatic" in rules.settable("relations.tie-severed", "relation_type")
    assert rules.settable("relations.tie-severed", "factuality") == {"actual", "planned", "denied"}
    assert rules.settable("no.such-rule", "change") == frozenset()


def test_triggers_are_required_words_before_predicates() -> None:
    triggers = load_rules().triggers
    assert {"relation", "visit", "sanction", "investor"} <= triggers
    assert not {"be", "have"} & triggers
