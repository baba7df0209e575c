"""The commands ``madang erase-person`` and ``madang expire-backups``: for the operator, production too."""

from __future__ import annotations

import shutil
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

_console = Console()


def erase_person(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="사람 번호나 아이디 / the person's number or a user name")
    ],
    purpose: Annotated[str, typer.Option(help="까닭의 코드 / code of the reason: erase-on-request …")],
    basis: Annotated[str, typer.Option(help="법 조문 / article of law; it stands in the public log")],
    yes: Annotated[bool, typer.Option("--yes", help="묻지 않는다 / do not ask")] = False,
) -> None:
    """사람을 지운다. Erase a person everywhere: rows, accounts, sessions, keys; every restore does it again."""
    from madang.config.environment import read_environment
    from madang.config.postgres import available_database

    with available_database(read_environment()):
        _django()
        from madang.blocks.identity import actions, erasure
        from madang.blocks.identity.errors import IdentityError
        from madang.blocks.ledger import SYSTEM
        from madang.systems.operations.queries.standing import read_only

        if found := read_only():
            _fail(f"읽기 전용이라 지울 수 없습니다. / The site is read-only: {found.reason}")
        whom = _whom(identifier)
        for trace in erasure.traces(whom):
            mark = f"남음 / stays: {trace.stays.ko}" if trace.stays else "지움 / goes"
            _say(f"{trace.what.ko} / {trace.what.en}: {trace.count}   {mark}")
        if not yes:
            typer.confirm("되돌릴 수 없습니다. 지울까요? / This cannot be undone. Erase?", abort=True)
        try:
            if whom.person is not None:
                act = actions.erase_person(SYSTEM, whom.person.pk, purpose=purpose, basis=basis)
            else:
                act = actions.erase_account(SYSTEM, whom.accounts[0].pk, purpose=purpose, basis=basis)
        except IdentityError as error:
            _fail(str(error))
        _say(
            f"지웠습니다. 영수증 / erased, receipt: /receipts/{act}/"
            if act
            else "이미 지웠습니다. / Erased already."
        )


def expire_backups(
    place: Annotated[Path, typer.Argument(metavar="DIR", help="백업들의 폴더 / folder of backups")],
    days: Annotated[int, typer.Option(min=1, help="며칠 지난 것을 / older than so many days")],
) -> None:
    """오래된 백업을 지운다. Delete backups older than DAYS; the newest one always stays."""
    for name in expired(place.absolute(), datetime.now(UTC) - timedelta(days=days)):
        _say(f"지운 백업 / deleted: {name}")


def expired(place: Path, before: datetime) -> list[str]:
    """Delete whole backups that were made before that time, never the newest; return their names.

    A backup holds the rows of people as they were, until it is deleted. One whose deletion is stopped half-way is
    no backup any more, and the next ``madang backup`` removes the rest.
    """
    from madang.config.backup.making import DRAFT
    from madang.config.backup.manifest import stamp
    from madang.config.backup.restoring import backups_below

    gone = []
    for folder, manifest in backups_below(place)[:-1]:
        if manifest.made_at < stamp(before):
            half = folder.rename(folder.with_name(f"{DRAFT}{folder.name}"))
            shutil.rmtree(half)
            gone.append(folder.name)
    return gone


def _whom(identifier: str):  # type: ignore[no-untyped-def]
    from madang.blocks.identity import erasure
    from madang.blocks.identity.models import Account, Person

    try:
        person = Person.objects.filter(pk=uuid.UUID(identifier)).first()
    except ValueError:
        account = Account.objects.filter(username=identifier.strip().lower()).first()
        if account is not None and account.person is None:
            return erasure.of_account(account)
        person = account.person if account else None
    if person is None:
        _fail(f"{identifier}: 그런 사람이나 아이디가 없습니다. / No person and no user name like that.")
    return erasure.of_person(person)


def _django() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    django.setup()


def _say(sentence: str) -> None:
    _console.print(sentence, highlight=False, soft_wrap=True)


def _fail(sentence: str) -> NoReturn:
    Console(stderr=True).print(f"[bold red]madang:[/] {sentence}", highlight=False, soft_wrap=True)
    raise typer.Exit(2)
