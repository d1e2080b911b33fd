import { openState } from "../../../platform/state/open-state.ts";

/**
 * Run as a process of its own, on the connection (JSON) that it is given: makes the tables if
 * nobody did, and counts up so many times, reading then writing; where it is told to hang, it
 * counts once, says so and never ends its transaction.
 */
const [connection = "", counts = ""] = process.argv.slice(2);
const state = await openState(JSON.parse(connection));
await state.migrate([
  { name: "0001", sql: "create table counters (name text primary key, value bigint not null)" },
  { name: "0002", sql: "insert into counters (name, value) values ('c', 0)" },
]);
for (let count = 0; count < (counts === "hang" ? 1 : Number(counts)); count++)
  await state.transact(async ({ all, run }) => {
    const [row] = await all("select value from counters where name = 'c'");
    await run("update counters set value = ? where name = 'c'", Number(row?.["value"]) + 1);
    if (counts === "hang") await hang();
  });
await state.close();

async function hang() {
  process.stdout.write("counted\n");
  setInterval(() => {}, 1_000);
  await new Promise<never>(() => {});
}
