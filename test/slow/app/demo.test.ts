import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { FAULT_NAMES, type FaultName } from "../../../app/demo/faults.ts";
import { type DemoOutcome, runDemo } from "../../../app/demo/run-demo.ts";
import { type Recording, recordProduction } from "./recorded-production.ts";

const STORY = { timeout: 600_000 };
/** These two show only in a restore; stories of the others go without, so that they are short. */
const SHOWN_BY_RESTORES: readonly FaultName[] = ["random-bytes", "stale-data"];
/** Each fault is in a story of few others, which could neither bring nor hide its findings. */
const FEW: readonly (readonly FaultName[])[] = [
  ["no-backup", "cut-dump", "no-duplicate"],
  ["late-backup", "emptied-database", "flipped-byte"],
  SHOWN_BY_RESTORES,
];

let directory: string;
let recording: Recording;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-demo-"));
  recording = await recordProduction(join(directory, "recorded"));
}, 900_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

type Story = {
  readonly seed?: number;
  readonly faults?: readonly FaultName[];
  readonly configure?: Configure;
};
type Configure = (config: Yaml) => void;

type Yaml = {
  sources: { reread?: { every: string } }[];
  policies: { match: { product?: string }; verification?: Verification }[];
  findings?: { off: string[] };
};
type Verification = { level: string; freshness?: unknown };

async function tell(story: Story): Promise<DemoOutcome> {
  const { seed = 1, faults = FAULT_NAMES, configure = () => undefined } = story;
  const { outcome } = await runDemo({
    directory: join(directory, "estate"),
    seed,
    faults,
    port: 0,
    onNight: () => undefined,
    production: async () => recording.play(),
    configure: (yaml) => {
      const config = parse(yaml) as Yaml;
      configure(config);
      return stringify(config);
    },
  });
  return outcome;
}

const withoutRestores: Configure = ({ policies }) => {
  for (const policy of policies) delete policy.verification;
};

/** Only the product in which both content faults lie is verified. */
const visitorOnly: Configure = ({ policies }) => {
  for (const policy of policies) {
    if (policy.match.product !== "visitor") delete policy.verification;
  }
};

/** Rows of which one side is missing, said so that a failing story can be understood. */
function loneRows({ rows }: DemoOutcome) {
  return rows
    .filter(({ expected, found }) => !expected || !found)
    .map(({ expected, found }) => ({
      planted: expected?.key ?? null,
      found: found && `${found.kind} ${found.runId ?? found.slot}: ${found.summary.en}`,
    }));
}

describe("runDemo() finds what was planted and nothing else", () => {
  test("with all of them", STORY, async () => {
    const outcome = await tell({ seed: 2 });
    expect(loneRows(outcome)).toEqual([]);
    expect(outcome.wrongProofs).toEqual([]);
    expect(outcome.unproven).toEqual([]);
    expect(outcome.equal).toBe(true);
    expect(outcome.reports.length).toBeGreaterThanOrEqual(2);
    expect(outcome.pages).toBeGreaterThan(0);
  });

  test("with each of them in a story of few", () => {
    expect(FEW.flat().toSorted()).toEqual([...FAULT_NAMES].toSorted());
  });

  test.each(FEW.map((faults) => ({ faults })))("with $faults", STORY, async ({ faults }) => {
    const configure = faults === SHOWN_BY_RESTORES ? visitorOnly : withoutRestores;
    const outcome = await tell({ faults, seed: 11, configure });
    expect(loneRows(outcome)).toEqual([]);
    const found = outcome.rows.map(({ expected }) => expected?.fault.fault);
    expect(new Set(found)).toEqual(new Set(faults));
  });

  test("with no fault at all", STORY, async () => {
    const outcome = await tell({ faults: [], configure: visitorOnly });
    expect(outcome.rows).toEqual([]);
    expect(outcome.wrongProofs).toEqual([]);
    expect(outcome.pages).toBe(0);
  });
});

const rereadNever: Configure = ({ sources }) => {
  for (const source of sources) source.reread = { every: "60d" };
};

const weaker =
  (edit: (promise: Verification) => void): Configure =>
  (config) => {
    visitorOnly(config);
    for (const { verification } of config.policies) if (verification) edit(verification);
  };

/** Whether what is expected of each planted fault was found: all of it, none of it, or some. */
function foundOf({ rows }: DemoOutcome): Readonly<Record<string, string>> {
  const byFault = Map.groupBy(
    rows.filter(({ expected }) => expected),
    ({ expected }) => expected?.fault.fault ?? "",
  );
  const said = [...byFault].map(([fault, its]) => {
    const count = its.filter(({ found }) => found).length;
    return [fault, count === 0 ? "none" : count === its.length ? "all" : "some"];
  });
  return Object.fromEntries(said);
}

describe("runDemo() says so when Vigie lost", () => {
  test("its collector", STORY, async () => {
    const configure: Configure = (config) => {
      withoutRestores(config);
      config.sources.splice(0);
    };
    const outcome = await tell({ faults: [], configure });
    expect(loneRows(outcome)).not.toEqual([]);
    expect(outcome.equal).toBe(false);
  });

  test.each<{
    readonly eyes: string;
    readonly missed: readonly FaultName[];
    readonly seen: readonly FaultName[];
    readonly configure: Configure;
  }>([
    {
      eyes: "late, undersized and copy-changed",
      missed: ["late-backup", "cut-dump", "emptied-database", "flipped-byte"],
      seen: ["no-duplicate"],
      configure: (config) => {
        withoutRestores(config);
        config.findings = { off: ["late", "undersized", "copy-changed"] };
      },
    },
    {
      eyes: "restoring",
      missed: ["random-bytes"],
      seen: ["flipped-byte"],
      configure: weaker((promise) => {
        promise.level = "whole";
        delete promise.freshness;
      }),
    },
    {
      eyes: "reading again and the freshness sentinel",
      missed: ["stale-data", "flipped-byte"],
      seen: ["random-bytes"],
      configure: (config) => {
        rereadNever(config);
        weaker((promise) => void delete promise.freshness)(config);
      },
    },
  ])("$eyes", STORY, async ({ missed, seen, configure }) => {
    const outcome = await tell({ faults: [...missed, ...seen], configure });
    expect(foundOf(outcome)).toEqual({
      ...Object.fromEntries(missed.map((fault) => [fault, "none"])),
      ...Object.fromEntries(seen.map((fault) => [fault, "all"])),
    });
    expect(outcome.equal).toBe(false);
  });
});
