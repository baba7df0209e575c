"""What is kept of processes and cases. What must hold stands in the database: constraints here, triggers in the migration."""

from madang.blocks.cases.models.answer import Answer, Confirmation, Submission
from madang.blocks.cases.models.case import Case, Decision, Outcome, Step
from madang.blocks.cases.models.contact import Contact, ContinueCode
from madang.blocks.cases.models.offline import Device, NumberBlock, OfflineAct
from madang.blocks.cases.models.process import ProcessVersion, ServiceProcess
from madang.blocks.cases.models.suspension import Suspension
from madang.blocks.cases.models.work import ClockSegment, Task, TaskMove

__all__ = [
    "Answer",
    "Case",
    "ClockSegment",
    "Confirmation",
    "Contact",
    "ContinueCode",
    "Decision",
    "Device",
    "NumberBlock",
    "OfflineAct",
    "Outcome",
    "ProcessVersion",
    "ServiceProcess",
    "Step",
    "Submission",
    "Suspension",
    "Task",
    "TaskMove",
]
