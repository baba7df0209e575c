"""A form's definition: read from JSON, checked whole, never changed afterwards."""

from madang.blocks.forms.definition.faults import faults_of
from madang.blocks.forms.definition.parts import Choice, Definition, Kind, Question, Words
from madang.blocks.forms.definition.reading import MAX_BYTES, read_definition

__all__ = ["MAX_BYTES", "Choice", "Definition", "Kind", "Question", "Words", "faults_of", "read_definition"]
