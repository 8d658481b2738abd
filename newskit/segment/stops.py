"""Whether a single full stop ends its sentence: abbreviation classes, initials, numbers, and what comes next."""

from __future__ import annotations

import re

from newskit.segment.context import OPENERS, Context

_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")
_ROMAN = re.compile(r"[IVXLCDM]+")
_CONSONANTS = re.compile(r"[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{1,4}")
_TAIL = re.compile(r"[^\-/–—+(\[]*$")
_ELIDED_TAIL = re.compile(r"[^\-/–—+(\['’]*$")
_INNER = frozenset({"inner"})
_ORDINAL_DIGITS = 3
_SPACED_PIECE = 4


def is_abbreviation_like(word: str) -> bool:
    """Whether a word looks clipped: no vowel in two to five letters, not all capitals."""
    return _CONSONANTS.fullmatch(word) is not None


def ends_at_stop(here: Context) -> bool:
    """Whether the sentence ends at a full stop with a blank behind it."""
    if not here.sign:
        return True
    word = here.word
    if here.bare != ".":
        return _plain(here)
    kinds, word = _kinds(here, word)
    if here.sign.isdigit():
        return _before_number(here, word, kinds)
    if here.sign.islower():
        if here.rules.ordinals != "none" and (word.isdigit() or _ROMAN.fullmatch(word)):
            return False
        return not kinds and not _is_initial(word) and _before_small(here, word)
    if here.rules.ordinals == "capital" and _ROMAN.fullmatch(word):
        return here.starter and not here.alone
    if word.isdigit() and not kinds:
        return _behind_number(here, word)
    if _is_initial(word) and not kinds:
        return _behind_initial(here, word)
    if not kinds:
        return _plain(here)
    if here.char in "-–—&+/|":
        return False
    if not here.sign.isalpha():
        return not kinds & {"title", "inner", "numbered", "club"}
    return _behind_abbreviation(here, kinds)


def _kinds(here: Context, word: str) -> tuple[frozenset[str], str]:
    """Classes of the word as an abbreviation in its place, and the word as it was looked up."""
    known = here.rules.abbreviations
    if here.before.endswith(".") and len(here.before) <= _SPACED_PIECE:
        # Written with a blank (a. m., v. Chr.): looked up without.
        joined = here.before.lstrip(OPENERS) + word
        if joined in known:
            return known[joined], joined
    kinds = known.get(word)
    if kinds is None and not word.isalpha():
        tail = (_ELIDED_TAIL if here.rules.elisions else _TAIL).search(word)
        word = tail.group() if tail else word
        kinds = known.get(word)
    if kinds == _INNER and not word.islower() and word.lower() in known and not here.alone:
        # In small letters an abbreviation (max.), with a capital inside a sentence a word or a name (Max).
        kinds = None
    if kinds is None:
        if _DOTTED.fullmatch(word):
            return frozenset({"acronym"}), word
        if here.rules.suffixes and word.endswith(here.rules.suffixes):
            return frozenset({"final", "numbered"}), word
        clipped = here.rules.cased and is_abbreviation_like(word)
        return (frozenset({"final"}) if clipped else frozenset()), word
    if "unit" in kinds:
        kinds = frozenset({"unit"}) if _is_measure(here) else kinds - {"unit"}
    if "numbered" in kinds and not (here.sign.isdigit() or _is_roman(here)):
        kinds -= {"numbered"}
    if "club" in kinds and here.next_word not in here.rules.clubs:
        kinds -= {"club"}
    if "street" in kinds:
        kinds = kinds - {"title"} if _in_street(here) else kinds - {"street"}
    if _DOTTED.fullmatch(word):
        kinds |= {"acronym"}
    return kinds, word


def _is_measure(here: Context) -> bool:
    """Whether a number stands before the word."""
    before = here.before
    return bool(before) and (before[-1].isdigit() or before.rstrip(".") in here.rules.scales)


def _is_roman(here: Context) -> bool:
    """Whether a Roman number comes next; "I" alone is more often the pronoun."""
    word = here.next_word
    return _ROMAN.fullmatch(word) is not None and (len(word) > 1 or (not here.opener and here.after_next in ".,;:)"))


