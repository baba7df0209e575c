"""``madang import services PATH``: real public services from files of other publishers."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from madang.blocks.catalogue.actions import import_folder
from madang.blocks.catalogue.actions.importing import COUNTS, Report
from madang.blocks.ledger import SYSTEM


def import_services(path: Path, console: Console) -> int:
    """Import a file or folder, show progress and the report; return the number of records brought in or known."""
    with console.status("…") as status:

        def tell(report: Report) -> None:
            status.update(f"{report.total('read'):,} 건 읽음 / records read")

        report = import_folder(SYSTEM, path, progress=tell)
    table = Table(title=f"{path.name}")
    table.add_column("자료 / source")
    for column in COUNTS:
        table.add_column(column, justify="right")
    for source, counts in report.by_source.items():
        table.add_row(source, *(f"{counts[column]:,}" for column in COUNTS))
    table.add_row("합계 / total", *(f"{report.total(column):,}" for column in COUNTS))
    console.print(table)
    for reason, count in report.reasons.most_common():
        console.print(f"격리 / quarantined: {reason} {count:,}")
    for name, why in report.skipped.items():
        console.print(f"읽지 않음 / not read: {name}: {why}")
    return (
        report.total("added") + report.total("changed") + report.total("unchanged") + report.total("merged")
    )
