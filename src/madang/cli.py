"""The ``madang`` command. Each command is a thin door; the work is done in ``config`` and the rooms."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    name="madang",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="마당 (Madang): 정부 서비스가 모이는 곳. A government platform.",
)
console = Console()
errors = Console(stderr=True)


def main() -> None:
    """Run the command line; known errors become one sentence and exit code 2."""
    from madang.config.environment import ConfigurationError

    try:
        app()
    except ConfigurationError as error:
        errors.print(f"[bold red]madang:[/] {error}", highlight=False)
        raise SystemExit(2) from None


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    django.setup()


def _until_told() -> Callable[[], bool]:
    """Return a function that turns true on SIGTERM or SIGINT."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    return told.is_set


@app.command()
def up() -> None:
    """모두 켠다. Start everything: database, web, worker, sequencer, indexer."""
    from madang.config.environment import read_environment
    from madang.config.supervisor import up as start

    sys.exit(start(read_environment()))


@app.command()
def sequencer() -> None:
    """기록 순서기. Write acknowledged acts to the log (one at a time on a site; others stand by)."""
    _django()
    from madang.blocks.ledger.running import run_sequencer

    run_sequencer(_until_told())


@app.command()
def indexer() -> None:
    """찾아보기 만들기. Keep this node's search index true to the database."""
    _django()
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
    _django()
    from procrastinate.contrib.django import app as queue

    queue.with_connector(queue.connector.get_worker_connector()).run_worker(  # type: ignore[attr-defined]
        wait=True, concurrency=4, listen_notify=True, delete_jobs="successful"
    )


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="services …")],
    path: Annotated[Path, typer.Argument(help="파일이나 폴더 / file or folder")],
) -> None:
    """밖의 자료를 들여온다. Bring records of other publishers in."""
    _django()
    from madang.blocks.rooms.manifest import load, manifests

    found = {name: target for room in manifests() for name, target in room.importers.items()}
    if kind not in found:
        _fail(
            f"{kind!r}: 들여올 수 있는 것은 {', '.join(sorted(found))} / known kinds: {', '.join(sorted(found))}"
        )
    if not path.exists():
        _fail(f"{path}: 그런 파일이나 폴더가 없습니다. / no such file or folder.")
    brought = load(found[kind])(path.resolve(), console)
    if not brought:
        _fail(f"{path}: 알아볼 수 있는 기록이 없습니다. / no record in a known form was found.")


@app.command()
def migrate() -> None:
    """표를 최신으로 바꾼다. Bring the database's tables up to date."""
    _django()
    from django.core.management import call_command

    call_command("migrate", "--no-input", verbosity=0)


@app.command("new-system")
def new_system_(
    name: Annotated[str, typer.Argument(help="a-z0-9")],
    title_ko: Annotated[str, typer.Option(help="한국어 이름 / Korean title")] = "",
    title_en: Annotated[str, typer.Option(help="영어 이름 / English title")] = "",
    package: Annotated[Path | None, typer.Option(help="따로 배포할 폴더 / folder for its own distribution")] = None,
) -> None:
    """새 시스템을 만든다. Make one more system: a room with all its files."""
    from madang.config.new_system import install, new_system

    folder = new_system(name, title_ko=title_ko, title_en=title_en, package=package)
    if package is None:
        install()
    console.print(f"{folder}\n다음: madang migrate 뒤 다시 켜기 / next: `make run`", highlight=False)


demo = typer.Typer(no_args_is_help=True, help="시연용 도시 하늘시. The demo city Haneul-si.")
app.add_typer(demo, name="demo")


@demo.command("load")
def demo_load(size: Annotated[str, typer.Argument(help="small, city, 5000 …")] = "small") -> None:
    """하늘시를 불러온다. Load the demo city into an empty database."""
    _django()
    from madang.blocks.identity.demo import load as load_people
    from madang.demo import load

    console.print(load_people(int(size) if size.isdigit() else size))
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


def _fail(sentence: str) -> None:
    errors.print(f"[bold red]madang:[/] {sentence}", highlight=False)
    raise typer.Exit(2)


if __name__ == "__main__":
    main()
