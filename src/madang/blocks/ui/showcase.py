"""What the living page shows: every component with its states, from data as rooms would pass it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.blocks.ui.markup import Card


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=gettext_lazy("이름"), max_length=50, help_text=gettext_lazy("신분증에 적힌 대로 적어 주세요.")
    )
    email = forms.EmailField(label=gettext_lazy("전자우편"))
    region = forms.ChoiceField(
        label=gettext_lazy("사는 곳"),
        choices=[
            ("", gettext_lazy("고르세요")),
            ("a", gettext_lazy("가람구")),
            ("b", gettext_lazy("나래구")),
        ],
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("연락받을 방법"),
        choices=[
            ("sms", gettext_lazy("문자")),
            ("mail", gettext_lazy("우편")),
            ("call", gettext_lazy("전화")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("처리 결과를 이 방법으로 알려 드립니다."),
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("필요한 도움"),
        choices=[("sign", gettext_lazy("수어 통역")), ("large", gettext_lazy("큰 글자 안내문"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    born = forms.DateField(
        label=gettext_lazy("생년월일"),
        widget=forms.DateInput(attrs={"autocomplete": "bday"}),
        help_text=gettext_lazy("예: 1990-01-31"),
    )
    reason = forms.CharField(
        label=gettext_lazy("신청 이유"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    paper = forms.FileField(label=gettext_lazy("붙임 서류"), required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("개인정보 수집과 이용에 동의합니다"),
        help_text=gettext_lazy("동의하지 않을 수 있으며, 그때는 창구에서 신청할 수 있습니다."),
    )


def examples(request: HttpRequest) -> dict[str, Any]:
    """Return the context of ``ui/components.html``."""
    wrong = {"name": "", "email": "kim", "region": "a", "channel": "sms", "born": "1990-13-40", "agreed": ""}
    filled = SampleForm({f"errors-{name}": value for name, value in wrong.items()}, prefix="errors")
    here = reverse("ui:components")
    return {
        "breadcrumb": [(_("화면"), here), (_("구성 요소"), None)],
        "tones": ["primary", "secondary", "gray", "point", "danger", "warning", "success", "information"],
        "variants": ["primary", "secondary", "tertiary", "text"],
        "sizes": ["xsmall", "small", "medium", "large", "xlarge"],
        "form": SampleForm(prefix="empty"),
        "filled_form": filled,
        "steps": [_("약관 확인"), _("신청 내용"), _("서류 붙이기"), _("확인과 제출")],
        "columns": [_("접수 번호"), _("민원"), _("처리 기한"), _("상태")],
        "rows": [
            [
                "2026-000123",
                _("주민등록표 등본 발급"),
                date_format(date(2026, 3, 2), "DATE_FORMAT"),
                _("처리 중"),
            ],
            [
                "2026-000124",
                _("건축물 용도 변경 신고"),
                date_format(date(2026, 3, 9), "DATE_FORMAT"),
                _("보완 요청"),
            ],
        ],
        "cards": [
            Card(
                _("주민등록표 등본 발급"),
                f"{here}#s-card",
                _("온라인으로 신청하고 바로 인쇄합니다."),
                (("primary", _("민원")),),
                _("하늘시 민원과"),
            ),
            Card(
                _("청년 월세 지원"),
                f"{here}#s-card",
                _("하늘시에 사는 무주택 청년에게 월세를 매달 20만 원까지 지원합니다."),
                (("primary", _("공공서비스")), ("success", _("접수 중"))),
                _("하늘시 주거복지과"),
            ),
        ],
        "facts": [
            (_("지원 대상"), _("하늘시에 사는 만 19~34세 무주택 청년")),
            (_("지원 내용"), _("월세 가운데 매달 20만 원까지, 최대 12개월")),
            (_("신청 기간"), _("2026년 3월 1일부터 3월 31일까지")),
        ],
        "facet_groups": [
            {
                "name": "kind",
                "legend": _("종류"),
                "single": False,
                "options": [
                    {"value": "service", "label": _("공공서비스"), "count": 128, "checked": True},
                    {"value": "policy", "label": _("정책"), "count": 12, "checked": False},
                ],
            },
            {
                "name": "fee",
                "legend": _("수수료"),
                "single": True,
                "options": [
                    {"value": "free", "label": _("없음"), "count": None, "checked": False},
                    {"value": "paid", "label": _("있음"), "count": None, "checked": True},
                ],
            },
        ],
        "numbered": Paginator(range(480), 20).page(7),
        "tabs": [
            (_("전체"), here, True),
            (_("처리 중"), f"{here}?state=open", False),
            (_("끝남"), f"{here}?state=done", False),
        ],
    }
