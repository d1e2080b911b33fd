import { hash } from "node:crypto";
import type { VigieEvent } from "../../../schemas/events.ts";
import type { Series } from "../../../schemas/series.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const KEEP_DAYS = 14;
const VAULTS = { primary: "dc1", duplicate: "dc2" } as const;
const ROLES = ["primary", "duplicate"] as const;

/** 2026-01-01, in UTC. */
export const FROM_MS = Date.UTC(2026, 0, 1);

/** Daily at 01:00 UTC, two copies kept for 14 days. */
export const POLICY = {
  name: "daily",
  match: {},
  schedule: { cron: "0 1 * * *" },
  reportedBy: "collector",
  copies: { required: ["primary", "duplicate"], within: "6h" },
  retention: { keep: `${KEEP_DAYS}d` },
} as const;

/**
 * What is said of one series on one day (from 0): a success, two copies that agree, and the
 * removal of the two whose retention has ended.
 */
export function speakFor(number: number, day: number): readonly VigieEvent[] {
  const series = seriesOf(number);
  const dueMs = FROM_MS + day * DAY_MS + 60 * MINUTE_MS;
  const startedAt = dueMs + (number % 30) * MINUTE_MS;
  const finishedAt = startedAt + 10 * MINUTE_MS;
  const sizeBytes = BigInt(1e9 + (number % 1_000) * 1e7 + ((day * 7 + number) % 11) * 1e6);
  const say = <T extends string, D>(type: T, time: number, data: D) => ({
    specversion: "1.0" as const,
    id: `${type}-${number}-${day}-${time}`,
    source: `/sqlserver/${series.instance}`,
    type: `vigie.${type}.v1` as const,
    time,
    data: { series, ...data },
  });
  const runId = runIdOf(number, day);
  const checksum = { algorithm: "sha256", value: hash("sha256", `${number} ${day}`) };
  const seen = { sizeBytes, checksum, observedAt: finishedAt + MINUTE_MS };
  const run = { runId, startedAt, finishedAt, sizeBytes };
  const oldId = runIdOf(number, day - KEEP_DAYS);
  const removedAt = finishedAt + 2 * MINUTE_MS;
  return [
    say("backup.succeeded", finishedAt, run),
    ...ROLES.map((role) =>
      say("copy.observed", seen.observedAt, { runId, copy: { ...placeOf(role, runId), ...seen } }),
    ),
    ...(day < KEEP_DAYS
      ? []
      : ROLES.map((role) =>
          say("copy.removed", removedAt, {
            runId: oldId,
            copy: { ...placeOf(role, oldId), removedAt },
          }),
        )),
  ];
}

/** Both vaults and all sources are known up to `watermark`. */
export function beat(watermark: number): VigieEvent {
  const covers = { sources: ["/sqlserver/"], vaults: Object.values(VAULTS) };
  return {
    specversion: "1.0",
    id: `beat-${watermark}`,
    source: "/collector",
    type: "vigie.collector.heartbeat.v1",
    time: watermark,
    data: { collector: "collector", watermark, covers },
  };
}

/** Each its own, as texts that are read from JSON are. */
function seriesOf(number: number): Series {
  return {
    tenant: `tenant-${number % 100}`,
    environment: "production",
    product: "visitor",
    site: `site-${number % 7}`,
    assetKind: "sql-database",
    instance: `sql-${number % 2_000}`,
    asset: `Database${number}`,
    backupType: "full",
  };
}

/** 36 characters that nothing shortens, as most are. */
function runIdOf(number: number, day: number): string {
  const digits = hash("sha256", `run ${number} ${day}`);
  return flat(digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
}

function placeOf(role: (typeof ROLES)[number], runId: string) {
  const vault = VAULTS[role];
  return { role, vault, uri: flat(`s3://backups-${vault}/acme/VisitorDb/${runId}.bak`) };
}

/** In one piece, as what is read from JSON is. */
function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
