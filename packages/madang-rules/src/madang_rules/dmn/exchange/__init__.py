"""Models in and out of the standard's XML, versions 1.1 to 1.6 read, nothing lost on the way back."""

from madang_rules.dmn.exchange.read import NAMESPACES, read_definitions
from madang_rules.dmn.exchange.write import write_definitions

__all__ = ["NAMESPACES", "read_definitions", "write_definitions"]
