"""Forms for erasing a person: whom, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.basis import ERASURES
from madang.blocks.ledger.reasons import LONGEST_BASIS

WAYS = (
    ("number", _("주민등록번호·외국인등록번호")),
    ("phone", _("전화번호")),
    ("email", _("전자우편")),
    ("username", _("아이디")),
    ("id", _("사람 번호")),
)


class FindToEraseForm(forms.Form):
    """Whom, by something that tells them from others."""

    by_what = forms.ChoiceField(label=_("무엇으로 찾을까요"), choices=WAYS)
    value = forms.CharField(
        label=_("찾을 값"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class EraseForm(forms.Form):
    """Why, and on which legal basis; both stand in the public log."""

    purpose = forms.ChoiceField(label=_("지우는 까닭"))
    basis = forms.CharField(
        label=_("근거"),
        max_length=LONGEST_BASIS,
        help_text=_(
            "법 조문이나 문서 번호를 적으세요. 예: 개인정보 보호법 제36조. 누구나 보는 기록에 남으니 이름이나 번호는 적지 마세요."
        ),
    )
    sure = forms.BooleanField(label=_("되돌릴 수 없다는 것을 확인했습니다"))

    typed_again = ("purpose", "basis")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, str(words)) for code, words in ERASURES.items()]
