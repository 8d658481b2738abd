from __future__ import annotations

import codecs

import pytest

from newskit.io.charset import decode


@pytest.mark.parametrize(
    ("data", "declared", "html", "text", "name"),
    [
        ("Größe".encode(), None, False, "Größe", "utf-8"),
        (codecs.BOM_UTF8 + b"a", "iso-8859-1", False, "a", "utf-8"),
        (codecs.BOM_UTF16_BE + "Ж".encode("utf-16-be"), None, False, "Ж", "utf-16be"),
        ("Größe".encode("latin-1"), "ISO-8859-1", False, "Größe", "windows-1252"),
        ("“quoted”".encode("cp1252"), "latin1", False, "“quoted”", "windows-1252"),
        ("Größe".encode(), "iso-8859-1", False, "Größe", "utf-8"),
        (
            '<meta charset="windows-1251">Мэр'.encode("cp1251"),
            None,
            True,
            '<meta charset="windows-1251">Мэр',
            "windows-1251",
        ),
        (
            '<?xml version="1.0" encoding="gb2312"?><p>新闻'.encode("gbk"),
            None,
            True,
            '<?xml version="1.0" encoding="gb2312"?><p>新闻',
            "gbk",
        ),
        (b'<!-- <meta charset="koi8-r"> --><p>a\xc3\xa4', None, True, '<!-- <meta charset="koi8-r"> --><p>aä', "utf-8"),
        (b'<meta charset="utf-16">a\xc3\xa4', None, True, '<meta charset="utf-16">aä', "utf-8"),
        ("Ж".encode("koi8-r"), "no-such-charset", False, None, None),
        (b"", None, True, "", "utf-8"),
    ],
)
def test_decoding_follows_the_browsers(
    data: bytes,
    declared: str | None,
    html: bool,
    text: str | None,
    name: str | None,
) -> None:
    """Marks win over declarations, declarations over detection, valid UTF-8 over a declaration it refutes."""
    found, encoding = decode(data, declared=declared, html=html)
    if text is not None:
        assert (found, encoding) == (text, name)


def test_detection_of_undeclared_text() -> None:
    """Cyrillic in an old encoding that nothing declares is made out from its letters."""
    text = "Мэр города сказал, что работа порта возобновится в понедельник. " * 5
    assert decode(text.encode("cp1251"))[0] == text
