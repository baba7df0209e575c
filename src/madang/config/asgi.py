"""The ASGI application that Granian serves."""

from __future__ import annotations

import os
from typing import cast

import django
from django.conf import settings

from madang.config.handler import THREADS, ThreadHandler
from madang.config.production import refuse_unready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")

# A thread keeps no connection between requests: without a pool each request would open its own, which takes
# longer than most pages. While the database is away a reader is told so after three seconds, and a pool that
# has given up tries anew at the next request instead of ever more seldom.
options = cast("dict[str, object]", settings.DATABASES["default"]["OPTIONS"])
options["pool"] = {"min_size": 2, "max_size": THREADS, "timeout": 3, "reconnect_timeout": 2}
django.setup(set_prefix=False)
application = ThreadHandler()
refuse_unready(settings.ENVIRONMENT)
