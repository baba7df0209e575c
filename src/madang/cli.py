"""The ``madang`` command. Each command is a thin door; the work is done in ``config`` and the rooms."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from madang.config import deciding, erasing

app = typer.Typer(
    name="madang",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="마당 (Madang): 정부 서비스가 모이는 곳. A government platform.",
)
# A path is one piece, however narrow the terminal: people copy it.
console = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)


def main() -> None:
    """Run the command line; known errors become one sentence and exit code 2."""
    from madang.config.environment import ConfigurationError

    try:
        app()
    except ConfigurationError as error:
        errors.print(f"[bold red]madang:[/] {escape(str(error))}", highlight=False)
        raise SystemExit(2) from None


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    django.setup()


def _serving() -> None:
    """Set Django up for a process that serves: in production only when nothing is missing."""
    _django()
    from django.conf import settings

    from madang.config.production import refuse_unready

    refuse_unready(settings.ENVIRONMENT)


def _until_told() -> Callable[[], bool]:
    """Return a function that turns true on SIGTERM or SIGINT."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    return told.is_set


@app.command()
def up(
    foreground: Annotated[
        bool,
        typer.Option("--foreground", help="기록을 화면에도 / write the processes' logs to the terminal too"),
    ] = False,
) -> None:
    """모두 켠다. Start everything: database, web, worker, sequencer, indexer."""
    from madang.config.backup.swapping import refuse_unfinished
    from madang.config.environment import read_environment
    from madang.config.supervisor import up as start

    env = read_environment()
    refuse_unfinished(env.home)
    sys.exit(start(env, foreground=foreground))


@app.command()
def web() -> None:
    """화면. Serve the pages, alone: one more web node beside a site that runs."""
    _serving()
    from django.conf import settings

    from madang.config.web import serve

    serve(settings.ENVIRONMENT)


@app.command()
def sequencer() -> None:
    """기록 순서기. Write acknowledged acts to the log (one at a time on a site; others stand by)."""
    _serving()
    from madang.blocks.ledger.running import run_sequencer

    run_sequencer(_until_told())


@app.command()
def indexer() -> None:
    """찾아보기 만들기. Keep this node's search index true to the database."""
    _serving()
    from madang.blocks.catalogue.following import open_follower

    stopping = _until_told()
    follower = open_follower()
    try:
        follower.run(stopping)
    finally:
        follower.close()


@app.command()
def worker() -> None:
    """일꾼. Do queued and scheduled work."""
    _serving()
    from django.conf import settings

    from madang.config.read_only_worker import run_worker

    env = settings.ENVIRONMENT
    run_worker(_until_told(), jobs=env.worker_jobs, events=env.worker_events)


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="services …")],
    path: Annotated[Path, typer.Argument(help="파일이나 폴더 / file or folder")],
) -> None:
    """밖의 자료를 들여온다. Bring records of other publishers in."""
    _django()
    from madang.blocks.rooms.manifest import load, manifests
    from madang.systems.operations.queries.standing import read_only

    if found_read_only := read_only():
        _fail(f"읽기 전용이라 들여올 수 없습니다. / The site is read-only: {found_read_only.reason}")
    found = {name: target for room in manifests() for name, target in room.importers.items()}
    if kind not in found:
        _fail(
            f"{kind!r}: 들여올 수 있는 것은 {', '.join(sorted(found))} / known kinds: {', '.join(sorted(found))}"
        )
    if not path.exists():
        _fail(f"{path}: 그런 파일이나 폴더가 없습니다. / no such file or folder.")
    brought = load(found[kind])(path.resolve(), console)
    if not brought:
        _fail(
            f"{path}: 들어온 기록이 없습니다. 까닭은 위에 있습니다. / nothing was brought in; the reasons stand above."
        )


@app.command()
def migrate() -> None:
    """표를 최신으로 바꾼다. Bring the database's tables up to date."""
    _django()
    from django.core.management import call_command

    call_command("migrate", "--no-input", verbosity=0)


@app.command()
def doctor() -> None:
    """무엇이 모자란지, 어떻게 고치는지 말한다. Say what is missing and how to mend it."""
    from madang.config.doctor import checks

    found = checks()
    for each in found:
        mark = "[green]✓[/]" if each.ok else "[yellow]-[/]" if each.optional else "[red]✗[/]"
        console.print(f"{mark} {escape(f'{each.name}: {each.detail}')}", highlight=False)
        if not each.ok and each.remedy:
            console.print(f"    → {escape(each.remedy)}", highlight=False)
    if not all(each.ok or each.optional for each in found):
        raise typer.Exit(1)


