"""The ASGI application that Granian serves."""

from __future__ import annotations

import os
from typing import cast

from django.conf import settings
from django.core.asgi import get_asgi_application

from madang.config.production import refuse_unready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")

# Each request runs in a thread of its own here; without a pool each would open a connection of its own,
# which takes longer than most pages. While the database is away a reader is told so after three seconds, and a
# pool that has given up tries anew at the next request instead of ever more seldom.
options = cast("dict[str, object]", settings.DATABASES["default"]["OPTIONS"])
options["pool"] = {"min_size": 2, "max_size": 20, "timeout": 3, "reconnect_timeout": 2}
application = get_asgi_application()
refuse_unready(settings.ENVIRONMENT)
