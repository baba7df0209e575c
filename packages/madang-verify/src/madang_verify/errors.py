"""What can be wrong with a log, a checkpoint or a receipt, each as one plain sentence.

Every error carries a stable `code` (for machines) and the values that fill its sentence; the sentences, in
Korean and English, lie in `messages`.
"""

from madang_verify.messages import Language, Sentence

__all__ = [
    "InputError",
    "KeyFormatError",
    "Language",
    "LogError",
    "MalformedError",
    "ProofError",
    "SignatureError",
    "VerificationError",
    "VerifyError",
]


class VerifyError(Sentence, Exception):
    """Root of all errors of this package. `str()` gives the English sentence, `sentence("ko")` the Korean."""

    def __init__(self, code: str, **values: object) -> None:
        Sentence.__init__(self, code, **values)
        Exception.__init__(self, code)

    def __str__(self) -> str:
        return self.sentence("en")


class VerificationError(VerifyError):
    """A check did not hold: what was presented must not be relied on."""


class MalformedError(VerificationError):
    """The bytes do not have the form that the standard prescribes."""


class KeyFormatError(MalformedError):
    """A verifier key (vkey) cannot be read or is of a kind this package does not know."""


class SignatureError(VerificationError):
    """No trusted key signed, or a signature of a trusted key is false."""


class ProofError(VerificationError):
    """An inclusion or consistency proof does not lead to the root hash it should lead to."""


class LogError(VerificationError):
    """A file of a log is missing, cut off or altered.

    `path` is the file's path inside the log; `entry` the index of the (first) entry concerned, when one can
    be named.
    """

    def __init__(self, code: str, path: str, entry: int | None = None, **values: object) -> None:
        self.path = path
        self.entry = entry
        super().__init__(code, path=path, entry=entry, **values)


class InputError(VerifyError):
    """Nothing could be checked: a file or address cannot be read, or an option makes no sense.

    Deliberately no `VerificationError`: a time-out says nothing about whether a log was altered.
    """
