import { hash, randomUUID } from "node:crypto";

const SERIES_COUNT = 500;

/** A success of about 700 bytes as JSON, with an identity, a run and a checksum of its own. */
export function makeEvent(number: number): { readonly key: string; readonly value: string } {
  const asset = `VisitorDb${number % SERIES_COUNT}`;
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
    runId: randomUUID(),
    startedAt: "2026-11-20T00:00:03Z",
    finishedAt: "2026-11-20T00:14:09Z",
    sizeBytes: 81_234_567_890 + number,
    storedBytes: 20_123_456_789,
    compressed: true,
    checksum: { algorithm: "sha256", value: hash("sha256", String(number)), type: "full" },
  };
  const value = JSON.stringify({
    specversion: "1.0",
    id: randomUUID(),
    source: "/sqlserver/par-sql-03",
    type: "vigie.backup.succeeded.v1",
    time: "2026-11-20T00:14:09Z",
    data,
  });
  return { key: Object.values(series).join("/"), value };
}
