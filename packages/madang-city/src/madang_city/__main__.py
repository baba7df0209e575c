"""``python -m madang_city``: writes Haneul-si to files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from madang_city.city import LARGEST, SIZES, SMALLEST, SizeError, generate
from madang_city.export import FORMATS, write_city


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a city and write it; the exit code: 0 done, 1 could not write, 2 wrong arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m madang_city", description="하늘시를 파일로 씁니다. / Writes Haneul-si to files."
    )
    names = ", ".join(f"{name} = {people:,}" for name, people in SIZES.items())
    parser.add_argument(
        "--size", default="small",
        help=f"사람 수 또는 이름 / people, or a name ({names}); {SMALLEST:,} to {LARGEST:,}",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=2026, help="씨앗 수 / seed (2026)")
    parser.add_argument("--format", choices=FORMATS, default="csv", help="파일 형식 / format (csv)")
    parser.add_argument("--out", type=Path, required=True, help="쓸 폴더 / folder to write to")
    options = parser.parse_args(arguments)
    try:
        city = generate(options.size, options.seed)
    except SizeError as error:
        parser.error(str(error))
    try:
        written = write_city(city, options.out, options.format)
    except OSError as error:
        print(
            f"{options.out}에 쓸 수 없습니다: {error.strerror}. 쓸 수 있는 폴더를 --out에 주십시오. / "
            f"Cannot write to {options.out}: {error.strerror}. Give a folder that can be written with --out.",
            file=sys.stderr,
        )
        return 1
    for name, count in written.items():
        print(f"{name:12} {count:>10,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
