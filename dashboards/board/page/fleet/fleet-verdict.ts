import type { SlotState } from "../../../../schemas/series-state.ts";
import type { Tone } from "../worst-first.ts";
import type { StateCount } from "./fleet-rows.ts";
import type { FleetWords } from "./fleet-words.ts";

const WRONG = ["missing", "stuck", "failed", "late"] as const;

export type FleetVerdict = { readonly tone: Tone; readonly text: string };

/**
 * The night in a sentence. Nothing starts out good: what is unknown is told, and is not green; nor
 * is a fleet whose slots are filled with what doesn't restore. What is under no policy has no slot
 * to lack a backup: it is counted apart.
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
  const unprotected = sum(["unprotected"]);
  const wrong = sum(WRONG);
  if (all === 0) return { tone: "unknown", text: words.empty };
  if (wrong > 0) {
    const text = [
      words.wrong(wrong, all),
      ...(unprotected > 0 ? [words.alsoUnprotected(unprotected)] : []),
      ...(unknown > 0 ? [words.alsoUnknown(unknown)] : []),
      ...(openCritical > 0 ? [words.alsoCritical(openCritical)] : []),
    ].join(", ");
    return { tone: sum(["missing"]) > 0 || openCritical > 0 ? "critical" : "warning", text };
  }
  const { tone, said } = quietNight({ all, unprotected, unknown }, words);
  if (openCritical === 0) return { tone, text: said.join(", ") };
  return { tone: "critical", text: [...said, words.butCritical(openCritical)].join(", ") };
}

type Quiet = { readonly all: number; readonly unprotected: number; readonly unknown: number };

/** Where no series lacks its backup, so far as is known. */
function quietNight({ all, unprotected, unknown }: Quiet, words: FleetWords["verdict"]) {
  const also = unknown > 0 ? [words.alsoUnknown(unknown)] : [];
  if (unprotected > 0) {
    return { tone: "warning", said: [words.unprotected(unprotected, all), ...also] } as const;
  }
  if (unknown > 0) return { tone: "unknown", said: [words.unknown(unknown, all)] } as const;
  return { tone: "good", said: [words.good(all)] } as const;
}
