import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { StateRow, StateStore } from "../../platform/state/state-store.ts";
import type { Checksum } from "../../schemas/events.ts";
import type { Verification } from "../../schemas/proof.ts";

type Copy = Verification["copy"];

export const READINGS_MIGRATION = {
  name: "verifiers-0002-copy-readings",
  sql: readFileSync(new URL("./migrations/0001-copy-readings.sql", import.meta.url), "utf8"),
};
const FIND = "SELECT sha256 FROM copy_readings WHERE copy_id = ?";
const ADD = `INSERT INTO copy_readings
  (copy_id, sha256, first_read_at_ms, last_read_at_ms, tried_at_ms) VALUES (?, ?, ?, ?, ?)`;
const READ_AGAIN = `UPDATE copy_readings SET sha256 = ?,
  first_read_at_ms = coalesce(first_read_at_ms, ?), last_read_at_ms = ?, tried_at_ms = ?
  WHERE copy_id = ?`;
const TRIED = "UPDATE copy_readings SET tried_at_ms = ? WHERE copy_id = ?";
const NIGHT = "SELECT night_at_ms, left_bytes FROM reread_budgets WHERE vault_id = ?";

export type Night = {
  readonly vault: string;
  readonly nightAtMs: number;
  readonly bytesPerNight: number;
};
export type Tried = { readonly atMs: number; readonly bytes: number };

/**
 * The SHA-256 of copies as they were first read, kept with when they were last read. Whatever is
 * observed anew of a copy, another size or checksum, makes it another.
 */
export type Readings = {
  readonly find: (copy: Copy) => Promise<Checksum | null>;
  /** When each copy was last tried, by `readingId`. */
  readonly listTried: () => Promise<ReadonlyMap<string, number>>;
  /** The first is kept for good; a later one that differs is not taken over. */
  readonly note: (copy: Copy, sha256: string, atMs: number) => Promise<void>;
  /** The same, or a try that read nothing to its end, with the bytes that it took of the night. */
  readonly spend: (copy: Copy, sha256: string | null, tried: Tried) => Promise<void>;
  /** What the vault has left of this night; a night begins with its budget, less what is owed. */
  readonly openNight: (night: Night) => Promise<number>;
  readonly forget: (ids: readonly string[]) => Promise<void>;
};

export function readingId({ vault, uri, sizeBytes, checksum }: Copy): string {
  const { algorithm = "", value = "" } = checksum ?? {};
  return hash("sha256", JSON.stringify([vault, uri, String(sizeBytes), algorithm, value]));
}

export async function openReadings(state: StateStore): Promise<Readings> {
  await state.migrate([READINGS_MIGRATION]);

  const settle = (copy: Copy, sha256: string | null, { atMs, bytes }: Tried) =>
    state.transact(async ({ all, run }) => {
      const id = readingId(copy);
      const [known] = await all(FIND, id);
      const before = known ? known["sha256"] : null;
      const readAtMs = sha256 === null ? null : atMs;
      if (!known) await run(ADD, id, sha256, readAtMs, readAtMs, atMs);
      else if (sha256 !== null && (before === null || before === sha256))
        await run(READ_AGAIN, sha256, atMs, atMs, atMs, id);
      else await run(TRIED, atMs, id);
      if (bytes === 0) return;
      const spent = "UPDATE reread_budgets SET left_bytes = left_bytes - ? WHERE vault_id = ?";
      await run(spent, bytes, hash("sha256", copy.vault));
    });

  return {
    find: (copy) =>
      state.transact(async ({ all }) => toChecksum((await all(FIND, readingId(copy)))[0])),
    listTried: () =>
      state.transact(async ({ all }) => {
        const rows = await all("SELECT copy_id, tried_at_ms FROM copy_readings");
        return new Map(rows.map((row) => [String(row["copy_id"]), Number(row["tried_at_ms"])]));
      }),
    note: (copy, sha256, atMs) => settle(copy, sha256, { atMs, bytes: 0 }),
    spend: settle,
    openNight: (night) => openNight(state, night),
    forget: (ids) =>
      state.transact(async ({ run }) => {
        for (const id of ids) await run("DELETE FROM copy_readings WHERE copy_id = ?", id);
      }),
  };
}

function openNight(state: StateStore, { vault, nightAtMs, bytesPerNight }: Night): Promise<number> {
  const id = hash("sha256", vault);
  return state.transact(async ({ all, run }) => {
    const [known] = await all(NIGHT, id);
    const left = known ? Number(known["left_bytes"]) : 0;
    if (known && Number(known["night_at_ms"]) === nightAtMs) return left;
    const begins = Math.min(bytesPerNight, left + bytesPerNight);
    await run("DELETE FROM reread_budgets WHERE vault_id = ?", id);
    await run("INSERT INTO reread_budgets VALUES (?, ?, ?)", id, nightAtMs, begins);
    return begins;
  });
}

function toChecksum(row: StateRow | undefined): Checksum | null {
  const value = row?.["sha256"];
  return typeof value === "string" ? { algorithm: "sha256", value, type: "full" } : null;
}
