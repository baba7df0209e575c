"""Every Django form comes out with labels, hints and errors tied to its fields."""

from __future__ import annotations

import re

from django import forms
from django.utils import translation

from madang.blocks.ui.showcase import SampleForm


class Small(forms.Form):
    name = forms.CharField(label="이름", help_text="신분증대로")
    kind = forms.ChoiceField(label="종류", choices=[("a", "가"), ("b", "나")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("둘 다 맞지 않습니다")


def test_every_visible_field_has_a_label_that_points_at_it() -> None:
    html = str(SampleForm())
    ids = set(re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html))
    labelled = set(re.findall(r'<label for="([^"]+)"', html))
    assert len(ids) >= 12
    assert ids == labelled


def test_hint_and_error_are_named_by_the_field() -> None:
    html = str(Small({"name": ""}))
    field = re.search(r'<input[^>]*name="name"[^>]*>', html)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in field[0]
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = str(Small())
    assert re.search(r"<fieldset[^>]*><legend[^>]*>종류", html)


def test_error_summary_lists_every_error_and_leads_to_existing_fields() -> None:
    html = str(Small({}))
    summary = html[html.index("data-error-summary") : html.index("</ul>")]
    assert "둘 다 맞지 않습니다" in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_name", "id_kind_0"]
    assert all(f'id="{target}"' in html for target in targets)


def test_a_form_not_yet_sent_has_no_summary() -> None:
    assert "data-error-summary" not in str(Small())


def test_hidden_fields_are_kept() -> None:
    assert re.search(r'<input type="hidden" name="secret"', str(Small()))


def test_a_widget_keeps_its_own_class() -> None:
    class Own(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "mine"}))

    assert 'class="mine krds-input"' in str(Own())


def test_required_is_said_in_the_language_of_the_page() -> None:
    assert "필수" in str(Small())
    with translation.override("en"):
        assert "required</span>" in str(Small())


def test_what_was_typed_comes_back_escaped() -> None:
    html = str(Small({"name": '"><script>alert(1)</script>', "kind": "a"}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
