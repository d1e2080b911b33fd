import { hash, randomUUID } from "node:crypto";
import { instantToJson } from "../../../schemas/instant.ts";

const SERIES_MAX = 20_000;
const SIZE_BYTES = 81_234_567_890;
/** What is said of a run: that it started, that it succeeded, and each of its copies. */
const EVENTS_PER_RUN = 4;
const VAULTS = { primary: "dc1", duplicate: "dc2" } as const;

/** A body of events, and the site of the backup in it that is empty, if one is. */
export type FlowBatch = {
  readonly body: Buffer<ArrayBuffer>;
  readonly events: number;
  readonly criticalSite: string | null;
};

type Load = {
  readonly batches: number;
  readonly batchEvents: number;
  /** Every so many batches a backup is empty, which is critical, at a site of its own. */
  readonly criticalEvery: number;
  readonly nowMs: number;
};

/** An estate's morning: runs of very many series, each with its start, its end and two copies. */
export function makeFlow({ batches, batchEvents, criticalEvery, nowMs }: Load) {
  const runs = Math.max(1, Math.floor(batchEvents / EVENTS_PER_RUN));
  return Array.from({ length: batches }, (_, batch): FlowBatch => {
    const lines = Array.from({ length: runs }, (_, at) =>
      speakFor(batch * runs + at, nowMs),
    ).flat();
    const isCritical = batch % criticalEvery === criticalEvery - 1;
    const site = isCritical ? `site-of-${batch}` : null;
    if (site !== null) lines.push(emptyRun(site, nowMs));
    const body = Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n"));
    return { body, events: lines.length, criticalSite: site };
  });
}

function speakFor(number: number, nowMs: number): readonly object[] {
  const site = `site-${number % 20}`;
  const series = seriesOf(`VisitorDb${number % SERIES_MAX}`, site);
  const runId = randomUUID();
  const at = instantToJson(nowMs);
  const sizeBytes = SIZE_BYTES + (number % SERIES_MAX);
  const checksum = { algorithm: "sha256", value: hash("sha256", String(number)) };
  const run = { series, runId, startedAt: at };
  return [
    say("backup.started", at, run),
    say("backup.succeeded", at, { ...run, finishedAt: at, sizeBytes, checksum }),
    ...(["primary", "duplicate"] as const).map((role) => {
      const uri = `s3://backups-${VAULTS[role]}/${runId}.bak`;
      const copy = { role, vault: VAULTS[role], uri, sizeBytes, checksum, observedAt: at };
      return say("copy.observed", at, { series, runId, copy });
    }),
  ];
}

function emptyRun(site: string, nowMs: number): object {
  const at = instantToJson(nowMs);
  const run = { runId: randomUUID(), startedAt: at, finishedAt: at, sizeBytes: 0 };
  return say("backup.succeeded", at, { series: seriesOf("VisitorDb", site), ...run });
}

function say(type: string, time: string, data: object): object {
  const source = "/sqlserver/par-sql-03";
  return { specversion: "1.0", id: randomUUID(), source, type: `vigie.${type}.v1`, time, data };
}

function seriesOf(asset: string, site: string) {
  const place = { tenant: "acme", environment: "production", product: "visitor", site };
  const what = { assetKind: "sql-database", instance: "par-sql-03", asset, backupType: "full" };
  return { ...place, ...what };
}
