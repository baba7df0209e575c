/** Nodes to closures: each file registers how its kinds of nodes are compiled. */

import "./access.ts";
import "./calls.ts";
import "./comparisons.ts";
import "./control.ts";
import "./filters.ts";
import "./operators.ts";

export { INPUT, testsOf, valueOf } from "./operators.ts";
export { Frame, type Run, type Scope, type Tests, Unit } from "./unit.ts";
