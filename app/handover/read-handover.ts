import { z } from "zod";
import { CHANGE_KINDS } from "../../alerts/change-kinds.ts";
import type { Incident } from "../../alerts/incident.ts";
import { readIncident, readIncidents } from "../../alerts/incident-rows.ts";
import type { Silence } from "../../alerts/policy/silence.ts";
import { readSilences } from "../../alerts/silence-rows.ts";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { type Delays, measureDelays } from "./measure-delays.ts";

const WEEK_MS = 7 * 86_400_000;
/** One page. Of more it says how many. */
const CHANGED_MAX = 200;
const INCIDENTS_MAX = 1_000;

/** A shift in one page. */
export type Handover = {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** What changed of which incidents, the latest first, and of how many more. */
  readonly changed: readonly { readonly incident: Incident; readonly kinds: readonly string[] }[];
  readonly changedMore: number;
  readonly unacknowledged: readonly Incident[];
  readonly acknowledged: readonly Incident[];
  /** Collectors of which nothing is heard, so that nothing is known of what they bring. */
  readonly silent: readonly Incident[];
  readonly muted: readonly Silence[];
  readonly delays: Delays;
  /** Incidents of the last seven days all of whose findings were decided a false alarm. */
  readonly falseIncidentsInWeek: number;
};

type Span = { readonly sinceMs: number; readonly untilMs: number };

/** `falseFindings` are the ids of those that people decided to be false alarms. */
export async function readHandover(
  transaction: StateTransaction,
  { sinceMs, untilMs }: Span,
  falseFindings: ReadonlySet<string>,
): Promise<Handover> {
  const { changed, more } = await readChanged(transaction, { sinceMs, untilMs });
  const all = await readIncidents(transaction, INCIDENTS_MAX);
  const open = all.filter(({ status }) => status !== "resolved");
  return {
    ...{ sinceMs, untilMs, changed, changedMore: more },
    unacknowledged: open.filter(({ status }) => status === "open"),
    acknowledged: open.filter(({ status }) => status === "acknowledged"),
    silent: open.filter(({ kind }) => kind === "collector-silent"),
    muted: await readSilences(transaction, untilMs),
    delays: measureDelays(
      changed.map(({ incident }) => incident),
      { sinceMs, untilMs },
    ),
    falseIncidentsInWeek: all.filter(
      ({ openedAt, findings, findingsCount }) =>
        Date.parse(openedAt) >= untilMs - WEEK_MS &&
        findings.length === findingsCount &&
        findings.every(({ id }) => falseFindings.has(id)),
    ).length,
  };
}

const rowSchema = z.object({ incident: z.string(), kind: z.enum(CHANGE_KINDS) });

async function readChanged(transaction: StateTransaction, { sinceMs, untilMs }: Span) {
  const rows = await transaction.all(
    `SELECT incident, kind, max(at_ms) AS latest_ms FROM incident_changes
     WHERE at_ms >= ? AND at_ms < ? GROUP BY incident, kind ORDER BY latest_ms DESC, incident, kind`,
    ...[sinceMs, untilMs],
  );
  const kinds = Map.groupBy(
    rows.map((row) => rowSchema.parse(row)),
    ({ incident }) => incident,
  );
  const changed: Handover["changed"][number][] = [];
  for (const [id, changes] of [...kinds].slice(0, CHANGED_MAX)) {
    const incident = await readIncident(transaction, id);
    if (incident) changed.push({ incident, kinds: changes.map(({ kind }) => kind).reverse() });
  }
  return { changed, more: Math.max(0, kinds.size - CHANGED_MAX) };
}
