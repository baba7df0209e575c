"""Pages and posts of the room ``ui``; mounted at ``/ui/``."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from madang.blocks.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.components, name="components"),
    path("language", set_language, name="language"),
    path("display", views.display, name="display"),
    path("help", views.help_page, name="help"),
]
