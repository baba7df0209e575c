"""What an editor fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madang.blocks.catalogue.actions.publishing import MAX_REASON
from madang.blocks.catalogue.models import Kind, Listing

SECTIONS = {
    "target": _("누가 받나요"),
    "criteria": _("고르는 기준"),
    "content": _("무엇을 받나요"),
    "how_to_apply": _("어떻게 신청하나요"),
    "deadline": _("언제까지 신청하나요"),
    "papers": _("무엇을 가져가나요"),
    "contact": _("어디에 물어보나요"),
}
"""Text sections an editor writes, in the order of the page."""

TRANSLATED = ("title_en", "summary_en")


class ListingForm(forms.Form):
    """One listing in Korean, with its English beside it where the editor has it."""

    kind = forms.ChoiceField(label=_("종류"), choices=Kind.choices)
    title = forms.CharField(label=_("제목"), max_length=300)
    summary = forms.CharField(label=_("한 줄 설명"), max_length=500, required=False)
    provider = forms.CharField(label=_("제공 기관"), max_length=200, required=False)
    topics = forms.CharField(label=_("분야"), help_text=_("여럿이면 쉼표로 나눕니다."), required=False)
    url = forms.URLField(label=_("누리집"), required=False, assume_scheme="https")
    title_en = forms.CharField(label=_("영어 제목"), max_length=300, required=False)
    summary_en = forms.CharField(label=_("영어 한 줄 설명"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    typed_again = (
        *("kind", "title", "summary", "provider", "topics", "url", "version", *TRANSLATED),
        *(f"body_{name}{language}" for name in SECTIONS for language in ("", "_en")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in SECTIONS.items():
            self.fields[f"body_{name}"] = forms.CharField(
                label=label, widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=100_000
            )
        for name in TRANSLATED:
            self.fields[name] = self.fields.pop(name)  # English last, together
        for name, label in SECTIONS.items():
            self.fields[f"body_{name}_en"] = forms.CharField(
                label=gettext("영어로 쓴 ‘%(section)s’") % {"section": label},
                widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
                required=False,
                max_length=100_000,
            )

    @classmethod
    def from_listing(cls, listing: Listing, typed: dict[str, Any]) -> ListingForm:
        """Return the form filled with a listing's present content, and over it what was ``typed`` before."""
        english = listing.translations.get("en", {})
        return cls(
            initial={
                "kind": listing.kind,
                "title": listing.title,
                "summary": listing.summary,
                "provider": listing.provider,
                "topics": ", ".join(listing.topics),
                "url": listing.url,
                "title_en": english.get("title", ""),
                "summary_en": english.get("summary", ""),
                "version": listing.version,
                **{f"body_{name}": listing.body.get(name, "") for name in SECTIONS},
                **{f"body_{name}_en": english.get("body", {}).get(name, "") for name in SECTIONS},
                **typed,
            }
        )

    def content(self) -> dict[str, Any]:
        """Return the cleaned fields as the catalogue's actions take them."""
        data = self.cleaned_data
        english: dict[str, Any] = {
            name: data[f"{name}_en"] for name in ("title", "summary") if data[f"{name}_en"]
        }
        if body := {name: data[f"body_{name}_en"] for name in SECTIONS if data[f"body_{name}_en"]}:
            english["body"] = body
        return {
            "kind": data["kind"],
            "title": data["title"],
            "summary": data["summary"],
            "provider": data["provider"],
            "topics": [word.strip() for word in data["topics"].split(",") if word.strip()],
            "url": data["url"],
            "body": {name: data[f"body_{name}"] for name in SECTIONS if data[f"body_{name}"]},
            "translations": {"en": english} if english else {},
        }


class WithdrawForm(forms.Form):
    """Why a listing is taken out of sight."""

    reason = forms.CharField(
        label=_("내리는 까닭"),
        max_length=MAX_REASON,
        help_text=_("이 안내의 주소를 여는 누구에게나 그대로 보입니다."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
