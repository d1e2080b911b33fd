import { describe, expect, test } from "vitest";
import type { Candidate } from "../../analyzers/causes/candidate.ts";
import type { Cohort } from "../../analyzers/causes/cohort.ts";
import { findCauses } from "../../analyzers/causes/find-causes.ts";
import { createRecentFindings } from "../../analyzers/causes/recent-findings.ts";
import { createLineages } from "../../analyzers/chains/lineages.ts";
import type { Point } from "../../analyzers/chains/link.ts";
import { createAnnouncements } from "../../analyzers/changes/announcements.ts";
import { createClocks } from "../../analyzers/clock-skew/clocks.ts";
import { createDecisions } from "../../analyzers/decisions/decisions.ts";
import { compilePolicies } from "../../analyzers/detection/compile-policies.ts";
import { createWorld } from "../../analyzers/detection/create-world.ts";
import { createMemory, type Remembered } from "../../analyzers/detection/memory.ts";
import { createNoticeGate } from "../../analyzers/driver/create-notice-gate.ts";
import { createLedger } from "../../analyzers/findings/create-ledger.ts";
import { createBursts } from "../../analyzers/mass-deletion/create-bursts.ts";
import type { EarlyEnd } from "../../analyzers/mass-deletion/early-ends.ts";
import { createVaultDeletions } from "../../analyzers/mass-deletion/vault-deletions.ts";
import type { Bound, PassOver } from "../../analyzers/passed-over/passed-over.ts";
import { createProofMemory } from "../../analyzers/proofs/proof-memory.ts";
import { createProofWatch } from "../../analyzers/proofs/proof-watch.ts";
import { createRemovingVaults } from "../../analyzers/purge-overdue/removing-vaults.ts";
import { createAssets } from "../../analyzers/unprotected/assets.ts";
import type { EventOf } from "../../schemas/events.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aProof } from "./tell-proofs.ts";
import { heartbeat, hour, instant, readDecision, readEvent, speakOf } from "./tell-story.ts";

/** Memories that are full but for nothing, however large, without what filled them. */
function full<T>(many: number, value: (index: number) => T) {
  return new Map(Array.from({ length: many }, (_, index) => [`old ${index}`, value(index)]));
}

function counter() {
  const times: Partial<Record<Bound, number>> = {};
  const passOver: PassOver = (bound, _who, more = 1) => {
    if (more > 0) times[bound] = (times[bound] ?? 0) + more;
  };
  return { times, passOver };
}

function worldOf(remembered: Remembered, passOver: PassOver) {
  return createWorld({}, { memory: createMemory(remembered), watches: new Map(), passOver });
}

