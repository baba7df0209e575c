"""A full audit of a tiled log: every entry, every hash, up to the signed checkpoint.

One pass from the entries upwards rebuilds all tiles and compares them with the stored ones. A log is sound
only when every stored tile equals the rebuilt one and the rebuilt root is that of the checkpoint. Where they
differ, `blame` finds out from the checkpoint downwards which file is to blame.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from madang_verify.blame import Mismatches, locate
from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import LogError
from madang_verify.leftovers import inspect_leftovers
from madang_verify.merkle import EMPTY_ROOT, root_from_concatenated
from madang_verify.source import LogSource
from madang_verify.stored import MAX_BUNDLE, TILE_SIZE, edge_root, leaf_hashes, read_bundle, read_tile
from madang_verify.tiles import HASHES_PER_TILE, decode_bundle, entries_path, tile_path

MAX_FINDINGS = 1_000
"""Findings kept of one audit; more are only counted."""

_READ_AHEAD = 8

Progress = Callable[[int, int], None]


@dataclass
class Audit:
    """What an audit found.

    `findings` are the errors, at most `MAX_FINDINGS`, `further` how many more there were. `uncovered` are
    files of entries or hashes behind the end of the checkpoint, and `foreign` files that no log has: neither
    is an error, and neither was verified.
    """

    entries: int = 0
    files: int = 0
    findings: list[LogError] = field(default_factory=list)
    further: int = 0
    uncovered: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is altered or missing."""
        return not self.findings

    def add(self, finding: LogError) -> None:
        """Keep one more finding."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)
        else:
            self.further += 1


def audit_log(
    source: LogSource,
    checkpoint: Checkpoint,
    madang_entries: bool = False,
    progress: Progress | None = None,
) -> Audit:
    """Audit the log's files against a checkpoint whose signature was already checked.

    `madang_entries` also asks that every entry is a JSON object whose `logged_at` (integer, microseconds)
    never falls. `progress(entries done, entries in all)` is called after every bundle. Raises `InputError`
    when files cannot be read; whatever is wrong with them is in the result.
    """
    return _Pass(source, checkpoint, madang_entries, progress).run()


class _Pass:
    def __init__(
        self, source: LogSource, checkpoint: Checkpoint, madang_entries: bool, progress: Progress | None
    ) -> None:
        self._source = source
        self._checkpoint = checkpoint
        self._progress = progress
        self._clock = _Clock() if madang_entries else None
        self._audit = Audit(entries=checkpoint.size)
        self._mismatches: Mismatches = {}
        self._open: dict[int, list[bytes | None]] = {}
        self._closed: dict[int, int] = {}
        self._edge: dict[int, bytes | None] = {}
        self._files: dict[str, bool] = {}

    def run(self) -> Audit:
        size = self._checkpoint.size
        bundles = -(-size // HASHES_PER_TILE)
        for index in range(bundles):
            if index % _READ_AHEAD == 0:
                self._announce(index, min(index + _READ_AHEAD, bundles))
            self._bundle(index, min(HASHES_PER_TILE, size - index * HASHES_PER_TILE))
            if self._progress:
                self._progress(min(size, (index + 1) * HASHES_PER_TILE), size)
        for level in sorted(self._open):
            if hashes := self._open[level]:
                self._close(level, self._closed.get(level, 0), hashes)
        if self._mismatches or self._rebuilt_root() != self._checkpoint.root:
            for finding in locate(self._source, self._checkpoint, self._mismatches):
                self._audit.add(finding)
            if self._audit.sound:
                # `locate` reads again: what differed a moment ago agrees now.
                self._audit.add(LogError("changed-while-read", "tile"))
        self._leftovers()
        self._audit.files = len(self._files)
        return self._audit

    def _leftovers(self) -> None:
        """Check what else lies in a directory, as far as the files it hangs on are sound."""
        for finding in self._audit.findings:
            self._files[finding.path] = False
        if any(finding.code in ("root-differs", "rewritten") for finding in self._audit.findings):
            self._files = dict.fromkeys(self._files, False)
        leftovers = inspect_leftovers(self._source, self._checkpoint.size, self._files)
        for finding in leftovers.findings:
            self._audit.add(finding)
        self._audit.uncovered, self._audit.foreign = leftovers.uncovered, leftovers.foreign

    def _announce(self, first: int, end: int) -> None:
        size = self._checkpoint.size
        widths = [(n, min(HASHES_PER_TILE, size - n * HASHES_PER_TILE)) for n in range(first, end)]
        for n, width in widths:
            self._source.read_ahead(
                [(entries_path(n, width), MAX_BUNDLE), (tile_path(0, n, width), TILE_SIZE)]
            )

    def _bundle(self, index: int, width: int) -> None:
        stored = read_bundle(self._source, index, width)
        hashes: list[bytes | None] = [None] * width
        if stored.problem:
            self._audit.add(stored.problem)
        elif stored.content is not None:
            found, end = leaf_hashes(stored.content, width)
            # A bundle out of form is named by `locate`, which knows the true hashes.
            if len(found) == width and (end == len(stored.content) or not stored.whole):
                hashes = list(found)
                if self._clock:
                    self._read_clock(stored.path, index, stored.content[:end], width)
        self._files[stored.path] = None not in hashes
        self._close(0, index, hashes)

    def _close(self, level: int, index: int, hashes: list[bytes | None]) -> None:
        """Compare a rebuilt tile with the stored one and hand its root to the level above."""
        width = len(hashes)
        stored = read_tile(self._source, level, index, width)
        if stored.problem:
            self._audit.add(stored.problem)
        known = [value for value in hashes if value is not None]
        rebuilt = b"".join(known) if len(known) == width else None
        agrees = rebuilt is not None and rebuilt == stored.content
        if not agrees:
            self._mismatches[level, index] = rebuilt
        self._files[stored.path] = agrees
        best = rebuilt if rebuilt is not None else stored.content
        if width < HASHES_PER_TILE:
            self._edge[level] = best
            return
        self._closed[level] = index + 1
        above = self._open.setdefault(level + 1, [])
        above.append(root_from_concatenated(best) if best is not None else None)
        if len(above) == HASHES_PER_TILE:
            self._open[level + 1] = []
            self._close(level + 1, self._closed.get(level + 1, 0), above)

    def _rebuilt_root(self) -> bytes | None:
        """Return the root over the tiles at the right edge, or None when one of them is not known."""
        size = self._checkpoint.size
        if not size:
            return EMPTY_ROOT
        contents = [self._edge[level] for level in sorted(self._edge, reverse=True)]
        known = [content for content in contents if content is not None]
        return edge_root(known) if len(known) == len(contents) else None

    def _read_clock(self, path: str, index: int, bundle: bytes, width: int) -> None:
        assert self._clock
        for offset, entry in enumerate(decode_bundle(bundle, width)):
            if code := self._clock.problem(entry):
                self._audit.add(LogError(code, path, index * HASHES_PER_TILE + offset))


class _Clock:
    """The rule of Madang's entries: the sequencer's clock `logged_at` never falls."""

    def __init__(self) -> None:
        self._last = 0
        self._decode = json.JSONDecoder().decode

    def problem(self, entry: bytes) -> str | None:
        """Return the code of what is wrong with the next entry, or None."""
        try:
            content = self._decode(entry.decode())
        except (ValueError, RecursionError):
            return "entry-not-madang"
        logged_at = content.get("logged_at") if isinstance(content, dict) else None
        if type(logged_at) is not int or logged_at < 0:
            return "entry-not-madang"
        if logged_at < self._last:
            return "clock-backwards"
        self._last = logged_at
        return None
