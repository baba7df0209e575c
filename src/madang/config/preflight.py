"""What is looked at before anything is started: each finding is a sentence with its remedy."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import socket
import sys
from pathlib import Path

from madang.config.environment import ConfigurationError
from madang.config.keys import private_folder

OLDEST_PYTHON = (3, 11)
LEAST_SPACE = 200 * 1024 * 1024  # bytes: below this nothing is started
FRONT_END = Path(__file__).resolve().parent.parent / "blocks" / "ui" / "static" / "ui" / "build"


def refuse_old_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        have, need = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST_PYTHON))
        raise ConfigurationError(
            f"This is Python {have}; Madang needs {need} or newer. Install it, then run `make setup`."
        )


def refuse_unusable_home(home: Path) -> None:
    """Raise ConfigurationError unless the home can be made, written to and has room."""
    try:
        private_folder(home)
        probe = home / f".probe-{secrets.token_hex(4)}"
        with probe.open("wb") as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
        probe.unlink()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise ConfigurationError(_full(home)) from None
        raise ConfigurationError(
            f"{home} 에 쓸 수 없습니다({error.strerror}). / Madang cannot write there. Give the folder "
            "to the account that runs it (chown), or set MADANG_HOME to a folder that you may write."
        ) from None
    if shutil.disk_usage(home).free < LEAST_SPACE:
        raise ConfigurationError(_full(home))


def _full(home: Path) -> str:
    return (
        f"{home} 이 있는 디스크가 찼습니다. / The disk of {home} is full. Free at least "
        f"{LEAST_SPACE // 1024**2} MB, or set MADANG_HOME to a folder on another disk."
    )


def refuse_missing_build() -> None:
    if not FRONT_END.is_dir() or not any(FRONT_END.iterdir()):
        raise ConfigurationError(
            "화면 파일이 없습니다. / The front-end build is missing. Run `make setup`, then start again."
        )


def refuse_port_in_use(port: int, host: str = "127.0.0.1") -> None:
    """Raise ConfigurationError when nobody may listen there any more, naming a port that is free."""
    try:
        _listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigurationError(
                f"{port}번 포트를 다른 프로그램이 쓰고 있습니다. / Port {port} is in use by another program. "
                f"End it, or choose another port: MADANG_PORT={_free_port(host, port)} make run"
            ) from None
        raise ConfigurationError(
            f"{port}번 포트를 열 수 없습니다({error.strerror}). / Port {port} cannot be opened. "
            f"Choose another: MADANG_PORT={_free_port(host, max(port, 8400))} make run"
        ) from None


def _listen(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that we just left is free
        probe.bind((host, port))
        probe.listen(1)


def _free_port(host: str, after: int) -> int:
    for port in range(after + 1, min(after + 200, 65536)):
        try:
            _listen(host, port)
        except OSError:
            continue
        return port
    return 0
