#!/usr/bin/env python3
"""Checks the site as a whole: every template compiles, no migration is missing, no translation is missing."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from madang.config.postgres import temporary_server


def templates() -> list[str]:
    """One sentence for each template of ours that does not compile."""
    from django.template import TemplateSyntaxError, engines
    from django.template.exceptions import TemplateDoesNotExist

    import madang

    source = Path(madang.__file__).parent
    engine = engines["django"]
    wrong = []
    for folder in sorted(source.rglob("templates")):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".tmpl"):
            try:
                engine.get_template(str(path.relative_to(folder)))
            except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
                wrong.append(f"{path.relative_to(source.parent)}: {error}")
    return wrong


def migrations() -> list[str]:
    from django.core.management import call_command

    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        return ["models and migrations differ: .venv/bin/python -m django makemigrations"]
    return []


ANSWERED = {
    # identity.backends.SignInBackend lets an address that two accounts share open neither of them.
    "Using email as a login method requires ACCOUNT_UNIQUE_EMAIL",
}
"""Warnings of libraries that carry no id to silence them by, and what answers them."""


def system_checks() -> list[str]:
    from django.core import checks

    found = [message for message in checks.run_checks() if message.level >= checks.WARNING]
    return [str(message) for message in found if message.msg not in ANSWERED]


def translations() -> list[str]:
    from madang.config.translations import check

    return [str(problem) for problem in check()]


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="madang-check-") as home,
        temporary_server(Path(home) / "db") as server,
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "madang.config.settings",
            "MADANG_HOME": home,
            "MADANG_ENV": "demo",
            "DATABASE_URL": server.url(),
        }
        import django

        django.setup()
        wrong = [*templates(), *system_checks(), *migrations(), *translations()]
        django.db.connections.close_all()
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
