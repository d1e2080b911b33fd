import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { BackupDamage } from "../../../../app/own-backup/backup-damage.ts";
import { checkBackup } from "../../../../app/own-backup/check-backup.ts";
import { knownSchema } from "../../../../app/own-backup/known-schema.ts";
import { restoreBackup } from "../../../../app/own-backup/restore-backup.ts";
import { DERIVED_TABLES, STORE_TABLES } from "../../../../app/own-backup/store-tables.ts";
import { takeBackup } from "../../../../app/own-backup/take-backup.ts";
import { openSqliteState } from "../../../../platform/state/open-sqlite-state.ts";
import { migrateStore } from "../../../../platform/store/migrate-store.ts";
import type { Store } from "../../../../platform/store/store.ts";
import { append, common, makeVigieData, pollNext, withStore } from "./vigie-data.ts";

const anything = z.unknown();
const NEWER = {
  name: "9999-newer",
  sql: "CREATE TABLE IF NOT EXISTS newer (id String) ENGINE = MergeTree ORDER BY id;\n",
};

let vigie: Awaited<ReturnType<typeof makeVigieData>>;
let to: string;
beforeEach(async () => {
  vigie = await makeVigieData();
  to = join(vigie.place, "restored");
});
afterEach(() => rm(vigie.place, { recursive: true, force: true }));

const take = (changes: Partial<Parameters<typeof takeBackup>[0]> = {}) => {
  const { objects, configFile, options } = vigie;
  return takeBackup({ ...common, ...options, objects, configFile, ...changes });
};
const restore = (backup: string, known = common.known) =>
  restoreBackup({ ...common, objects: vigie.objects, backup, to, known, engines: null });

function addFindings(store: Store, ids: readonly string[], version: number) {
  const opened_at = "2026-11-20 00:14:09.123";
  const body = '{"of":"é \\u0000 \\n\\\\ 😀"}';
  return store.insert(
    "finding_rows",
    ids.map((id) => ({ ...{ id, version, kind: "missing", opened_at, body }, slot: null })),
  );
}

function readFindings(store: Store) {
  return store.query("SELECT * FROM findings ORDER BY id", {}, anything);
}

