"""How Django forms look: the renderer behind ``{{ form }}`` and ``<c-form>``, set as ``FORM_RENDERER``."""

from __future__ import annotations

from typing import Any

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    FileInput,
    RadioSelect,
    Select,
    Widget,
)
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template


def _style_of(widget: Widget) -> str:
    """Return the class that a widget's own tag carries."""
    if isinstance(widget, (CheckboxInput, RadioSelect, CheckboxSelectMultiple)):
        return ""
    if isinstance(widget, (FileInput, ClearableFileInput)):
        return "ui-file"
    if isinstance(widget, Select):
        return "krds-form-select"
    return "krds-input"


class KrdsBoundField(BoundField):
    """A form's field that knows how KRDS draws it."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if not widget.is_hidden and (style := _style_of(widget)):
            own = str(built.get("class") or widget.attrs.get("class") or "")
            built["class"] = f"{own} {style}".strip()
        return built

    @property
    def is_choice_list(self) -> bool:
        """Whether it is drawn as a list of check boxes or radio buttons."""
        return isinstance(self.field.widget, (RadioSelect, CheckboxSelectMultiple))

    @property
    def is_check(self) -> bool:
        """Whether it is one check box with its label behind it."""
        return isinstance(self.field.widget, CheckboxInput)

    @property
    def anchor(self) -> str:
        """The id to which the error summary leads."""
        return f"{self.auto_id}_0" if self.is_choice_list else str(self.id_for_label or self.auto_id)


class KrdsRenderer(DjangoTemplates):
    """Draws forms and fields with the house's templates, single widgets with Django's own.

    ``ui/`` templates come from the site's engine (components and languages work in them); widget templates
    come from ``django.forms``, which therefore need not be an installed application.
    """

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = KrdsBoundField

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("ui/"):
            return get_template(template_name)
        return super().get_template(template_name)