@app.command("new-system")
def new_system_(
    name: Annotated[str, typer.Argument(help="a-z0-9")],
    title_ko: Annotated[str, typer.Option(help="한국어 이름 / Korean title")] = "",
    title_en: Annotated[str, typer.Option(help="영어 이름 / English title")] = "",
    package: Annotated[
        Path | None, typer.Option(help="따로 배포할 폴더 / folder for its own distribution")
    ] = None,
) -> None:
    """새 시스템을 만든다. Make one more system: a room with all its files."""
    from madang.config.new_system import install, new_system

    folder = new_system(name, title_ko=title_ko, title_en=title_en, package=package)
    if package is None:
        install()
    _say(escape(str(folder)))
    if not title_ko:
        _say("한국어 이름은 --title-ko 로 줍니다. / --title-ko gives it a Korean title.")
    if package is None:
        _say("다음: `make run` / next: `make run`")
    else:
        command = f"uv pip install --python .venv/bin/python {escape(str(package))}"
        _say(f"다음: `{command}`, 그리고 `make run` / next: `{command}`, then `make run`")


demo = typer.Typer(no_args_is_help=True, help="시연용 도시 하늘시. The demo city Haneul-si.")
app.add_typer(demo, name="demo")


@demo.command("load")
def demo_load(size: Annotated[str, typer.Argument(help="small, city, 5000 …")] = "small") -> None:
    """하늘시를 불러온다. Load the demo city into an empty database."""
    _django()
    from django.conf import settings

    if settings.ENVIRONMENT.production:
        _fail("운영 모드에는 하늘시를 불러올 수 없습니다. / The demo city cannot be loaded in production.")
    from madang.blocks.identity.demo import load as load_people
    from madang.demo import load

    console.print(load_people(int(size) if size.isascii() and size.isdigit() and len(size) < 10 else size))
    load(console.print)


@demo.command("sign-ins")
def demo_sign_ins() -> None:
    """시연용 로그인. Who can sign in to the demo."""
    _django()
    from madang.demo import sign_ins

    for role, name, password in sign_ins():
        console.print(f"{name:20} {password:22} {role}", highlight=False)


@demo.command("code")
def demo_code(name: str) -> None:
    """시연용 직원의 여섯 자리 숫자. The six digits a demo official needs now."""
    _django()
    from madang.blocks.identity.demo import code

    try:
        print(code(name))
    except LookupError as error:
        _fail(str(error))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="백업들을 둘 폴더 / folder of backups")],
    keys_dir: Annotated[Path | None, typer.Option(help="열쇠를 따로 둘 폴더 / folder of keys, apart")] = None,
) -> None:
    """백업한다. Back the whole site up to one point; its keys go apart and live 30 days."""
    from madang.config.backup.commands import back_up_site

    back_up_site(target.absolute(), keys_dir.absolute() if keys_dir else None, _say)


@app.command()
def restore(
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="백업이나 백업들의 폴더 / backup, or folder of them")
    ],
    keys_dir: Annotated[Path | None, typer.Option(help="열쇠가 있는 폴더 / folder of keys")] = None,
    log: Annotated[Path | None, typer.Option(help="더 새로운 기록 / a log newer than the backup's")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="있던 것을 치우고 / put what is there aside")
    ] = False,
) -> None:
    """백업에서 되살린다. Make the site anew from a backup; erasures are done again before it serves."""
    from madang.config.backup.commands import restore_site

    restore_site(
        source.absolute(),
        keys_source=keys_dir.absolute() if keys_dir else None,
        log=log.absolute() if log else None,
        force=force,
        say=_say,
    )


