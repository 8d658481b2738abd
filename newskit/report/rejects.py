"""Reading a rejects file back."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newskit.errors import InputError, Reject
from newskit.io import streams


def read_rejects(name: str) -> Iterator[Reject]:
    """Yield what an earlier command wrote with ``--rejects``, also gzipped or zstd-compressed.

    Raises InputError for a file that cannot be read and for a line that is no reject.
    """
    for source in streams.find([name]):
        if isinstance(source, streams.Missing):
            raise InputError(f"{name}: {source.detail}", reason="not_found")
        for number, _, line in streams.lines(source.open()):
            if line is not None and not line.strip():
                continue
            try:
                yield _DECODER.decode(line or b"")
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                message = (
                    f"{source.name}:{number} is no reject: {error}; name a file that a command wrote with --rejects"
                )
                raise InputError(message, reason="invalid_reject") from error


_DECODER = msgspec.json.Decoder(Reject)
