import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { type Decision, type DecisionKind, decisionSchema } from "../../schemas/decision.ts";

const SQL = readFileSync(new URL("./decisions.sql", import.meta.url), "utf8");

/** Of many the latest: whoever decided more often of one thing has said the same again since. */
const DECISIONS_MAX = 10_000;

type Which = {
  readonly seriesId?: string | undefined;
  readonly findingId?: string | undefined;
  /** Those alone that are about no one series. */
  readonly isOfMatch?: boolean;
  readonly rowsMax?: number;
};

/**
 * What people decided so far, as far as it has reached the store; of one kind, or of all; of a
 * series or a finding (of both: of either), or of all; oldest first, of too many the latest.
 */
export async function readDecisions(
  store: Store,
  kind: DecisionKind | "" = "",
  { seriesId = "", findingId = "", isOfMatch = false, rowsMax = DECISIONS_MAX }: Which = {},
): Promise<readonly Decision[]> {
  const rows = await store.query(
    SQL,
    { kind, seriesId, findingId, isOfMatch, rowsMax },
    z.object({ body: z.string() }),
  );
  return rows.map(({ body }) => decisionSchema.parse(JSON.parse(body)));
}
