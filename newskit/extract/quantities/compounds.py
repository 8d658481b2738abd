"""Number words that are written together: "zweihundertfünfunddreißig", "tweeëndertig"."""

from __future__ import annotations

from newskit.extract.quantities.lexicon import Lexicon

_LONGEST = 80
_SHORTEST = 5


def compound(word: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """Return kind and value of a word that is made of number words alone, in languages that write so.

    The parts are taken off greedily, the longest first; units before tens ("fünfunddreißig") only add up.
    """
    if not lexicon.links or not _SHORTEST <= len(word) <= _LONGEST:
        return None
    total = group = 0
    at = parts = 0
    while at < len(word):
        for size in range(min(lexicon.longest_part, len(word) - at), 0, -1):
            part = word[at : at + size]
            known = lexicon.words.get(part) or lexicon.parts.get(part)
            if known or (part in lexicon.links and at):
                break
        else:
            return None
        at += size
        if not known:
            continue
        parts += 1
        kind, value = known
        if kind == "hundred":
            group = (group or 1) * value
        elif kind == "scale":
            total, group = total + (group or 1) * value, 0
        elif kind == "dozen":
            return None
        else:
            group += value
    return ("unit", total + group) if parts > 1 else None