def _in_street(here: Context) -> bool:
    """Whether the word stands behind the name of a street."""
    before = here.before
    if not before or here.text.startswith(before, here.begin):  # the first word of the sentence: Visit St. Louis
        return False
    return (before[0].isupper() or before[0].isdigit()) and before[-1].isalnum() and not here.fronted


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _plain(here: Context) -> bool:
    """Decide behind a word that is no abbreviation: only small letters need a second look."""
    if here.sign.islower():
        return _before_small(here, here.word)
    return True


def _before_small(here: Context, word: str) -> bool:
    """Decide before a small letter: a careless start, unless a quotation or a bracket has just closed."""
    if here.closed or here.rules.lower_start == "none":
        return False
    if len(here.next_word) == 1 and here.opener[-1:] in {"'", "’", "‘"} and here.after_next == " ":
        place = here.first + 2  # Dutch 's Avonds
        return here.text[place : place + 1].isupper()
    if here.rules.lower_start == "any":
        return len(word) > 1 or not word.isalpha()
    return here.next_word.capitalize() in here.rules.starters and len(word) > 1


def _before_number(here: Context, word: str, kinds: frozenset[str]) -> bool:
    if kinds & {"numbered", "month", "title", "inner", "street", "club"}:
        return False
    if _is_initial(word):
        return word.isupper() and here.verb_behind_number()
    if word.isdigit() and (here.alone or (here.rules.ordinals != "none" and len(word) <= _ORDINAL_DIGITS)):
        return False
    if kinds:
        return here.verb_behind_number()
    return True


def _behind_number(here: Context, word: str) -> bool:
    """Decide behind a bare number: the mark of a list item, an ordinal, or the end."""
    if here.alone or not here.before.strip(OPENERS):
        return False
    if here.rules.ordinals == "none" or len(word) > _ORDINAL_DIGITS:
        return True
    if here.next_word in here.rules.months:
        return False
    if here.rules.ordinals == "small":
        return True
    return here.starter and here.before not in here.rules.ordinal_cues


def _behind_initial(here: Context, word: str) -> bool:
    """Decide behind a single letter: an initial goes on unless a starter follows."""
    if here.alone or word.islower():
        return False
    if here.before[-1] in "°º" or here.before in here.rules.lettered:
        return True
    if not here.sign.isalpha():
        return here.before.islower()
    return (here.starter and len(here.next_word) > 1) or (here.starter and here.after_next == " ")


def _behind_abbreviation(here: Context, kinds: frozenset[str]) -> bool:
    """Decide behind an abbreviation, before a letter that is not small."""
    if "inner" in kinds or "club" in kinds or "numbered" in kinds:
        return False
    if here.alone:
        return False
    if kinds & {"unit", "closing"}:
        return here.next_word not in here.rules.continuations
    if here.next_word in here.rules.abbreviations and "company" in here.rules.abbreviations[here.next_word]:
        return False
    if "clock" in kinds:
        return not here.fronted and here.next_word not in here.rules.zones
    if here.closed_by_quote:
        return here.starter or here.verb_behind_name() not in here.rules.speech
    if here.opener.startswith("(") and not here.starter:  # MACON, Ga. (AP) - …
        return False
    if "title" in kinds and here.next_word in here.rules.particles:
        return False
    if here.starter or (here.quote_opens and "title" not in kinds):
        return not (here.fronted and here.next_word in here.rules.abbreviations)
    if "title" in kinds and not kinds & {"company", "acronym", "place"}:
        return False
    if "company" in kinds and here.company_follows():
        return True
    if "month" in kinds and here.rules.ordinals != "capital":
        # Numbers and small letters go on behind a month; of capitals only another month or day does.
        return here.next_word not in here.rules.zones and "month" not in here.rules.abbreviations.get(
            here.next_word, ()
        )
    if here.next_word in here.rules.continuations:
        return False
    if here.next_word in here.rules.subjects:
        return True
    if here.after_next == "." and "title" in here.rules.abbreviations.get(here.next_word, ()):
        return "place" in kinds and here.before.endswith(",")
    if "place" in kinds and here.before.endswith(","):
        return True
    if kinds & {"company", "place", "street", "final", "unit", "month"}:
        if here.rules.lone_capital_starts:
            return here.lone_capital()
        # Behind an acronym a long name is an institution (the U.S. Court of Appeals said).
        return here.subject_with_verb(2 if "acronym" in kinds and "company" not in kinds else 5)
    return False
