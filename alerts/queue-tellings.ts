import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Severity } from "../schemas/finding.ts";
import { composeTelling } from "./compose-message.ts";
import type { TellingReason, Told } from "./decide-telling.ts";
import type { Gathering } from "./gathered-rows.ts";
import type { Incident } from "./incident.ts";
import { countTellings, writeTelling } from "./outbox-rows.ts";
import { RECORD, type Route } from "./policy/alert-policy.ts";
import { concernPagers } from "./policy/concern-pagers.ts";
import type { Mute } from "./policy/find-mute.ts";
import {
  type Known,
  type Plan,
  planRecord,
  planTelling,
  type Wait,
} from "./policy/plan-telling.ts";
import { readLeading } from "./read-leading.ts";
import { readOpenFindings } from "./read-open-findings.ts";
import { tellTogether } from "./tell-together.ts";
import type { TellingGround } from "./telling-ground.ts";
import { type PagerState, readPagerStates, UNTOLD, writePagerState } from "./told-rows.ts";

/** An incident and a pager: what is to be known there, and what is known already. */
type Case = {
  readonly incident: Incident;
  readonly pager: string;
  readonly route: Route;
  readonly severity: Severity | null;
  /** The ids of what goes to the pager, and of all that is open; what leads comes first. */
  readonly findings: readonly string[];
  readonly open: readonly string[];
  readonly mute: Mute | null;
  readonly unmutedAtMs: number | null;
  readonly state: PagerState;
};

/**
 * Puts into the outbox what needs telling of incidents that have changed, or of which something has
 * waited long enough, and keeps what waits on with the instant at which it is due.
 */
export async function queueTellings(
  transaction: StateTransaction,
  incidents: Iterable<Incident>,
  ground: TellingGround,
): Promise<void> {
  const gatherings = new Map<string, Gathering & { readonly route: string }>();
  for (const incident of [...incidents].toSorted(byCause)) {
    for (const one of await listCases(transaction, incident, ground)) {
      const waitsFor = await settle(transaction, one, ground);
      if (waitsFor === null) continue;
      const gathering = { pager: one.pager, route: one.route.name, waitsFor };
      gatherings.set(JSON.stringify(gathering), gathering);
    }
  }
  for (const gathering of gatherings.values()) await tellTogether(transaction, gathering, ground);
}

/** What may stand for others is told first. */
function byCause(one: Incident, other: Incident): number {
  return placeInLine(one) - placeInLine(other);
}

function placeInLine({ kind, parent }: Incident): number {
  if (kind === "collector-silent") return 0;
  return parent === null ? 1 : 2;
}

async function listCases(
  transaction: StateTransaction,
  incident: Incident,
  { policy, silences, nowMs, standIns }: TellingGround,
): Promise<readonly Case[]> {
  const states = await readPagerStates(transaction, incident.id);
  const findings = await readOpenFindings(transaction, incident.id, policy.repeatsWithinMs);
  const standIn = await standIns(incident.id, findings);
  const open = findings.map(({ id }) => id);
  const concerns = concernPagers(findings, { ...policy, silences, standIn }, nowMs).filter(
    // It is told of everything anyway.
    ({ pager }) => pager !== RECORD.name,
  );
  const gone = [...states].filter(([pager]) => !concerns.some((one) => one.pager === pager));
  const unheard = { open, severity: null, findings: [], mute: null, unmutedAtMs: null };
  return [
    ...concerns.map((concern) => {
      const state = states.get(concern.pager) ?? { route: concern.route.name, ...UNTOLD };
      return { incident, open, ...concern, state };
    }),
    ...gone
      .filter(([pager]) => pager !== RECORD.name)
      .map(([pager, state]) => ({ incident, pager, state, ...unheard, route: routeOf(pager) })),
    {
      ...{ incident, pager: RECORD.name, route: RECORD, ...unheard },
      severity: open.length > 0 ? incident.severity : null,
      findings: open,
      state: states.get(RECORD.name) ?? { route: RECORD.name, ...UNTOLD },
    },
  ];

  function routeOf(pager: string): Route {
    const name = states.get(pager)?.route;
    const route = policy.routes.find((one) => one.name === name && one.to[0] === pager);
    return route ?? { ...RECORD, name: name ?? pager, to: [pager] };
  }
}

