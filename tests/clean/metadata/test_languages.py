"""The language of a text."""

from __future__ import annotations

import sys

import pytest

from newskit.clean.metadata.languages import by_function_words, detect_language

SURE = {
    "en": "The council said that it would vote on the plan by Friday, which has the support of most of the members.",
    "de": "Der Rat hat nach langer Debatte entschieden, dass die Brücke nicht vor dem Herbst für den Verkehr öffnet.",
    "fr": "Le conseil a voté la hausse des tarifs dans les bus, et elle sera appliquée par les villes qui le veulent.",
    "es": "El consejo aprobó una subida de los precios que entra en vigor el lunes, pero no para los más jóvenes.",
    "zu": "Uthe lokhu kusho ukuthi umgwaqo uzovalwa, futhi abantu kufanele balinde ngoba imvula inamandla kakhulu.",
    "ja": "市議会は橋の工事を秋まで延期することを決めました。",
    "ko": "시의회는 다리 공사를 가을까지 미루기로 했습니다.",
}


@pytest.mark.parametrize("language", SURE)
def test_plain_cases_need_no_detector(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text full of one language's function words, or in a script that only one language has, is in it."""
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert detect_language(SURE[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "Hun sagde, at det er på tide, og at hun ikke har tænkt sig at vente, men det er der andre som vil.",
        "Kata dia, harga yang baharu itu tidak akan naik dalam tahun ini, dan juga untuk tahun depan.",
        "Berlin Paris Madrid Rom Warschau 1 2 3",
        "",
    ],
)
def test_doubt_is_left_to_the_detector(text: str) -> None:
    """Danish has the words of Norwegian, Malay those of Indonesian, and a list of names has none."""
    assert by_function_words(text) is None


def test_the_detector_reads_the_rest() -> None:
    """What function words do not tell the detector does."""
    assert (
        detect_language("Совет проголосовал за повышение цен на проезд, которое вступит в силу в понедельник.") == "ru"
    )
