"""The manifest of the block cases."""

from madang.blocks.cases.basis import PURPOSES
from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="cases",
    title=Text("민원", "Cases"),
    summary=Text(
        "절차를 자료로, 답을 한 줄씩, 기한을 법대로", "Processes as data, answers as rows, clocks by law"
    ),
    emits=(
        "cases.answers.written",
        "cases.case.begun",
        "cases.case.closed",
        "cases.case.completion-requested",
        "cases.case.confirmed",
        "cases.case.continued",
        "cases.case.decided",
        "cases.case.extended",
        "cases.case.lodged",
        "cases.case.moved",
        "cases.case.read",
        "cases.clash.settled",
        "cases.clocks.resumed",
        "cases.clocks.suspended",
        "cases.code.made",
        "cases.contact.identified",
        "cases.device.enrolled",
        "cases.device.revoked",
        "cases.numbers.allotted",
        "cases.offline.read",
        "cases.offline.received",
        "cases.offline.settled",
        "cases.process.published",
        "cases.task.assigned",
        "cases.task.claimed",
        "cases.task.released",
    ),
    purposes=PURPOSES,
    jobs="madang.blocks.cases.jobs",
    erasers=("madang.blocks.cases.erasing:erase_cases",),
    holds=("madang.blocks.cases.erasing:open_cases",),
    document_readers={"case": "madang.blocks.cases.erasing:may_read"},
)
