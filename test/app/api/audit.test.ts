import { afterAll, beforeAll, expect, test } from "vitest";
import { auditSchema } from "../../../schemas/audit.ts";
import { type ApiWorld, openApiWorld } from "./api-world.ts";

const NAMES = ["a", "b", "c", "d", "e"];
const MINUTE_MS = 60_000;

let world: ApiWorld;
let auditor: string;
beforeAll(async () => {
  world = await openApiWorld();
  auditor = await world.give("auditor", "auditor");
  for (const name of NAMES) {
    const body = { name, role: "viewer", tenants: name === "b" ? ["acme"] : null };
    await world.ask("/access", { method: "POST", body });
    await world.clock.advanceTo(world.clock.nowMs() + MINUTE_MS);
  }
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

async function read(query: string, token = auditor) {
  const { entries, more } = auditSchema.parse(
    (await world.ask(`/audit?${query}`, { token })).json(),
  );
  return { names: entries.map(({ subject }) => subject["token"]), entries, more };
}

test("GET /audit is for auditors, page by page, the newest first", async () => {
  const operator = await world.give("operator", "operator");
  expect((await world.ask("/audit", { token: operator })).status).toBe(403);
  const first = await read("limit=2");
  expect([first.names, first.more]).toEqual([["e", "d"], true]);
  const rest = await read(`limit=3&before=${first.entries.at(-1)?.id}`);
  expect([rest.names, rest.more]).toEqual([["c", "b", "a"], false]);
  const since = rest.entries[0]?.at ?? "";
  expect((await read(`since=${since}`)).names).toEqual(["e", "d", "c"]);
});

test.each(["since=yesterday", "before=0", "before=a", "before=", "limit=0", "limit=1001", "of=a"])(
  "refuses %s",
  async (wrong) => {
    expect((await world.ask(`/audit?${wrong}`, { token: auditor })).status).toBe(400);
  },
);

test("an auditor of some tenants sees what names them, and nothing else", async () => {
  const ofBoth = await world.give("of both", "auditor", ["acme", "borealis"]);
  expect((await read("", ofBoth)).names).toEqual(["b"]);
  const other = await world.give("of another", "auditor", ["borealis"]);
  expect((await read("", other)).names).toEqual([]);
});
