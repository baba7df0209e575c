"""The manifest of the block documents."""

from madang.blocks.rooms.manifest import Manifest, Text

system = Manifest(
    name="documents",
    title=Text("문서", "Documents"),
    summary=Text("파일을 내용으로 보관하고 살피고 만든다", "Files kept by content, looked at and made"),
    urls="madang.blocks.documents.urls",
    jobs="madang.blocks.documents.jobs",
    emits=(
        "documents.document.stored",
        "documents.document.made",
        "documents.document.read",
        "documents.document.revoked",
        "documents.document.held",
        "documents.document.released",
        "documents.document.deleted",
        "documents.document.infected",
    ),
    purposes={
        "protect-from-malware": Text("악성 코드 방지", "Protection from malware"),
        "retention-over": Text("보관 기한이 지난 문서의 파기", "Destroying documents whose time is over"),
    },
    keys=("documents.comparison", "documents.verification"),
    erasers=("madang.blocks.documents.erasing:erase_documents",),
    holds=("madang.blocks.documents.erasing:held_documents",),
    health={"scanner": "madang.blocks.documents.scanning:health"},
)
