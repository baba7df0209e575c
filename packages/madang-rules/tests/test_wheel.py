"""What is published works by itself: the wheel, in a venv with nothing but what it says it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata, util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LICENSE = (ROOT / "LICENSE").read_bytes()
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(util.find_spec("hatchling") is None, reason="no hatchling, which builds the wheel"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist, and the wheel built of what the sdist holds."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    (source,) = folder.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = (each for each in folder.iterdir() if each.is_dir())
    subprocess.run([*build, "-t", "wheel"], cwd=unpacked, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return source, wheel


def test_both_hold_the_licence(built: tuple[Path, Path]) -> None:
    assert (ROOT.parents[1] / "LICENSE").read_bytes() == LICENSE
    source, wheel = built
    with tarfile.open(source) as archive:
        (name,) = (each for each in archive.getnames() if each.count("/") == 1 and each.endswith("/LICENSE"))
        held = archive.extractfile(name)
        assert held is not None and held.read() == LICENSE
    with zipfile.ZipFile(wheel) as zipped:
        (name,) = (each for each in zipped.namelist() if each.endswith(".dist-info/licenses/LICENSE"))
        assert zipped.read(name) == LICENSE


def test_the_readmes_start_runs_in_an_empty_venv(built: tuple[Path, Path], tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, capture_output=True)
    python = tmp_path / "venv" / "bin" / "python"
    if not python.exists():
        pytest.skip("a venv is laid out another way here")
    install = [str(python), "-m", "pip", "install", "--no-index", "--no-deps", str(built[1])]
    subprocess.run(install, check=True, capture_output=True)
    _copy_needed(python)
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    ran = subprocess.run(
        [str(python), "-I", "-c", code + "\nimport madang_rules.dmn\nprint(madang_rules.__file__)"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path) in ran.stdout


def _copy_needed(python: Path) -> None:
    """Copy what the wheel says it needs from this environment, so that no network is asked."""
    ask = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    target = Path(subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for needed in project["dependencies"]:
        name = re.split(r"[^\w-]", needed)[0]
        for file in metadata.files(name) or ():
            if ".." not in file.parts:
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), target / file)
