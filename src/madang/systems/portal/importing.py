"""``madang import services PATH``: real public services from files of other publishers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from madang.blocks.catalogue.actions import import_folder
from madang.blocks.catalogue.actions.importing import COUNTS, Report
from madang.blocks.catalogue.sources.reasons import REASONS
from madang.blocks.ledger import SYSTEM

_HEADS = {
    "read": "읽음 / read",
    "added": "새로 / added",
    "changed": "바뀜 / changed",
    "unchanged": "그대로 / unchanged",
    "merged": "합침 / merged",
    "rejected": "격리 / quarantined",
}


def import_services(path: Path, console: Console) -> int:
    """Import a file or folder, show progress and the report; return the number of records brought in or known."""
    with console.status("…") as status:

        def tell(report: Report) -> None:
            status.update(f"{report.total('read'):,} 건 읽음 / records read")

        report = import_folder(SYSTEM, path, progress=tell)
    console.print(_table(path.name, report))
    for line in _sentences(report):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return (
        report.total("added") + report.total("changed") + report.total("unchanged") + report.total("merged")
    )


def _table(name: str, report: Report) -> Table:
    table = Table(title=name)
    table.add_column("자료 / source")
    for column in COUNTS:
        table.add_column(_HEADS[column].replace(" / ", "\n"), justify="right")
    for source, counts in report.by_source.items():
        table.add_row(source, *(f"{counts[column]:,}" for column in COUNTS))
    table.add_row("합계 / total", *(f"{report.total(column):,}" for column in COUNTS))
    return table


def _sentences(report: Report) -> Iterator[str]:
    """Say what needs somebody: what could not come in, what seems wrong, what is there no longer."""
    for code, count in report.reasons.most_common():
        yield f"격리 {count:,}건 / {count:,} quarantined ({code}):"
        yield f"  {REASONS[code].ko}"
        yield f"  {REASONS[code].en}"
    if report.reasons:
        yield "  격리된 기록은 ‘격리 자료 열람자’ 역할로 /operations/imports/ 에서 봅니다."
        yield "  The role 'Quarantine reader' opens them at /operations/imports/."
    for name, (count, titles) in report.mismatched.items():
        some = ", ".join(titles)
        yield f"{name}: {count:,}건은 제목 밑에 다른 서비스의 글이 적힌 듯합니다(예: {some})."
        yield "  들어왔고 제목으로 찾을 수 있지만, 글 위에 그렇다고 적습니다. 온전한 파일로 다시 들여오세요."
        yield f"  {count:,} records seem to show another service's text under their title. They are in and found"
        yield "  by title, with a notice above the text. Import a sound file to mend them."
    for source, count in report.gone.items():
        yield f"{source}: 공개된 {count:,}건이 이번 자료에 없습니다. 저절로 내리지 않습니다."
        yield f"  {count:,} public listings were not among what was read. None is withdrawn by itself."
    for name, why in report.skipped.items():
        yield f"읽지 않음 / not read: {name}: {why}"
