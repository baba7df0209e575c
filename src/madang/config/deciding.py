"""The commands ``madang decisions check|run|diff``: rules read, asked and compared from a terminal."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

app = typer.Typer(no_args_is_help=True, help="규칙. Decision models: checked, asked, compared.")
_console = Console(soft_wrap=True)
_errors = Console(stderr=True, soft_wrap=True)

Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="어느 날의 규칙 / the rule in force on this day")
]
Known = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="어느 날 알던 대로 / as known on this day")
]


@app.command()
def check(what: Annotated[str, typer.Argument(metavar="FILE|KEY", help="DMN 파일이나 규칙의 코드")]) -> None:
    """모형을 살핀다. Check a model: faults with place and remedy; of a kept one each version in force or to come, and its test persons."""
    path = Path(what)
    if path.suffix or path.exists():
        if not path.is_file():
            _fail(f"{what}: 그런 파일이 없습니다. / no such file.")
        _django()
        _check(path.read_bytes())
        return
    with _site():
        from django.utils import timezone

        from madang.blocks.decisions.queries import standing

        model, today = _model(what), timezone.localdate()
        rows = [row for row in standing.periods(model) if row.valid_to is None or row.valid_to > today]
        if not rows:
            _fail(f"{what}: 시행하는 판도 시행할 판도 없습니다. / no version is in force or to come.")
        if rows[0].valid_from > today:
            _say(f"{today}: 시행하는 판이 없습니다. / no version is in force.")
        failing = [row for row in rows if not _persons_hold(row, max(today, row.valid_from))]
        if failing:
            raise typer.Exit(1)


@app.command()
def run(
    key: Annotated[str, typer.Argument(help="규칙의 코드 / key of the rule")],
    facts: Annotated[Path, typer.Option(help="사실을 적은 JSON 파일 / JSON file of facts")],
    day: Day = None,
    known: Known = None,
) -> None:
    """규칙에 묻는다. Ask a rule; prints the result as JSON. What is left out of the facts is unknown."""
    if not facts.is_file():
        _fail(f"{facts}: 그런 파일이 없습니다. / no such file.")
    with _site():
        from madang.blocks.decisions.errors import Unfit
        from madang.blocks.decisions.queries import standing
        from madang.blocks.decisions.queries.answers import ready
        from madang.blocks.decisions.telling import facts_of_json

        on = day.date() if day else date.today()
        until = standing.end_of_day(known.date()) if known else None
        found = _in_force(key, on, until)
        try:
            told = facts_of_json(facts.read_text("utf-8"))
            result = ready(found, on, until).answer(told)
        except (Unfit, UnicodeDecodeError) as error:
            _fail(str(error))
        print(json.dumps({"version": found.number, **result.as_data()}, ensure_ascii=False, indent=1))


@app.command()
def diff(
    key: Annotated[str, typer.Argument(help="규칙의 코드 / key of the rule")],
    before: Annotated[int, typer.Argument(metavar="A", help="앞의 판 / version")],
    after: Annotated[int, typer.Argument(metavar="B", help="뒤의 판 / version")],
    assume: Annotated[
        Path | None, typer.Option(help="모두에게 가정할 사실 / JSON file of facts taken for everybody")
    ] = None,
    day: Day = None,
    whole: Annotated[
        bool, typer.Option(help="하늘시 모두에게 묻는다 / ask the whole demo city: half a minute or so")
    ] = False,
) -> None:
    """두 판을 견준다. Compare two versions: rows, test persons, whom it touches; prints JSON."""
    with _site():
        from madang.blocks.decisions import populations
        from madang.blocks.decisions.actions.counting import MOST_SECONDS
        from madang.blocks.decisions.errors import Unfit
        from madang.blocks.decisions.models import ModelVersion
        from madang.blocks.decisions.queries.comparing import compare
        from madang.blocks.decisions.telling import facts_of_json

        pair = [
            ModelVersion.objects.select_related("model").filter(model__key=key, number=each).first()
            for each in (before, after)
        ]
        one, other = pair
        if one is None or other is None:
            _fail(f"{key}: 그런 판이 없습니다. / no such version.")
        on = day.date() if day else max(date.today(), other.valid_from or date.today())
        try:
            assumed = facts_of_json(assume.read_text("utf-8")) if assume else {}
            people, seconds = (populations.WHOLE, MOST_SECONDS) if whole else (populations.SMALL, None)
            with Progress(console=_errors, transient=True, disable=not whole) as shown:
                bar = shown.add_task("하늘시 / the city")
                found = compare(
                    one,
                    other,
                    on,
                    assumed,
                    people=people,
                    seconds=seconds,
                    progress=lambda done, total: shown.update(bar, completed=done, total=total),
                )
        except (Unfit, OSError, UnicodeDecodeError) as error:
            _fail(str(error))
        print(json.dumps(found.as_data(), ensure_ascii=False, indent=1, default=str))


def _check(xml: bytes, others: tuple[bytes, ...] = ()) -> None:
    from madang.blocks.decisions.errors import Unfit
    from madang.blocks.decisions.running import checked

    try:
        engine = checked(xml, others)
    except Unfit as error:
        for each in error.findings:
            _say(f"{each.place('ko')}: {each.sentence('ko')} {each.remedy.sentence('ko')}")
        _errors.print(escape(str(error)), highlight=False)
        raise typer.Exit(1) from error
    for each in engine.findings:
        _say(f"{each.severity}: {each.place('ko')}: {each.sentence('ko')} {each.remedy.sentence('ko')}")
    _say(f"결정 {len(engine.decisions)}개 / decisions: {len(engine.decisions)}")


def _persons_hold(row: Any, day: date) -> bool:
    """Check a version on a day on which it is in force, and say how many test persons get what they expect then."""
    from madang.blocks.decisions.queries.answers import try_persons
    from madang.blocks.decisions.queries.endings import expected_on
    from madang.blocks.decisions.queries.imports import beside, heading_of

    found = row.version
    until = f" ~ {row.valid_to}" if row.valid_to else " ~"
    _say(
        f"{found.number}판, 시행 {row.valid_from}{until}, {day}에 시험함 / version {found.number}, tried on {day}"
    )
    _check(found.source_xml, beside(heading_of(found), day))
    tried = try_persons(found, day, expected_on(found.model, day))
    failing = [each for each in tried if not each.well]
    for each in failing:
        _say(f"{each.person.key}: {each.expected_in_words} ≠ {each.value_in_words}")
    well, all_ = len(tried) - len(failing), len(tried)
    _say(f"시험 인물 {all_}명 가운데 {well}명이 기대대로 / test persons as expected: {well} of {all_}")
    return not failing


def _model(key: str) -> Any:
    from madang.blocks.decisions.queries import standing

    found = standing.model(key)
    if found is None:
        _fail(f"{key}: 그런 규칙이 없습니다. / no such rule.")
    return found


def _in_force(key: str, day: date, known: datetime | None) -> Any:
    from madang.blocks.decisions.queries import standing

    found = standing.in_force(_model(key), day, known)
    if found is None:
        _fail(f"{key}: 그날 시행하는 판이 없습니다. / no version is in force on that day.")
    return found


def _site() -> Any:
    from contextlib import contextmanager

    from madang.config.environment import read_environment
    from madang.config.postgres import available_database

    @contextmanager
    def opened() -> Any:
        with available_database(read_environment()):
            _django()
            yield

    return opened()


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    django.setup()


def _say(sentence: str) -> None:
    _console.print(sentence, highlight=False, markup=False)


def _fail(sentence: str) -> NoReturn:
    _errors.print(f"[bold red]madang:[/] {escape(sentence)}", highlight=False)
    raise typer.Exit(2)
