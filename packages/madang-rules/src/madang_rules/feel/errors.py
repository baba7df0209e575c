"""The two ways in which FEEL ends other than with a value: a text that is no FEEL, and a budget used up.

Errors of evaluation are not among them: by the standard they become null, and `Evaluation.reasons` says why.
"""

from madang_rules.errors import Language, Place, RulesError, Sentence
from madang_rules.feel import messages as messages  # registers the sentences


class FeelSyntaxError(RulesError):
    """A text is not FEEL.

    `place` are the offsets of the fault in `text`; `remedy` is a sentence about the way out.
    """

    def __init__(self, code: str, text: str, place: Place, **values: object) -> None:
        super().__init__(code, **values)
        self.text = text
        self.place = place

    @property
    def remedy(self) -> Sentence:
        """What the author can do about it."""
        return Sentence(f"{self.code}/remedy", **self.values)

    def __str__(self) -> str:
        return self.full_sentence("en")

    def full_sentence(self, language: Language = "en") -> str:
        """Return place, fault and remedy as one text in `language`."""
        line, column = self.place.line_and_column(self.text)
        where = Sentence("feel-place", line=line, column=column).sentence(language)
        return f"{where} {self.sentence(language)} {self.remedy.sentence(language)}"


class BudgetExceeded(RulesError):
    """An evaluation needed more steps, memory, depth or time than its budget allows.

    `limit` names which: `steps`, `seconds`, `depth`, `list_length`, `string_length`, `answer_size` or
    `answer_depth`.
    """

    def __init__(self, limit: str, allowed: float) -> None:
        super().__init__(f"budget-{limit}", allowed=allowed)
        self.limit = limit
        self.allowed = allowed
