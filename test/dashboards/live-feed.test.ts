import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { accessMigrations } from "../../app/access/access-migrations.ts";
import { takeAway } from "../../app/access/manage-tokens.ts";
import { beginSession, takeSession } from "../../app/access/session-rows.ts";
import { addToken, takeToken } from "../../app/access/token-rows.ts";
import { LiveFeed } from "../../dashboards/board/live-feed.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Principal } from "../../schemas/access.ts";
import { openTestState } from "../services/open-test-state.ts";
import { NOON_MS } from "./board-rows.ts";

const REFRESH_EVERY_MS = 1_000;
const PER_NAME_MAX = 8;
const ALL = { tenants: null };
const ada: Principal = { name: "ada", role: "viewer", tenants: ["acme"] };

let clock: SimulatedClock;
let feed: LiveFeed;
let version: number;
let waiting: ServerResponse[];
const server = createServer((_, response) => waiting.push(response.writeHead(200)));

beforeEach(async () => {
  [clock, version, waiting] = [createSimulatedClock(NOON_MS), 0, []];
  feed = new LiveFeed({
    readMarks: async () => [
      {
        tenant: "acme",
        series: `${version}`,
        findings: "",
        incidents: "",
        proofs: "",
        decisions: "",
        requests: "",
      },
    ],
    ...{ clock, refreshEveryMs: REFRESH_EVERY_MS, warn: () => {} },
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterEach(async () => {
  await feed.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** A connection: the feed's end of it, and what its reader has heard so far. */
async function connect() {
  const { port } = server.address() as AddressInfo;
  const before = waiting.length;
  const request = get({ port, host: "127.0.0.1", agent: false });
  request.on("error", () => {});
  await expect.poll(() => waiting.length).toBe(before + 1);
  const response = waiting[before];
  if (!response) throw new Error("nobody connected");
  let heard = "";
  response.flushHeaders();
  const incoming = await new Promise<IncomingMessage>((done) => request.on("response", done));
  incoming.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  incoming.on("error", () => {});
  const messages = () => heard.split("event: changed").length - 1;
  return { response, messages, heard: () => heard, leave: () => request.destroy() };
}

const lost = async () => {
  throw new OperatingError("Cannot reach the state", { retryable: true });
};

test("who cannot be looked up stays and is told nothing; the others hear, and so do they later", async () => {
  let isGone = true;
  const unlucky = await connect();
  const lucky = await connect();
  await feed.prepare();
  await feed.join(unlucky.response, "ada", async () => (isGone ? lost() : ALL));
  await feed.join(lucky.response, "grace", async () => ALL);
  version += 1;
  await clock.advanceTo(NOON_MS + REFRESH_EVERY_MS);
  await expect.poll(lucky.messages).toBe(2);
  await expect.poll(unlucky.heard).toContain(": the state does not answer");
  expect(unlucky.messages()).toBe(0);
  isGone = false;
  await clock.advanceTo(NOON_MS + 2 * REFRESH_EVERY_MS);
  await expect.poll(unlucky.messages).toBe(1);
});

test("whose access is taken away is let go before anything more is told; the others stay", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-feed-"));
  const state = await openTestState(directory);
  onTestFinished(async () => {
    await state.close();
    await rm(directory, { recursive: true });
  });
  await state.migrate(accessMigrations());
  const signIn = (name: string) =>
    state.transact(async (rows) => {
      const token = {
        name,
        role: "viewer",
        tenants: null,
        sha256: name,
        expiresAtMs: null,
      } as const;
      await addToken(rows, { ...token, by: "root" }, NOON_MS);
      const taken = await takeToken(rows, name, NOON_MS);
      assert(taken);
      return beginSession(rows, taken, NOON_MS);
    });
  const open = async (name: string) => {
    const { secret } = await signIn(name);
    const client = await connect();
    await feed.join(client.response, name, async () => {
      const session = await state.transact((rows) => takeSession(rows, secret, clock.nowMs()));
      return session?.token.principal ?? null;
    });
    return client;
  };
  await feed.prepare();
  const [gone, other] = [await open("gone"), await open("other")];
  await expect.poll(() => [gone.messages(), other.messages()]).toEqual([1, 1]);
  const by: Principal = { name: "root", role: "admin", tenants: null };
  await state.transact((rows) => takeAway(rows, { name: "gone", by }, clock.nowMs()));
  version += 1;
  await clock.advanceTo(NOON_MS + REFRESH_EVERY_MS);
  await expect.poll(other.messages).toBe(2);
  await expect.poll(() => gone.response.writableEnded).toBe(true);
  expect([gone.messages(), other.response.writableEnded]).toEqual([1, false]);
});

test(`one of a tenant opens ${PER_NAME_MAX} boards, and leaves the rest to others`, async () => {
  const opened = [];
  for (let board = 0; board < PER_NAME_MAX; board++) {
    expect(feed.isFullFor(ada)).toBe(false);
    const client = await connect();
    opened.push(client);
    await feed.join(client.response, ada.name, async () => ALL);
  }
  expect(feed.isFullFor(ada)).toBe(true);
  expect(feed.isFullFor({ ...ada, name: "grace" })).toBe(false);
  opened[0]?.leave();
  await expect.poll(() => feed.isFullFor(ada)).toBe(false);
});

test("who left before they could join takes no place", async () => {
  const client = await connect();
  client.leave();
  await expect.poll(() => client.response.destroyed).toBe(true);
  for (let board = 0; board < PER_NAME_MAX; board++)
    await feed.join(client.response, ada.name, async () => ALL);
  expect(feed.isFullFor(ada)).toBe(false);
});
