import type { Decision, DecisionJson } from "../../../schemas/decision.ts";
import { instantToJson } from "../../../schemas/instant.ts";

const INSTANTS = ["time", "from", "until"] as const;

/** A decision as it is written. */
export function decisionToJson(decision: Decision): DecisionJson {
  const known: Readonly<Record<string, unknown>> = decision;
  const instants = INSTANTS.flatMap((name) => {
    const atMs = known[name];
    return typeof atMs === "number" ? [[name, instantToJson(atMs)] as const] : [];
  });
  const json: unknown = { ...decision, ...Object.fromEntries(instants) };
  // Its instants are all that differs.
  return json as DecisionJson;
}
