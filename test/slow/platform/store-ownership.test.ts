import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { findOwner } from "../../../platform/store/find-owner.ts";
import { openStore } from "../../../platform/store/open-store.ts";

const PROCESS = fileURLToPath(new URL("./own-store-process.ts", import.meta.url));

const clock = createSimulatedClock(0);
const logger = createLogger({ level: "error", destination: process.stderr });
const children: ChildProcess[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-owner-"));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(directory, { recursive: true });
});

/** A process that opens the store, and the one line that it says. */
async function start(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const child = spawn(process.execPath, [PROCESS, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [said] = await once(createInterface({ input: child.stdout }), "line");
  return { child, said: String(said) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

const openEmbedded = () =>
  openStore({ connection: { kind: "embedded", directory }, clock, logger });

it("names the owner to a second process, which can ask it at its URL", async () => {
  const { child, said } = await start();
  const url = said.replace("opened ", "");
  await expect(openEmbedded()).rejects.toMatchObject({
    name: "OperatingError",
    message: `Cannot open ${directory} as it belongs to process ${child.pid}`,
    hint: "stop that process first",
    retryable: false,
  });
  const owner = findOwner(directory);
  expect(owner).toMatchObject({ pid: child.pid, url });
  const token = `${owner?.readToken}`;
  const store = await openStore({ connection: { kind: "url", url, token }, clock, logger });
  expect(await store.people.query("SELECT n FROM kept", {}, z.unknown())).toEqual([{ n: "1" }]);
  await store.close();
});

it("takes over from an owner that was killed, with all that it had stored", async () => {
  const { child } = await start();
  await kill(child);
  expect(findOwner(directory)).toBeNull();
  const store = await openEmbedded();
  expect(findOwner(directory)).toMatchObject({ pid: process.pid, url: store.url });
  expect(await store.people.query("SELECT n FROM kept", {}, z.unknown())).toEqual([{ n: "1" }]);
  await store.close();
  expect(findOwner(directory)).toBeNull();
});

it("lets one of four processes have it that start at once", async () => {
  const all = await Promise.all([start(), start(), start(), start()]);
  const opened = all.filter(({ said }) => said.startsWith("opened "));
  const refused = all.filter(({ said }) => said.startsWith("refused Cannot open"));
  expect([opened.length, refused.length]).toEqual([1, 3]);
  expect(findOwner(directory)).toMatchObject({ pid: opened[0]?.child.pid });
});

it("finds no owner where there never was a store", () => {
  expect(findOwner(join(directory, "nowhere"))).toBeNull();
});
