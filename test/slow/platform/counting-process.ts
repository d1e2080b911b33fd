import { openSqliteState } from "../../../platform/state/open-sqlite-state.ts";

const [file = "", counts = ""] = process.argv.slice(2);

/**
 * Run as a process of its own: makes the tables if nobody did, and counts up, reading then writing.
 */
const state = await openSqliteState({ file });
await state.migrate([
  { name: "0001", sql: "create table counters (name text primary key, value integer not null)" },
  { name: "0002", sql: "insert into counters (name, value) values ('c', 0)" },
]);
for (let count = 0; count < Number(counts); count++)
  await state.transact(async ({ all, run }) => {
    const [row] = await all("select value from counters where name = 'c'");
    await run("update counters set value = ? where name = 'c'", Number(row?.["value"]) + 1);
  });
await state.close();
