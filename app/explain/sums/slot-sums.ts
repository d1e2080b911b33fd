import type { Pencil } from "../create-pencil.ts";
import { sayMeasure } from "../say-measure.ts";
import type { SumsOf } from "../sum.ts";

const JOB_SAID = {
  en: "No sum: its own job said so. The numbers above are of the slot that it was to fill.",
  fr: "Pas de calcul : sa propre tâche l'a dit. Les valeurs ci-dessus sont celles de son créneau.",
};

/** The sums of what is judged of a slot and of when runs come. */
export const SLOT_SUMS: SumsOf<
  "late" | "missing" | "stuck" | "failed" | "extra-run" | "warned" | "schedule-drift"
> = {
  late: { write: (pencil) => [...writeLate(pencil), ...pencil.order("watermark", "lateAt")] },
  missing: {
    write: (pencil) => [
      ...pencil.span("missingAt", "due", "finishWithin"),
      ...pencil.order("watermark", "missingAt"),
    ],
  },
  stuck: { write: (pencil) => [...writeStuck(pencil), ...pencil.order("watermark", "stuckAt")] },
  failed: { none: JOB_SAID },
  "extra-run": { write: writeExtra },
  warned: {
    none: {
      en: "No sum: its own job warned, though it succeeded.",
      fr: "Pas de calcul : sa propre tâche a averti, bien qu'elle ait réussi.",
    },
  },
  "schedule-drift": {
    write: (pencil) => [
      ...pencil.compareSize("usualAsideMs", "toleranceMs"),
      ...joined([...pencil.compare("slots", "slotsMin"), ...pencil.compare("spanMs", "spanMinMs")]),
      ...pencil.compare("strayMs", "strayMaxMs"),
    ],
  },
};

/** Where starts are never reported, the usual duration is waited for as well. */
function writeLate({ number, instantMs, at, say, span }: Pencil): readonly string[] {
  const usualMs = number("usualDurationMs");
  const [dueMs, lateMs] = [instantMs("due"), instantMs("lateAt")];
  if (usualMs === null || dueMs === null || lateMs === null)
    return span("lateAt", "due", "startWithin");
  const within = sayMeasure("withinMs", lateMs - dueMs - usualMs);
  const sum = `${within} startWithin + ${say("usualDurationMs")}`;
  return [`lateAt = due ${at("due")} + ${sum} = ${at("lateAt")}`];
}

/** Past its longest duration, or when its slot should have been filled: whichever comes first. */
function writeStuck({ number, instantMs, at, say, add }: Pencil): readonly string[] {
  const [startedMs, stuckMs] = [instantMs("startedAt"), instantMs("stuckAt")];
  const maxMs = number("maxDurationMs");
  if (startedMs === null || stuckMs === null || maxMs === null) return [];
  if (stuckMs >= startedMs + maxMs) return add("stuckAt", "startedAt", [{ name: "maxDurationMs" }]);
  const limit = `startedAt ${at("startedAt")} + ${say("maxDurationMs")}`;
  return [`stuckAt = missingAt ${at("missingAt")}, before ${limit}`];
}

/** The last success of a slot counts. */
function writeExtra({ instantMs, at, part }: Pencil): readonly string[] {
  const counted = part("counted");
  const startedMs = instantMs("startedAt");
  const countedMs = Date.parse(String(counted?.["startedAt"]));
  if (counted === null || startedMs === null || Number.isNaN(countedMs)) return [];
  const apart = sayMeasure("apartMs", countedMs - startedMs);
  const other = `startedAt ${counted["startedAt"]} of run ${counted["runId"]}`;
  return [`startedAt ${at("startedAt")} is ${apart} before ${other}, the last of its slot`];
}

function joined(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [lines.join("; ")];
}
