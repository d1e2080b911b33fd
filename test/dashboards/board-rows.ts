import { createHash } from "node:crypto";
import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesId } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { VISITOR_DB } from "../visitor-db.ts";

export const NOON_MS = Date.UTC(2026, 10, 20, 11);
export const HOUR_MS = 3_600_000;

/** A series of tenant acme, with what differs. */
export function series(differing: Partial<Series> = {}): Series {
  return { ...VISITOR_DB, ...differing };
}

export function stateOf(of: Series, differing: Partial<SeriesState> = {}): SeriesState {
  return {
    series: of,
    version: 1,
    policy: "saas-sql-daily",
    state: "filled",
    slot: instantToJson(NOON_MS - 11 * HOUR_MS),
    nextSlot: instantToJson(NOON_MS + 13 * HOUR_MS),
    lastSuccessAt: instantToJson(NOON_MS - 10.5 * HOUR_MS),
    lastSizeBytes: 81_234_567_890,
    updatedAt: instantToJson(NOON_MS - 10 * HOUR_MS),
    ...differing,
  };
}

/** A good run of half an hour, as the store keeps its event. */
export function runOf(of: Series, startedAtMs: number) {
  const finishedAt = instantToJson(startedAtMs + HOUR_MS / 2);
  const id = idOf("run", of.tenant, of.asset, String(startedAtMs));
  return {
    ...{ source: "/sqlserver/par-sql-03", id, type: "vigie.backup.succeeded.v1", version: 1 },
    ...{ time: finishedAt, received_time: finishedAt, series_id: seriesId(of), run_id: id },
    ...{ tenant: of.tenant, environment: of.environment, product: of.product, site: of.site },
    ...{ asset_kind: of.assetKind, instance: of.instance, asset: of.asset },
    ...{ backup_type: of.backupType, started_at: instantToJson(startedAtMs) },
    ...{ finished_at: finishedAt, size_bytes: 81_234_567_890, stored_bytes: 20_234_567_890 },
  };
}
export type RunRow = ReturnType<typeof runOf>;

export function findingOf(of: Series | null, differing: Partial<Finding> = {}): Finding {
  const kind = differing.kind ?? "missing";
  const asset = of?.asset ?? differing.collector ?? "Vigie";
  return {
    id: idOf(kind, asset, of?.tenant ?? ""),
    version: 1,
    kind,
    severity: "critical",
    series: of,
    slot: instantToJson(NOON_MS - 11 * HOUR_MS),
    runId: null,
    copy: null,
    collector: null,
    parent: null,
    openedAt: instantToJson(NOON_MS - 4 * HOUR_MS),
    resolvedAt: null,
    resolution: null,
    evidence: { dueAt: instantToJson(NOON_MS - 11 * HOUR_MS), finishWithinMs: 6 * HOUR_MS },
    summary: {
      en: `No good backup of ${asset} for the slot of 01:00, 6 h after it was due`,
      fr: `Aucune bonne sauvegarde de ${asset} pour le créneau de 01:00, 6 h après son échéance`,
    },
    ...differing,
  };
}

export function proofOf(of: Series, differing: Partial<Proof> = {}): Proof {
  return {
    version: 1,
    id: idOf("proof", of.asset, of.tenant, differing.finishedAt ?? ""),
    series: of,
    runId: "b6a9",
    copy: {
      role: "primary",
      vault: "dc1",
      uri: `file:///vaults/dc1/${encodeURIComponent(of.asset)}/2026-11-20.sql`,
      sizeBytes: 81_234_567,
      checksum: null,
    },
    wanted: "right",
    level: "right",
    outcome: "proven",
    failure: null,
    checks: [
      check("exists", "exists", {
        en: "The object is there with 81234567 bytes",
        fr: "L'objet est présent avec 81234567 octets",
      }),
      check("restore", "restored", {
        en: "Restored in PostgreSQL without an error",
        fr: "Restaurée dans PostgreSQL sans erreur",
      }),
      check("row-counts", "right", {
        en: "12 tables hold at least the rows of the last proof",
        fr: "12 tables ont au moins les lignes de la dernière preuve",
      }),
    ],
    rowCounts: { visits: 5_120 },
    newestRowAt: instantToJson(NOON_MS - 12 * HOUR_MS),
    engine: "PostgreSQL 17.5",
    startedAt: instantToJson(NOON_MS - 5 * HOUR_MS - 42_000),
    finishedAt: instantToJson(NOON_MS - 5 * HOUR_MS),
    restoreSeconds: 41.8,
    reason: "due",
    previous: "0".repeat(64),
    hash: "1".repeat(64),
    key: "2".repeat(64),
    signature: "signed",
    ...differing,
  };
}

export function check(
  name: string,
  level: Proof["level"] & string,
  reason: Bilingual,
): Proof["checks"][number] {
  return { name, level, verdict: "pass", observed: {}, reason };
}

function idOf(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
}
