/** dmn-eval-js: the same table as DMN 1.1 XML, read once. */

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(path.join(process.cwd(), "package.json"));
const { decisionTable } = require("@hbtgmbh/dmn-eval-js");
const version = require("@hbtgmbh/dmn-eval-js/package.json").version;
const cpu = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
const begun = cpu();
const decisions = await decisionTable.parseDmnXml(task.table.xml_1_1);
const load = cpu() - begun;
const persons = task.persons.map((person) =>
  Object.fromEntries(Object.entries(person).map(([name, [kind, value]]) => [name, kind === "number" ? Number(value) : value])),
);
const outcomes = [];
const start = cpu();
for (const person of persons) {
  const found = decisionTable.evaluateDecision("amount", decisions, person);
  outcomes.push(found && found.amount !== undefined ? String(found.amount) : null);
  if (cpu() - start > task.seconds) break;
}
console.log(
  JSON.stringify({ answers: [], rates: [], version, table: { name: "dmn-eval-js", version, load, outcomes, rate: outcomes.length / (cpu() - start) } }),
);