describe("restoreBackup()", () => {
  test("brings back store, state, keys, proofs and config as they were", async () => {
    const { data } = vigie.options;
    const ids = Array.from({ length: 45_000 }, (_, index) => `finding-${index}`);
    const before = await withStore(data, async (store) => {
      await addFindings(store, ids, 1);
      await addFindings(store, ids.slice(0, 30_000), 2);
      return readFindings(store);
    });
    const { backup } = await take();
    await rm(data, { recursive: true });
    await restore(backup);
    expect(await withStore(to, readFindings)).toEqual(before);
    const state = await openSqliteState({ file: join(to, "state.sqlite") });
    expect(await state.transact(({ all }) => all("select b from a"))).toEqual([
      { b: "of the state" },
    ]);
    await state.close();
    expect((await stat(join(to, "keys", "signing.pem"))).mode & 0o777).toBe(0o600);
    const proofs = join(to, "proofs", "series");
    expect((await readFile(join(proofs, "proof.json"))).length).toBe(2_000_003);
    expect((await readFile(join(proofs, "empty"))).length).toBe(0);
    expect(await readFile(join(to, "config", "vigie.yaml"), "utf8")).toBe("data: ./data\n");
    expect(await readdir(vigie.place)).not.toContainEqual(expect.stringContaining("restoring"));
  });

  test("has the writer go on where the store's copy is sure to end, not where the log's does", async () => {
    const { data } = vigie.options;
    let came = false;
    const { backup } = await take({
      onPart: async (part) => {
        if (came || part !== "store/finding_rows") return;
        came = true;
        await append(data, ["written after the store was copied"], true);
      },
    });
    expect(came).toBe(true);
    await restore(backup);
    expect(await pollNext(to)).toEqual(["written after the store was copied"]);
  });

  test("removes what one left that was killed, and runs once at a time", async () => {
    const { backup } = await take();
    const left = join(vigie.place, ".restored.restoring", "copies", "keys");
    await mkdir(left, { recursive: true });
    await writeFile(join(left, "signing.pem"), "in the clear");
    const both = await Promise.allSettled([restore(backup), restore(backup)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find(({ status }) => status === "rejected");
    expect(refused).toMatchObject({ reason: { message: expect.stringContaining("is at it") } });
    expect(await readFile(join(to, "keys", "signing.pem"), "utf8")).toContain("PRIVATE KEY");
    expect(await readdir(vigie.place)).not.toContainEqual(expect.stringContaining("restoring"));
  });

  test("restores into an empty directory and into no other", async () => {
    const { backup } = await take();
    await mkdir(to);
    await writeFile(join(to, "mine"), "");
    await expect(restore(backup)).rejects.toThrow("is not empty");
    await rm(join(to, "mine"));
    await restore(backup);
    expect(await readdir(to)).toContain("store");
  });
});

describe("a backup that was damaged", () => {
  test("is told by the check, part by part, and restored by nobody", async () => {
    const { backup, parts } = await take();
    const check = () => checkBackup({ ...common, objects: vigie.objects, backup });
    const verdictsOf = async () => (await check()).map(({ verdict }) => verdict);
    expect(await verdictsOf()).toEqual(Array.from({ length: parts.length + 1 }, () => "sound"));
    const { objects } = vigie.objects;
    const whole = new Map(objects);
    const names = [...whole.keys()];
    const damages: readonly (readonly [string, () => void])[] = names.flatMap((name, index) => {
      const bytes = whole.get(name) ?? Buffer.alloc(0);
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
      const other = whole.get(names[(index + 1) % names.length] ?? "") ?? Buffer.alloc(0);
      return [
        [`${name} flipped`, () => objects.set(name, flipped)],
        [`${name} cut`, () => objects.set(name, bytes.subarray(0, -1))],
        [`${name} longer`, () => objects.set(name, Buffer.concat([bytes, Buffer.alloc(1)]))],
        [`${name} swapped`, () => objects.set(name, other)],
        [`${name} missing`, () => objects.delete(name)],
      ] as const;
    });
    for (const [damage, inflict] of damages) {
      inflict();
      expect(await verdictsOf(), damage).toContain("damaged");
      for (const [name, bytes] of whole) objects.set(name, bytes);
    }
    objects.delete(`${backup}/log`);
    await expect(restore(backup)).rejects.toThrow(BackupDamage);
    expect(await readdir(vigie.place)).toEqual(["data", "vigie.yaml"]);
  });

  test("a part of an older backup does not pass for the same part of a newer", async () => {
    const older = await take();
    const newer = await take();
    const { objects } = vigie.objects;
    const state = objects.get(`${older.backup}/state`);
    objects.set(`${newer.backup}/state`, state ?? Buffer.alloc(0));
    await expect(restore(newer.backup)).rejects.toThrow(BackupDamage);
  });
});

describe("between two versions of the schema", () => {
  const upgraded = { ...knownSchema(), store: [...knownSchema().store, NEWER] };

  test("a backup of the older is migrated forward, with its rows", async () => {
    await withStore(vigie.options.data, (store) => addFindings(store, ["old"], 1));
    const { backup, schema } = await take();
    expect(schema.store).toEqual(knownSchema().store.map(({ name }) => name));
    await restore(backup, upgraded);
    const rows = await withStore(to, async (store) => [
      await readFindings(store),
      await store.query("SELECT name FROM migrations FINAL WHERE name > '9'", {}, anything),
      await store.query("SELECT id FROM newer", {}, anything),
    ]);
    expect(rows).toEqual([[expect.objectContaining({ id: "old" })], [{ name: "9999-newer" }], []]);
  });

  test("none is taken between a migration's first statement and its record", async () => {
    await withStore(vigie.options.data, (store) =>
      store.command(
        "ALTER TABLE migrations DELETE WHERE name = '0020-proof-reasons' SETTINGS mutations_sync = 1",
      ),
    );
    await expect(take()).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining("0020-proof-reasons not run"),
    });
  });

  test("a backup of the newer is refused by the older, and one from before takes it back", async () => {
    const before = await take();
    await withStore(vigie.options.data, (store) => migrateStore(store, upgraded.store));
    const after = await take({ known: upgraded });
    await expect(restore(after.backup)).rejects.toThrow("a newer Vigie made it: this one does not");
    await expect(take()).rejects.toThrow("9999-newer");
    await restore(before.backup);
    expect(await readdir(to)).toContain("store");
  });

  test.each(["log", "state"] as const)("a newer %s is refused as well", async (engine) => {
    const { backup } = await take();
    await expect(restore(backup, { ...knownSchema(), [engine]: [] })).rejects.toThrow("newer");
  });
});

test("every table of the store that holds rows is backed up, by its own key, as text", async () => {
  const { data } = vigie.options;
  const tables = await withStore(data, (store) =>
    store.query(
      `SELECT name, sorting_key FROM system.tables
       WHERE database = 'vigie' AND engine LIKE '%MergeTree' AND name != 'migrations'
         AND NOT has({derived:Array(String)}, name) ORDER BY name`,
      { derived: DERIVED_TABLES },
      anything,
    ),
  );
  expect(
    STORE_TABLES.map(({ table, key }) => ({ name: table, sorting_key: key.join(", ") })),
  ).toEqual(tables);
  const binary = await withStore(data, (store) =>
    store.query(
      `SELECT table, name FROM system.columns WHERE database = 'vigie'
       AND has({kept:Array(String)}, table)
       AND (type LIKE '%FixedString%' OR type LIKE '%AggregateFunction%')`,
      { kept: STORE_TABLES.map(({ table }) => table) },
      anything,
    ),
  );
  expect(binary, "a column of raw bytes would not survive JSON").toEqual([]);
});
