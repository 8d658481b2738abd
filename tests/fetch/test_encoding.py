from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newskit.fetch.encoding import decode_body
from newskit.fetch.errors import FetchError

LIMIT = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


CODERS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "x-gzip": lambda data: gzip.compress(data[:9], mtime=0) + gzip.compress(data[9:], mtime=0),
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data, mtime=0)),
}


@pytest.mark.parametrize("coding", CODERS)
@given(data=st.binary(min_size=10, max_size=2000))
def test_round_trip(coding: str, data: bytes) -> None:
    """What was coded comes back."""
    assert decode_body(CODERS[coding](data), coding, LIMIT) == data


@pytest.mark.parametrize("coding", ["gzip", "deflate", "Deflate", "br", "zstd"])
@given(data=st.binary(min_size=50, max_size=500), share=st.floats(0.1, 0.98))
def test_a_cut_body_is_refused(coding: str, data: bytes, share: float) -> None:
    """No part of a stream is taken for the whole."""
    coded = CODERS[coding](data)
    with pytest.raises(FetchError) as caught:
        decode_body(coded[: max(3, int(len(coded) * share))], coding, LIMIT)
    assert caught.value.reason in ("truncated", "bad_encoding")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_bombs_are_refused(coding: str) -> None:
    """What decodes to more than the limit is refused when the limit is reached."""
    with pytest.raises(FetchError) as caught:
        decode_body(CODERS[coding](bytes(40_000_000)), coding, LIMIT)
    assert caught.value.reason == "too_large"


def test_headers_that_lie() -> None:
    """Markup is taken as it is, whatever the header says; what nobody can decode is refused."""
    assert decode_body(b"<html>", "gzip", LIMIT) == b"<html>"
    assert decode_body(gzip.compress(b"<html>"), "zstd", LIMIT) == b"<html>"
    for coding in ("x-rot", "gzip"):
        with pytest.raises(FetchError) as caught:
            decode_body(b"\x66\x32\x2e\x37", coding, LIMIT)
        assert caught.value.reason == "bad_encoding"


def test_what_follows_a_gzip_stream_is_left_out() -> None:
    """Padding behind a whole stream is no fault of the page."""
    assert decode_body(gzip.compress(b"<html>") + b"\0" * 30 + b"x", "gzip", LIMIT) == b"<html>"
