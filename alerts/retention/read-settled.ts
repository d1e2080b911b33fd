import { z } from "zod";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { PAGE_VERSION } from "../mirror/page-mirror.ts";

/** Of one transaction, as those who page wait for the state meanwhile. */
const INCIDENTS_MAX = 100;
const FINDINGS_MAX = 2_000;

const rowSchema = z.object({ id: z.string(), findings_count: z.coerce.number() });

const HAS_NOTHING_TO_TELL = `
  NOT EXISTS (SELECT 1 FROM told
    WHERE told.incident = incidents.id AND told.due_at_ms IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM outbox
    WHERE outbox.incident = incidents.id AND sent_at_ms IS NULL AND given_up_at_ms IS NULL)`;

/** The store would go on to show what was there before the last change. */
const IS_MIRRORED = `
  incidents.mirrored >= incidents.written
  AND NOT EXISTS (SELECT 1 FROM outbox
    WHERE outbox.incident = incidents.id AND outbox.mirrored < ${PAGE_VERSION})`;

type Wanted = {
  readonly beforeMs: number;
  /** Whether the store is told of incidents. */
  readonly isMirrored: boolean;
  /** Those alone of which more than the last messages are left. */
  readonly onlyFull: boolean;
};

/** Incidents that were over before an instant, and of which nothing waits; not too much at once. */
export async function readSettled(
  { all }: StateTransaction,
  { beforeMs, isMirrored, onlyFull }: Wanted,
): Promise<readonly string[]> {
  const rows = await all(
    `SELECT id, findings_count FROM incidents
     WHERE status = 'resolved' AND resolved_at < ? AND ${onlyFull ? "is_slim = 0" : "1 = 1"}
       AND ${HAS_NOTHING_TO_TELL} AND ${isMirrored ? IS_MIRRORED : "1 = 1"}
     ORDER BY resolved_at LIMIT ?`,
    ...[instantToJson(beforeMs), INCIDENTS_MAX],
  );
  let findings = 0;
  return rows.flatMap((row, at) => {
    const { id, findings_count } = rowSchema.parse(row);
    findings += findings_count;
    return at === 0 || findings <= FINDINGS_MAX ? id : [];
  });
}
