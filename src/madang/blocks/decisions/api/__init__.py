"""Rules for machines: read, asked, compared, checked by everybody; drafted, proposed and reviewed with a key."""

from madang.blocks.decisions.api import asking, changes, effects, endings, versions
from madang.blocks.decisions.api.reading import router

__all__ = ["asking", "changes", "effects", "endings", "router", "versions"]
