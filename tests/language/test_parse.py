"""The parser: one tree a sentence, tokens that hold the document's own words, lemmas, and its limits."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.pipeline import Lemmatizer

from flows.language.parse import BATCH, MODEL, Parser
from flows.language.sentences import MAX_SENTENCE
from flows.language.trees import Token, Tree

MEGABYTE = 1_000_000


def parse(parser: Parser, text: str, start: int = 0) -> Tree:
    [tree] = parser.parse([(text, start)])
    return tree


def word(tree: Tree, text: str) -> Token:
    return next(token for token in tree.tokens if token.text == text)


def test_passive_with_agent(parser: Parser) -> None:
    tree = parse(parser, "The embassy was closed by the Polish government in 1951.")
    assert tree.root.text == "closed"
    assert [token.text for token in tree.children(tree.root.index, "nsubj:pass")] == ["embassy"]
    assert word(tree, "government").dep == "obl:agent"
    assert (word(tree, "was").pos, word(tree, "was").lemma, word(tree, "was").dep) == ("AUX", "be", "aux:pass")


def test_offsets_are_the_documents(parser: Parser) -> None:
    tree = parse(parser, "Oslo  expelled\n two envoys.", 100)
    assert [(token.text, token.start, token.end) for token in tree.tokens] == [
        ("Oslo", 100, 104),
        ("expelled", 106, 114),
        ("two", 116, 119),
        ("envoys", 120, 126),
        (".", 126, 127),
    ]
    assert (tree.start, tree.end, tree.words(106, 114)) == (100, 127, "expelled")


def test_several_sentences_stay_one_tree(parser: Parser) -> None:
    tree = parse(parser, "He left the U.S. in May. She stayed. They met again.")
    assert sum(token.head == token.index for token in tree.tokens) == 1


def test_typographic_marks_keep_their_text_and_are_read_as_apostrophes(parser: Parser) -> None:
    tree = parse(parser, "“Norway’s minister hadn’t resigned,” she said.")
    assert [token.text for token in tree.tokens][:6] == ["“", "Norway", "’s", "minister", "had", "n’t"]
    assert word(tree, "’s").tag == "POS"
    assert word(tree, "n’t").lemma == "not"


@pytest.mark.parametrize(
    ("sentence", "form", "lemma"),
    [
        ("Chad hoped for a truce.", "hoped", "hope"),
        ("Both sides coped with the shortage.", "coped", "cope"),
        ("The envoys shaped the accord.", "shaped", "shape"),
        ("The fleet stopped at Aden.", "stopped", "stop"),
        ("Chile broke off relations with Bolivia.", "broke", "break"),
        ("The two ministers have met in Rome.", "met", "meet"),
        ("They sold the ships to Peru.", "sold", "sell"),
        ("Their allies left the city by bus.", "allies", "ally"),
        ("Their allies left the city by bus.", "bus", "bus"),
        ("The countries re-established relations.", "re-established", "re-establish"),
        ("She can't attend the talks.", "ca", "can"),
        ("They won't sign the treaty.", "wo", "will"),
        ("Relations were tense.", "Relations", "relation"),
        ("President Duarte visited Quito.", "Duarte", "Duarte"),
    ],
)
def test_lemmas(parser: Parser, sentence: str, form: str, lemma: str) -> None:
    assert word(parse(parser, sentence), form).lemma == lemma


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        ("U.S.-led forces", ["U.S.", "-", "led", "forces"]),
        ("non-aligned states", ["non-aligned", "states"]),
        ("a state-run firm", ["a", "state", "-", "run", "firm"]),
        ("in 1996–98", ["in", "1996", "–", "98"]),
        ("Resolution No. 2397", ["Resolution", "No.", "2397"]),
        ("Lt. Col. Brown", ["Lt.", "Col.", "Brown"]),
        ("Peru–Chile talks", ["Peru", "–", "Chile", "talks"]),
    ],
)
def test_tokens_are_cut_as_the_treebanks_cut_them(parser: Parser, sentence: str, tokens: list[str]) -> None:
    assert [token.text for token in parse(parser, sentence).tokens] == tokens


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), max_size=200), st.integers(0, MEGABYTE))
def test_any_text_gives_a_tree_or_a_clear_error(parser: Parser, text: str, start: int) -> None:
    if not text.strip():
        with pytest.raises(ValueError, match="no words"):
            parse(parser, text, start)
        return
    tree = parse(parser, text, start)
    assert "".join(token.text for token in tree.tokens).split() == "".join(text.split()).split()
    assert all(token.text == text[token.start - start : token.end - start] for token in tree.tokens)
    assert all(not token.text.isspace() for token in tree.tokens)
    assert [token.index for token in tree.tokens] == list(range(len(tree.tokens)))
    assert sum(token.head == token.index for token in tree.tokens) == 1
    assert len(tree.subtree(tree.root.index)) == len(tree.tokens)


def test_batching_and_neighbours_change_nothing(parser: Parser) -> None:
    sentences = [
        "Kenya recalled its envoy.",
        "In 1963 the two kingdoms, which had fought over the port, signed a treaty of friendship and trade.",
        "Talks failed.",
    ]
    alone = [parse(parser, sentence) for sentence in sentences]
    together = list(parser.parse((sentence, 0) for sentence in sentences * (BATCH // 2)))
    assert together == alone * (BATCH // 2)


def test_threads_share_a_parser(parser: Parser) -> None:
    """Words that only one of them has met are the hard case: the vocabulary forgets those when a batch is done."""
    sentences = [f"Zk{n}ov met Qu{n * 7919}ra in Vr{n}sk on 3 May {1900 + n}." for n in range(60)]
    alone = [parse(parser, sentence) for sentence in sentences]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(partial(parse, parser), sentences)) == alone


def test_overlong_sentence_is_refused_with_the_way_out(parser: Parser) -> None:
    with pytest.raises(ValueError, match="split_sentences"):
        parse(parser, "word " * MAX_SENTENCE)


def test_longest_sentence_is_one_tree(parser: Parser) -> None:
    tree = parse(parser, "( " * (MAX_SENTENCE // 2))
    assert len(tree.subtree(tree.root.index)) == len(tree.tokens) == MAX_SENTENCE // 2


def test_memory_of_words_is_given_back(parser: Parser) -> None:
    list(parser.parse([("Zxqvylograd welcomed the envoys.", 0)]))
    assert "Zxqvylograd" not in parser.nlp.vocab.strings


def test_memory_of_lemmas_is_bounded(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.language.parse.LEMMAS_KEPT", 3)
    lemmatizer = parser.nlp.get_pipe("lemmatizer")
    assert isinstance(lemmatizer, Lemmatizer)
    before = parse(parser, "Norway recalled two envoys from the northern ports.")
    assert len(lemmatizer.cache) <= 3
    assert parse(parser, "Norway recalled two envoys from the northern ports.") == before


def test_missing_model_says_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="train_parser"):
        Parser.load(tmp_path)


def test_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 30 * MEGABYTE


def test_shipped_model_holds_no_code() -> None:
    for path in (path for path in MODEL.rglob("*") if path.is_file()):
        content = path.read_bytes()
        pickled = content[:1] == b"\x80" and content[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05")
        assert not pickled, path
        assert content[:2] != b"PK", path  # an archive, as torch saves them
        assert path.suffix not in (".py", ".so", ".pkl", ".pt"), path


def test_loads_without_network_or_warning() -> None:
    code = (
        "import socket\n"
        "def refuse(*args, **kwargs): raise OSError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from flows.language.parse import Parser\n"
        "print(len(list(Parser.load().parse([('Mali closed the border.', 0)]))))\n"
    )
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "1", "")


def test_card_gives_the_scores_of_the_shipped_model() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    card = (Path(__file__).parents[2] / "training" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert set(meta["performance"]) == {"ewt", "gum"}
    for treebank, scores in meta["performance"].items():
        row = next(line for line in card.splitlines() if line.startswith(f"| {treebank.upper()} test"))
        assert [cell.strip() for cell in row.split("|")[2:5]] == [str(scores[key]) for key in ("TAG", "UAS", "LAS")]
    assert f"Version {meta['version']}" in card
    assert meta["license"] == "CC BY-SA 4.0"


def test_the_model_does_not_carry_the_words_of_its_training_data() -> None:
    strings = json.loads((MODEL / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert len(strings) < 3000
    assert not [string for string in strings if "@" in string and "." in string]
