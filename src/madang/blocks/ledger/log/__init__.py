"""The transparency log on disk: C2SP tlog-tiles written by one process, read by anybody."""

from madang.blocks.ledger.log.reader import LogReader
from madang.blocks.ledger.log.signing import LogIdentity
from madang.blocks.ledger.log.writer import LogWriter

__all__ = ["LogIdentity", "LogReader", "LogWriter"]
