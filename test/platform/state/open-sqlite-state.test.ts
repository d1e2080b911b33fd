import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { openSqliteState } from "../../../platform/state/open-sqlite-state.ts";
import { describeStateStore } from "./describe-state-store.ts";

describeStateStore("SQLite", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-state-"));
  return {
    open: () => openSqliteState({ file: join(directory, "state.sqlite") }),
    remove: () => rm(directory, { recursive: true }),
    syncLevel: "pragma synchronous",
  };
});

describe("openSqliteState()", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-state-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test("says what to do about a file that is no database", async () => {
    const file = join(directory, "state.sqlite");
    await writeFile(file, "this is a text, and long enough to be taken for a page ".repeat(100));
    const failure = await openSqliteState({ file }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "OperatingError", retryable: false });
    expect(failure).toHaveProperty("hint", expect.stringContaining("path"));
  });

  test("says what to do about a path that is a directory, or below a file", async () => {
    await mkdir(join(directory, "state.sqlite"));
    await writeFile(join(directory, "file"), "");
    for (const file of [join(directory, "state.sqlite"), join(directory, "file", "state.sqlite")])
      await expect(openSqliteState({ file })).rejects.toThrow(OperatingError);
  });

  test("a mistake in our own SQL is not taken for an operating error", async () => {
    const store = await openSqliteState({ file: join(directory, "state.sqlite") });
    const failure = await store
      .transact(({ all }) => all("select nonsense from nowhere"))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(OperatingError);
    await store.close();
  });

  test("closing twice is harmless", async () => {
    const store = await openSqliteState({ file: join(directory, "state.sqlite") });
    await store.close();
    await store.close();
  });
});
