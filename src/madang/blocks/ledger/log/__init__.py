"""The transparency log on disk: C2SP tlog-tiles written by one process, read by anybody."""

from madang.blocks.ledger.log.journal import journals
from madang.blocks.ledger.log.reader import CHECKPOINT, LogReader
from madang.blocks.ledger.log.signing import PURPOSE, LogIdentity
from madang.blocks.ledger.log.writer import LogWriter, settle

__all__ = ["CHECKPOINT", "PURPOSE", "LogIdentity", "LogReader", "LogWriter", "journals", "settle"]
