import { toFindingRow } from "../../ingest/writer/to-finding-row.ts";
import { toProofRow } from "../../ingest/writer/to-proof-row.ts";
import { toSeriesStateRow } from "../../ingest/writer/to-series-state-row.ts";
import type { Store } from "../../platform/store/store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { seriesId } from "../../schemas/series.ts";
import { check, findingOf, HOUR_MS, NOON_MS, proofOf, series, stateOf } from "./board-rows.ts";

const DAY_MS = 24 * HOUR_MS;
const RUNS = 30;
const SIZE_BYTES = 80_000_000_000;
const SUM = "9f86".padEnd(64, "0");
const OTHER_SUM = "60ae".padEnd(64, "0");

/** A series with a month of daily runs, of which the last is half as large as it should be. */
export const daily = series({ asset: "VisitorDb" });
export const dailyId = seriesId(daily);
export const lastRunId = `run-${RUNS}`;
/** Of another tenant, and never proven. */
export const unproven = series({ asset: "MeetingDb", tenant: "globex", site: "lyon" });
/** Its last proof is too old. */
export const overdue = series({ asset: "DeskDb", product: "deskbooking" });
/** Its last proof failed. */
export const broken = series({
  asset: "visitor-web-01",
  assetKind: "vm-image",
  backupType: "image",
});

const at = (hours: number) => instantToJson(NOON_MS + hours * HOUR_MS);
const DUE_AT_HOURS = -11;

export const undersized = findingOf(daily, {
  kind: "undersized",
  runId: lastRunId,
  openedAt: at(-10),
  evidence: { sizeBytes: SIZE_BYTES / 2, expectedBytes: SIZE_BYTES },
  summary: {
    en: "The backup of VisitorDb is half as large as usual",
    fr: "La sauvegarde de VisitorDb fait la moitié de sa taille habituelle",
  },
});
export const wasLate = findingOf(daily, {
  kind: "late",
  severity: "warning",
  openedAt: at(-58),
  resolvedAt: at(-57),
  resolution: "filled",
});
export const expiring = findingOf(overdue, {
  kind: "last-proof-expiring",
  openedAt: at(-2),
  evidence: {
    proof: "a".repeat(32),
    provenAt: at(-400),
    keptUntil: at(24),
    purgeBy: at(72),
    removedAt: null,
  },
});

export const goodProof = proofOf(daily, { runId: "run-29" });
export const failedProof = proofOf(broken, {
  outcome: "failed",
  failure: "copy-damaged",
  level: "exists",
  restoreSeconds: null,
  finishedAt: at(-3),
  checks: [
    check("exists", "exists", { en: "The object is there", fr: "L’objet est présent" }),
    {
      ...check("whole", "whole", {
        en: "The bytes hash to 60ae… where 9f86… was recorded",
        fr: "L’empreinte des octets est 60ae… là où 9f86… a été relevée",
      }),
      verdict: "fail",
      observed: { expected: SUM, found: OTHER_SUM },
      fault: "backup",
    },
  ],
});
const oldProof = proofOf(overdue, { finishedAt: at(-20 * 24), restoreSeconds: 20_000 });

/** What policies promise of every series here: a proof every two weeks. */
const PROMISES = {
  ...{ expected_copies: ["primary", "duplicate"], copies_within_ms: 6 * HOUR_MS },
  ...{ keep_ms: 14 * DAY_MS, purge_within_ms: 2 * DAY_MS, rpo_ms: 26 * HOUR_MS },
  ...{ proof_every_ms: 14 * DAY_MS, proof_level: "right", rto_ms: 4 * HOUR_MS },
};

