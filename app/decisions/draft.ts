import type { Store } from "../../platform/store/store.ts";
import type { DecisionJson } from "../../schemas/decision.ts";

export type Said = Pick<DecisionJson, "id" | "time" | "author" | "reason">;

/** What a decision is made with: the history, our clock, who says so and why. */
export type Ground = { readonly store: Store; readonly nowMs: number; readonly said: Said };

/** A decision, and what it changes: for people, and as fields for programs. */
export type Draft = {
  readonly decision: DecisionJson;
  /** Said with it, of what it stands for. */
  readonly others?: readonly DecisionJson[];
  readonly changes: readonly string[];
  readonly effect: Readonly<Record<string, unknown>>;
};

export type Draw = (ground: Ground) => Promise<Draft>;
