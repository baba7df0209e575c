"""Every change of the catalogue: write, publish, withdraw, import."""

from madang.blocks.catalogue.actions.importing import import_folder
from madang.blocks.catalogue.actions.publishing import change, draft, publish, withdraw
from madang.blocks.catalogue.actions.rooms import RoomListing, publish_rooms

__all__ = ["RoomListing", "change", "draft", "import_folder", "publish", "publish_rooms", "withdraw"]