@app.command("create-admin")
def create_admin(
    username: Annotated[str, typer.Option(prompt="아이디 / user name")],
    organisation: Annotated[
        str, typer.Option(help="맨 위 기관의 코드 / code of the body at the top")
    ] = "site",
) -> None:
    """첫 관리자를 세운다. Make the first administrator; asks for the password, or reads it from a pipe."""
    import getpass

    from madang.config.environment import read_environment
    from madang.config.postgres import available_database

    env = read_environment()
    if sys.stdin.isatty():
        password = getpass.getpass("비밀번호 / password: ")
        if password != getpass.getpass("한 번 더 / once more: "):
            _fail("두 비밀번호가 다릅니다. / The two passwords differ.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    with available_database(env):
        _django()
        from django.core.management import call_command

        from madang.config.production_setup import create_administrator

        call_command("migrate", "--no-input", verbosity=0)
        create_administrator(env, username, password, organisation)
    console.print(
        f"{username}: 처음 로그인하면 두 번째 인증 수단을 등록합니다. / set up a second factor at the first sign-in.",
        highlight=False,
    )


keys = typer.Typer(no_args_is_help=True, help="열쇠. Keys.")
app.add_typer(keys, name="keys")


@keys.command("create")
def keys_create() -> None:
    """새 설치에 열쇠를 만든다. Make the keys of a new installation; existing ones stay as they are."""
    from madang.config.environment import read_environment
    from madang.config.keys import DJANGO_SECRET
    from madang.config.production_setup import create_environment_secret, create_keys

    env = read_environment()
    made = [DJANGO_SECRET] if create_environment_secret(env) else []
    _django()
    for name in made + create_keys(env):
        console.print(f"만듦 / made: {name}", highlight=False)


@keys.command("show")
def keys_show() -> None:
    """열쇠의 쓰임과 판. Purposes and versions; never a key."""
    _django()
    from madang.systems.operations.queries.keys import keys as known

    for key in known():
        made = f"{key.made_at:%Y-%m-%d}" if key.made_at else "?"
        console.print(f"{key.purpose:36} {made}  {', '.join(map(str, key.versions))}", highlight=False)


ledger = typer.Typer(no_args_is_help=True, help="기록. The ledger.")
app.add_typer(ledger, name="ledger")


@ledger.command("gap")
def ledger_gap() -> None:
    """빠진 기록. Acts that the log holds and the database lacks."""
    from madang.config.environment import read_environment
    from madang.config.postgres import available_database

    with available_database(read_environment()):
        _django()
        from madang.blocks.ledger.queries import gap

        lost = gap()
        for act in lost:
            console.print(
                f"{act.index}\t{act.logged_at:%Y-%m-%dT%H:%M:%SZ}\t{act.type}\t{act.id}", highlight=False
            )
        console.print(
            f"빠진 기록 {len(lost):,}건 / acts that the database lacks: {len(lost):,}", highlight=False
        )


@ledger.command("accept-gap")
def ledger_accept_gap(reason: Annotated[str, typer.Option(help="까닭 / why")]) -> None:
    """빠진 채로 받아들인다. Accept the gap: changes are possible again, the lost acts stay marked."""
    from madang.config.environment import read_environment
    from madang.config.postgres import available_database

    with available_database(read_environment()):
        _django()
        from madang.blocks.ledger import SYSTEM
        from madang.blocks.ledger.errors import LedgerError
        from madang.systems.operations.actions import accept_gap
        from madang.systems.operations.errors import OperationsError

        try:
            lost = accept_gap(SYSTEM, reason=reason)
        except (OperationsError, LedgerError) as error:
            _fail(str(error))
        console.print(f"{lost:,}건을 잃은 것으로 적었습니다. / noted as lost: {lost:,}", highlight=False)


app.add_typer(deciding.app, name="decisions")
app.command("erase-person")(erasing.erase_person)
app.command("expire-backups")(erasing.expire_backups)


read_only = typer.Typer(no_args_is_help=True, help="읽기 전용. Read-only mode.")
app.add_typer(read_only, name="read-only")


@read_only.command("on")
def read_only_on(
    reason: Annotated[str, typer.Option(help="모든 화면에 나올 까닭 / reason, shown on every page")],
    reason_en: Annotated[str, typer.Option(help="영어로 / in English")] = "",
) -> None:
    """읽기 전용을 켠다. Let everybody read and nobody change anything."""
    _switch_read_only(lambda actions, by: actions.begin_read_only(by, reason_ko=reason, reason_en=reason_en))


@read_only.command("off")
def read_only_off() -> None:
    """읽기 전용을 끈다. Let changes be made again."""
    _switch_read_only(lambda actions, by: actions.end_read_only(by))


def _switch_read_only(act: Callable[[Any, Any], object]) -> None:
    from madang.config.environment import read_environment
    from madang.config.postgres import available_database

    with available_database(read_environment()):
        _django()
        from madang.blocks.ledger import SYSTEM
        from madang.systems.operations import actions
        from madang.systems.operations.errors import OperationsError

        try:
            act(actions, SYSTEM)
        except OperationsError as error:
            _fail(str(error))


def _say(sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False)


def _fail(sentence: str) -> NoReturn:
    errors.print(f"[bold red]madang:[/] {escape(sentence)}", highlight=False)
    raise typer.Exit(2)


if __name__ == "__main__":
    main()
