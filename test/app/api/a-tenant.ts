import { createHash } from "node:crypto";
import type { DecisionJson } from "../../../schemas/decision.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Proof } from "../../../schemas/proof.ts";
import type { Reject } from "../../../schemas/reject.ts";
import { type Series, seriesId } from "../../../schemas/series.ts";
import type { SeriesState } from "../../../schemas/series-state.ts";
import {
  check,
  findingOf,
  HOUR_MS,
  NOON_MS,
  proofOf,
  series,
  stateOf,
} from "../../dashboards/board-rows.ts";

const inAnHour = instantToJson(NOON_MS + HOUR_MS);
const ago = (hours: number) => instantToJson(NOON_MS - hours * HOUR_MS);

const PROMISES: SeriesState["promises"] = {
  ...{ copies: ["primary", "duplicate"], copiesWithinMs: HOUR_MS, keepMs: 24 * HOUR_MS },
  ...{ purgeWithinMs: HOUR_MS, proofEveryMs: 24 * HOUR_MS, proofLevel: "right" },
  ...{ rpoMs: HOUR_MS, rtoMs: HOUR_MS },
};
const DRAWN: Proof["drawn"] = {
  ...{ draw: "a".repeat(64), drawnAt: ago(6), campaignAt: ago(6), sequence: 0, position: 0 },
  ...{ drawn: 1, copies: 1, inventory: "b".repeat(64), seed: "c".repeat(64), bytesMax: 100 },
  excluded: {},
};
const both = (text: string) => ({ en: text, fr: text });

export type Tenant = ReturnType<typeof aTenant>;

/**
 * A tenant with something of everything; `word` stands in each text that somebody wrote, and in
 * each name, so that it is found in whatever tells of it.
 */
export function aTenant(word: string) {
  const tenant = `${word}-tenant`;
  const of: Series = series({
    ...{ tenant, product: `${word}-product`, site: `${word}-site` },
    ...{ instance: `${word}-instance`, asset: `${word}Db` },
  });
  const copy: NonNullable<Finding["copy"]> = {
    ...{ role: "primary", vault: `${word}-vault`, uri: `file:///vaults/${word}/night.sql` },
  };
  const runId = `${word}-run`;
  const run = { startedAt: ago(11), finishedAt: ago(10.5), sizeBytes: 12, storedBytes: 6 };
  const event = (type: string, data: object) => ({
    ...{ specversion: "1.0", id: JSON.stringify([type, data]), source: `/${word}`, type },
    ...{ time: ago(10), data: { series: of, runId, ...data } },
  });
  const seen = { sizeBytes: 12, observedAt: ago(10), lockedUntil: ago(-48) };
  const duplicate = { role: "duplicate", vault: `${word}-far`, uri: `s3://${word}/night.sql` };
  const events = [
    event("vigie.backup.succeeded.v1", run),
    event("vigie.asset.expected.v1", { since: ago(99), owner: `${word} people` }),
    event("vigie.copy.observed.v1", { copy: { ...copy, ...seen } }),
    event("vigie.copy.observed.v1", { copy: { ...duplicate, ...seen } }),
  ];
  const finding: Finding = findingOf(of, {
    ...{ copy, runId: `${word}-run`, kind: "copy-damaged", openedAt: ago(4) },
    summary: { en: `${word} is damaged`, fr: `${word} est abîmée` },
    evidence: { bytes: 12, said: word },
  });
  const resolved: Finding = findingOf(of, {
    ...{ kind: "late", openedAt: ago(9), resolvedAt: ago(8), resolution: `${word} came` },
    summary: { en: `${word} is late`, fr: `${word} est en retard` },
  });
  const proof: Proof = proofOf(of, {
    ...{ runId: `${word}-run`, copy: { ...copy, sizeBytes: 12, checksum: null } },
    ...{ engine: `${word} engine`, rowCounts: { [word]: 12 } },
  });
  const said = { author: `${word} operator`, reason: `${word} decided`, time: ago(3) };
  const decisions: readonly DecisionJson[] = [
    { ...said, id: uuid(word, 1), kind: "pause", about: { series: of }, until: inAnHour },
    { ...said, id: uuid(word, 2), kind: "resume", about: { match: { tenant } } },
    { ...said, id: uuid(word, 3), kind: "silence", match: { tenant }, until: inAnHour },
    {
      ...{ ...said, id: uuid(word, 4), kind: "false-alarm" },
      finding: { id: resolved.id, kind: resolved.kind, series: of, runId: null },
    },
  ];
  const failed: Proof = proofOf(of, {
    ...{ outcome: "failed", failure: "copy-damaged", level: "exists", finishedAt: ago(4) },
    copy: { ...copy, sizeBytes: 12, checksum: null },
    checks: [{ ...check("whole", "whole", both(`${word} differs`)), verdict: "fail" }],
    ...{ reason: "drawn", drawn: DRAWN },
  });
  const expiring: Finding = findingOf(of, {
    ...{ kind: "last-proof-expiring", summary: both(`${word} goes`) },
    evidence: { proof: proof.id, provenAt: ago(5), keptUntil: ago(-10), purgeBy: ago(-20) },
  });
  const state = stateOf(of, {
    ...{ policy: `${word}-policy`, state: "missing", learning: { runs: 2, needed: 7 } },
    ...{ promises: PROMISES, proofDueAt: ago(1) },
  });
  const rows = {
    events,
    decisions,
    findings: [finding, resolved, expiring],
    proofs: [proof, failed],
    states: [state],
  };
  const silence = uuid(word, 3);
  return {
    rows,
    silence,
    word,
    tenant,
    series: of,
    id: seriesId(of),
    finding,
    resolved,
    proof,
    state,
    copy,
  };
}