/** Inserts the series above: states with their promises, runs, copies, findings and proofs. */
export async function insertSeriesRows(store: Pick<Store, "insert">): Promise<void> {
  const states = [
    stateOf(daily, { lastSizeBytes: SIZE_BYTES / 2 }),
    stateOf(unproven, { state: "late" }),
    stateOf(overdue),
    stateOf(broken, { policy: "saas-vm-daily" }),
  ];
  await store.insert(
    "series_state_rows",
    states.map((state) => ({ ...toSeriesStateRow(state), ...PROMISES, proof_due_at: at(-24) })),
  );
  await store.insert("event_rows", dailyEvents());
  const findings = [undersized, wasLate, expiring];
  const proofs = [goodProof, failedProof, oldProof];
  const record = (value: object) => ({ value: JSON.stringify(value) });
  await store.insert(
    "finding_rows",
    findings.map((of) => toFindingRow(of, record(of))),
  );
  await store.insert(
    "proof_rows",
    proofs.map((of) => toProofRow(of, record(of))),
  );
}

function dailyEvents() {
  return Array.from({ length: RUNS }, (_, index) => {
    const run = index + 1;
    const atMs = NOON_MS + DUE_AT_HOURS * HOUR_MS - (RUNS - run) * DAY_MS;
    const size = run === RUNS ? SIZE_BYTES / 2 : SIZE_BYTES + (index % 3) * 1e8;
    const finishedMs = atMs + 30 * 60_000;
    const ofRun = { run_id: `run-${run}`, finishedMs, size };
    return [
      eventRow("succeeded", finishedMs, {
        ...{ run_id: ofRun.run_id, size_bytes: size, stored_bytes: Math.round(size / 4) },
        ...{ started_at: instantToJson(atMs), finished_at: instantToJson(finishedMs) },
      }),
      copyRow(ofRun, { role: "primary", vault: "dc1", sum: SUM }),
      // The duplicate of the run before the last has other bytes; the last one has none yet.
      ...(run === RUNS
        ? []
        : [
            copyRow(ofRun, {
              role: "duplicate",
              vault: "dc2",
              sum: run === RUNS - 1 ? OTHER_SUM : SUM,
            }),
          ]),
      ...(run <= 2 ? [removalRow(ofRun.run_id, finishedMs + 14 * DAY_MS)] : []),
    ];
  }).flat();
}

type OfRun = { readonly run_id: string; readonly finishedMs: number; readonly size: number };
type Where = { readonly role: string; readonly vault: string; readonly sum: string };

function copyRow({ run_id, finishedMs, size }: OfRun, { role, vault, sum }: Where) {
  const observedMs = finishedMs + (role === "primary" ? 1 : 40) * 60_000;
  return eventRow("observed", observedMs, {
    ...{ run_id, copy_role: role, copy_vault: vault, copy_uri: uriOf(vault, run_id) },
    ...{ size_bytes: size / 4, checksum_algorithm: "sha256", checksum_value: sum },
    locked_until: instantToJson(finishedMs + 14 * DAY_MS),
    body: JSON.stringify({ data: { copy: { encrypted: true, storageClass: "STANDARD" } } }),
  });
}

function removalRow(run_id: string, atMs: number) {
  const copy = { copy_role: "primary", copy_vault: "dc1", copy_uri: uriOf("dc1", run_id) };
  return eventRow("removed", atMs, { run_id, ...copy });
}

function uriOf(vault: string, runId: string): string {
  return `s3://backups-${vault}/acme/VisitorDb/${runId}.bak`;
}

function eventRow(what: "succeeded" | "observed" | "removed", atMs: number, rest: object) {
  const { tenant, environment, product, site, assetKind, instance, asset, backupType } = daily;
  return {
    ...{ source: "/test", type: `vigie.${what === "succeeded" ? "backup" : "copy"}.${what}.v1` },
    id: `${what}-${atMs}`,
    ...{ time: instantToJson(atMs), received_time: instantToJson(atMs) },
    ...{ tenant, environment, product, site, asset_kind: assetKind, instance, asset },
    ...{ backup_type: backupType, series_id: dailyId },
    ...rest,
  };
}
