"""A process (업무 절차) as data: states, transitions, guards, roles, tasks, effects. Read, checked, tried."""

from madang.blocks.cases.process.parts import Effect, Process, State, StateKind, Transition
from madang.blocks.cases.process.reading import read_process

__all__ = ["Effect", "Process", "State", "StateKind", "Transition", "read_process"]
