import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Telemetry } from "../../platform/telemetry/telemetry.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { diskMigrations } from "./disk-migrations.ts";
import { type DiskPlace, keepLowDisk, markPublished, readLowDisk } from "./disk-rows.ts";
import { type DiskBounds, judgeDisk, type SeenDisk } from "./judge-disk.ts";
import { type Room, readRoom } from "./read-room.ts";

const LOOK_EVERY_MS = 10_000;
/** Less than the log and the state take for their next pages. */
const FULL_BYTES = 16 * 2 ** 20;

type Options = {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly place: DiskPlace;
  readonly bounds: DiskBounds;
  /** What the log may still take, where it has a bound of its own. */
  readonly logRoom?: (() => Room) | undefined;
};

/**
 * Looks at how much is free where Vigie writes, and what the log may take of it, and finds
 * `disk-low` while that can still be written and told. `isFull`: nothing more can be.
 */
export async function startDiskWatch(options: Options): Promise<{
  readonly isFull: () => boolean;
  readonly stop: () => Promise<void>;
}> {
  const { state, clock, logger, telemetry, place, logRoom } = options;
  await state.migrate(diskMigrations());
  let disk: Room | null = null;
  let least: Least | null = null;

  async function look() {
    try {
      disk = await readRoom(place.directory);
      least = findLeast(disk, logRoom?.() ?? null);
    } catch (error) {
      [disk, least] = [null, null];
      throw error;
    }
    if (least) await tell({ ...place, ...least, nowMs: clock.nowMs() }, options);
  }

  async function tryToLook() {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      logger.warn({ err: error, hint: error.hint }, "What is free on the disk cannot be told");
    }
  }

  const gauge = telemetry.meter.createObservableGauge("vigie_disk_free_bytes", {
    description: "Free where Vigie writes: its data directory",
    unit: "By",
  });
  const observe = (result: { observe: (value: number) => void }) => {
    if (disk) result.observe(disk.freeBytes);
  };
  gauge.addCallback(observe);
  await tryToLook();
  const recurring = clock.every(LOOK_EVERY_MS, tryToLook);
  return {
    isFull: () => least !== null && least.freeBytes < FULL_BYTES,
    stop: async () => {
      gauge.removeCallback(observe);
      await recurring.stop();
    },
  };
}

type Least = Room & Pick<SeenDisk, "what">;

function findLeast(disk: Room | null, log: Room | null): Least | null {
  if (log && log.freeBytes < (disk?.freeBytes ?? Number.POSITIVE_INFINITY))
    return { ...log, what: "log" };
  return disk && { ...disk, what: "disk" };
}

/** Kept, then written to the log, then remembered: a repeated version changes nothing. */
async function tell(seen: SeenDisk, { log, state, logger, place, bounds }: Options): Promise<void> {
  const { finding, isPublished } = await state.transact(async (transaction) => {
    const last = await readLowDisk(transaction, place);
    // One version after another: what is not in the log yet is not changed.
    if (last && !last.isPublished) return last;
    const next = judgeDisk(last?.finding ?? null, seen, bounds);
    if (next) await keepLowDisk(transaction, place, next);
    return { finding: next, isPublished: next === null };
  });
  if (finding === null || isPublished) return;
  await log.append(TOPICS.findings, [{ key: finding.id, value: JSON.stringify(finding) }]);
  await state.transact((transaction) => markPublished(transaction, place));
  const { what, freeBytes } = seen;
  if (finding.resolvedAt !== null) logger.info({ freeBytes }, "There is room again");
  else logger.warn({ what, freeBytes, ...place }, "There is little room left");
}
