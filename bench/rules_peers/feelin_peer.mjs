/** feelin: each expression through its public door (which parses it again), and parsed once (its interpreter exported). */

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(path.join(process.cwd(), "package.json"));
const folder = path.dirname(require.resolve("feelin/package.json"));
const patched = path.join(folder, "dist", "parsed-once.js");
writeFileSync(
  patched,
  `${readFileSync(path.join(folder, "dist", "index.js"), "utf8")}\nexport { interpreter, InterpreterContext, coerceContext };\n`,
);
const feelin = await import(pathToFileURL(patched));
const version = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version;

function facts(person) {
  const made = {};
  for (const [name, [kind, value]] of Object.entries(person)) {
    made[name] = kind === "number" ? Number(value) : kind === "date" ? feelin.parseDate(value) : value;
  }
  return feelin.coerceContext(made);
}
const persons = task.persons.map(facts);
const said = (value) => (value === true ? "true" : value === false ? "false" : value === null ? "null" : "other");
const cpu = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;

function once(text) {
  const { root } = feelin.interpreter.evaluate(text, persons[0], undefined, new feelin.InterpreterContext());
  return (person) => root(person);
}
const anew = (text) => (person) => feelin.evaluate(text, person).value;

function timed(prepare, seconds) {
  const answers = [], rates = [];
  for (const text of task.conditions) {
    let run;
    try {
      run = prepare(text);
      answers.push(persons.map((person) => said(run(person))));
    } catch (fault) {
      answers.push([fault.name]);
      rates.push(0);
      continue;
    }
    const share = seconds / task.conditions.length;
    const warm = cpu();
    while (cpu() - warm < share / 2) for (const person of persons.slice(0, 40)) run(person);
    const begun = cpu();
    let done = 0, spent = 0;
    while ((spent = cpu() - begun) < share) {
      for (const person of persons.slice(0, 40)) run(person);
      done += Math.min(40, persons.length);
    }
    rates.push(done / spent);
  }
  return { answers, rates };
}

function table() {
  const { inputs, rules } = task.table;
  const begun = cpu();
  const prepared = rules.map((rule) => ({
    tests: inputs.map((name, index) => {
      const { root } = feelin.interpreter.unaryTest(rule[index], persons[0], undefined, new feelin.InterpreterContext());
      return root;
    }),
    output: rule[inputs.length],
  }));
  const load = cpu() - begun;
  const decide = (person) => {
    let found = null;
    for (const { tests, output } of prepared) {
      if (tests.every((test, index) => test(person)(person[inputs[index]]) === true)) found = output; // UNIQUE looks at all
    }
    return found;
  };
  const outcomes = [];
  const start = cpu();
  for (const person of persons) {
    outcomes.push(decide(person));
    if (cpu() - start > task.seconds) break;
  }
  return { name: "feelin, a cell a unary test", version, load, outcomes, rate: outcomes.length / (cpu() - start) };
}

const found = { version, ...timed(once, task.seconds) };
found.public_door = timed(anew, task.seconds / 2).rates;
try {
  found.table = table();
} catch (fault) {
  found.table = { fault: String(fault).slice(0, 200) };
}
console.log(JSON.stringify(found));
