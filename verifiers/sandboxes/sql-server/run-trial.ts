import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import { judgeAssertions } from "../assertions/judge-assertions.ts";
import type { SandboxReport, StageJudgement } from "../sandbox.ts";
import { askOneValue } from "./ask-one-value.ts";
import { type CheckDepth, checkDatabase } from "./check-database.ts";
import { checkStructure, type StructureOptions } from "./check-structure.ts";
import { countRows } from "./count-rows.ts";
import { type Judged, passed } from "./judge-fault.ts";
import { openReader } from "./open-reader.ts";
import { readNewest } from "./read-newest.ts";
import { restoreSets } from "./restore-sets.ts";
import type { SqlServerConnection } from "./session.ts";
import { startTimeBudget } from "./time-budget.ts";
import { type Trial, takeStep } from "./trial.ts";

/** What was found so far: it stays, whatever ends the rest. */
export type Findings = Pick<SandboxReport, "sound" | "restored" | "content" | "seconds">;
type Seen = { -readonly [K in keyof Findings]: Findings[K] };

export type TrialOptions = StructureOptions & {
  readonly connection: SqlServerConnection;
  readonly checkDepth: CheckDepth;
  readonly checkMsMax: number;
  readonly countMsMax: number;
  readonly onProgress?: (name: string, percent: number) => void;
  readonly seen: Seen;
};

/** Reads, restores, checks and counts, as far as is asked or as it goes. */
export async function runTrial(trial: Trial, options: TrialOptions): Promise<void> {
  const { seen, directories, onProgress = () => undefined } = options;
  const { level } = trial.request;
  const { judgement, sets } = await summarised(trial, "structure", async () => {
    const structure = await checkStructure(trial, options);
    return [structure, structure.judgement];
  });
  seen.sound = toSound(judgement);
  if (judgement.verdict !== "pass" || level === "sound") return;
  const startedMs = trial.clock.nowMs();
  const restored = await summarised(trial, "restore", async () => {
    const restore = await restoreSets(trial, sets, { directories, onProgress });
    seen.seconds = secondsSince(trial.clock, startedMs);
    const whole = restore.verdict === "pass" ? await check(trial, options) : restore;
    const both = { ...whole, observed: { ...restore.observed, ...whole.observed } };
    return [both, both];
  });
  seen.restored = { ...restored, engine: `SQL Server ${options.instance.version}` };
  if (restored.verdict === "pass" && level === "right") seen.content = await survey(trial, options);
}

/** A stage's own steps, after one that sums them up. */
async function summarised<Result>(
  { clock, steps }: Trial,
  name: string,
  act: () => Promise<readonly [Result, Judged]>,
): Promise<Result> {
  const startedAtMs = clock.nowMs();
  const before = steps.length;
  const [result, judgement] = await act();
  const seconds = secondsSince(clock, startedAtMs);
  steps.splice(before, 0, { name, startedAtMs, seconds, ...judgement });
  return result;
}

/** Bytes are unsound where they are damaged; a key or a chain that lacks says nothing of them. */
function toSound({ verdict, reason, observed, fault }: Judged): StageJudgement {
  const unknown = verdict === "fail" && fault !== "backup";
  return { verdict: unknown ? "inconclusive" : verdict, reason, observed };
}

async function check(trial: Trial, options: TrialOptions): Promise<Judged> {
  const { checkDepth: depth, checkMsMax } = options;
  const budget = startTimeBudget(trial.clock, checkMsMax);
  try {
    return await takeStep(trial, "checkdb", () =>
      checkDatabase(trial, { depth, budget: budget.signal }),
    );
  } finally {
    budget.stop();
  }
}

/** Null where the rows could not be counted. */
async function survey(trial: Trial, options: TrialOptions): Promise<Findings["content"]> {
  const { name, request, signal } = trial;
  let content: Findings["content"] = null;
  const budget = startTimeBudget(trial.clock, options.countMsMax);
  try {
    await takeStep(trial, "rows", async () => {
      await using reader = await openReader(options.connection, name, signal);
      const { rowCounts, ...counted } = await countRows(reader, { signal, budget: budget.signal });
      if (counted.verdict !== "pass") return counted;
      const newest = await readNewest(reader, request.freshness, signal);
      const ask = (sql: string) => askOneValue(reader, sql, signal);
      const assertions = await judgeAssertions(request.assertions, ask);
      content = { rowCounts, newest, assertions };
      return passed(counted.reason, counted.observed);
    });
  } finally {
    budget.stop();
  }
  return content;
}
