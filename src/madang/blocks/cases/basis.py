"""Why acts on cases are done, and by which law: pointers (``lead``), nothing is computed from them."""

from madang.blocks.rooms.manifest import Text

HANDLE = "handle-case"  # declared by identity
MAKE = "make-processes"
PURPOSES = {
    MAKE: Text("민원 절차의 제정과 개정", "Making and changing processes"),
}
LAW = "민원 처리에 관한 법률"
RECEIVE, ANYWHERE, COMPLETION, EXAMINE, NOTIFY = (f"{LAW} 제{article}조" for article in (9, 14, 22, 25, 27))
