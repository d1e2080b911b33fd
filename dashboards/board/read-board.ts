import { readFileSync } from "node:fs";
import type { ZodType } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Parameters, Store } from "../../platform/store/store.ts";
import { SEVERITIES } from "../../schemas/finding.ts";
import { boardFindingSchema, boardProofSchema, type Listing } from "./board-data.ts";

const FINDINGS_MAX = 2_000;
const PROOFS_MAX = 10_000;
const PROOFS_PER_SERIES_MAX = 3;
const RESOLVED_KEPT_MS = 24 * 3_600_000;

const findingsSql = readSql("findings.sql");
const latestProofsSql = readSql("latest-proofs.sql");

export type BoardReader = ReturnType<typeof createBoardReader>;

/** Reads what the board shows; every list is bounded and says when there is more. */
export function createBoardReader(store: Store, clock: Clock) {
  async function list<T extends object>(
    sql: string,
    parameters: Parameters,
    row: ZodType<T>,
    itemsMax: number,
  ): Promise<Listing<T>> {
    const rows = await store.query(sql, { ...parameters, rowsMax: itemsMax + 1 }, row);
    return { items: rows.slice(0, itemsMax), more: rows.length > itemsMax };
  }

  function findings(which: { readonly open: boolean; readonly resolved: boolean }) {
    const resolvedSinceMs = clock.nowMs() - RESOLVED_KEPT_MS;
    const parameters = { ...which, resolvedSinceMs, severities: SEVERITIES };
    return list(findingsSql, parameters, boardFindingSchema, FINDINGS_MAX);
  }

  return {
    findings,
    proofs: () =>
      list(latestProofsSql, { perSeriesMax: PROOFS_PER_SERIES_MAX }, boardProofSchema, PROOFS_MAX),
  };
}

function readSql(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}
