import process from "node:process";
import { z } from "zod";
import type { Panel } from "../../../dashboards/panels/panel.ts";
import { bindParameters, type PanelAsked } from "../../../dashboards/panels/panel-parameters.ts";
import { readPanel } from "../../../dashboards/panels/read-panel.ts";
import type { Clock } from "../../../platform/clock/clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { StoreConnections } from "../../../platform/store/store.ts";
import { quantile } from "../quantile.ts";

const ZONE = "Europe/Paris";

const estimateSchema = z.object({ rows: z.coerce.number() });

export type PanelTimes = {
  readonly panel: string;
  /** `all`, or one tenant. */
  readonly whose: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Of the whole process, the engine in it, at the median: what a busy machine changes little. */
  readonly cpuMs: number;
  /** That the engine's indexes leave to read. */
  readonly rowsRead: number;
  readonly rows: number;
  /** Why it did not answer at all. */
  readonly failure: string | null;
};

type Options = {
  readonly whose: string;
  readonly asked: PanelAsked;
  readonly nowMs: number;
  readonly rounds: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Asks a panel again and again, as boards do. */
export async function measurePanel(
  store: Pick<StoreConnections, "people" | "verdicts">,
  panel: Panel,
  { whose, asked, nowMs, rounds, clock, signal }: Options,
): Promise<PanelTimes> {
  const times: number[] = [];
  const cpus: number[] = [];
  let rows = 0;
  let failure: string | null = null;
  for (let round = 0; round < rounds && failure === null; round++) {
    signal.throwIfAborted();
    const [startedAtMs, before] = [clock.nowMs(), process.cpuUsage()];
    try {
      const answer = await readPanel(store.people, panel, asked, { nowMs, zone: ZONE, signal });
      rows = answer.rows.length;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      failure = error.message;
    }
    times.push(clock.nowMs() - startedAtMs);
    const { user, system } = process.cpuUsage(before);
    cpus.push((user + system) / 1_000);
  }
  return {
    ...{ panel: panel.name, whose, rows, failure },
    ...{ p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95), cpuMs: quantile(cpus, 0.5) },
    rowsRead: await estimateRows(store, panel, { asked, nowMs }),
  };
}

async function estimateRows(
  { verdicts }: Pick<StoreConnections, "verdicts">,
  panel: Panel,
  { asked, nowMs }: Pick<Options, "asked" | "nowMs">,
): Promise<number> {
  const ground = { nowMs, zone: ZONE, rowsMax: panel.rowsMax };
  const parameters = bindParameters(panel.takes, asked, ground);
  const sql = `EXPLAIN ESTIMATE ${panel.sql}`;
  const parts = await verdicts.query(sql, parameters, estimateSchema);
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}
