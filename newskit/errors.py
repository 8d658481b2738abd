"""What can go wrong, as typed errors: each says what, where, and in which class of reason."""

from __future__ import annotations

from msgspec import Struct


class Reject(Struct, kw_only=True, omit_defaults=True, frozen=True):
    """One input that did not become a record, as it is written to the rejects file."""

    #: Where it came from: an address, a file, or ``file:line``.
    input: str
    #: Stage that refused it: ``read`` for the reader.
    stage: str
    #: Class of reason, a lower-case word that programs can count.
    reason: str
    #: One sentence for a person.
    detail: str
    #: Identifier of the record, where it has one.
    id: str | None = None


class NewskitError(Exception):
    """Base of every error that newskit raises on purpose.

    ``reason`` is the class that programs count, ``str(error)`` the sentence that a person reads.
    """

    reason = "error"

    def __init__(self, detail: str, *, reason: str | None = None) -> None:
        """Keep the sentence and, if given, a finer reason than the class's own."""
        super().__init__(detail)
        self.detail = detail
        if reason is not None:
            self.reason = reason


class UsageError(NewskitError):
    """The command was asked for something that cannot be: exit code 2."""

    reason = "usage"


class InputError(NewskitError):
    """An input cannot be read at all: no such file, not a Parquet file, cut compression."""

    reason = "unreadable"


class RecordError(NewskitError):
    """One record cannot be used: a wrong type, an offset outside the text, no payload.

    ``field`` is the JSON path of the culprit, where there is one.
    """

    reason = "invalid_record"

    def __init__(self, detail: str, *, field: str | None = None, reason: str | None = None) -> None:
        """Keep the sentence, the JSON path and the reason."""
        super().__init__(detail, reason=reason)
        self.field = field


class StageError(NewskitError):
    """A stage cannot process an article that is valid in itself."""

    reason = "failed"


class OutputError(NewskitError):
    """The output cannot be written: disk full, no permission."""

    reason = "unwritable"


class MachineError(NewskitError):
    """The machine is at its end, whatever the record: no space, too many open files."""

    reason = "machine"
