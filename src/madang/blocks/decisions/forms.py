"""What people fill in: facts to try a rule with, a new text, a review, a table of figures, test persons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from madang_rules.dmn import Engine
from madang_rules.dmn.explain.plain import plain
from madang_rules.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    MONTHS_DURATION,
    NUMBER,
    TIME,
    ContextType,
    ListType,
    NamedType,
    Type,
    unnamed,
)

from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.models import Better, ChangeKind, Mark
from madang.blocks.identity.models import Organisation

MOST_CHOICES = 30
LONGEST_XML = 1_000_000


class FactsForm(forms.Form):
    """A field for each input; "unknown" is a choice of each. Nothing of it is kept."""

    def __init__(self, engine: Engine, asked: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = dict(enumerate(asked))
        types = engine.inputs
        for number, name in self.names.items():
            self.fields[f"f{number}"] = _field(name, types[name])
            if not isinstance(self.fields[f"f{number}"], forms.ChoiceField):
                self.fields[f"f{number}_unknown"] = forms.BooleanField(
                    label=gettext("‘%(name)s’ 모름") % {"name": name}, required=False
                )

    def facts(self) -> dict[str, Any]:
        """What was told; what is unknown is left out. Call on a valid form."""
        found: dict[str, Any] = {}
        for number, name in self.names.items():
            value = self.cleaned_data.get(f"f{number}")
            if self.cleaned_data.get(f"f{number}_unknown") or value in (None, ""):
                continue
            found[name] = _WORDS.get(value, value) if isinstance(value, str) else value
        return found

    def refuse(self, error: Unfit) -> None:
        """Show all that does not fit, each at the field of its fact."""
        for each in error.faults:
            self.fault(each.field, str(each))

    def fault(self, name: str | None, sentence: str) -> None:
        """Show what is wrong at the field of the fact it is wrong in."""
        at = next((f"f{number}" for number, known in self.names.items() if known == name), None)
        self.add_error(at, sentence)


_WORDS = {"true": True, "false": False, "null": None}


def _field(name: str, type_: Type) -> forms.Field:
    behind = unnamed(type_)
    if behind == BOOLEAN:
        return _choice(name, [("true", _("예")), ("false", _("아니요"))])
    possible = type_.possible if isinstance(type_, NamedType) else None
    values = [plain(each) for each in possible or ()]
    if values and len(values) <= MOST_CHOICES and all(isinstance(each, str) for each in values):
        return _choice(name, [(each, each) for each in values])
    hint = _("모르면 비워 두세요.")
    if behind == NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(label=name, required=False, max_length=60, help_text=hint, widget=widget)
    if behind == DATE:
        return forms.CharField(
            label=name,
            required=False,
            max_length=20,
            help_text=_("2026-03-01처럼 적습니다. 모르면 비워 두세요."),
        )
    if isinstance(behind, ContextType | ListType):
        return forms.JSONField(
            label=name, required=False, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}), decoder=ExactDecoder,
            help_text=_('{"이름": 값}이나 [값, 값]처럼 JSON으로 적습니다. 모르면 비워 두세요.'),
            error_messages={"invalid": _("JSON으로 읽을 수 없습니다. 따옴표와 쉼표를 확인해 주세요.")},
        )  # fmt: skip
    if behind in _EXAMPLES:
        written = gettext("%(example)s처럼 적습니다. 모르면 비워 두세요.") % {"example": _EXAMPLES[behind]}
        return forms.CharField(label=name, required=False, max_length=100, help_text=written)
    return forms.CharField(label=name, required=False, max_length=1000, help_text=hint)


class ExactDecoder(json.JSONDecoder):
    """Reads numbers as they are written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "parse_float": Decimal})


_EXAMPLES: dict[Type, str] = {
    TIME: "09:30:00",
    DATE_TIME: "2026-03-01T09:30:00",
    DAYS_DURATION: "P3DT12H",
    MONTHS_DURATION: "P1Y6M",
}
"""How values of these types are told."""


