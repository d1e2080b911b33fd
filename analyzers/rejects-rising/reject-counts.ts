import { median } from "simple-statistics";

const BUCKET_MS = 600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const USUAL_DAYS = 7;
/** Of one bucket; a log that others write to may hold any. */
const FAULTS_MAX = 20;
const OTHERS = "others";

type Bucket = {
  readonly atMs: number;
  readonly fault: string;
  /** Of the first in it. */
  readonly position: string;
  count: number;
};

/** What was rejected of one source within an hour, and of what kind. */
export type HourOfRejects = {
  readonly count: number;
  readonly byFault: Readonly<Record<string, number>>;
  readonly first: Pick<Bucket, "fault" | "position"> | null;
};

export type CountedRejects = {
  buckets: Bucket[];
  /** By day, the most of any hour that ended in it. */
  readonly busiest: Map<number, number>;
};

/** The rejects of one source: of the last hour, in steps of ten minutes, and what is usual. */
export function createRejectCounts(counted: CountedRejects) {
  const { busiest } = counted;

  function note(fault: string, position: string, nowMs: number) {
    const atMs = bucketMs(nowMs);
    const now = counted.buckets.filter((bucket) => bucket.atMs === atMs);
    const word = now.length < FAULTS_MAX ? fault : OTHERS;
    const known = now.find((bucket) => bucket.fault === fault || bucket.fault === word);
    if (known) known.count++;
    else counted.buckets.push({ atMs, fault: word, position, count: 1 });
    const day = dayOf(nowMs);
    busiest.set(day, Math.max(busiest.get(day) ?? 0, lastHour(nowMs).count));
    for (const old of busiest.keys()) if (old < day - USUAL_DAYS) busiest.delete(old);
  }

  function lastHour(nowMs: number): HourOfRejects {
    const buckets = counted.buckets.filter(({ atMs }) => atMs > bucketMs(nowMs) - HOUR_MS);
    counted.buckets = buckets;
    const byFault: Record<string, number> = {};
    for (const { fault, count } of buckets) byFault[fault] = (byFault[fault] ?? 0) + count;
    const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
    const [first] = buckets;
    return {
      count,
      byFault,
      first: first ? { fault: first.fault, position: first.position } : null,
    };
  }

  /** The median of the busiest hours of the seven days before today: one day teaches nothing. */
  function usualPerHour(nowMs: number): number {
    const today = dayOf(nowMs);
    return median(
      Array.from({ length: USUAL_DAYS }, (_, back) => busiest.get(today - 1 - back) ?? 0),
    );
  }

  return { note, lastHour, usualPerHour };
}

function bucketMs(atMs: number): number {
  return Math.floor(atMs / BUCKET_MS) * BUCKET_MS;
}

function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}