/** Does what is to be done now; resolves to what it is told together with, if it is. */
async function settle(
  transaction: StateTransaction,
  one: Case,
  ground: TellingGround,
): Promise<Gathering["waitsFor"] | null> {
  const plan = await planCase(transaction, one, ground);
  if (plan.act === "gather") {
    const waitsFor = plan.into === "digest" ? "digest" : "limit";
    // It is gathered by the route of now, which may be another than that by which it waited.
    await keep(transaction, one, { ...plan, act: "wait", waitsFor, dueAtMs: ground.nowMs });
    return waitsFor;
  }
  if (plan.act !== "tell") {
    await keep(transaction, one, plan);
    return null;
  }
  const told = await tell(transaction, one, plan.reason, ground);
  const after = { ...one, state: { route: one.route.name, told, waiting: null } };
  await keep(transaction, after, await planCase(transaction, after, ground));
  return null;
}

async function planCase(
  transaction: StateTransaction,
  one: Case,
  ground: TellingGround,
): Promise<Plan> {
  const { nowMs, policy, tally } = ground;
  const { severity, findings, route, mute, incident, state } = one;
  const concern = {
    status: incident.status,
    severity,
    findings,
    flapsUntilMs: incident.flapsUntil === null ? null : Date.parse(incident.flapsUntil),
  };
  const known: Known = {
    ...{ concern, told: state.told, waiting: state.waiting, route, mute },
    ...(await tally.read(transaction, route, severity)),
  };
  return (route === RECORD ? planRecord : planTelling)(known, { ...policy, nowMs });
}

async function tell(
  transaction: StateTransaction,
  one: Case,
  reason: TellingReason,
  { nowMs, boardUrl, tally }: TellingGround,
): Promise<Told & { readonly message: string }> {
  const { incident, pager, route, state } = one;
  // Also in a silence it is told that what it knows of is in hand or over, and of no more.
  const said = one.mute === null ? one : { severity: null, findings: [] };
  const severity = said.severity ?? state.told?.severity ?? incident.severity;
  const known = state.told?.findings ?? [];
  const open = new Set(one.open);
  const standing = new Set([...said.findings, ...known.filter((id) => open.has(id))]);
  const findings = standing.size > 0 ? [...standing] : known;
  const number = (await countTellings(transaction, pager, incident.id)) + 1;
  const finding = await readLeading(transaction, incident, findings[0] ?? null);
  const about = { reason, number, severity, finding, boardUrl };
  const telling = composeTelling(incident, about);
  await writeTelling(transaction, telling, { route, severity, number, nowMs });
  tally.count(route, severity);
  return {
    ...{ status: incident.status, severity, findings, atMs: nowMs },
    ...{ joined: reason === "joined", inSummary: false, message: telling.dedupKey },
  };
}

async function keep(transaction: StateTransaction, one: Case, plan: Plan): Promise<void> {
  const { incident, pager, route, severity, findings, state, mute } = one;
  const wait = plan.act === "wait" ? { waitsFor: plan.waitsFor, dueAtMs: plan.dueAtMs } : null;
  const waiting = mute ? wait : firstOf(wait, one.unmutedAtMs);
  await writePagerState(
    transaction,
    { incident: incident.id, pager },
    { route: route.name, told: state.told, waiting, severity, findings },
  );
}

/** Where some of its findings are muted, it is looked at again when the first of them is not. */
function firstOf(wait: Wait | null, unmutedAtMs: number | null): Wait | null {
  if (unmutedAtMs === null || (wait && wait.dueAtMs <= unmutedAtMs)) return wait;
  return { waitsFor: "silence", dueAtMs: unmutedAtMs };
}
