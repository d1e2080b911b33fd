import { statfs } from "node:fs/promises";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Bench } from "./bench.ts";
import { ratio } from "./bench-topic.ts";
import type { CpuPerEvent } from "./create-cpu-meter.ts";
import { runEngine } from "./engine/run-engine.ts";
import { fillTopic } from "./fill-topic.ts";
import { type Ground, openGround } from "./open-ground.ts";
import { writeRows } from "./write-rows.ts";

/** Of a row, and once more for what is being merged; measured: under 400. */
const BYTES_PER_ROW_MAX = 1_000;

type Options = { readonly rows: readonly number[]; readonly events: number };

export type SizeBench = {
  /** So many were ingested at each size. */
  readonly events: number;
  readonly sizes: readonly {
    readonly rows: number;
    readonly bytesPerRow: number;
    readonly eventsPerSecond: number;
    readonly cpuPerEvent: CpuPerEvent;
    readonly ratioToFirst: number;
  }[];
};

/** The same ingest into a table of each size, from the smallest, which the engine fills itself. */
export async function benchSize(bench: Bench, { rows, events }: Options): Promise<SizeBench> {
  const wanted = rows.toSorted((a, b) => a - b);
  await using ground = await openGround(bench);
  await checkSpace(ground, (wanted.at(-1) ?? 0) * BYTES_PER_ROW_MAX);
  const log = await ground.openLog();
  try {
    const sizes: SizeBench["sizes"][number][] = [];
    for (const size of wanted) {
      const filled = await runEngine(bench, ground.data, { kind: "fill", rows: size });
      await fillTopic(bench, log, { events });
      const { eventsPerSecond, cpuPerEvent } = await writeRows(bench, ground, events);
      const first = sizes[0]?.eventsPerSecond ?? eventsPerSecond;
      const ratioToFirst = ratio(eventsPerSecond, first);
      sizes.push({ ...filled, eventsPerSecond, cpuPerEvent, ratioToFirst });
    }
    return { events, sizes };
  } finally {
    await log.close();
  }
}

async function checkSpace({ directory }: Ground, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= neededBytes) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new OperatingError(
    `Cannot fill the table as ${directory} has ${gigabytes(bavail * bsize)} free and it may take ${gigabytes(neededBytes)}`,
    {
      retryable: false,
      hint: "ask for fewer --rows, or set TMPDIR to a directory with more space",
    },
  );
}
