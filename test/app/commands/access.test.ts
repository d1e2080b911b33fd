import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hashSecret } from "../../../app/access/access-secret.ts";
import { addAuditEntry, type NewAuditEntry } from "../../../app/access/audit-rows.ts";
import { takeToken } from "../../../app/access/token-rows.ts";
import { addAccess } from "../../../app/commands/access/add-access.ts";
import { withAccess } from "../../../app/commands/access/with-access.ts";
import { diagnoseAccess } from "../../../app/commands/diagnose-access.ts";
import { NamingError } from "../../../app/commands/naming-error.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { openSqliteState } from "../../../platform/state/open-sqlite-state.ts";
import { configSchema } from "../../../schemas/config.ts";
import { runCommand } from "./run-command.ts";

const NOW_MS = Date.parse("2026-11-17T08:00:00Z");
const DAY_MS = 86_400_000;
const GIVE = ["access", "add", "ada", "--role", "operator", "--author", "root"];

test("a token is printed once, alone, and lets its holder in", async () => {
  const { run, work } = await prepare();
  const { out, err } = await run(...GIVE, "--tenant", "acme", "borealis", "--expires", "90d");
  expect(out).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
  expect(err).toEqual([
    "The token of ada, operator of acme, borealis, until 2027-02-15T08:00:00Z. It is shown this once:",
  ]);
  const token = await work((rows) => takeToken(rows, hashSecret(out[0] ?? ""), NOW_MS));
  expect(token?.principal).toEqual({
    ...{ name: "ada", role: "operator", tenants: ["acme", "borealis"] },
  });
  const { out: listed } = await run("access", "list", "--json");
  expect(JSON.parse(listed.join())).toEqual([
    {
      ...{ name: "ada", role: "operator", tenants: ["acme", "borealis"], state: "valid" },
      ...{ createdAt: "2026-11-17T08:00:00Z", createdBy: "root" },
      ...{ expiresAt: "2027-02-15T08:00:00Z", usedAt: "2026-11-17T08:00:00Z" },
      ...{ revokedAt: null, revokedBy: null },
    },
  ]);
  expect(listed.join()).not.toContain(out[0]);
});

test("no two tokens are alike", async () => {
  const { run } = await prepare();
  const made = new Set<string>();
  for (let count = 1; count <= 20; count += 1) {
    const { out } = await run("access", "add", `program ${count}`, "--role", "viewer");
    for (const token of out) made.add(token);
  }
  expect(made.size).toBe(20);
});

test("a name that is taken is refused until its token has ended", async () => {
  const { run, clock } = await prepare();
  const [first] = (await run(...GIVE, "--expires", "1d")).out;
  await expect(run(...GIVE)).rejects.toThrow(NamingError);
  await clock.advanceTo(NOW_MS + DAY_MS);
  expect((await run(...GIVE)).out[0]).not.toBe(first);
  await run("access", "revoke", "ada", "--author", "bo");
  await expect(run("access", "revoke", "ada")).rejects.toThrow("No valid token is called ada");
  await run(...GIVE);
  const { out } = await run("access", "list");
  expect(out.join().match(/valid|expired|revoked/g)).toEqual(["expired", "revoked", "valid"]);
});

test.each([
  ["no role", ["ada"]],
  ["a role that is none", ["ada", "--role", "root"]],
  ["the name of who shows no token", ["anonymous", "--role", "viewer"]],
  ["no name", ["", "--role", "viewer"]],
  ["a name too long", ["x".repeat(513), "--role", "viewer"]],
  ["a tenant without a name", ["ada", "--role", "viewer", "--tenant", ""]],
  ["a duration that is none", ["ada", "--role", "viewer", "--expires", "soon"]],
  ["a duration of nothing", ["ada", "--role", "viewer", "--expires", "0d"]],
])("%s is wrong usage", async (_, words) => {
  const { run } = await prepare();
  await expect(run("access", "add", ...words)).rejects.toThrow(/error: /);
  expect((await run("access", "list")).err).toEqual(["Nobody was given a token yet."]);
});

test("hostile names steer no terminal", async () => {
  const { run } = await prepare();
  const { err } = await run("access", "add", "a\u001b[31m", "--role", "viewer");
  const { out } = await run("access", "list");
  expect(`${err.join()}${out.join()}`).not.toContain("\u001b");
});

test("the audit tells the newest first, of a week or since an instant", async () => {
  const { run, work } = await prepare();
  const entry: NewAuditEntry = {
    name: "ada",
    role: "operator",
    via: "session",
    address: "192.0.2.1",
    route: "POST /api/v1/x",
    subject: { incident: "7" },
    tenant: "acme",
    status: 202,
    isRefused: false,
  };
  const stranger = { ...entry, name: null, role: null, via: null, status: 401 };
  await work((rows) => addAuditEntry(rows, entry, NOW_MS - 8 * DAY_MS));
  await work((rows) => addAuditEntry(rows, entry, NOW_MS - DAY_MS));
  await work((rows) => addAuditEntry(rows, { ...stranger, isRefused: true }, NOW_MS));
  const { out } = await run("access", "audit");
  expect(out.join().split("\n").slice(1)).toEqual([
    expect.stringMatching(/^2026-11-17T08:00:00Z {2}nobody known .* incident=7 {2}401$/),
    expect.stringMatching(/^2026-11-16T08:00:00Z {2}ada {11}operator {2}session .* 202$/),
  ]);
  const all = await run("access", "audit", "--since", "2026-11-01T00:00:00Z", "--json");
  expect(all.out.map((line) => JSON.parse(line).id)).toEqual([3, 2, 1]);
});

test("vigie doctor says who is let in, and how to begin where nobody is", async () => {
  const { run, directory } = await prepare();
  const state = await openSqliteState({ file: join(directory, "state.sqlite") });
  onTestFinished(() => state.close());
  const diagnose = (config: object) => diagnoseAccess(state, configSchema.parse(config), NOW_MS);
  const beyond = { listen: { host: "0.0.0.0", behindProxy: true } };
  expect(await diagnose({})).toMatchObject({
    said: "0 valid tokens; without one as viewer",
  });
  expect(await diagnose(beyond)).toMatchObject({
    said: "0 valid tokens; without one nobody is let in",
    hint: expect.stringContaining("vigie access add"),
  });
  await run(...GIVE);
  expect(await diagnose({ ...beyond, access: { anonymous: "viewer" } })).toMatchObject({
    said: "one valid token; without one as viewer",
    hint: expect.stringContaining("without a token"),
  });
});

/** The command on a state of its own. */
async function prepare() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-access-command-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const config = configSchema.parse({ data: directory });
  const clock = createSimulatedClock(NOW_MS);
  const work = <T>(act: Parameters<typeof withAccess<T>>[2]) =>
    withAccess(config, { environment: {} }, act);

  const run = (...words: readonly string[]) => runCommand([addAccess], words, { config, clock });
  return { run, work, clock, directory };
}
