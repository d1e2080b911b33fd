import type { SlotState } from "../../../../schemas/series-state.ts";
import type { Tone } from "../worst-first.ts";
import type { StateCount } from "./fleet-rows.ts";
import type { FleetWords } from "./fleet-words.ts";

const WRONG = ["missing", "stuck", "failed", "late", "unprotected"] as const;

export type FleetVerdict = { readonly tone: Tone; readonly text: string };

/**
 * The night in a sentence. Nothing starts out good: what is unknown is told, and is not green; nor
 * is a fleet whose slots are filled with what doesn't restore.
 */
export function fleetVerdict(
  counts: readonly StateCount[],
  openCritical: number,
  words: FleetWords["verdict"],
): FleetVerdict {
  const of = new Map<SlotState, number>(counts.map(({ state, series }) => [state, series]));
  const sum = (states: readonly SlotState[]) =>
    states.reduce((total, state) => total + (of.get(state) ?? 0), 0);
  const all = counts.reduce((total, { series }) => total + series, 0);
  const unknown = sum(["unknown"]);
  const wrong = sum(WRONG);
  if (all === 0) return { tone: "unknown", text: words.empty };
  if (wrong > 0) {
    const also = unknown > 0 ? `, ${words.alsoUnknown(unknown)}` : "";
    const critical = openCritical > 0 ? `, ${words.alsoCritical(openCritical)}` : "";
    const tone = sum(["missing"]) > 0 || openCritical > 0 ? "critical" : "warning";
    return { tone, text: `${words.wrong(wrong, all)}${also}${critical}` };
  }
  const text = unknown > 0 ? words.unknown(unknown, all) : words.good(all);
  if (openCritical > 0)
    return { tone: "critical", text: `${text}, ${words.butCritical(openCritical)}` };
  return { tone: unknown > 0 ? "unknown" : "good", text };
}
