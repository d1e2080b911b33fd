import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { alertsMigrations } from "../../alerts/alerts-migrations.ts";
import type { Act } from "../../alerts/apply-act.ts";
import { recordActs } from "../../alerts/record-acts.ts";
import { type Appended, recordFindings } from "../../alerts/record-findings.ts";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { openTestState } from "../services/open-test-state.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding } from "./a-finding.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-17T06:00:00Z");
const RUNS = 12;

type Entry = Appended | { readonly act: Act };

const stepArbitrary = fc.record({
  what: fc.constantFrom("open", "open", "open", "resolve", "resolve", "worsen", "join", "act"),
  afterMs: fc.constantFrom(0, MINUTE_MS, 5 * MINUTE_MS, 40 * MINUTE_MS, 90 * MINUTE_MS),
  pick: fc.nat(50),
  kind: fc.constantFrom("late", "missing", "failed", "copy-lost", "too-slow"),
  site: fc.constantFrom("paris", "lyon"),
  asset: fc.constantFrom("VisitorDb", "MeetingDb"),
});

test("the same log, in batches of any size, gives the same incidents, and each finding one", async () => {
  const logs = fc.array(stepArbitrary, { minLength: 10, maxLength: 60 }).map(writeLog);
  await fc.assert(
    fc.asyncProperty(logs, fc.integer({ min: 1, max: 40 }), async (log, size) => {
      const asItCame = await play(log.map((entry) => [entry]));
      const acts = log.filter((entry) => "act" in entry);
      const findings = log.filter((entry) => "finding" in entry);
      const [replayed, again] = [await play([acts, ...cut(findings, size)]), [...log, ...log]];
      expect(replayed).toEqual(asItCame);
      expect(await play(cut(again, size))).toEqual(asItCame);
      const ids = new Set(findings.map(({ finding }) => finding.id));
      expect(asItCame.members.map(({ finding }) => finding)).toEqual([...ids].sort());
    }),
    { numRuns: RUNS },
  );
}, 60_000);

function cut<T>(log: readonly T[], size: number): T[][] {
  const count = Math.ceil(log.length / size);
  return Array.from({ length: count }, (_, at) => log.slice(at * size, (at + 1) * size));
}

/** What people did comes before the findings of the same batch. */
async function play(batches: readonly (readonly Entry[])[]) {
  return inState(async (transaction) => {
    for (const batch of batches) {
      const acts = batch.flatMap((entry) => ("act" in entry ? entry.act : []));
      await recordActs(transaction, acts);
      await recordFindings(
        transaction,
        batch.filter((entry) => "finding" in entry),
      );
    }
    const incidents = await transaction.all("SELECT * FROM incidents ORDER BY id");
    return {
      // The history has acts where they were read; how often a row was written is the mirror's.
      incidents: incidents.map((row) => ({ ...row, changes_count: null, written: null })),
      members: await transaction.all(
        "SELECT finding, incident, version, member_of FROM incident_findings ORDER BY finding",
      ),
    };
  });
}

async function inState<T>(work: (transaction: StateTransaction) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "vigie-replay-"));
  const state = await openTestState(directory);
  try {
    await state.migrate(alertsMigrations());
    return await state.transact(work, { mayBeLost: true });
  } finally {
    await state.close();
    await rm(directory, { recursive: true });
  }
}

/** A log as Vigie writes it: nothing resolves before it opened, and acts are of what was seen. */
function writeLog(
  steps: readonly (typeof stepArbitrary extends fc.Arbitrary<infer S> ? S : never)[],
) {
  const seen: Finding[] = [];
  const log: Entry[] = [];
  let nowMs = START_MS;
  const append = (finding: Finding) => log.push({ finding, appendedAtMs: nowMs });
  for (const [number, { what, afterMs, pick, kind, site, asset }] of steps.entries()) {
    nowMs += afterMs;
    const id = digest(number);
    const openedAt = instantToJson(nowMs);
    const chosen = seen[pick % (seen.length || 1)];
    const isOpen = chosen?.resolvedAt === null;
    if (what === "open" || !chosen) {
      const severity = kind === "late" || kind === "too-slow" ? "warning" : "critical";
      const [series, slot] = [{ ...VISITOR_DB, site, asset }, instantToJson(START_MS + pick)];
      const parent = pick % 5 === 0 && chosen ? chosen.id : null;
      seen.push(aFinding({ id, kind, severity, series, slot, openedAt, parent }));
    } else if (what === "join") {
      const evidence = {
        first: seen.filter((one) => one.resolvedAt === null).map((one) => one.id),
      };
      seen.push(aFinding({ id, kind, series: null, slot: null, openedAt, evidence }));
    } else if (what === "act") {
      const act = {
        id: uuid(number),
        time: nowMs,
        author: "Ada",
        reason: "seen",
        incident: chosen.id,
      };
      const to = { ...act, kind: "assign", to: asset } as const;
      log.push({ act: pick % 2 === 0 ? { ...act, kind: "acknowledge" } : to });
      continue;
    } else if (isOpen) {
      const version = chosen.version + 1;
      const change =
        what === "resolve" ? { resolvedAt: openedAt } : { severity: "critical" as const };
      seen[seen.indexOf(chosen)] = { ...chosen, version, ...change };
      append({ ...chosen, version, ...change });
      continue;
    } else continue;
    append(seen.at(-1) ?? aFinding());
  }
  return log;
}

function digest(number: number): string {
  return createHash("sha256").update(String(number)).digest("hex").slice(0, 32);
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
