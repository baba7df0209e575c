/**
 * How large the exported conditions are and how long they take for one person with unknowns: `node measure.ts FILE`, where
 * FILE and FILE's `.persons.json` are written by `conditions.py`. Prints one line of JSON.
 */

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { Bundle, type Exported, Unknown, type Value, decode } from "../src/index.ts";

const path = process.argv[2]!;
const data = readFileSync(path);
const persons = JSON.parse(readFileSync(path.replace(/\.[^.]*$/, ".persons.json"), "utf8")) as [string, unknown][][];

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const found = work();
  return [found, performance.now() - start];
}

const [exported, parsing] = timed(() => JSON.parse(data.toString("utf8")) as Exported);
const [bundle, reading] = timed(() => new Bundle(exported));
const scopes = persons.map((facts) => Bundle.facts(new Map(facts.map(([name, value]) => [name, decode(value)]))));
const times: number[] = [];
let answers: Value[] = [];
for (const scope of scopes) {
  const [found, milliseconds] = timed(() => bundle.evaluateAll(scope));
  times.push(milliseconds);
  answers = found;
}
const later = times.slice(1).sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({
    conditions: bundle.size,
    bytes: data.length,
    gzip: gzipSync(data, { level: 9 }).length,
    brotli: brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    milliseconds: {
      parsing: Math.round(parsing),
      reading: Math.round(reading),
      first_person: Math.round(times[0]!),
      median: Math.round(later[later.length >> 1]! * 10) / 10,
      slowest: Math.round(later[later.length - 1]! * 10) / 10,
    },
    last_person: {
      yes: answers.filter((value) => value === true).length,
      no: answers.filter((value) => value === false).length,
      unknown: answers.filter((value) => value instanceof Unknown).length,
    },
    node: process.version,
  })}\n`,
);
