"""A process is killed in the middle of storing: what was acknowledged is whole, what was not leaves nothing that counts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from madang.blocks.documents.storage import FolderStorage

WRITE = """
import os, sys
from pathlib import Path
from hashlib import sha256
import django
from django.conf import settings
settings.configure()
from madang.blocks.documents.storage import FolderStorage
storage = FolderStorage(Path(sys.argv[1]))
number = 0
while True:
    data = (b"%08d" % number) * 50_000
    storage.put(sha256(data).hexdigest(), data)
    os.write(1, b"%d\\n" % number)
    number += 1
"""


def test_whatever_was_acknowledged_is_there_and_whole(tmp_path: Path) -> None:
    for turn in range(3):
        folder = tmp_path / str(turn)
        writer = subprocess.Popen([sys.executable, "-c", WRITE, str(folder)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        for _line in range(5 + turn):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        told = writer.stdout.read().split()
        writer.wait()
        last = int(told[-1]) if told else 4 + turn
        storage = FolderStorage(folder)
        for number in range(last + 1):
            data = (b"%08d" % number) * 50_000
            assert storage.get(sha256(data).hexdigest()) == data
        for key, _came in storage.stored():
            storage.get(key)  # nothing half stands under its name
        storage.sweep(-1)
        assert not list((folder / ".writing").iterdir())
