/** All built-in functions of DMN 1.5 (10.3.4): each file registers its own. */

import "./contexts.ts";
import "./conversion.ts";
import "./lists.ts";
import "./numbers.ts";
import "./ranges.ts";
import "./statistics.ts";
import "./strings.ts";
import "./temporal.ts";

export { BUILTINS, type Builtin } from "./registry.ts";
