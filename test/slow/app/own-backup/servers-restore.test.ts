import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { BackupDamage } from "../../../../app/own-backup/backup-damage.ts";
import type { Engines } from "../../../../app/own-backup/engines.ts";
import { knownSchema } from "../../../../app/own-backup/known-schema.ts";
import { restoreBackup } from "../../../../app/own-backup/restore-backup.ts";
import { stateMigrations } from "../../../../app/own-backup/state-migrations.ts";
import { takeBackup } from "../../../../app/own-backup/take-backup.ts";
import { openMigratedStore } from "../../../../app/processes/open-migrated-store.ts";
import { OperatingError } from "../../../../platform/errors/operating-error.ts";
import { openLog } from "../../../../platform/log/open-log.ts";
import { openState } from "../../../../platform/state/open-state.ts";
import { migrateStore } from "../../../../platform/store/migrate-store.ts";
import { TOPICS } from "../../../../schemas/topics.ts";
import { openKeys } from "../../../../verifiers/proof/open-keys.ts";
import { createMemoryObjects } from "../../../app/own-backup/memory-objects.ts";
import { plainKafka } from "../../platform/kafka-world.ts";
import { missingServers, openServerEstate, type Servers } from "./server-estate.ts";
import { common } from "./vigie-data.ts";

const missing = missingServers(process.env);
const RECORDS = 2_000;
const FINDINGS = ["a", "b", "c"].map((id) => ({
  ...{ id, version: 1, kind: "missing", opened_at: "2026-11-20 00:14:09.123" },
  ...{ body: "{}", slot: null },
}));

