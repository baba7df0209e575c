/** Context functions (DMN 1.5, 10.3.4.9). */

import type { Evaluation } from "../evaluation.ts";
import type { Context, Value } from "../values/kinds.ts";
import { builtin } from "./registry.ts";

builtin(
  ["get value(m: context, key: string) -> any", "get value(context: context, key: string) -> any"],
  (_: Evaluation, context: Context, key: string) => context.get(key) ?? null,
  true,
);

builtin("get value(context: context, keys: list) -> any", (_: Evaluation, context: Context, keys: Value[]) => {
  let value: Value = context;
  for (const key of keys) {
    if (!(value instanceof Map) || typeof key !== "string") return null;
    const inner: Value | undefined = value.get(key);
    if (inner === undefined) return null;
    value = inner;
  }
  return keys.length > 0 ? value : null;
});

builtin(["get entries(m: context) -> list", "get entries(context: context) -> list"], (evaluation: Evaluation, context: Context) => {
  evaluation.chargeList(context.size);
  return [...context].map(([key, value]) => new Map<string, Value>([["key", key], ["value", value]]));
}, true);

builtin("context(entries: list) -> any", (evaluation: Evaluation, entries: Value[]) => {
  const made: Context = new Map();
  evaluation.chargeList(entries.length);
  for (const entry of entries) {
    if (!(entry instanceof Map)) return null;
    const key = entry.get("key");
    const value = entry.get("value");
    if (typeof key !== "string" || value === undefined || made.has(key)) return null;
    made.set(key, value);
  }
  return made;
});

builtin(
  "context put(context: context, key: string, value: any) -> any",
  (evaluation: Evaluation, context: Context, key: string, value: Value) => {
    evaluation.chargeList(context.size + 1);
    return new Map(context).set(key, value);
  }, true,
);

function putAt(evaluation: Evaluation, context: Context, keys: Value[], value: Value): Context | null {
  const key = keys[0];
  if (typeof key !== "string") return null;
  evaluation.chargeList(context.size + 1);
  if (keys.length === 1) return new Map(context).set(key, value);
  const inner = context.has(key) ? context.get(key) : new Map<string, Value>();
  if (!(inner instanceof Map)) return null;
  const changed = putAt(evaluation, inner, keys.slice(1), value);
  return changed === null ? null : new Map(context).set(key, changed);
}

builtin("context put(context: context, keys: list, value: any) -> any", putAt);

builtin("context merge(contexts: list) -> any", (evaluation: Evaluation, contexts: Value[]) => {
  const made: Context = new Map();
  for (const context of contexts) {
    if (!(context instanceof Map)) return null;
    for (const [key, value] of context) made.set(key, value);
    evaluation.chargeList(made.size);
  }
  return made;
});
