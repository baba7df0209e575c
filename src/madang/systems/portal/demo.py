"""The portal's part of Haneul-si: invented services, in Korean and English."""

from __future__ import annotations

from madang.blocks.catalogue.actions.rooms import RoomListing, publish_room
from madang.blocks.identity.models import Membership
from madang.blocks.rooms.manifest import Text
from madang.systems.portal.demo_services import SERVICES
from madang.systems.portal.system import system


def load() -> str:
    """Publish the demo city's services; returns what was done."""
    editor = Membership.objects.filter(role="editor", account__username="editor").first()
    owner = editor.organisation if editor else None
    count = publish_room(system, (_listing(*service) for service in SERVICES), organisation=owner)
    return f"services: {count}"


def _listing(
    code: str, topic: str, title: Text, summary: Text, target: Text, content: Text, how: Text, channels: str
) -> RoomListing:
    return RoomListing(
        code=code,
        kind="service",
        title=title,
        summary=summary,
        body={"target": target, "content": content, "how_to_apply": how},
        provider="하늘시청",
        topics=(topic,),
        channels=tuple(channels.split()),
    )
