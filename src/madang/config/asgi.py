"""The ASGI application that Granian serves."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from madang.config.production import refuse_unready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")

application = get_asgi_application()
refuse_unready(settings.ENVIRONMENT)
