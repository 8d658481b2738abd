import pytest

from newskit.segment import tokenize

CASES = [
    ("en", "I don't know Obama's plan.", "I|don't|know|Obama's|plan|."),
    ("en", "The U.S. and Gov. Hart met at 3:30 p.m.", "The|U.S.|and|Gov.|Hart|met|at|3:30|p.m."),
    ("en", "No. 10 said no.", "No.|10|said|no|."),
    ("en", "J. K. Marlowe paid $1,234.50, up 3.5%.", "J.|K.|Marlowe|paid|$|1,234.50|,|up|3.5|%|."),
    ("en", "A 4.7-magnitude quake", "A|4.7|-|magnitude|quake"),
    (
        "en",
        "See https://example.org/a?b=c, or mail a.b@example.org.",
        "See|https://example.org/a?b=c|,|or|mail|a.b@example.org|.",
    ),
    ("en", "@newsdesk on #budget at Example.com!", "@newsdesk|on|#budget|at|Example.com|!"),
    ("en", "Homs,Hama fell on Monday.Prices rose.", "Homs|,|Hama|fell|on|Monday|.|Prices|rose|."),
    ("en", "Well... no -- wait… yes", "Well|...|no|--|wait|…|yes"),
    ("en", "“Stop!?” he said", "“|Stop|!|?|”|he|said"),
    ("en", "🇹🇷 won 👨‍👩‍👧 👍🏽 it", "🇹🇷|won|👨‍👩‍👧|👍🏽|it"),
    ("en", "cafe\u0301 nai\u0308ve", "cafe\u0301|nai\u0308ve"),
    ("fr", "L'homme d'État n'est pas aujourd’hui à l'O.N.U.", "L'|homme|d'|État|n'|est|pas|aujourd’hui|à|l'|O.N.U."),
    ("it", "L'uomo dell’anno", "L'|uomo|dell’|anno"),
    ("de", "Der Vertrag, z.B. von Dr. Weiß, kam.", "Der|Vertrag|,|z.B.|von|Dr.|Weiß|,|kam|."),
    ("hi", "हिन्दी में काम।", "हिन्दी|में|काम|।"),
    ("ar", 'قال: "نعم"؟', 'قال|:|"|نعم|"|؟'),
    ("zh", "他说：“好。”", "他|说|：|“|好|。|”"),
    ("ja", "オバマ大統領が来た。", "オバマ|大|統|領|が|来|た|。"),
    ("ko", "대통령은 말했다.", "대통령은|말했다|."),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_tokens_of_a_text(language: str, text: str, expected: str):
    """A text falls into the tokens that UAX 29 and the repairs for news give."""
    assert [text[start:end] for start, end in tokenize(text, language)] == expected.split("|")
