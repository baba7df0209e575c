"""XML read and written without loss: our own small tree over expat, and nothing fetched from anywhere."""

from madang_rules.dmn.xml.parse import parse_xml
from madang_rules.dmn.xml.serialise import serialise
from madang_rules.dmn.xml.tree import Comment, Instruction, Node, Unparsed

__all__ = ["Comment", "Instruction", "Node", "Unparsed", "parse_xml", "serialise"]
