import { alertsMigrations } from "../../../alerts/alerts-migrations.ts";
import { countSent, readLastMore } from "../../../alerts/gathered-rows.ts";
import { type AlertPolicy, compileAlertPolicy } from "../../../alerts/policy/alert-policy.ts";
import { explainTelling } from "../../../alerts/policy/explain-telling.ts";
import { findMute } from "../../../alerts/policy/find-mute.ts";
import { routeFinding } from "../../../alerts/policy/route-finding.ts";
import { readSilences } from "../../../alerts/silence-rows.ts";
import type { StateTransaction } from "../../../platform/state/state-store.ts";
import type { Config } from "../../../schemas/config.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { openKnownState } from "../../processes/open-known-state.ts";
import type { Terminal } from "../../terminal.ts";

type Ground = {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly nowMs: number;
};

export type Rehearsal = Awaited<ReturnType<typeof rehearseTelling>>;

/** What would become of a finding, as things stand in the state; changes and sends nothing. */
export async function rehearseTelling(finding: Finding, { config, terminal, nowMs }: Ground) {
  const policy = compileAlertPolicy(config.alerts);
  const state = await openKnownState(config, terminal.environment);
  try {
    await state.migrate(alertsMigrations());
    return await state.transact(async (transaction) => {
      const silences = await readSilences(transaction, nowMs);
      const sent = await readSent(transaction, policy, { finding, nowMs });
      const sentBy = ({ name }: { readonly name: string }) => sent.get(name) ?? NOTHING_SENT;
      const told = explainTelling(finding, { ...policy, silences, sentBy }, nowMs);
      const mute = findMute({ ...policy, silences }, finding, nowMs);
      return {
        at: instantToJson(nowMs),
        ...{ kind: finding.kind, severity: finding.severity, series: finding.series },
        routes: routeFinding(policy.routes, finding, nowMs).map((passage) => ({
          route: passage.route.name,
          to: passage.route.to,
          matched: passage.matched,
          ...(!passage.matched && { why: passage.why }),
        })),
        mute: mute && { by: mute.by, why: mute.why, until: toJson(mute.untilMs) },
        told: told.map(({ atMs, waits, ...forecast }) => ({
          ...forecast,
          at: toJson(atMs),
          waits: waits.map(({ waitsFor, dueAtMs, why }) => {
            return { for: waitsFor, until: toJson(dueAtMs), why };
          }),
        })),
      };
    });
  } finally {
    await state.close();
  }
}

const NOTHING_SENT = { sent: 0, lastMoreAtMs: null };

async function readSent(
  transaction: StateTransaction,
  { routes }: AlertPolicy,
  { finding, nowMs }: { readonly finding: Finding; readonly nowMs: number },
) {
  const sent = new Map<
    string,
    typeof NOTHING_SENT | { sent: number; lastMoreAtMs: number | null }
  >();
  for (const { name, limit } of routes) {
    const { criticals, others } = await countSent(transaction, name, nowMs - limit.perMs);
    const lastMoreAtMs = await readLastMore(transaction, name);
    sent.set(name, { sent: finding.severity === "critical" ? criticals : others, lastMoreAtMs });
  }
  return sent;
}

function toJson(atMs: number | null): string | null {
  return atMs === null || !Number.isFinite(atMs) ? null : instantToJson(atMs);
}
