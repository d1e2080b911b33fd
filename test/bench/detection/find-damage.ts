import type { EventOf, EventType, VigieEvent } from "../../../schemas/events.ts";
import { seriesKey } from "../../../schemas/series.ts";
import type { Line } from "./estate/line.ts";
import type { Generated } from "./generate.ts";
import { PLANTED_KINDS, type PlantedKind } from "./label.ts";

const DAY_MS = 86_400_000;

/** Where damage shows in the bare events: when its slot was due, or began where that was before. */
export type Found = { readonly subject: string; readonly dueMs: number };

type Slot = {
  readonly line: Line;
  readonly dueMs: number;
  readonly events: readonly VigieEvent[];
  readonly untilMs: number;
};

/** Rules that look at a slot's events alone, without the detection, for what can be seen so. */
const SHOWS: Partial<Record<PlantedKind, (slot: Slot) => boolean>> = {
  missing: ({ events }) => events.length === 0,
  late: ({ line, dueMs, events }) => {
    const [first] = of(events, "vigie.backup.succeeded.v1");
    return first !== undefined && first.data.startedAt > dueMs + line.bounds.startWithin;
  },
  stuck: ({ line, events }) => {
    const [started] = of(events, "vigie.backup.started.v1");
    const [ended] = of(events, "vigie.backup.succeeded.v1");
    if (!started) return false;
    const lastedMs = (ended?.data.finishedAt ?? Number.POSITIVE_INFINITY) - started.data.startedAt;
    return lastedMs > line.bounds.maxDuration;
  },
  failed: ({ events }) => of(events, "vigie.backup.failed.v1").length > 0,
  "extra-run": ({ events }) => runIds(events).size > 1,
  "copy-missing": ({ events }) => seen(events, "duplicate").length < runIds(events).size,
  "copy-late": ({ line, events }) => {
    const [run] = of(events, "vigie.backup.succeeded.v1");
    const [copy] = seen(events, "duplicate");
    const within = line.policy.copies?.within ?? 0;
    return run && copy ? copy.data.copy.observedAt > run.data.finishedAt + within : false;
  },
  "copy-size-mismatch": ({ line, events }) => {
    const [one, other] = [seen(events, "primary")[0], seen(events, "duplicate")[0]];
    if (!one || !other || line.encryptedDuplicate) return false;
    return one.data.copy.sizeBytes !== other.data.copy.sizeBytes;
  },
  "copy-checksum-mismatch": ({ line, events }) => {
    const [one, other] = [seen(events, "primary")[0], seen(events, "duplicate")[0]];
    if (!one || !other || line.encryptedDuplicate) return false;
    return one.data.copy.checksum?.value !== other.data.copy.checksum?.value;
  },
  "copy-changed": ({ events }) =>
    new Set(seen(events, "primary").map(({ data }) => data.copy.checksum?.value)).size > 1,
  "copy-lost": isRemovedEarly,
  warned: ({ events }) =>
    of(events, "vigie.backup.succeeded.v1").some(({ data }) => (data.warnings ?? []).length > 0),
  "copies-colocated": ({ events }) => {
    const vaults = of(events, "vigie.copy.observed.v1").map(({ data }) => data.copy.vault);
    return vaults.length > 1 && new Set(vaults).size === 1;
  },
  unencrypted: ({ line, events }) =>
    line.asks.encrypted &&
    of(events, "vigie.copy.observed.v1").some(({ data }) => data.copy.encrypted !== true),
  "lock-short": ({ line, events }) => {
    const [run] = of(events, "vigie.backup.succeeded.v1");
    const keepMs = line.policy.retention?.keep;
    if (!line.asks.locked || !run || keepMs === undefined) return false;
    return of(events, "vigie.copy.observed.v1").some(
      ({ data }) => (data.copy.lockedUntil ?? 0) < run.data.finishedAt + keepMs,
    );
  },
  "purge-overdue": ({ line, events, untilMs }) => {
    const [run] = of(events, "vigie.backup.succeeded.v1");
    const { retention } = line.policy;
    if (!run || !retention) return false;
    const deadlineMs = run.data.finishedAt + retention.keep + retention.purgeWithin;
    const inTime = of(events, "vigie.copy.removed.v1").filter(
      ({ data }) => data.copy.removedAt <= deadlineMs,
    );
    const uris = [of(events, "vigie.copy.observed.v1"), inTime].map(
      (told) => new Set(told.map(({ data }) => data.copy.uri)).size,
    );
    const [copies = 0, purged = 0] = uris;
    return deadlineMs < untilMs - DAY_MS && purged < copies;
  },
  "retention-short": isRemovedEarly,
  "schedule-drift": ({ line, dueMs, events }) => {
    const [first] = of(events, "vigie.backup.succeeded.v1");
    return first !== undefined && first.data.startedAt > dueMs + line.bounds.startWithin;
  },
};

function isRemovedEarly({ line, events }: Slot): boolean {
  const [run] = of(events, "vigie.backup.succeeded.v1");
  const keepMs = line.policy.retention?.keep;
  return of(events, "vigie.copy.removed.v1").some(
    ({ data }) => run && keepMs && data.copy.removedAt < run.data.finishedAt + keepMs,
  );
}

export const SHOWN_KINDS = PLANTED_KINDS.filter((kind) => kind in SHOWS);

/** Finds every slot, long enough before the end, in which damage of a kind shows. */
export function createDamageFinder(generated: Generated): (kind: PlantedKind) => readonly Found[] {
  const { events, lines, untilMs } = generated;
  const ofRuns = events.flatMap((event) =>
    "runId" in event.data ? [{ event, data: event.data }] : [],
  );
  const bySubject = Map.groupBy(ofRuns, ({ data }) => seriesKey(data.series));
  const slots = lines.flatMap((line) => {
    const byIndex = Map.groupBy(bySubject.get(line.subject) ?? [], ({ data }) =>
      Number(/-(\d+)(-again|-aside|-try-\d)?$/.exec(data.runId)?.[1]),
    );
    return line.dues.flatMap((dueMs, index): Slot[] => {
      if (dueMs > untilMs - 2 * DAY_MS) return [];
      const own = (byIndex.get(index) ?? []).map(({ event }) => event);
      return [{ line, dueMs, untilMs, events: own }];
    });
  });
  return (kind) =>
    slots
      .filter((slot) => SHOWS[kind]?.(slot))
      .map(({ line, dueMs, events: own }) => ({
        subject: line.subject,
        dueMs: Math.min(dueMs, ...own.map(({ time }) => time)),
      }));
}

function of<T extends EventType>(events: readonly VigieEvent[], type: T): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

function seen(events: readonly VigieEvent[], role: "primary" | "duplicate") {
  return of(events, "vigie.copy.observed.v1").filter(({ data }) => data.copy.role === role);
}

function runIds(events: readonly VigieEvent[]): ReadonlySet<string> {
  return new Set(of(events, "vigie.backup.succeeded.v1").map(({ data }) => data.runId));
}
