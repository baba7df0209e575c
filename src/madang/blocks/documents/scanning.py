"""ClamAV, where it is installed: by the daemon's socket, else by the program. Nothing else here knows it."""

from __future__ import annotations

import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SOCKETS = (Path("/run/clamav/clamd.ctl"), Path("/var/run/clamav/clamd.ctl"))
PIECE = 64 * 1024
SOCKET_SECONDS, PROGRAM_SECONDS = 60, 180


@dataclass(frozen=True)
class Verdict:
    """What the scanner says: ``threat`` is the name of what it found, empty when it found nothing."""

    threat: str


def scan(data: bytes) -> Verdict | None:
    """Return the scanner's verdict on bytes, None when there is no scanner or it cannot say."""
    for place in _sockets():
        try:
            return _by_daemon(place, data)
        except (OSError, ValueError):
            continue
    command = _program()
    return _by_program(command, data) if command else None


def is_there() -> bool:
    """Whether some scanner can be asked."""
    return bool(_sockets() or _program())


def health() -> str | None:
    """Say that files wait for a scanner; for the operator's page."""
    from madang.blocks.documents.models import Blob, Scan

    waiting = Blob.objects.filter(scan=Scan.UNSCANNED).count()
    if waiting and not is_there():
        return (
            f"백신이 없어 파일 {waiting:,}개를 올린 사람만 엽니다. make system-deps로 ClamAV를 설치하세요. / "
            f"No virus scanner: {waiting:,} files are held back. `make system-deps` installs ClamAV."
        )
    return None


def _sockets() -> list[Path]:
    places = getattr(settings, "DOCUMENTS_CLAMD_SOCKETS", SOCKETS)
    return [place for place in places if Path(place).is_socket()][:1]


def _program() -> list[str] | None:
    """Return the command; tests name a database of their own."""
    command: list[str] = list(getattr(settings, "DOCUMENTS_CLAMSCAN", ["clamscan"]))
    return command if command and shutil.which(command[0]) else None


def _by_daemon(place: Path, data: bytes) -> Verdict:
    """Send the bytes as clamd's INSTREAM wants them: pieces after their length, a zero at the end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(SOCKET_SECONDS)
        line.connect(str(place))
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(b"\0\0\0\0")
        answer = b""
        while not answer.endswith(b"\0"):
            more = line.recv(4096)
            if not more:
                break
            answer += more
    told = answer.rstrip(b"\0").decode("utf-8", "replace").removeprefix("stream: ")
    if told == "OK":
        return Verdict("")
    if told.endswith(" FOUND"):
        return Verdict(told.removesuffix(" FOUND")[:200])
    raise ValueError("clamd could not say")


def _by_program(command: list[str], data: bytes) -> Verdict | None:
    try:
        done = subprocess.run(
            [*command, "--no-summary", "--stdout", "-"],
            input=data,
            capture_output=True,
            timeout=PROGRAM_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode == 0:
        return Verdict("")
    if done.returncode == 1:
        lines = [
            each for each in done.stdout.decode("utf-8", "replace").splitlines() if each.endswith(" FOUND")
        ]
        return Verdict(lines[0].partition(": ")[2].removesuffix(" FOUND")[:200] if lines else "unnamed")
    return None