describe.skipIf(missing !== null)(`a restore into servers ${missing ?? ""}`, () => {
  let estate: Awaited<ReturnType<typeof openServerEstate>>;
  let objects: ReturnType<typeof createMemoryObjects>;
  let backup: string;
  let before: Awaited<ReturnType<typeof readAll>>;

  const place = (name: string) => join(estate.place, name);
  const to = () => place("to");

  beforeAll(async () => {
    estate = await openServerEstate();
    objects = createMemoryObjects();
    const servers = await estate.create();
    const engines = await estate.readEngines(servers);
    await fill(servers, engines);
    await openKeys(join(place("data"), "keys"));
    await writeFile(place("vigie.yaml"), "data: data\n");
    const where = {
      data: place("data"),
      reports: place("reports"),
      configFile: place("vigie.yaml"),
    };
    backup = (await takeBackup({ ...common, ...where, engines, objects })).backup;
    before = await readAll(servers, engines);
  }, 240_000);
  afterEach(() => rm(to(), { recursive: true, force: true }));
  afterAll(() => estate?.close());

  async function fill({ store }: Servers, engines: Engines) {
    await migrateStore(store.writer, knownSchema().store);
    await store.writer.insert("finding_rows", FINDINGS);
    const state = await openState(engines.state);
    await state.migrate(stateMigrations());
    await state.transact(({ run }) => run("INSERT INTO silence_ends VALUES ('é', 1)"));
    await state.close();
    const log = await openLog(engines.log, common);
    const entries = Array.from({ length: RECORDS }, (_, index) => index);
    const value = "x".repeat(1_000);
    await log.append(
      TOPICS.events,
      entries.map((index) => ({ key: `series ${index % 20}`, value: `${value} ${index}` })),
    );
    await log.append(TOPICS.findings, [{ key: "f", value: "{}" }]);
    await log.close();
  }

  async function readAll({ store, state }: Servers, engines: Engines) {
    const log = await openLog(engines.log, common);
    const events = await Array.fromAsync(log.replay(TOPICS.events));
    const findings = await Array.fromAsync(log.replay(TOPICS.findings));
    await log.close();
    const opened = await openState({ kind: "postgresql", ...state });
    const ends = await opened.transact(({ all }) => all("SELECT * FROM silence_ends"));
    await opened.close();
    const sql = "SELECT * FROM findings ORDER BY id";
    return { events, findings, ends, rows: await store.writer.query(sql, {}, z.any()) };
  }

  const restore = (engines: Engines, onWork: (word: string) => void = () => undefined) =>
    restoreBackup({ ...common, objects, backup, to: to(), engines, onWork });

  /** What the servers have of Vigie. */
  async function look({ prefix, state, store }: Servers) {
    const admin = plainKafka(estate.brokers).admin();
    await admin.connect();
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
    await admin.disconnect();
    const tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    const sql = "SELECT name FROM system.tables WHERE database = currentDatabase()";
    return [
      ...topics,
      ...(await estate.postgres.ask(tables, state.database)),
      ...(await store.writer.query(sql, {}, z.any())),
    ];
  }

  test("puts nothing anywhere of a backup of which any byte is not as it was", async () => {
    const servers = await estate.create();
    const engines = await estate.readEngines(servers);
    const whole = new Map(objects.objects);
    expect(whole.size).toBe(13);
    for (const [name, bytes] of whole) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
      objects.objects.set(name, flipped);
      await expect(restore(engines), name).rejects.toThrow(BackupDamage);
      objects.objects.set(name, bytes);
      expect(existsSync(to()), name).toBe(false);
    }
    expect(await look(servers)).toEqual([]);
    expect(await readdir(estate.place)).not.toContainEqual(expect.stringContaining("restoring"));
  });

  test("that was cut off amid the log is begun anew by the same command, and nothing is there twice", async () => {
    const servers = await estate.create();
    const engines = await estate.readEngines(servers);
    const cut = restore(engines, (word) => {
      if (word.startsWith("log:")) throw new OperatingError("power cut", { retryable: true });
    });
    await expect(cut).rejects.toMatchObject({
      message: "The restore is not finished: power cut",
      hint: expect.stringContaining("run the same `vigie restore` again"),
    });
    const config = { data: to(), store: { kind: "embedded" } } as const;
    await expect(openMigratedStore({ ...common, config, environment: {} })).rejects.toThrow(
      "a restore into it was not finished",
    );
    expect((await look(servers)).length).toBeGreaterThan(10);
    await restore(engines);
    expect(await readAll(servers, engines)).toEqual(before);
    expect(await readdir(to())).not.toContain("restore-unfinished.json");
  });

  test("that lacked a right to the state goes on once it has it", async () => {
    const servers = await estate.create();
    const { state } = servers;
    await estate.postgres.ask("DROP ROLE IF EXISTS reader");
    await estate.postgres.ask("CREATE ROLE reader LOGIN PASSWORD 'reader'");
    const reader = { ...state, user: "reader", password: "reader" };
    const lacking = await estate.readEngines({ ...servers, state: reader });
    await expect(restore(lacking)).rejects.toMatchObject({
      message: expect.stringContaining("the user may not do that"),
      hint: expect.stringMatching(/^make the user the owner .*; then run the same/),
    });
    const engines = await estate.readEngines(servers);
    await restore(engines);
    expect(await readAll(servers, engines)).toEqual(before);
  });

  test("deletes nothing on servers that it had not begun to fill", async () => {
    const used = await estate.create();
    await mkdir(to());
    await writeFile(
      join(to(), "restore-unfinished.json"),
      JSON.stringify({ backup, servers: ["topics other.vigie.* at broker:9092"] }),
    );
    const engines = await estate.readEngines(used);
    const log = await openLog(engines.log, common);
    await log.append(TOPICS.events, [{ key: "k", value: "of somebody else" }]);
    await log.close();
    await expect(restore(engines)).rejects.toThrow("as it has records");
    const kept = await openLog(engines.log, common);
    expect(await Array.fromAsync(kept.replay(TOPICS.events))).toHaveLength(1);
    await kept.close();
  });

  test.each(["state", "store"] as const)("is refused where the %s is in use", async (engine) => {
    const used = await estate.create();
    const engines = await estate.readEngines(used);
    if (engine === "store") await migrateStore(used.store.writer, knownSchema().store);
    else {
      const state = await openState(engines.state);
      await state.migrate(stateMigrations());
      await state.close();
    }
    await expect(restore(engines)).rejects.toMatchObject({
      message: expect.stringMatching(/has (tables|a state) of Vigie already/),
      hint: expect.stringContaining("create another database"),
    });
    expect(existsSync(to())).toBe(false);
  });
});
