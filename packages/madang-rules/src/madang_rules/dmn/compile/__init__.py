"""Models → closures: each expression is parsed once and becomes a function of (scope, evaluation)."""

from madang_rules.dmn.compile.expressions import Compiler, Names
from madang_rules.dmn.compile.site import Compiled, Site

__all__ = ["Compiled", "Compiler", "Names", "Site"]
