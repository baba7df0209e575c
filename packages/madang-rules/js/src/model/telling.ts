/** What explaining an answer may use up: the budget of the question once more, for all that is told of it. See `madang_rules.dmn.telling`. */

import { BudgetExceeded, Evaluation } from "../evaluation.ts";

export class Telling {
  private readonly asked: Evaluation;
  private steps: number;
  private seconds: number;

  constructor(asked: Evaluation) {
    this.asked = asked;
    this.steps = asked.budget.steps;
    this.seconds = asked.budget.seconds;
  }

  /** Do some work with an evaluation within what is left, at the moment that was asked about. Throws `BudgetExceeded`. */
  within<T>(work: (evaluation: Evaluation) => T): T {
    const { budget, moment } = this.asked;
    if (this.seconds <= 0) throw new BudgetExceeded("seconds", budget.seconds);
    if (this.steps <= 0) throw new BudgetExceeded("steps", budget.steps);
    const evaluation = new Evaluation({
      budget: { ...budget, steps: this.steps, seconds: this.seconds }, clock: () => moment,
    });
    const began = performance.now();
    try {
      return work(evaluation);
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      const { limit } = error;
      throw limit === "steps" || limit === "seconds" ? new BudgetExceeded(limit, budget[limit]) : error;
    } finally {
      this.seconds -= (performance.now() - began) / 1000;
      this.steps -= evaluation.used;
    }
  }
}
