import type { StateTransaction } from "../platform/state/state-store.ts";
import { findingSchema } from "../schemas/finding.ts";
import { readState } from "./incident-rows.ts";
import { isWorse } from "./incident-state.ts";
import type { AlertPolicy } from "./policy/alert-policy.ts";
import { concernPagers, type PagerConcern } from "./policy/concern-pagers.ts";
import type { Mute } from "./policy/find-mute.ts";
import type { Silence } from "./policy/silence.ts";
import { FINDINGS_WEIGHED_MAX, type OpenFinding, readOpenFindings } from "./read-open-findings.ts";
import { collectorBehind, readSilentCollectors } from "./silent-collectors.ts";
import { type PagerState, readPagerStates } from "./told-rows.ts";

/** Findings of a series, resolved ones too, as who sees them may acknowledge. */
const SERIES_SQL = `SELECT body FROM incident_findings
  WHERE incident = ? AND body LIKE '%"series":{%' LIMIT ?`;
const tenantRow = findingSchema.pick({ series: true }).transform(({ series }) => series?.tenant);

export type StandIns = Awaited<ReturnType<typeof createStandIns>>;

type Ground = {
  readonly policy: AlertPolicy;
  readonly silences: readonly Silence[];
  readonly nowMs: number;
};

type Told = Pick<OpenFinding, "id" | "series" | "severity" | "openedAt">;

/** An incident that may tell of a finding of another, as its parent's or its collector's. */
type Cause = { readonly by: "parent" | "collector"; readonly incident: string };
type Heard = {
  /** Whose findings it tells of; null for all. */
  readonly tenants: ReadonlySet<string> | null;
  readonly concerns: readonly PagerConcern[];
  readonly states: ReadonlyMap<string, PagerState>;
};

/**
 * Which findings are told by the incident of their cause, to which pagers: those alone that were
 * told of that incident, as of something at least as severe, which still holds, and is not muted.
 * Where a tenant's people may have taken it in hand, it tells of nobody else's findings any more.
 * It is looked at again each `groupIntervalMs`.
 */
export async function createStandIns(transaction: StateTransaction, ground: Ground) {
  const { policy, silences, nowMs } = ground;
  const silent = await readSilentCollectors(transaction);
  const concernsOf = new Map<string, readonly PagerConcern[]>();

  /** Nothing that changes while incidents are told, so that it is read once. */
  async function readConcerns(incident: string) {
    const known = concernsOf.get(incident);
    if (known) return known;
    const open = await readOpenFindings(transaction, incident, policy.repeatsWithinMs);
    const concerns = concernPagers(open, { ...policy, silences }, nowMs);
    concernsOf.set(incident, concerns);
    return concerns;
  }

  function causesOf(finding: OpenFinding, own: string): readonly Cause[] {
    const collector = collectorBehind(finding, policy);
    const ofCollector = collector === null ? null : (silent.get(collector) ?? null);
    return [
      { by: "parent", incident: finding.memberOf } as const,
      { by: "collector", incident: ofCollector } as const,
    ].flatMap(({ by, incident }) =>
      incident === null || incident === own ? [] : [{ by, incident }],
    );
  }

  /** For the open findings of an incident: what tells a pager of one in its place, if anything. */
  return async (incident: string, open: readonly OpenFinding[]) => {
    const causes = new Map(open.map((finding) => [finding.id, causesOf(finding, incident)]));
    const heard = new Map<string, Heard>();
    for (const { incident: id } of [...causes.values()].flat()) {
      if (heard.has(id)) continue;
      const states = await readPagerStates(transaction, id);
      const tenants = await readTenantsToldOf(transaction, id);
      heard.set(id, { tenants, concerns: await readConcerns(id), states });
    }
    return (finding: Told, pager: string) => {
      const cause = causes.get(finding.id)?.find((one) => {
        const known = heard.get(one.incident);
        return known !== undefined && hasHeard(known, finding, pager);
      });
      return cause ? toMute(cause) : null;
    };
  };

  function toMute({ by, incident }: Cause): Mute {
    const untilMs = nowMs + policy.groupIntervalMs;
    return { by, untilMs, why: `incident ${incident} tells of it` };
  }
}

/** Those of an incident that was acknowledged and that people of a tenant see; null for all. */
async function readTenantsToldOf(
  transaction: StateTransaction,
  incident: string,
): Promise<ReadonlySet<string> | null> {
  const state = await readState(transaction, incident);
  if (state?.status !== "acknowledged") return null;
  const rows = await transaction.all(SERIES_SQL, incident, FINDINGS_WEIGHED_MAX);
  if (rows.length === 0) return null;
  return new Set(rows.flatMap(({ body }) => tenantRow.parse(JSON.parse(String(body))) ?? []));
}

/** What opened after somebody took the cause in hand is news. */
function hasHeard(
  { tenants, concerns, states }: Heard,
  { series, severity, openedAt }: Told,
  pager: string,
): boolean {
  if (tenants !== null && series !== null && !tenants.has(series.tenant)) return false;
  const told = states.get(pager)?.told;
  const concern = concerns.find((one) => one.pager === pager);
  if (!told || told.status === "resolved" || !concern || concern.mute !== null) return false;
  if (isWorse(severity, told.severity) || isWorse(severity, concern.severity)) return false;
  return told.status === "open" || Date.parse(openedAt) <= told.atMs;
}
