"""Every change of the catalogue: write, publish, withdraw, import."""

from madang.blocks.catalogue.actions.importing import import_folder
from madang.blocks.catalogue.actions.publishing import change, draft, publish, withdraw

__all__ = ["change", "draft", "import_folder", "publish", "withdraw"]
