"""Damage is undone, sound text stays as it is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.repair import repair

SOUND = [
    "The café’s owner, Zoë Brontë-Müller, said “no” – twice…",
    "Le maire a déclaré : « L’école n’a pas fermé », avant de partir.",
    "Выборы прошли «спокойно», сообщил ТАСС» и замолчал.",
    "Ο πρωθυπουργός είπε: «Δεν θα υπάρξει νέος φόρος».",
    "Tom & Jerry, R&D; AT&T paid $5 < $10.",
    "Ã is a letter of Portuguese, as in “maçã”.",
    "She wrote “â€™” on the board to show what goes wrong.",
    "東京で会見した。「再発防止に努める」と述べた。",
    "Das kostet 5 € – „viel zu viel“, sagt er.",
]
TRUE_LINES = [
    "The minister’s “plan” – agreed in Zürich – was dropped.",
    "Cena wzrosła o 3 zł, podał urząd w Łodzi.",
    "Après l’été, la mairie a fermé l’école où il était né.",
    "Der größte Händler der Straße hieß Weiß und kam aus Köln.",
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone(text: str) -> None:
    """Curly quotes, dashes, other scripts, ampersands and cited damage come back as they were."""
    assert repair(text) == text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1250", "cp1251"])
@pytest.mark.parametrize("text", TRUE_LINES)
def test_utf8_read_in_another_encoding_is_restored(text: str, encoding: str) -> None:
    """UTF-8 that was read as a one-byte encoding becomes what it was."""
    try:
        damaged = text.encode().decode(encoding)
    except UnicodeDecodeError:
        pytest.skip("this text has bytes that the encoding does not have")
    assert repair(damaged) == text


def test_cyrillic_read_as_macroman_is_restored() -> None:
    """A Russian line that was read as MacRoman is a Russian line again."""
    text = "Премьер прибыл в столицу и провёл переговоры."
    assert repair(text.encode().decode("mac_roman")) == text


def test_entities_escaped_once_and_twice_are_resolved() -> None:
    """Character references of any depth become characters."""
    assert repair("K&ouml;ln &amp;#8211; Bonn, Proc&amp;eacute;s") == "Köln – Bonn, Procés"


def test_one_damaged_mark_among_sound_ones_is_restored() -> None:
    """Only what is damaged changes."""
    assert repair("He called it “a blatant act of aggressionâ€\x9d and left.") == (
        "He called it “a blatant act of aggression” and left."
    )


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="&")))
def test_ascii_without_ampersands_never_changes(text: str) -> None:
    """Plain ASCII cannot be damaged."""
    assert repair(text) == text


@pytest.mark.parametrize("unit", ["Ã", "Â ", "—", "&amp;", "Г¶", "“", "x"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    """Half a megabyte of one sequence is done within seconds."""
    started = time.process_time()
    repair(unit * (500_000 // len(unit)))
    assert time.process_time() - started < 60
