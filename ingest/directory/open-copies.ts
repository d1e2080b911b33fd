import { readFileSync } from "node:fs";
import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Copy } from "./copy.ts";

export const COPIES_MIGRATION = {
  name: "ingest-0002-directory-copies",
  sql: readFileSync(new URL("./directory-copies.sql", import.meta.url), "utf8"),
};

const READ = "SELECT * FROM directory_copies WHERE collector = ?";
const REMOVE = "DELETE FROM directory_copies WHERE collector = ? AND vault = ? AND name = ?";
const INSERT = "INSERT INTO directory_copies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const flag = z.int().transform((value) => value === 1);
const rowSchema = z
  .object({
    vault: z.string(),
    name: z.string(),
    size_bytes: z.int(),
    modified_at_ms: z.int(),
    first_seen_at_ms: z.int(),
    checksum: z.string().nullable(),
    hashed_at_ms: z.int().nullable(),
    observed_at_ms: z.int(),
    is_told: flag,
    was_told: flag,
    is_run_told: flag,
    gone_at_ms: z.int().nullable(),
  })
  .transform(
    (row): Copy => ({
      vault: row.vault,
      name: row.name,
      sizeBytes: row.size_bytes,
      modifiedAtMs: row.modified_at_ms,
      firstSeenAtMs: row.first_seen_at_ms,
      examined:
        row.checksum === null || row.hashed_at_ms === null
          ? null
          : { found: row.checksum, atMs: row.hashed_at_ms },
      observedAtMs: row.observed_at_ms,
      isTold: row.is_told,
      wasTold: row.was_told,
      isRunTold: row.is_run_told,
      goneAtMs: row.gone_at_ms,
    }),
  );

/**
 * What a collector knows of its vaults: in memory to be looked at, in the state store to be kept.
 */
export type Copies = {
  readonly of: (vault: string) => ReadonlyMap<string, Copy>;
  readonly save: (copies: readonly Copy[]) => Promise<void>;
  readonly remove: (copies: readonly Copy[]) => Promise<void>;
};

export async function openCopies(
  state: StateStore,
  collector: string,
  vaults: readonly string[],
): Promise<Copies> {
  await state.migrate([COPIES_MIGRATION]);
  const known = new Map(vaults.map((vault) => [vault, new Map<string, Copy>()]));
  const rows = await state.transact(({ all }) => all(READ, collector));
  for (const row of rows) {
    const copy = rowSchema.parse(row);
    known.get(copy.vault)?.set(copy.name, copy);
  }
  const none: ReadonlyMap<string, Copy> = new Map();

  return {
    of: (vault) => known.get(vault) ?? none,

    save: async (copies) => {
      if (copies.length === 0) return;
      await state.transact(async ({ run }) => {
        for (const copy of copies) {
          await run(REMOVE, collector, copy.vault, copy.name);
          await run(INSERT, collector, ...toValues(copy));
        }
      });
      for (const copy of copies) known.get(copy.vault)?.set(copy.name, copy);
    },

    remove: async (copies) => {
      if (copies.length === 0) return;
      await state.transact(async ({ run }) => {
        for (const { vault, name } of copies) await run(REMOVE, collector, vault, name);
      });
      for (const { vault, name } of copies) known.get(vault)?.delete(name);
    },
  };
}

function toValues(copy: Copy) {
  return [
    copy.vault,
    copy.name,
    copy.sizeBytes,
    copy.modifiedAtMs,
    copy.firstSeenAtMs,
    copy.examined?.found ?? null,
    copy.examined?.atMs ?? null,
    copy.observedAtMs,
    Number(copy.isTold),
    Number(copy.wasTold),
    Number(copy.isRunTold),
    copy.goneAtMs,
  ];
}
