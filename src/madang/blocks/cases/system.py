"""The manifest of the block cases."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="cases",
    title=Text("민원", "Cases"),
    summary=Text(
        "절차를 자료로, 답을 한 줄씩, 기한을 법대로", "Processes as data, answers as rows, clocks by law"
    ),
)