def _choice(name: str, values: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=name,
        choices=[*values, ("", _("모름"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )


class DayForm(forms.Form):
    """The rule as in force on a day, as known on a day."""

    day = forms.DateField(
        label=_("어느 날의 규칙"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    known = forms.DateField(
        label=_("어느 날 알던 대로"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class CompareForm(forms.Form):
    """Which versions are compared, and on which day."""

    before = forms.TypedChoiceField(label=_("앞의 판"), coerce=int)
    after = forms.TypedChoiceField(label=_("뒤의 판"), coerce=int)
    day = forms.DateField(
        label=_("견주는 날"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, numbers: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(number, gettext("%(number)d판") % {"number": number}) for number in numbers]
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = choices


class ModelForm(forms.Form):
    """A new model, without text yet."""

    key = forms.CharField(
        label=_("코드"), max_length=80, help_text=_("주소에 쓰입니다. 영문자, 숫자, 붙임표.")
    )
    title_ko = forms.CharField(label=_("이름"), max_length=200)
    title_en = forms.CharField(label=_("영문 이름"), max_length=200)
    summary_ko = forms.CharField(label=_("한 줄 설명"), max_length=400, required=False)
    summary_en = forms.CharField(label=_("영문 한 줄 설명"), max_length=400, required=False)
    source = forms.CharField(label=_("법적 근거"), max_length=400)
    organisation = forms.ModelChoiceField(label=_("맡은 기관"), queryset=Organisation.objects.none())
    decision = forms.CharField(
        label=_("묻는 결정"), max_length=200, required=False, help_text=_("비워 두면 맨 위의 결정입니다.")
    )
    better = forms.ChoiceField(
        label=_("결과의 방향"),
        choices=Better.choices,
        help_text=_("개정으로 누가 이롭고 누가 불리한지 세는 데 씁니다."),
    )

    def __init__(self, bodies: frozenset[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.valid().filter(pk__in=bodies).order_by("code")


class DraftForm(forms.Form):
    """A new text of a model: a file, or pasted."""

    file = forms.FileField(label=_("DMN 파일"), required=False, max_length=255)
    xml = forms.CharField(
        label=_("DMN XML"),
        required=False,
        max_length=LONGEST_XML,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=_("파일을 올리면 이 칸은 쓰지 않습니다."),
    )
    note = forms.CharField(
        label=_("무엇을 왜 바꾸나요"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("file") and not data.get("xml") and not self.errors:
            self.add_error("xml", gettext("DMN 파일을 올리거나 XML을 붙여 넣어 주세요."))
        return data

    def content(self) -> bytes:
        """The bytes of the text. Call on a valid form."""
        upload = self.cleaned_data["file"]
        if upload:
            return bytes(upload.read(LONGEST_XML + 1))
        return str(self.cleaned_data["xml"]).replace("\r\n", "\n").strip().encode()


class DatedForm(forms.Form):
    """From which day on; a day in the past only when that is confirmed, with a reason."""

    past = forms.BooleanField(
        label=_("지난 날부터 시행함을 확인합니다"),
        required=False,
        help_text=_("시행일이 오늘보다 앞설 때에만 표시합니다. 이미 내린 결정과 달라질 수 있습니다."),
    )
    past_reason = forms.CharField(
        label=_("지난 날부터 시행하는 까닭"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("규칙의 화면에 모두가 읽을 수 있게 실립니다."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.pop("past", False):  # a reason alone confirms nothing
            data["past_reason"] = ""
            day = data.get("valid_from")
            if day is not None and day < timezone.localdate():
                self.add_error("past", gettext("시행일이 지난 날입니다. 맞으면 표시하고 까닭을 적어 주세요."))
        return data


class ProposeForm(DatedForm):
    """From when on, and why."""

    typed_again = ("note", "past_reason")
    field_order = ("valid_from", "valid_to", "past", "past_reason", "note")

    valid_from = forms.DateField(label=_("시행일"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=_("효력이 끝나는 날"),
        required=False,
        help_text=_("이 날부터 효력이 없습니다. 비워 두면 다음 개정까지입니다."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = forms.CharField(label=_("까닭"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(forms.Form):
    """A second person's judgement, naming each test person whose expectation the law changes."""

    typed_again = ("note",)

    judgement = forms.ChoiceField(
        label=_("판단"), choices=[("approve", _("승인")), ("refuse", _("반려"))], widget=forms.RadioSelect
    )
    changed = forms.MultipleChoiceField(
        label=_("기대가 바뀐 시험 인물"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("법이 바뀌어 기대하는 결과도 바뀐 사람을 한 사람씩 표시합니다."),
    )
    note = forms.CharField(
        label=_("검토 의견"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("반려할 때는 까닭을 꼭 적어 주세요."),
    )

    def __init__(self, persons: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if persons:
            field: Any = self.fields["changed"]
            field.choices = persons
        else:
            del self.fields["changed"]

    def named(self) -> Sequence[str]:
        """Keys of the test persons named. Call on a valid form."""
        found: Sequence[str] = self.cleaned_data.get("changed", ())
        return found


class WithdrawForm(forms.Form):
    """Why a draft or a proposal is taken back."""

    note = forms.CharField(label=_("까닭"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EndingForm(DatedForm):
    """Why something in force ends, and from when on."""

    typed_again = ("note", "past_reason")
    field_order = ("from_day", "past", "past_reason", "note")

    from_day = forms.DateField(
        label=_("언제부터"),
        required=False,
        help_text=_(
            "비워 두면 처음부터 없던 것이 되고, 그 앞의 판이 이어집니다. 날짜를 적으면 그날부터 규칙이 없습니다."
        ),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = forms.CharField(label=_("까닭"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ParameterForm(DatedForm):
    """A table of figures that holds from a day on."""

    typed_again = ("rows", "article", "note", "past_reason")
    field_order = (
        "kind", "rows", "valid_from", "valid_to", "past", "past_reason", "article", "mark", "note",
    )  # fmt: skip

    kind = forms.ChoiceField(
        label=_("고치는 범위"),
        choices=ChangeKind.choices,
        initial=ChangeKind.ROWS,
        widget=forms.RadioSelect,
    )
    rows = forms.CharField(
        label=_("값"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    valid_from = forms.DateField(label=_("시행일"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=_("효력이 끝나는 날"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    article = forms.CharField(label=_("조문·고시"), max_length=400)
    mark = forms.ChoiceField(label=_("확인 여부"), choices=Mark.choices, initial=Mark.LEAD)
    note = forms.CharField(label=_("까닭"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, dimensions: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].help_text = gettext(
            "한 줄에 하나씩, 쉼표나 탭으로 나누어 적습니다: %(columns)s. 값을 모두 끝낼 때는 비워 둡니다."
        ) % {"columns": ", ".join([*dimensions, gettext("값")])}


class PersonsForm(forms.Form):
    """Test persons as JSON."""

    typed_again = ("rows", "note")

    rows = forms.CharField(
        label=_("시험 인물(JSON)"),
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_(
            '[{"key", "title_ko", "title_en", "kind", "facts", "expected"}] 꼴로 적습니다. 처음에는 아직 시험하지 않은 '
            "행과 경계에 설 사람들이 지금 규칙의 답과 함께 적혀 있습니다. 법이 바라는 결과인지 견주어 보고 고쳐 주세요."
        ),
    )
    note = forms.CharField(label=_("까닭"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
