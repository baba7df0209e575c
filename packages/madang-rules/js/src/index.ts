/** Evaluates FEEL and DMN exported by `madang_rules.export`: in a browser, on facts that may be unknown, with nothing sent. */

export { Bundle } from "./bundle.ts";
export { type Scope } from "./compile/index.ts";
export {
  type Budget, BudgetExceeded, DEFAULT_BUDGET, Evaluation, type EvaluationOptions, type Language, type Moment, Reason,
} from "./evaluation.ts";
export { type Exported, NotReadable, VERSION } from "./format/document.ts";
export { decode, encode } from "./format/wire.ts";
export { callService, invokeFunction } from "./model/calling.ts";
export { asData, plain } from "./model/explain.ts";
export type { ExportedModel } from "./model/exported.ts";
export { type Answer, type Facts, Model, type Question } from "./model/program.ts";
export { explain } from "./model/story.ts";
export { decidingRows } from "./model/rows.ts";
export { ModelError, exampleOf, numberWritten, ofType, refusedInWords } from "./model/told.ts";
export type { DecisionTrace } from "./model/trace.ts";
export { valueInWords } from "./model/words.ts";
export { type Answers, type NextQuestion, likelyAnswers, questions } from "./questions.ts";
export * as types from "./types.ts";
export { Unknown } from "./unknown.ts";
export { FeelDate, parseDate } from "./values/date.ts";
export { Decimal, parseDecimal } from "./values/decimal.ts";
export { toFeel } from "./values/door.ts";
export { DaysDuration, MonthsDuration, parseDuration } from "./values/duration.ts";
export { type Context, FeelFunction, FeelRange, type Value } from "./values/kinds.ts";
export { FeelDateTime, FeelTime, parseDateTime, parseTime } from "./values/time.ts";
