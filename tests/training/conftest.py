"""A made-up treebank of two sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

CONLLU = """\
# newdoc id = made-up
# sent_id = 1
# text = Peru didn't sign, "yet".
1\tPeru\tPeru\tPROPN\tNNP\t_\t4\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tsign\tsign\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t,\t,\tPUNCT\t,\t_\t7\tpunct\t_\t_
6\t"\t"\tPUNCT\t``\t_\t7\tpunct\t_\tSpaceAfter=No
7\tyet\tyet\tADV\tRB\t_\t4\tadvmod\t_\tSpaceAfter=No
8\t"\t"\tPUNCT\t''\t_\t7\tpunct\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\tSpaceAfter=No

# sent_id = 2
# text = Mali left and Chad stayed at home
1\tMali\tMali\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
3\tand\tand\tCCONJ\tCC\t_\t5\tcc\t_\t_
4\tChad\tChad\tPROPN\tNNP\t_\t5\tnsubj\t_\t_
5\tstayed\tstay\tVERB\tVBD\t_\t2\tconj\t_\t_
5.1\tstayed\tstay\tVERB\tVBD\t_\t_\t_\t5:conj\t_
6\tat\tat\tADP\tIN\t_\t7\tcase\t_\t_
7\thome\thome\tNOUN\tNN\t_\t5\tobl\t_\t_
"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    """Return the training split of the treebank, a file in a folder of its own."""
    path = tmp_path / "made-train.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return path
