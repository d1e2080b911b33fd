import { hash, randomUUID } from "node:crypto";

export const SERIES_COUNT = 500;
export const SIZE_BYTES = 81_234_567_890;

/** What differs from event to event. */
export type EventParts = {
  readonly id: string;
  readonly runId: string;
  readonly asset: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly sizeBytes: number;
  readonly checksum: string;
};

type MadeEvent = { readonly key: string; readonly value: string };

/** A success of about 700 bytes as JSON, with an identity, a run and a checksum of its own. */
export function makeEvent(number: number): MadeEvent {
  return writeEvent({
    id: randomUUID(),
    runId: randomUUID(),
    asset: `VisitorDb${number % SERIES_COUNT}`,
    startedAt: "2026-11-20T00:00:03Z",
    finishedAt: "2026-11-20T00:14:09Z",
    sizeBytes: SIZE_BYTES + number,
    checksum: hash("sha256", String(number)),
  });
}

export function writeEvent(parts: EventParts): MadeEvent {
  const { id, runId, asset, startedAt, finishedAt, sizeBytes, checksum } = parts;
  const series = {
    tenant: "acme",
    environment: "production",
    product: "visitor",
    site: "paris",
    assetKind: "sql-database",
    instance: "par-sql-03",
    asset,
    backupType: "full",
  };
  const data = {
    series,
    runId,
    startedAt,
    finishedAt,
    sizeBytes,
    storedBytes: 20_123_456_789,
    compressed: true,
    checksum: { algorithm: "sha256", value: checksum, type: "full" },
  };
  const value = JSON.stringify({
    specversion: "1.0",
    id,
    source: "/sqlserver/par-sql-03",
    type: "vigie.backup.succeeded.v1",
    time: finishedAt,
    data,
  });
  return { key: Object.values(series).join("/"), value };
}