describe("of more than its bound is counted what is forgotten, or not taken:", () => {
  test("findings that are over, and that people decided", () => {
    const { times, passOver } = counter();
    const resolved = full(199_999, () => true);
    const decided = full(99_999, () => "so it is");
    const ledger = createLedger([], createMemory({ resolved, decided }), passOver);
    ledger.decide("a", "so it is", 1);
    expect(times).toEqual({});
    ledger.decide("b", "so it is", 1);
    expect(times).toEqual({ "findings-decided": 1 });
    const fault = { kind: "failed", subject: "s", about: "", onset: "1" } as const;
    const more = { series: null, collector: null, slotMs: null, runId: null, copy: null };
    const said = { severity: "warning", evidence: {}, summary: { en: "", fr: "" } } as const;
    for (const onset of ["1", "2"])
      ledger.settle(
        { verdict: "over", fault: { ...fault, ...more, ...said, onset }, resolution: "" },
        1,
      );
    expect(times).toEqual({ "findings-decided": 1, "findings-resolved": 1 });
  });

  test("announced changes", () => {
    const { times, passOver } = counter();
    const known = full(10_000, () => ({}));
    const announcements = createAnnouncements(createMemory({ known }), passOver);
    const span = { from: instant(1), to: instant(2), kind: "purge", reason: "old data" };
    const event = readEvent("change.announced", { match: { tenant: "acme" }, ...span });
    announcements.note(event as EventOf<"vigie.change.announced.v1">);
    expect(times).toEqual({ changes: 1 });
  });

  test("decisions of one series", () => {
    const { times, passOver } = counter();
    const decisions = createDecisions(createMemory(), passOver);
    for (let at = 0; at < 1_002; at++)
      decisions.note(readDecision(at, { kind: "accept", series: VISITOR_DB, from: instant(at) }));
    expect(times).toEqual({ decisions: 2 });
  });

  test("assets that are expected", () => {
    const { times, passOver } = counter();
    const part = (index: number) => ({ ...VISITOR_DB, asset: `db-${index}` });
    const expected = full(100_000, (index) => ({
      part: part(index),
      expected: null,
      hasBackup: true,
    }));
    const assets = createAssets(worldOf({}, passOver), {
      policies: compilePolicies([]),
      watches: new Map(),
      memory: createMemory({ expected }),
    });
    const event = readEvent("asset.expected", { series: part(-1), since: instant(0) });
    assets.accept(event as EventOf<"vigie.asset.expected.v1">, hour(1));
    expect(times).toEqual({ "assets-expected": 1 });
  });

  test("clocks that are ahead", () => {
    const { times, passOver } = counter();
    const suspects = full(10_000, () => ({ sinceMs: 0, aheadMs: [1] }));
    const clocks = createClocks(worldOf({}, passOver), createMemory({ suspects }));
    const run = speakOf(VISITOR_DB).succeeded("r", [2, 3]);
    clocks.note(run, hour(3));
    expect(times).toEqual({});
    clocks.note(run, hour(1));
    expect(times).toEqual({ clocks: 1 });
  });

  test("proofs", () => {
    const { times, passOver } = counter();
    const memory = createMemory({
      failed: full(100_000, () => ({})),
      runs: full(100_000, () => new Map()),
    });
    const proofs = createProofWatch(createLedger(), memory, passOver);
    proofs.accept(aProof("r", 1, { outcome: "failed" }), hour(1));
    expect(times).toEqual({ "copies-failed": 1, "runs-proven": 1 });
    const forgotten: string[] = [];
    const proven = full(500, (index) => ({ runId: `${index}` }));
    const kept = { proven, last: null, failedMs: null };
    const ofSeries = createProofMemory("exists", createMemory({ proven: kept }), ({ runId }) =>
      forgotten.push(runId),
    );
    ofSeries.note(aProof("r", 1, {}));
    expect(forgotten).toEqual(["0"]);
  });

  test("copies that ended too early", () => {
    let forgotten = 0;
    const loose = full(10_000, () => ({ atMs: 0 }));
    const bursts = createBursts(
      () => false,
      createMemory({ loose }),
      () => {
        forgotten += 1;
      },
    );
    bursts.put("another", { atMs: hour(1) } as EarlyEnd);
    expect(forgotten).toBe(1);
  });

  test("vaults that copies name", () => {
    const { times, passOver } = counter();
    const shelves = full(100_000, () => ({ copies: 0, bursts: {} }));
    const deletions = createVaultDeletions(createMemory({ shelves }), () => {}, passOver);
    deletions.count("acme", "dc1", 1);
    const end = { place: { vault: "dc1" } } as EarlyEnd;
    expect(deletions.burstOf("acme", end)).toBeNull();
    expect(times).toEqual({ vaults: 2 });
  });

  test("vaults of which removals are told", () => {
    const { times, passOver } = counter();
    const names = new Set(full(100_000, () => true).keys());
    const vaults = createRemovingVaults(createMemory({ removingVaults: names }), passOver);
    vaults.add("dc1");
    vaults.add("old 7");
    expect([vaults.has("dc1"), vaults.has("old 7")]).toEqual([false, true]);
    expect(times).toEqual({ vaults: 1 });
  });

  test("families of logs of one asset are forgotten with their last backup", () => {
    const memory = createMemory();
    const lineages = createLineages(memory);
    const logs = { series: { backupType: "log" } };
    for (let fork = 0; fork < 5_000; fork += 1) {
      const chain = { recoveryForkId: `${fork}`, firstLsn: "1", lastLsn: "2" };
      const point = { member: logs, success: { chain } } as unknown as Point;
      lineages.add(point);
      expect(lineages.of(point)?.logs.items).toEqual([point]);
      lineages.remove(point);
      expect(lineages.of(point)).toBeNull();
    }
    expect([...lineages.all()]).toEqual([]);
    expect(memory.of("lineages", () => new Map()).size).toBe(0);
  });

  test("findings that may have one cause", () => {
    const { times, passOver } = counter();
    const cohort: Cohort = {
      key: "site\nparis",
      cause: { word: "site", place: {} },
      sinceMs: 0,
      peers: new Set(),
      recent: new Map(),
    };
    const recent = createRecentFindings(cohort);
    const finding = { resolvedAt: "then" } as Candidate["finding"];
    const candidate = { finding, openedAtMs: hour(1), parent: null } as Candidate;
    recent.candidates = Array.from({ length: 100_003 }, () => candidate);
    recent.newSince = 1;
    cohort.recent.set("missing", recent);
    findCauses([cohort], { family: "missing", nowMs: hour(2), passOver });
    expect(times).toEqual({ "findings-recent": 3 });
  });

  test("notices that were let through before all their records came", () => {
    const forgotten: string[] = [];
    const lackingOf = new Map(
      Array.from({ length: 10_000 }, (_, index) => [`/s${index}\n1`, new Set([1])] as const),
    );
    const queues = new Map([0, 1].map((partition) => [partition, []] as [number, []]));
    const gate = createNoticeGate([0, 1], {
      waiting: { queues, pending: new Map(), lackingOf },
      passOver: (...told) => forgotten.push(told.join(" ")),
    });
    const event = heartbeat("c", 1, {});
    const record = { topic: "vigie.events", partition: 0, offset: 0, key: "", value: "" };
    gate.offer({ ...record, appendedAtMs: 0 }, { event, atMs: 0 });
    expect(gate.release(10_000)).toHaveLength(1);
    expect(forgotten).toEqual(["notices /s0"]);
  });
});
