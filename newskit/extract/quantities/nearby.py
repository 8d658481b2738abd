"""What is counted, by the words that follow a number: for texts without a parse."""

from __future__ import annotations

from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.tokens import Token

_FARTHEST = 6
_LONGEST_PHRASE = 5
_SHORTEST_PLURAL = 3


def counted_noun(
    tokens: list[Token], place: int, lexicon: Lexicon, *, plural: bool, hyphen: bool = False
) -> tuple[int, int] | None:
    """Return the tokens of the noun phrase that a number before ``place`` counts, half-open.

    With ``plural`` only a phrase that ends in a plural noun will do; else the first words up to the next function word.
    """
    stops = lexicon.listed("stops")
    at = place
    if hyphen and at < len(tokens) and tokens[at].text in "-‐‑":
        at += 1
    first = at
    best = None
    while at < len(tokens) and at - first < _FARTHEST:
        token = tokens[at]
        if token.kind != "w":
            if token.text in "-‐‑'’&" and token.glued and at > first and best is None:
                at += 1
                continue
            break
        if token.lower in stops and token.text != "US":
            break
        if is_plural(token, lexicon) and not (token.glued and at > first and tokens[at - 1].text in "'’"):
            best = at + 1
        elif best is not None:
            break
        at += 1
    if best is not None:
        return first, best
    return (first, at) if not plural and at > first and at - first <= _LONGEST_PHRASE else None


def is_plural(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word looks like a noun that a number counts: a plural, or a capital where nouns have one."""
    word = token.lower
    if word in lexicon.listed("plurals"):
        return True
    if lexicon.context.get("capital_nouns"):
        return token.text[0].isupper() and len(word) >= _SHORTEST_PLURAL
    if len(word) <= _SHORTEST_PLURAL or word in lexicon.listed("no_plurals"):
        return False
    return word.endswith(lexicon.plural_endings) and not word.endswith(lexicon.singular_endings)


def phrase_after(tokens: list[Token], place: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the noun phrase behind "of" ("60% of its revenue"): without determiners, up to the next function word."""
    if place >= len(tokens) or tokens[place].lower not in lexicon.listed("reach"):
        return None
    at = place + 1
    determiners = lexicon.listed("determiners")
    while at < len(tokens) and tokens[at].lower in determiners:
        at += 1
    first = at
    stops = lexicon.listed("stops")
    while at < len(tokens) and at - first < _LONGEST_PHRASE:
        token = tokens[at]
        if token.kind != "w" and not (token.text in "-'’&" and token.glued):
            break
        if token.lower in stops and token.text != "US":
            break
        if at > first and is_plural(tokens[at - 1], lexicon) and token.kind == "w" and not is_plural(token, lexicon):
            break
        at += 1
    return (first, at) if at > first and tokens[first].kind == "w" else None


def phrase_before(tokens: list[Token], place: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the noun before "of" and an amount: "a fine of $3 billion"."""
    at = place - 1
    while at > 0 and tokens[at].lower in lexicon.listed("determiners"):
        at -= 1
    if at < 1 or tokens[at].lower not in lexicon.listed("of"):
        return None
    noun = tokens[at - 1]
    return (at - 1, at) if noun.kind == "w" and noun.lower not in lexicon.listed("stops") else None
