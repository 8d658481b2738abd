"""Print ``newskit/resources/extract/keyphrases/en/common.tsv``: how common English words are.

    python benchmarks/common_words.py > newskit/resources/extract/keyphrases/en/common.tsv

needs ``symspellpy`` and ``spacy-lookups-data`` (both MIT); they are needed here only.

The frequencies of symspellpy's dictionary (82,765 words, written language) and spaCy's lexeme probabilities (written as
people speak) are brought to the Zipf scale, log10 of the occurrences in a billion words, and averaged.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from importlib import resources

RARE = 4.5
"""Zipf value up to which a word is no common word: thirty in a million."""
_UNSEEN = -20.0
_BILLION = 9.0

_HEADER = """\
# source: averaged from the English frequency dictionary of symspellpy 6.10 (MIT, mammothb and Wolf Garbe) and the
# lexeme probabilities of spacy-lookups-data 1.0.5 (MIT, Explosion); made by benchmarks/common_words.py; no stop words
# word	how far its Zipf value (log10 of occurrences in a billion words) is above 4.5
"""


def main() -> None:
    """Print the table, the commonest word first."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    from spacy.lang.en.stop_words import STOP_WORDS

    lookups = resources.files("spacy_lookups_data").joinpath("data/en_lexeme_prob.json.gz").read_bytes()
    spoken = json.loads(gzip.decompress(lookups))
    lines = resources.files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    written = {word: float(count) for word, count in map(str.split, lines.splitlines())}
    total = sum(written.values())
    above = {}
    for word, count in written.items():
        if word in STOP_WORDS or len(word) == 1:
            continue
        zipf = math.log10(count / total) + _BILLION
        other = max(spoken.get(word, _UNSEEN), _UNSEEN) / math.log(10) + _BILLION
        over = round((zipf + max(other, 0.0)) / 2 - RARE, 1)
        if over > 0:
            above[word] = over
    print(_HEADER, end="")
    for word in sorted(above, key=lambda word: (-above[word], word)):
        print(word, above[word], sep="\t")


if __name__ == "__main__":
    main()
