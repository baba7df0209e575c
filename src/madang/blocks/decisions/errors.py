"""What can go wrong with rules; each text says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from madang_rules.dmn import Finding


class DecisionsError(Exception):
    """Base of this block's errors; the text is for the reader, in their language."""


class NotNow(DecisionsError):
    """The proposal's state does not allow this act."""


class Unchanged(NotNow):
    """A text was brought that stands already.

    Attributes:
        version: the version (``ModelVersion``) whose text it is.
    """

    def __init__(self, version: Any) -> None:
        self.version = version
        name = _("%(model)s %(number)d판") % {"model": version.model.title, "number": version.number}
        super().__init__(
            _("%(version)s과(와) 글자 하나 다르지 않아 새 판을 만들지 않았습니다.") % {"version": name}
        )


class Unfit(DecisionsError):
    """What was brought cannot be accepted. ``findings`` are the library's, each with place and remedy."""

    def __init__(self, sentence: str, findings: Sequence[Finding] = (), field: str | None = None) -> None:
        self.findings = tuple(findings)
        self.field = field
        self.sentence: object = sentence
        super().__init__(sentence)

    @property
    def faults(self) -> tuple[Unfit, ...]:
        """All that does not fit, each by itself."""
        return (self,)


class UnfitFacts(Unfit):
    """Several facts do not fit: all are told at once."""

    def __init__(self, faults: Sequence[Unfit]) -> None:
        super().__init__(" ".join(map(str, faults)), field=faults[0].field)
        self._faults = tuple(faults)

    @property
    def faults(self) -> tuple[Unfit, ...]:
        return self._faults

    @classmethod
    def refuse(cls, faults: Sequence[Unfit]) -> None:
        """Raise what does not fit, if anything; one by itself as it is."""
        if faults:
            raise faults[0] if len(faults) == 1 else cls(faults)


class Busy(DecisionsError):
    """As many ask at once as this process answers; nothing was done."""


class TooLong(Unfit):
    """Asking everybody takes longer than it may."""

    def __init__(self) -> None:
        lazy = _("모두에게 묻는 데 너무 오래 걸려 멈추었습니다. 가정을 더하거나 모형을 간단히 해 주세요.")
        super().__init__(str(lazy))
        self.sentence = lazy


class Stopped(Unfit):
    """The worker ended in the middle of a count, again and again."""

    def __init__(self) -> None:
        lazy = _("세다가 여러 번 멈추었습니다. 가정을 더하거나 모형을 간단히 한 뒤 다시 물어 주세요.")
        super().__init__(str(lazy))
        self.sentence = lazy


class FiguresChanged(Unfit):
    """The figures of a day changed after a count of the city was asked for."""

    def __init__(self) -> None:
        lazy = _("세는 사이에 기준값이 바뀌었습니다. 다시 물어 주세요.")
        super().__init__(str(lazy))
        self.sentence = lazy


class PersonsFail(DecisionsError):
    """Test persons get another result than expected, and the reviewer did not name them.

    Attributes:
        keys: their keys.
    """

    def __init__(self, sentence: str, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(sentence)


class Contradicts(Unfit):
    """Test persons expect something else than the rule of today answers; who proposes them may go on."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="anyway")
