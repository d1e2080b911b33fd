import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { PANELS } from "../../../dashboards/panels/panels.ts";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const run = promisify(execFile);

const resultSchema = z.object({
  panels: z.array(
    z.object({
      panel: z.string(),
      whose: z.string(),
      rows: z.int(),
      failure: z.string().nullable(),
    }),
  ),
});

/** Of what the fleet has none, or too little where it is small. */
const MAY_BE_EMPTY: readonly string[] = [
  "proofs/claims",
  "proofs/expiring",
  "incidents/people",
  "incidents/list",
  "copies/mismatches",
  "series/findings",
];

test("vigie bench boards asks every panel of a fleet that fills it, and leaves nothing behind", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-bench-test-"));
  const env = { ...process.env, TMPDIR: directory };
  const fleet = ["--series", "500", "--days", "14", "--rounds", "1"];
  // A machine that is busy may be slow, which is another exit code.
  const answered = await run(process.execPath, [CLI, "bench", "boards", ...fleet, "--json"], {
    env,
  }).catch((error: { stdout: string }) => error);
  const { panels } = resultSchema.parse(JSON.parse(answered.stdout));
  const ofAll = panels.filter(({ whose }) => whose === "all");
  expect(new Set(ofAll.map(({ panel }) => panel))).toEqual(
    new Set([...PANELS.map(({ name }) => name), "the board's first view", "the board's marks"]),
  );
  const empty = ofAll.filter(({ rows }) => rows === 0).map(({ panel }) => panel);
  expect(empty.filter((panel) => !MAY_BE_EMPTY.includes(panel))).toEqual([]);
  expect(panels.filter(({ failure }) => failure !== null)).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});
