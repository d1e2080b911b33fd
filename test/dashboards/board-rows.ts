import { createHash } from "node:crypto";
import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Proof } from "../../schemas/proof.ts";
import { type Series, seriesId } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";

export const NOON_MS = Date.UTC(2026, 10, 20, 11);
export const HOUR_MS = 3_600_000;

/** A series of tenant acme, with what differs. */
export function series(differing: Partial<Series> = {}): Series {
  return {
    tenant: "acme",
    environment: "production",
    product: "visitor",
    site: "paris",
    assetKind: "sql-database",
    instance: "par-sql-03",
    asset: "VisitorDb",
    backupType: "full",
    ...differing,
  };
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

/** A row of `series_state_rows`. */
export function stateRow(state: SeriesState) {
  const { series: of } = state;
  return {
    series_id: seriesId(of),
    version: state.version,
    tenant: of.tenant,
    environment: of.environment,
    product: of.product,
    site: of.site,
    asset_kind: of.assetKind,
    instance: of.instance,
    asset: of.asset,
    backup_type: of.backupType,
    policy: state.policy ?? "",
    state: state.state,
    slot: columnInstant(state.slot),
    next_slot: columnInstant(state.nextSlot),
    last_success_at: columnInstant(state.lastSuccessAt),
    last_size_bytes: state.lastSizeBytes,
    updated_at: columnInstant(state.updatedAt),
  };
}

/** A row of `finding_rows`. */
export function findingRow(finding: Finding) {
  return {
    id: finding.id,
    version: finding.version,
    kind: finding.kind,
    severity: finding.severity,
    tenant: finding.series?.tenant ?? "",
    series_id: finding.series ? seriesId(finding.series) : "",
    slot: columnInstant(finding.slot),
    run_id: finding.runId ?? "",
    copy_uri: finding.copy?.uri ?? "",
    collector: finding.collector ?? "",
    opened_at: columnInstant(finding.openedAt),
    resolved_at: columnInstant(finding.resolvedAt),
    body: JSON.stringify(finding),
  };
}

/** A row of `proof_rows`. */
export function proofRow(proof: Proof) {
  return {
    id: proof.id,
    tenant: proof.series.tenant,
    series_id: seriesId(proof.series),
    run_id: proof.runId,
    copy_vault: proof.copy.vault,
    copy_uri: proof.copy.uri,
    wanted: proof.wanted,
    level: proof.level ?? "",
    outcome: proof.outcome,
    failure: proof.failure ?? "",
    started_at: columnInstant(proof.startedAt),
    finished_at: columnInstant(proof.finishedAt),
    restore_seconds: proof.restoreSeconds,
    hash: proof.hash,
    previous: proof.previous,
    body: JSON.stringify(proof),
  };
}

function columnInstant(at: string | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace("T", " ").replace("Z", "");
}

function idOf(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
}
