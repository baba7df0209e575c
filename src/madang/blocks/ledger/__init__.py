"""Ledger (block): every act, tamper-evident. Public names: ``record``, ``Actor``, ``SYSTEM``, ``Event``."""

from madang.blocks.ledger.entry import SYSTEM, Actor, Event, System
from madang.blocks.ledger.recording import record

__all__ = ["SYSTEM", "Actor", "Event", "System", "record"]
