import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { FAULT_NAMES, type FaultName } from "../../../app/demo/faults.ts";
import { type DemoOutcome, runDemo } from "../../../app/demo/run-demo.ts";
import { type Recording, recordProduction } from "./recorded-production.ts";

const STORY = { timeout: 240_000 };

let directory: string;
let recording: Recording;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-demo-"));
  recording = await recordProduction(join(directory, "recorded"));
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

type Story = {
  readonly seed?: number;
  readonly faults?: readonly FaultName[];
  readonly configure?: (yaml: string) => string;
};

async function tell({ seed = 1, faults = FAULT_NAMES, configure }: Story): Promise<DemoOutcome> {
  const { outcome } = await runDemo({
    directory: join(directory, "estate"),
    seed,
    faults,
    port: 0,
    onNight: () => undefined,
    production: async () => recording.play(),
    ...(configure && { configure }),
  });
  return outcome;
}

/** What a failing story says: the rows of which one side is missing, and proofs that are wrong. */
function differences({ rows, wrongProofs, unproven }: DemoOutcome) {
  const lone = rows.filter(({ expected, found }) => !expected || !found);
  return {
    rows: lone.map(({ expected, found }) => ({
      planted: expected?.key ?? null,
      found: found && `${found.kind} ${found.runId ?? found.slot}: ${found.summary.en}`,
    })),
    wrongProofs,
    unproven,
  };
}

const NONE = { rows: [], wrongProofs: [], unproven: [] };

describe("runDemo() finds what was planted and nothing else", () => {
  test.each([1, 2, 3])("with seed %i", STORY, async (seed) => {
    const outcome = await tell({ seed });
    expect(differences(outcome)).toEqual(NONE);
    expect(outcome.equal).toBe(true);
    expect(outcome.reports.length).toBeGreaterThanOrEqual(3);
  });

  test.each(FAULT_NAMES)("with %s alone", STORY, async (fault) => {
    const outcome = await tell({ faults: [fault], seed: 11 });
    expect(differences(outcome)).toEqual(NONE);
    expect(outcome.rows.length).toBeGreaterThan(0);
  });

  test("with no fault at all", STORY, async () => {
    const outcome = await tell({ faults: [] });
    expect(differences(outcome)).toEqual(NONE);
    expect(outcome.rows).toEqual([]);
    expect(outcome.pages).toBe(0);
  });
});

type Yaml = {
  sources: { reread?: { every: string } }[];
  policies: { name: string; verification?: { level: string; freshness?: unknown } }[];
  findings?: { off: string[] };
};

function change(edit: (config: Yaml) => void): (yaml: string) => string {
  return (yaml) => {
    const config = parse(yaml) as Yaml;
    edit(config);
    return stringify(config);
  };
}

function verification(edit: (promise: { level: string; freshness?: unknown }) => void) {
  return change(({ policies }) => {
    for (const policy of policies) if (policy.verification) edit(policy.verification);
  });
}

const off = (kind: string) =>
  change((config) => {
    config.findings = { off: [kind] };
  });

describe("runDemo() says so when Vigie lost one of its eyes", () => {
  test.each<[string, Story]>([
    ["the collector", { faults: [], configure: change(({ sources }) => void sources.splice(0)) }],
    [
      "reading again",
      {
        faults: ["flipped-byte"],
        configure: change(({ sources }) => {
          for (const source of sources) source.reread = { every: "60d" };
        }),
      },
    ],
    [
      "restoring",
      {
        faults: ["random-bytes"],
        configure: verification((promise) => {
          promise.level = "whole";
          delete promise.freshness;
        }),
      },
    ],
    [
      "the freshness sentinel",
      {
        faults: ["stale-data"],
        configure: verification((promise) => void delete promise.freshness),
      },
    ],
    ["late", { faults: ["late-backup"], configure: off("late") }],
    ["missing", { faults: ["no-backup"], configure: off("missing") }],
    ["undersized", { faults: ["cut-dump", "emptied-database"], configure: off("undersized") }],
    ["copy-changed", { faults: ["flipped-byte"], configure: off("copy-changed") }],
    ["copy-missing", { faults: ["no-duplicate"], configure: off("copy-missing") }],
  ])("%s", STORY, async (_eye, story) => {
    expect((await tell(story)).equal).toBe(false);
  });
});
