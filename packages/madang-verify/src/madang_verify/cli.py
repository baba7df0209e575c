"""The command `madang-verify`: its options, and how it says what it found.

Exit codes: 0 verified, 1 verification failed, 2 nothing could be verified (usage, unreadable input).
"""

import argparse
import json
import os
import sys
import time
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from madang_verify.commands import Outcome, check_checkpoint, check_consistency, check_log, check_receipt
from madang_verify.errors import InputError, KeyFormatError, Language, VerificationError
from madang_verify.help_texts import HELP
from madang_verify.note import MAX_NOTE_SIZE
from madang_verify.source import read_file
from madang_verify.trust import Trust

VERIFIED, FAILED, NOT_VERIFIED = 0, 1, 2

_PREFIXES = {
    VERIFIED: ("검증됨: ", "Verified: "),
    FAILED: ("검증 실패: ", "Verification failed: "),
    NOT_VERIFIED: ("검증할 수 없음: ", "Could not verify: "),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    language = choose_language(arguments, os.environ)
    options = _parser(language).parse_args(arguments)
    try:
        outcome = _run(options)
    except (InputError, KeyFormatError) as error:
        return _report(Outcome(error, {}), NOT_VERIFIED, options, language)
    except VerificationError as error:
        return _report(Outcome(error, {}), FAILED, options, language)
    except KeyboardInterrupt:
        return 130
    return _report(outcome, VERIFIED if outcome.verified else FAILED, options, language)


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language of `--lang`, else that of the environment as POSIX orders its variables."""
    for position, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        if value in ("ko", "en"):
            return "ko" if value == "ko" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "ko" if value.startswith("ko") else "en"
    return "en"


def printable(text: str) -> str:
    """Return `text` with everything that could steer a terminal or hide letters written out as its code.

    Names of logs, paths and entries come from strangers: control characters, direction marks and the like.
    """
    return "".join(
        char
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        else f"\\u{ord(char):04x}"
        for char in text
    )


def _run(options: argparse.Namespace) -> Outcome:
    trust = Trust.of(_keys(options.key), _keys(options.witness), options.quorum, options.origin)
    if options.command == "receipt":
        return check_receipt(trust, options.file, options.entry)
    if options.command == "checkpoint":
        return check_checkpoint(trust, options.file)
    if options.command == "consistency":
        return check_consistency(trust, options.old, options.new, options.log, options.proof)
    shown = not options.json and sys.stderr.isatty()
    return check_log(trust, options.location, options.madang_entries, _Meter() if shown else None)


def _keys(values: Sequence[str]) -> list[str]:
    """Return the keys given; `@FILE` stands for those in a file, one a line, `#` beginning a remark."""
    keys = []
    for value in values:
        if not value.startswith("@"):
            keys.append(value.strip())
            continue
        path = Path(value[1:])
        try:
            lines = read_file(path, MAX_NOTE_SIZE).decode().splitlines()
        except UnicodeDecodeError as error:
            raise InputError("unreadable", path=path, reason="UTF-8") from error
        keys += [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return keys


def _report(outcome: Outcome, exit_code: int, options: argparse.Namespace, language: Language) -> int:
    sentence = printable(outcome.result.sentence(language))
    findings = [printable(finding.sentence(language)) for finding in outcome.findings]
    if options.json:
        content = {
            "command": options.command,
            "verified": exit_code == VERIFIED,
            "exit_code": exit_code,
            "code": outcome.result.code,
            "sentence": sentence,
            **outcome.details,
        }
        if outcome.findings or options.command == "log":
            content["findings"] = [
                {"code": finding.code, "path": finding.path, "entry": finding.entry, "sentence": text}
                for finding, text in zip(outcome.findings, findings, strict=True)
            ]
        print(json.dumps(content))  # escaped: names come from strangers
        return exit_code
    stream = sys.stderr if exit_code == NOT_VERIFIED else sys.stdout
    prefix = _PREFIXES[exit_code][0 if language == "ko" else 1]
    if len(findings) == 1:
        print(prefix + findings[0], file=stream)
    else:
        print(prefix + sentence, *(f"- {finding}" for finding in findings), sep="\n", file=stream)
    for remark in outcome.remarks:
        print(printable(remark.sentence(language)), file=stream)
    if outcome.entry is not None and getattr(options, "show_entry", False):
        print(printable(outcome.entry.decode("utf-8", "backslashreplace")), file=stream)
    return exit_code


def _parser(language: Language) -> argparse.ArgumentParser:
    def text(name: str) -> str:
        return HELP[name][0 if language == "ko" else 1]

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--key", action="append", required=True, metavar="VKEY|@FILE", help=text("key"))
    common.add_argument("--witness", action="append", default=[], metavar="VKEY|@FILE", help=text("witness"))
    common.add_argument("--quorum", type=int, metavar="N", help=text("quorum"))
    common.add_argument("--origin", metavar="NAME", help=text("origin"))
    common.add_argument("--lang", choices=("ko", "en"), help=text("lang"))
    common.add_argument("--json", action="store_true", help=text("json"))
    parser = argparse.ArgumentParser(prog="madang-verify", description=text("about"), epilog=text("codes"))
    parser.add_argument("--version", action="version", version=version("madang-verify"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: Literal["receipt", "checkpoint", "consistency", "log"]) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[common], help=text(name), description=text(name))

    receipt = command("receipt")
    receipt.add_argument("file", type=Path, metavar="FILE", help=text("receipt-file"))
    receipt.add_argument("--entry", type=Path, metavar="FILE", help=text("entry"))
    receipt.add_argument("--show-entry", action="store_true", help=text("show-entry"))
    checkpoint = command("checkpoint")
    checkpoint.add_argument("file", type=Path, metavar="FILE", help=text("checkpoint-file"))
    consistency = command("consistency")
    consistency.add_argument("old", type=Path, metavar="OLD", help=text("old"))
    consistency.add_argument("new", type=Path, metavar="NEW", help=text("new"))
    evidence = consistency.add_mutually_exclusive_group()
    evidence.add_argument("--log", metavar="DIR|URL", help=text("evidence-log"))
    evidence.add_argument("--proof", type=Path, metavar="FILE", help=text("proof"))
    log = command("log")
    log.add_argument("location", metavar="DIR|URL", help=text("location"))
    log.add_argument("--madang-entries", action="store_true", help=text("madang-entries"))
    return parser


class _Meter:
    """Writes to a terminal how far a long audit has come, once a second."""

    def __init__(self) -> None:
        self._next = time.monotonic() + 1

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next or (done == total and self._next > now + 1):
            self._next = now + 1
            print(f"\r{done:,} / {total:,}", end="" if done < total else "\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
