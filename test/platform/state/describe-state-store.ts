import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StateStore } from "../../../platform/state/state-store.ts";

const TABLE = {
  name: "0001-notes.sql",
  sql: `create table notes (id bigint primary key, body text, bytes bytea);
        create table counters (name text primary key, value bigint not null);`,
};

/**
 * An empty state of its own for each test; every `open` sees the same, as another process would.
 */
export type StateFixture = {
  readonly open: () => Promise<StateStore>;
  readonly remove: () => Promise<void>;
  /** Asks the engine how it syncs the transaction under way. */
  readonly syncLevel: string;
};

/** What every StateStore keeps. An adapter's test calls this with a way to prepare one. */
export function describeStateStore(name: string, prepare: () => Promise<StateFixture>): void {
  describe(`${name} keeps what a StateStore promises`, () => {
    let fixture: StateFixture;
    let store: StateStore;
    const stores: StateStore[] = [];
    const open = async () => {
      const opened = await fixture.open();
      stores.push(opened);
      return opened;
    };
    beforeEach(async () => {
      fixture = await prepare();
      store = await open();
      await store.migrate([TABLE]);
    });
    afterEach(async () => {
      for (const opened of stores.splice(0)) await opened.close();
      await fixture.remove();
    });
    describe("transactions", () =>
      describeTransactions(
        () => store,
        open,
        () => fixture.syncLevel,
      ));
    describe("order", () => describeOrder(() => store, open));
    describe("values", () => describeValues(() => store));
    describe("migrations", () => describeMigrations(open));
  });
}

function describeTransactions(
  store: () => StateStore,
  open: () => Promise<StateStore>,
  syncLevelOf: () => string,
): void {
  test("what a transaction wrote is there for the next, and for another process", async () => {
    await store().transact(({ run }) => run("insert into notes (id, body) values (?, ?)", 1, "a"));
    expect(await notesOf(store())).toEqual([{ id: 1, body: "a" }]);
    expect(await notesOf(await open())).toEqual([{ id: 1, body: "a" }]);
  });

  test("what may be lost is there for all at once, and the next transaction is synced", async () => {
    const syncLevel = syncLevelOf();
    const level = () => store().transact(({ all }) => all(syncLevel));
    const synced = await level();
    const relaxed = await store().transact(
      async ({ run, all }) => {
        await run("insert into notes (id, body) values (1, 'a')");
        return all(syncLevel);
      },
      { mayBeLost: true },
    );
    expect(relaxed).not.toEqual(synced);
    expect(await notesOf(await open())).toEqual([{ id: 1, body: "a" }]);
    expect(await level()).toEqual(synced);
    const failed = store().transact(({ run }) => run("nonsense"), { mayBeLost: true });
    await expect(failed).rejects.toThrow();
    expect(await level()).toEqual(synced);
  });

  test("work that throws leaves nothing, and its own error comes back", async () => {
    const fault = new Error("changed my mind");
    const failed = store().transact(async ({ run }) => {
      await run("insert into notes (id, body) values (1, 'a')");
      throw fault;
    });
    await expect(failed).rejects.toBe(fault);
    expect(await notesOf(store())).toEqual([]);
  });

  test("a statement that fails leaves nothing of the others", async () => {
    const failed = store().transact(async ({ run }) => {
      await run("insert into notes (id, body) values (1, 'a')");
      await run("insert into notes (id, body) values (1, 'again')");
    });
    await expect(failed).rejects.toThrow();
    expect(await notesOf(store())).toEqual([]);
  });

  test("a statement that fails fails its transaction, though the work goes on", async () => {
    const failed = store().transact(async ({ run }) => {
      await run("insert into notes (id, body) values (1, 'a')");
      await run("insert into notes (id, body) values (1, 'again')").catch(() => 0);
      return "went on";
    });
    await expect(failed).rejects.toThrow(/unique/i);
    expect(await notesOf(store())).toEqual([]);
  });

  test("a transaction within a transaction is refused", async () => {
    const failed = store().transact(async ({ run }) => {
      await run("insert into notes (id, body) values (1, 'a')");
      await notesOf(await open());
    });
    await expect(failed).rejects.toThrow("a transaction within a transaction");
    expect(await notesOf(store())).toEqual([]);
  });

  test("a statement after the end of its transaction is refused", async () => {
    const run = await store().transact(async (transaction) => transaction.run);
    await expect(run("insert into notes (id) values (1)")).rejects.toThrow("after the end");
    expect(await notesOf(store())).toEqual([]);
  });

  test("one that reads its own writes sees them, nobody else does before the end", async () => {
    const wrote = Promise.withResolvers<void>();
    const writing = store().transact(async ({ all, run }) => {
      await run("insert into notes (id, body) values (1, 'a')");
      wrote.resolve();
      return all("select id from notes");
    });
    await wrote.promise;
    const seen = await notesOf(await open());
    expect(await writing).toEqual([{ id: 1 }]);
    expect([[], [{ id: 1, body: "a" }]]).toContainEqual(seen);
    expect(await notesOf(store())).toEqual([{ id: 1, body: "a" }]);
  });

  test("run tells how many rows it changed", async () => {
    const counts = await store().transact(async ({ run }) => [
      await run("insert into notes (id, body) values (1, 'a'), (2, 'b')"),
      await run("update notes set body = 'c' where id > ?", 0),
      await run("delete from notes where id = ?", 7),
    ]);
    expect(counts).toEqual([2, 2, 0]);
  });

  test("closing waits for what is under way", async () => {
    const closing = await open();
    const writing = closing.transact(({ run }) => run("insert into notes (id) values (1)"));
    await closing.close();
    expect(await writing).toBe(1);
  });
}