function idOf(word: string): string {
  return createHash("sha256").update(word).digest("hex").slice(0, 32);
}

function uuid(word: string, number: number): string {
  const head = createHash("sha256").update(word).digest("hex").slice(0, 8);
  return `${head}-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** A cause of both, which nobody of one tenant may read. */
export function aCommonCause(words: readonly string[]): Finding {
  return findingOf(null, {
    ...{ kind: "collector-silent", severity: "warning", collector: `${words.join("-")}-collector` },
    ...{ evidence: { tenants: [...words] }, openedAt: ago(5) },
    summary: { en: `Silent: ${words.join(", ")}`, fr: `Muet : ${words.join(", ")}` },
  });
}

/** A cause of both that leads the incident of the first one's finding. */
export function aSharedCause(words: readonly string[], first: Finding): Finding {
  const cause = { instance: `${words.join("-")}-instance` };
  return findingOf(null, {
    ...{ id: idOf(words.join("-")), kind: "copy-lost", severity: first.severity },
    ...{ openedAt: ago(3), collector: null, evidence: { cause, members: 2, first: [first.id] } },
    summary: { en: `Lost: ${words.join(", ")}`, fr: `Perdues : ${words.join(", ")}` },
  });
}

/** A collector that speaks for both. */
export function aHeartbeat(words: readonly string[]) {
  const data = { collector: `${words.join("-")}-collector`, watermark: ago(1) };
  return {
    ...{ specversion: "1.0", id: "beat", source: "/both", type: "vigie.collector.heartbeat.v1" },
    ...{ time: ago(1), data: { ...data, covers: { sources: [...words], vaults: [] } } },
  };
}

/** What could not be read, of whomever it was. */
export function aReject(words: readonly string[]): Reject {
  const bytes = Buffer.from(words.join(" "));
  return {
    ...{ id: "1", origin: words.join("-"), position: "1", fault: "not-json" },
    ...{ reason: words.join(" "), receivedAt: ago(1), bytesTotal: bytes.length },
    bytesBase64: bytes.toString("base64"),
  };
}
