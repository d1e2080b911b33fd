import assert from "node:assert/strict";
import type { Entry, EventLog } from "../../platform/log/event-log.ts";
import type { Reject } from "../../schemas/reject.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { Acceptance, Item } from "./acceptance.ts";
import { createReject } from "./create-reject.ts";
import { createFault, type Fault, isFault } from "./fault.ts";
import type { Judged } from "./judge-item.ts";
import type { Identities, Known } from "./open-identities.ts";

export type Call = {
  readonly items: readonly Item[];
  readonly verdicts: readonly (Judged | Fault)[];
  /** The span within which its events and rejects are appended. */
  readonly traceparent?: string | undefined;
};

type Verdict = Judged | Fault | "duplicate";
export type AcceptOptions = {
  readonly log: Pick<EventLog, "append">;
  readonly identities: Identities;
  readonly nowMs: number;
};

/**
 * Writes what several senders brought as one: one claim of its identities, one append. Resolves to
 * an acceptance per call, in their order.
 */
export async function acceptCalls(
  calls: readonly Call[],
  options: AcceptOptions,
): Promise<Acceptance[]> {
  const { log, identities, nowMs } = options;
  const judged = calls.map((call) => call.verdicts);
  const claim = await identities.claim(judged.flat().filter(isJudged), nowMs);
  const known = new Map(claim.known);
  const verdicts = judged.map((items) => items.map((item) => identify(item, known)));
  const acceptances = calls.map(({ items }, index) =>
    summarize(items, verdicts[index] ?? [], nowMs),
  );
  const rejects = acceptances.flatMap(({ rejected }, index) =>
    rejected.map((reject) => inTrace(rejectEntry(reject), calls[index])),
  );
  const entries = verdicts.flatMap((ofCall, index) =>
    ofCall.filter(isJudged).map((event) => inTrace(event.entry, calls[index])),
  );
  if (entries.length > 0) await log.append(TOPICS.events, entries);
  // Killed here, the identities stay pending: sent again their events are appended again, and the
  // store shows them once. A reject would be another at another instant: so they come last.
  if (rejects.length > 0) await log.append(TOPICS.rejects, rejects);
  if (entries.length > 0) await claim.confirm();
  return acceptances;
}

function isJudged(verdict: Verdict): verdict is Judged {
  return verdict !== "duplicate" && !isFault(verdict);
}

function identify(item: Judged | Fault, known: Map<string, Known>): Verdict {
  if (isFault(item)) return item;
  const claimed = known.get(item.identity);
  assert(claimed, "each identity that is brought is claimed");
  if (claimed.contentHash !== item.contentHash) {
    const pair = JSON.stringify([item.source, item.id]);
    return createFault("id-reused", `source, id ${pair}: sent before with another content`);
  }
  if (claimed.isAppended) return "duplicate";
  known.set(item.identity, { ...claimed, isAppended: true });
  return item;
}

function summarize(items: readonly Item[], verdicts: readonly Verdict[], nowMs: number) {
  const rejected = items.flatMap((item, index) => {
    const verdict = verdicts[index];
    assert(verdict);
    if (verdict === "duplicate" || !isFault(verdict)) return [];
    const what = { ...item, bytesTotal: item.unread?.bytesTotal };
    return [{ index, ...createReject(what, verdict, nowMs) }];
  });
  const duplicate = verdicts.filter((verdict) => verdict === "duplicate").length;
  return { accepted: items.length - duplicate - rejected.length, duplicate, rejected };
}

function rejectEntry({ index: _index, ...reject }: Reject & { readonly index: number }): Entry {
  return { key: reject.id, value: JSON.stringify(reject) };
}

function inTrace(entry: Entry, call: Call | undefined): Entry {
  return call?.traceparent === undefined ? entry : { ...entry, traceparent: call.traceparent };
}
