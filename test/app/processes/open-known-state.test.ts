import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { knownSchema } from "../../../app/own-backup/known-schema.ts";
import { openKnownState } from "../../../app/processes/open-known-state.ts";
import { openSqliteState } from "../../../platform/state/open-sqlite-state.ts";
import type { StateStore } from "../../../platform/state/state-store.ts";

const LATER = { name: "requests-0001-approvals", sql: "create table approvals (id text)" };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-known-state-"));
});
afterEach(() => rm(directory, { recursive: true }));

function open() {
  const file = join(directory, "vigie.yaml");
  return openKnownState(loadConfig({ file, text: "data: data" }), {});
}

async function change(work: (state: StateStore) => Promise<void>) {
  const state = await openSqliteState({ file: join(directory, "data", "state.sqlite") });
  await work(state);
  await state.close();
}

describe("openKnownState()", () => {
  test("opens a new state, and one of this or an older Vigie", async () => {
    await (await open()).close();
    for (const name of knownSchema().state)
      await change((state) => state.migrate([{ name, sql: "select 1" }]));
    const state = await open();
    expect(await state.listMigrations()).toEqual(knownSchema().state);
    await state.close();
  });

  test("refuses a state that a newer Vigie has changed, whichever part did", async () => {
    await change((state) => state.migrate([LATER]));
    await expect(open()).rejects.toMatchObject({
      name: "OperatingError",
      message: expect.stringMatching(/state\.sqlite as a newer Vigie .* requests-0001-approvals$/),
      retryable: false,
      hint: expect.stringContaining("run the version of Vigie that made it"),
    });
  });
});