function describeOrder(store: () => StateStore, open: () => Promise<StateStore>): void {
  test("of many that swap a value for their own, one does", async () => {
    const stores = [store(), await open()];
    await store().transact(({ run }) => run("insert into counters values ('lease', 0)"));
    const changed = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        stores[index % 2]?.transact(({ run }) =>
          run("update counters set value = ? where name = 'lease' and value = 0", index + 1),
        ),
      ),
    );
    expect(changed.toSorted()).toEqual([...Array.from({ length: 19 }, () => 0), 1]);
  });

  test("what a transaction read stays true until its end: of two that each look first, one writes", async () => {
    const stores = [store(), await open()];
    for (let round = 1; round <= 20; round++) {
      await store().transact(({ run }) => run("delete from notes"));
      await Promise.all(
        stores.map((each, index) =>
          each.transact(async ({ all, run }) => {
            const rows = await all("select id from notes");
            if (rows.length === 0) await run("insert into notes (id) values (?)", index);
          }),
        ),
      );
      expect(await notesOf(store())).toHaveLength(1);
    }
  });

  test("transactions of two stores that read and then write lose no count", async () => {
    const stores = [store(), await open()];
    await store().transact(({ run }) => run("insert into counters values ('c', 0)"));
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        stores[index % 2]?.transact(async ({ all, run }) => {
          const [row] = await all("select value from counters where name = ?", "c");
          await run(
            "update counters set value = ? where name = ?",
            Number(row?.["value"]) + 1,
            "c",
          );
        }),
      ),
    );
    const rows = await store().transact(({ all }) => all("select value from counters"));
    expect(rows).toEqual([{ value: 100 }]);
  });
}

function describeValues(store: () => StateStore): void {
  test.each([
    ["0", 0, 0],
    ["the greatest safe integer", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ["a safe bigint, which comes back as a number", 5n, 5],
    ["2^53", 2n ** 53n, 2n ** 53n],
    ["2^63 - 1", 2n ** 63n - 1n, 2n ** 63n - 1n],
    ["-2^63", -(2n ** 63n), -(2n ** 63n)],
    ["null", null, null],
  ])("an integer column keeps %s exactly", async (_, given, expected) => {
    const rows = await store().transact(async ({ all, run }) => {
      await run("insert into notes (id, body) values (1, null)");
      await run("update notes set id = ?", given ?? 1);
      return given === null
        ? all("select body as value from notes")
        : all("select id as value from notes");
    });
    expect(rows).toEqual([{ value: expected }]);
  });

  test("text keeps every character", async () => {
    const body = "é 😀 ' \" ? \n";
    await store().transact(({ run }) => run("insert into notes (id, body) values (1, ?)", body));
    expect(await notesOf(store())).toEqual([{ id: 1, body }]);
  });

  test("bytes come back as they are", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await store().transact(({ run }) => run("insert into notes (id, bytes) values (1, ?)", bytes));
    const [row] = await store().transact(({ all }) => all("select bytes from notes"));
    expect(row).toEqual({ bytes });
  });

  test("text with a NUL is refused, and leaves nothing", async () => {
    const body = "before\0after";
    const failed = store().transact(({ run }) => run("insert into notes values (1, ?)", body));
    await expect(failed).rejects.toThrow("text with a NUL cannot be kept");
    expect(await notesOf(store())).toEqual([]);
  });

  test("counts, sums of nothing and comparisons are read alike", async () => {
    const rows = await store().transact(({ all }) =>
      all("select count(*) as notes, max(id) as last, count(*) = 0 as none from notes"),
    );
    expect(rows).toEqual([{ notes: 0, last: null, none: 1 }]);
  });

  test("a question mark in text, a name or a comment is no placeholder", async () => {
    const sql = `select '?''?' as "what?", /* ? */ body from notes -- ?
                 where body = ?`;
    const rows = await store().transact(({ all }) => all(sql, "a"));
    expect(rows).toEqual([]);
  });
}

function describeMigrations(open: () => Promise<StateStore>): void {
  const second = { name: "0002-more.sql", sql: "alter table notes add column more text" };

  test("each runs once, in order of its name, whoever asks", async () => {
    const [first, other] = [await open(), await open()];
    await Promise.all([first.migrate([second, TABLE]), other.migrate([TABLE, second])]);
    await first.migrate([TABLE, second]);
    await other.transact(({ run }) => run("insert into notes (id, more) values (1, 'm')"));
    expect(await first.transact(({ all }) => all("select more from notes"))).toEqual([
      { more: "m" },
    ]);
  });

  test("one that fails leaves nothing of itself, and may be mended", async () => {
    const store = await open();
    const broken = { name: second.name, sql: "create table half (id int); create nonsense" };
    await expect(store.migrate([TABLE, broken])).rejects.toThrow();
    await store.migrate([TABLE, second]);
    await expect(store.transact(({ all }) => all("select * from half"))).rejects.toThrow();
  });

  test("all that have run are listed, whichever part of Vigie brought them", async () => {
    const [first, other] = [await open(), await open()];
    await first.migrate([{ name: "b/0001", sql: "create table b (id bigint)" }]);
    await first.migrate([{ name: "B-0001", sql: "create table c (id bigint)" }]);
    expect(await other.listMigrations()).toEqual([TABLE.name, "B-0001", "b/0001"]);
  });

  test("one that was edited after it had run is refused", async () => {
    const store = await open();
    const edited = { name: TABLE.name, sql: `${TABLE.sql} -- edited` };
    await expect(store.migrate([edited])).rejects.toThrow("edited after it had run");
  });
}

function notesOf(store: StateStore) {
  return store.transact(({ all }) => all("select id, body from notes order by id"));
}
