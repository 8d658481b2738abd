"""Publisher, section, keywords, language, address and access, as the page declares them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from newskit.article import FieldOrigin
from newskit.clean.language_table import primary
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import text_of
from newskit.clean.metadata.languages import detect_language

_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|ref|ref_src|cmp|cmpid|ocid|ito|xtor|wt_mc|wtmc|at_\w+|"
    r"__twitter_impression|feature|s_cid|ns_\w+|smid|partner|amp)$",
    re.IGNORECASE,
)
_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_](?:[A-Za-z]{2}|\d{3}|[A-Za-z]{4}|[A-Za-z0-9]{5,8})){0,3}$")
_SPLIT = re.compile(r"\s*[,;،、]\s*")
_MAX_KEYWORD = 100
_MIN_DETECTED, _CLEAR, _MAX_DETECTED = 40, 200, 1000
"""Characters from which a language is detected, and believed against a declaration; how many are looked at."""


def find_canonical(declared: Declared) -> tuple[str, str] | None:
    """Return the page's own address without tracking parameters, and where it was found."""
    candidates = [
        *((value, "meta") for value in declared.links.get("canonical", ())),
        *((value, "meta") for value in declared.meta.get("og:url", ())),
        (_address(declared.article.get("mainEntityOfPage")), "json-ld"),
        (_address(declared.article.get("url")), "json-ld"),
    ]
    for value, source in candidates:
        if value and (address := _absolute(value, declared.url)) and _is_plausible(address, declared.url):
            return without_tracking(address), source
    return (without_tracking(declared.url), "url") if declared.url and _absolute(declared.url, None) else None


def without_tracking(address: str) -> str:
    """Return an address without fragment and without parameters that only say where the reader came from."""
    parts = urlsplit(address)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(key)]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else None


def _absolute(value: str, base: str | None) -> str | None:
    try:
        address = urljoin(base or "", value.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def _is_plausible(address: str, url: str | None) -> bool:
    """Refuse a canonical address that is the front page of a deeper one."""
    if not url:
        return True
    try:
        return urlsplit(address).path.strip("/") != "" or urlsplit(url).path.strip("/") == ""
    except ValueError:
        return True


def find_publisher(declared: Declared) -> tuple[str, str] | None:
    """Return who published, and where it says so."""
    name = text_of(declared.article.get("publisher"))
    if name and not name.startswith("http"):
        return name, "json-ld"
    publisher = declared.article.get("publisher")
    identifier = publisher.get("@id") if isinstance(publisher, dict) else None
    for item in declared.objects:
        if identifier and item.get("@id") == identifier and (name := text_of(item.get("name"))):
            return name, "json-ld"
    for meta in ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "twitter:site"):
        value = declared.first_meta(meta)
        if value and not value.startswith("http"):
            return value.lstrip("@"), "meta"
    for item in declared.objects:
        kinds = item.get("@type")
        if kinds in ("NewsMediaOrganization", "WebSite") and (name := text_of(item.get("name"))):
            return name, "json-ld"
    return None


def find_section(declared: Declared) -> tuple[str, str] | None:
    """Return the section that the article was filed under."""
    if section := text_of(declared.article.get("articleSection")):
        return section, "json-ld"
    for meta in (
        "article:section",
        "og:article:section",
        "parsely-section",
        "section",
        "sailthru.section",
        "cxenseparse:recs:articlesection",
        "dc.subject.section",
    ):
        if value := declared.first_meta(meta):
            return value, "meta"
    for value in declared.items.get("articlesection", ()):
        if value and len(value) < _MAX_KEYWORD:
            return value, "microdata"
    return None


def find_keywords(declared: Declared) -> tuple[list[str], str] | None:
    """Return the keywords, each once, from the place that gives most of them as separate words."""
    declared_here = declared.article.get("keywords")
    candidates = (
        (_listed(declared_here), "json-ld"),
        (_listed(declared.meta.get("news_keywords", [])), "meta"),
        (_listed(declared.meta.get("keywords", [])), "meta"),
        ([value for value in declared.meta.get("article:tag", []) if value], "meta"),
        (_listed(declared.meta.get("parsely-tags", [])), "meta"),
    )
    for words, source in candidates:
        once = list(dict.fromkeys(word for word in words if word and len(word) <= _MAX_KEYWORD))
        if once:
            return once, source
    return None


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return [part.strip(" #\"'") for part in _SPLIT.split(value)]
    if isinstance(value, list):
        return [word for item in value for word in _listed(text_of(item) if isinstance(item, dict) else item)]
    return []


def find_access(declared: Declared) -> bool | None:
    """Return whether the article is free: not as soon as one statement of the page says so.

    What is said of a part of the page, and the tier in its meta elements, count where nothing is said of the whole.
    """
    whole: set[bool] = set()
    parts: set[bool] = set()
    for item in declared.objects:
        value = item.get("isAccessibleForFree", item.get("isAccessibleforFree"))
        said = _truth(value[0] if isinstance(value, list) and value else value)
        if said is not None:
            (parts if item.get("cssSelector") else whole).add(said)
    whole.update(said for value in declared.items.get("isaccessibleforfree", ()) if (said := _truth(value)) is not None)
    tiers = {value.lower() for value in declared.meta.get("article:content_tier", ())}
    tier = {value != "locked" for value in tiers & {"free", "metered", "locked"}}
    for statements in (whole, tier, parts):
        if statements:
            return False not in statements
    return None


def _truth(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().rsplit("/", 1)[-1].lower())
    return value if isinstance(value, bool) else None


def find_language(declared: Declared, text: str) -> tuple[str, str] | None:
    """Return the language (BCP 47): the declared one, unless that is a template's English and the text is not."""
    tags = [
        declared.language,
        text_of(declared.article.get("inLanguage")),
        declared.first_meta("content-language", "og:locale", "dc.language", "language"),
    ]
    valid = [tag.strip().replace("_", "-") for tag in tags if tag and _TAG.match(tag.strip())]
    said = _tidy(valid[0]) if valid else None
    if len(text) < _MIN_DETECTED or (said is not None and primary(said) != "en"):
        return (said, "meta") if said else None
    detected = detect_language(text[:_MAX_DETECTED])
    if said is None:
        return detected, "text"
    if primary(said) == detected or len(text) < _CLEAR:
        return said, "meta"
    for tag in valid[1:]:
        if primary(tag) == detected:
            return _tidy(tag), "meta"
    return detected, "text"


def _tidy(tag: str) -> str:
    head, *rest = tag.split("-")
    return "-".join([head.lower(), *(part.upper() if len(part) == len("XX") else part for part in rest)])


def origin(source: str, confidence: float) -> FieldOrigin:
    """Return where a field was found."""
    return FieldOrigin(source=source, confidence=confidence)
