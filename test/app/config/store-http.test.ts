import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openPeople } from "../../../app/commands/open-people.ts";
import { loadConfig } from "../../../app/config/load-config.ts";
import { storeConnection } from "../../../app/config/store-connection.ts";
import { openMigratedStore } from "../../../app/processes/open-migrated-store.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { findFreePort } from "../../services/find-free-port.ts";

const FILE = "/etc/vigie/vigie.yaml";
const load = (http: string) =>
  loadConfig({ file: FILE, text: `store: { kind: embedded, http: { ${http} } }` });

test.each([
  ["host: 0.0.0.0, secret: { env: A }", "store.http.host: 0.0.0.0 is open to other machines"],
  ["port: 8123", "store.http.secret: "],
  ["secret: hunter2", "store.http.secret: a secret must not stand in this file"],
])("loadConfig() refuses a store served by { %s }", (http, told) => {
  expect(() => load(http)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(told) }),
  );
});

test("the store is served to nobody unless it is said where", () => {
  const config = loadConfig({ file: FILE, text: "# nothing yet\n" });
  expect(storeConnection(config, {})).toMatchObject({ readers: undefined });
});

test("the store is served to who shows the secret, on loopback unless a proxy is in front", () => {
  const readers = (http: string) => storeConnection(load(http), { A: "shown" });
  expect(readers("secret: { env: A }")).toMatchObject({
    readers: { host: "127.0.0.1", port: 8123, token: "shown" },
  });
  expect(readers("host: 0.0.0.0, behindProxy: true, secret: { env: A }")).toMatchObject({
    readers: { host: "0.0.0.0" },
  });
  const { store } = load("secret: { file: keys/reader }");
  expect(store).toMatchObject({ http: { secret: { file: "/etc/vigie/keys/reader" } } });
});

test("the running process serves readers, and a command that asks for a moment does not", async () => {
  const data = await mkdtemp(join(tmpdir(), "vigie-readers-"));
  onTestFinished(() => rm(data, { recursive: true }));
  const port = await findFreePort();
  const config = { ...load(`port: ${port}, secret: { env: A }`), data };
  const environment = { A: "shown" };
  const ping = () => fetch(`http://127.0.0.1:${port}/ping`).then(({ status }) => status);
  {
    const [clock, logger] = [createSimulatedClock(0), pino({ level: "silent" })];
    await using running = new AsyncDisposableStack();
    const store = await openMigratedStore({ config, clock, logger, environment });
    running.defer(() => store.close());
    expect(store.readersUrl).toBe(`http://127.0.0.1:${port}`);
    expect(await ping()).toBe(200);
  }
  await using _command = await openPeople(config, environment);
  await expect(ping()).rejects.toThrow(/fetch failed/);
});
