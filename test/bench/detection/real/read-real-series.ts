import { readFile } from "node:fs/promises";
import type { EventOf } from "../../../../schemas/events.ts";
import { type Policy, policySchema } from "../../../../schemas/policy.ts";
import type { Series } from "../../../../schemas/series.ts";

const MINUTE_MS = 60_000;

/** Beside the repository, not in it; see the README there for their origin and licences. */
export const REAL_SERIES_DIRECTORY = new URL(
  "../../../../../shared/samples/series/",
  import.meta.url,
);

/** By file: where those live who publish it. */
export const REAL_SERIES = {
  "rki-infections": "Europe/Berlin",
  "rki-vaccination": "Europe/Berlin",
  "dpc-national": "Europe/Rome",
  "dpc-regions": "Europe/Rome",
  "moma-artworks": "America/New_York",
  "met-objects": "America/New_York",
} as const;
type Name = keyof typeof REAL_SERIES;
export const REAL_NAMES = Object.keys(REAL_SERIES).filter((name): name is Name =>
  Object.hasOwn(REAL_SERIES, name),
);

export type RealSeries = {
  readonly name: Name;
  readonly events: readonly EventOf<"vigie.backup.succeeded.v1">[];
  readonly policies: readonly Policy[];
};

/** A real history as runs that began and ended when its file was finished, one due each day. */
export async function readRealSeries(
  name: Name,
  directory = REAL_SERIES_DIRECTORY,
): Promise<RealSeries> {
  const [, ...rows] = (await readFile(new URL(`${name}.csv`, directory), "utf8"))
    .trim()
    .split("\n");
  return { name, events: rowsToEvents(name, rows), policies: [dailyPolicy(name)] };
}

/** Each row: `finished_at,size_bytes,checksum`. */
export function rowsToEvents(name: Name, rows: readonly string[]): RealSeries["events"] {
  const series: Series = {
    ...{ tenant: "public", environment: "production", product: "open-data", site: "web" },
    ...{ assetKind: "files", instance: "repository", asset: name, backupType: "full" },
  };
  return rows.map((row, index) => {
    const [finished = "", size = ""] = row.split(",");
    const finishedAt = Date.parse(finished);
    if (Number.isNaN(finishedAt) || !/^\d+$/.test(size))
      throw new Error(`Line ${index + 2} of ${name} is no instant and size: ${row}`);
    return {
      ...{ specversion: "1.0", id: `${name}-${index}`, source: `/real/${name}` },
      ...{ type: "vigie.backup.succeeded.v1", time: finishedAt },
      receivedtime: finishedAt + MINUTE_MS,
      data: {
        ...{ series, runId: `${name}-${index}`, startedAt: finishedAt, finishedAt },
        sizeBytes: BigInt(size),
      },
    };
  });
}

/** Any time of the local day will do: what is published at noon is not late. */
export function dailyPolicy(name: Name): Policy {
  return policySchema.parse({
    name,
    match: { asset: name },
    schedule: {
      ...{ cron: "0 0 * * *", zone: REAL_SERIES[name], early: "1m" },
      ...{ startWithin: "23h", finishWithin: "24h", maxDuration: "24h" },
    },
  });
}
