import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url).pathname;
const COPIED = ["analyzers", "platform", "schemas", "package.json", "package-lock.json"];

/** Tells its agreement at once, and again for each line. */
const PROBE = `
import { createInterface } from "node:readline";
import { agreementOf } from "./analyzers/checkpoint/agreement-of.ts";
const since = { allMs: null, calendarsMs: new Map(), verificationsMs: new Map() };
const tell = () => console.log(agreementOf({ policies: [], off: [], since }));
tell();
for await (const _ of createInterface(process.stdin)) tell();
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vigie-agreement-"));
  for (const name of COPIED) await cp(join(ROOT, name), join(root, name), { recursive: true });
  await writeFile(join(root, "probe.ts"), PROBE);
});
afterEach(() => rm(root, { recursive: true }));

function startProbe() {
  const probe = spawn(process.execPath, [join(root, "probe.ts")]);
  const lines = createInterface(probe.stdout)[Symbol.asyncIterator]();
  const hear = async () => (await lines.next()).value;
  return {
    hear,
    tellAgain: () => {
      probe.stdin.write("\n");
      return hear();
    },
    end: async () => {
      probe.stdin.end();
      await once(probe, "exit");
    },
  };
}

test("code agrees with what it was when it was loaded, not with what lies there since", async () => {
  const probe = startProbe();
  const loaded = await probe.hear();
  expect(loaded).toMatch(/^[0-9a-f]{64}$/);
  await appendFile(join(root, "analyzers/detection/known-series.ts"), "// upgraded\n");
  expect(await probe.tellAgain()).toBe(loaded);
  await probe.end();
  const upgraded = startProbe();
  expect(await upgraded.hear()).not.toBe(loaded);
  await upgraded.end();
});

test("other versions of packages that packages need are other code", async () => {
  const tellOnce = async () => {
    const probe = startProbe();
    const agreement = await probe.hear();
    await probe.end();
    return agreement;
  };
  const before = await tellOnce();
  expect(await tellOnce()).toBe(before);
  await appendFile(join(root, "package-lock.json"), "\n");
  expect(await tellOnce()).not.toBe(before);
});
