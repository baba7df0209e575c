"""What goes of a person's documents when they are erased, and what stops it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madang.blocks.documents.actions.removing import take_away
from madang.blocks.documents.models import Document
from madang.blocks.identity.erasure import Trace, Whom
from madang.blocks.rooms.manifest import Text

_OF_A_CASE = Text(
    "민원 등에 딸린 문서입니다. 그 일의 보관 기한까지 두고, 누가 올렸는지는 지웁니다.",
    "They belong to a case and are kept as long as it; who brought them is blanked.",
)


def held_documents(whom: Whom) -> list[str]:
    """Documents of their own that somebody holds for an audit or a trial."""
    held = _own(whom).exclude(held_because="").count()
    if not held:
        return []
    return [
        _("지우지 못하게 한 문서가 %(count)d개 있습니다. 그 까닭이 끝난 뒤에 지우세요.") % {"count": held}
    ]


def erase_documents(whom: Whom, *, only_look: bool) -> list[Trace]:
    """Delete what is theirs alone; take who it was from what belongs to a case."""
    own, brought = list(_own(whom)), _brought(whom)
    found = [
        Trace(
            Text("본인의 문서", "Documents of their own"), len(own), subjects=tuple(str(each) for each in own)
        ),
        Trace(Text("민원 등에 올린 문서", "Documents brought to a case"), brought.count(), stays=_OF_A_CASE),
    ]
    if not only_look:
        take_away(own)
        brought.update(uploaded_by="")
    return found


def _own(whom: Whom) -> QuerySet[Document]:
    return Document.objects.filter(owner__in=whom.subjects).order_by("pk")


def _brought(whom: Whom) -> QuerySet[Document]:
    pseudonyms = [str(each.pseudonym) for each in whom.accounts]
    return Document.objects.filter(uploaded_by__in=pseudonyms).exclude(owner__in=whom.subjects)
