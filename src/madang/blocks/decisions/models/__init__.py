"""What is kept of rules: models in versions, when each was in force and known, parameters, test persons."""

from madang.blocks.decisions.models.counting import Counting, CountingState
from madang.blocks.decisions.models.decision import Better, DecisionModel, InForce, ModelVersion
from madang.blocks.decisions.models.ending import Ending
from madang.blocks.decisions.models.parameter import (
    ChangeKind,
    DatedParameter,
    Mark,
    ParameterChange,
    ParameterValue,
)
from madang.blocks.decisions.models.persons import PersonsChange, TestKind, TestPerson
from madang.blocks.decisions.models.proposal import Proposal, State
from madang.blocks.decisions.models.turn import Turn, TurnKind

__all__ = [
    "Better",
    "ChangeKind",
    "Counting",
    "CountingState",
    "DatedParameter",
    "DecisionModel",
    "Ending",
    "InForce",
    "Mark",
    "ModelVersion",
    "ParameterChange",
    "ParameterValue",
    "PersonsChange",
    "Proposal",
    "State",
    "TestKind",
    "TestPerson",
    "Turn",
    "TurnKind",
]
