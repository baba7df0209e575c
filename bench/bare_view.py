"""The peer of ``pages.py``: a Django project of one view that renders one template of so many bytes."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

settings.configure(
    SECRET_KEY="bare",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=[],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {"page.html": "{{ name }}" + "x" * (int(os.environ["BARE_VIEW_BYTES"]) - 4)},
                            )
                        ],
                    )
                ]
            },
        }
    ],
)
django.setup()


def page(request: HttpRequest) -> HttpResponse:
    answer = render(request, "page.html", {"name": "peer"})
    answer["Content-Length"] = str(len(answer.content))
    return answer


urlpatterns = [path("", page)]
application = get_asgi_application()
