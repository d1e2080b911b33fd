import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import type { FindingKind } from "../../schemas/finding.ts";
import { matchPolicy, specificityOf } from "../../schemas/match-policy.ts";
import { type Match, matchSchema, type Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import { bytesSchema } from "../../schemas/size.ts";
import { copyRow, milliseconds, toCopy } from "../copies/read-copies.ts";
import type { Candidate } from "./candidate.ts";
import { listRisks } from "./list-risks.ts";

const CANDIDATES = readFileSync(new URL("./select-candidates.sql", import.meta.url), "utf8");
const UPGRADES = readFileSync(new URL("./select-upgrades.sql", import.meta.url), "utf8");

const YEAR_MS = 366 * 86_400_000;
const SECOND_MS = 1_000;
/** Of a series that was never restored: a slow disk's reading, and a sandbox's start. */
const BYTES_PER_SECOND = 50e6;
const START_SECONDS = 10;

/** What bears on the content of a run or a copy, and only a look at it can settle. */
const ANOMALIES: readonly FindingKind[] = [
  "undersized",
  "oversized",
  "warned",
  "too-fast",
  "incompressible",
  "copy-changed",
  "copy-size-mismatch",
  "copy-checksum-mismatch",
  "base-hijacked",
];

/** What a left join leaves out is zero. */
const instant = milliseconds.transform((ms) => (ms === 0 ? null : ms));

const candidateRow = copyRow.extend({
  is_newest: z.coerce.boolean(),
  born_at_ms: milliseconds,
  series_since_ms: milliseconds,
  series_tried_at_ms: instant,
  vault_tried_at_ms: instant,
  tried_at_ms: instant,
  found_at_ms: instant,
  proven_born_at_ms: instant,
  proven_bytes: bytesSchema.nullable(),
  took_ms: milliseconds,
  took_bytes: milliseconds,
});
type CandidateRow = z.infer<typeof candidateRow>;

const upgradeRow = z.object({ match: z.string(), from_ms: milliseconds });
type Upgrade = { readonly match: Match; readonly fromMs: number };

type Options = {
  readonly policies: readonly Policy[];
  readonly nowMs: number;
  readonly nextRoundMs: number;
};

/** The copies that a round may choose, of series whose policy asks for verification. */
export async function readCandidates(
  store: Store,
  options: Options,
): Promise<readonly Candidate[]> {
  const { nowMs } = options;
  const rows = await store.query(CANDIDATES, { kinds: ANOMALIES }, candidateRow);
  const span = { fromMs: nowMs - YEAR_MS, untilMs: nowMs };
  const upgrades = (await store.query(UPGRADES, span, upgradeRow)).flatMap(readUpgrade);
  return rows.flatMap((row) => toCandidate(row, upgrades, options));
}

/** What names an attribute that no series has is about no series. */
function readUpgrade({ match, from_ms: fromMs }: z.infer<typeof upgradeRow>): readonly Upgrade[] {
  const read = matchSchema.safeParse(JSON.parse(match));
  return read.success ? [{ match: read.data, fromMs }] : [];
}

function toCandidate(
  row: CandidateRow,
  upgrades: readonly Upgrade[],
  { policies, ...when }: Options,
): readonly Candidate[] {
  const copy = toCopy(row);
  const policy = matchPolicy(copy.series, policies);
  if (!policy?.verification) return [];
  const { every: everyMs, level } = policy.verification;
  const sizeBytes = Number(copy.copy.sizeBytes);
  const { is_newest: isNewest, born_at_ms: bornAtMs, vault_tried_at_ms: vaultTriedAtMs } = row;
  const { proven_born_at_ms: provenMs, series_since_ms: seriesSinceMs } = row;
  const risks = listRisks(
    {
      ...{ isNewest, bornAtMs, seriesSinceMs, sizeBytes, vaultTriedAtMs, everyMs },
      triedAtMs: row.tried_at_ms,
      foundAtMs: row.found_at_ms,
      upgradedAtMs: upgradeOf(copy.series, upgrades),
      proven:
        provenMs === null
          ? null
          : { bornAtMs: provenMs, sizeBytes: Number(row.proven_bytes ?? 0n) },
      seriesTriedAtMs: row.series_tried_at_ms,
      keepMs: policy.retention?.keep ?? null,
    },
    when,
  );
  const seconds = estimateSeconds(row, sizeBytes);
  return [
    { ...copy, isNewest, bornAtMs, seriesSinceMs, vaultTriedAtMs, everyMs, level, risks, seconds },
  ];
}

/** The newest first, as they were read. */
function upgradeOf(series: Series, upgrades: readonly Upgrade[]): number | null {
  return upgrades.find(({ match }) => specificityOf(match, series) !== null)?.fromMs ?? null;
}

/** As long as the last restore took, for as many bytes. */
function estimateSeconds({ took_ms, took_bytes }: CandidateRow, sizeBytes: number): number {
  if (took_ms <= 0 || took_bytes <= 0) return START_SECONDS + sizeBytes / BYTES_PER_SECOND;
  return (took_ms / SECOND_MS) * Math.max(1, sizeBytes / took_bytes);
}
