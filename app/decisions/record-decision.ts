import { randomUUID } from "node:crypto";
import { aboutOf } from "../../analyzers/decisions/decisions.ts";
import type { Entry } from "../../platform/log/event-log.ts";
import type { Store } from "../../platform/store/store.ts";
import { type Decision, type DecisionJson, decisionSchema } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { seriesId, seriesKey } from "../../schemas/series.ts";
import { NamingError } from "../commands/naming-error.ts";
import type { Draft, Draw } from "./draft.ts";
import { readDecisions } from "./read-decisions.ts";

/** What was said of a match before so many others is said again, which is harmless. */
const SAME_MAX = 200;

type Options = {
  readonly store: Store;
  readonly nowMs: number;
  readonly author: string;
  readonly reason: string;
  /** Appends to `vigie.decisions`. */
  readonly append: (entries: readonly Entry[]) => Promise<void>;
};

/** What was decided, and the same as somebody said it before; null where nobody did. */
export type Recorded = Draft & { readonly before: Decision | null };

/**
 * Appends a decision to the log, for a command as for the API. What was decided before in the same
 * words is not said again.
 */
export async function recordDecision(options: Options, draw: Draw): Promise<Recorded> {
  const { store, nowMs, author, reason, append } = options;
  const said = { id: randomUUID(), time: instantToJson(nowMs), author, reason };
  const draft = await draw({ store, nowMs, said });
  const { decision, others = [] } = draft;
  const read = decisionSchema.safeParse(decision);
  if (!read.success) throw new NamingError("This can't be decided", describe(read.error.issues));
  const same = await findSame(store, read.data);
  const before = others.length === 0 ? same : null;
  if (!before) await append([decision, ...others].map(toEntry));
  return { ...draft, before };
}

function describe(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]) {
  return issues.map(({ path, message }) => `${path.map(String).join(".")} ${message}`).join("\n");
}

/**
 * What has reached the store; saying again what has not is harmless. What is said of an incident is
 * said of it as it stands, and may be said again.
 */
async function findSame(store: Store, decision: Decision): Promise<Decision | null> {
  if (decision.kind === "resume" || "incident" in decision) return null;
  const before = await readDecisions(store, decision.kind, whichOf(decision));
  return before.find((one) => contentOf(one) === contentOf(decision)) ?? null;
}

/** What alone can be the same; of a match the latest of its kind. */
function whichOf(decision: Decision) {
  if ("finding" in decision) return { findingId: decision.finding.id };
  const about = aboutOf(decision);
  return about && "series" in about
    ? { seriesId: seriesId(about.series) }
    : { isOfMatch: true, rowsMax: SAME_MAX };
}

function contentOf({ id: _id, time: _time, author: _author, reason: _reason, ...what }: Decision) {
  return JSON.stringify(what);
}

function toEntry(json: DecisionJson): Entry {
  const about = aboutOf(decisionSchema.parse(json));
  const key = about && "series" in about ? seriesKey(about.series) : json.id;
  return { key, value: JSON.stringify(json) };
}
