"""What can be wrong with a log, a checkpoint or a receipt, each as one plain sentence.

Every error carries a stable `code` (for machines) and the values that fill its sentence; the sentences, in
Korean and English, lie in `messages`.
"""

from typing import Literal

from madang_verify.messages import SENTENCES

Language = Literal["ko", "en"]


class VerifyError(Exception):
    """Root of all errors of this package.

    `code` names the sentence in `messages.SENTENCES`, `values` fill its placeholders. `str()` gives the
    English sentence; `sentence("ko")` the Korean one.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def sentence(self, language: Language = "en") -> str:
        """Return the sentence in `language`."""
        korean, english = SENTENCES[self.code]
        return (korean if language == "ko" else english).format(**self.values)

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


class InputError(VerifyError):
    """Nothing could be checked: a file or address cannot be read, or an option makes no sense.

    Deliberately no `VerificationError`: a time-out says nothing about whether a log was altered.
    """
