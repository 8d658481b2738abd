"""Why an address gave no article."""

from __future__ import annotations

from newskit.errors import NewskitError


class FetchError(NewskitError):
    """One request, or what came of it, is refused; ``reason`` is the class.

    ``timeout`` ``too_large`` ``truncated`` ``bad_encoding`` ``not_text`` ``empty`` ``robots`` ``robots_unreachable``
    ``crawl_delay`` ``private_address`` ``bad_scheme`` ``bad_url`` ``bad_redirect`` ``redirect_loop``
    ``too_many_redirects`` ``http_404`` and so on, ``connection`` ``proxy`` ``tls`` ``dns`` ``bad_response``
    ``soft_404`` ``blocked`` ``bad_sitemap`` ``bad_feed`` ``bad_warc`` ``bad_digest``.
    """

    reason = "connection"

    def __init__(self, detail: str, reason: str, *, retry: bool = False) -> None:
        """Keep the sentence, the class, and whether it is worth asking again."""
        super().__init__(detail, reason=reason)
        self.retry = retry
