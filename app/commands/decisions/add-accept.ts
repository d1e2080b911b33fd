import { readFileSync } from "node:fs";
import { z } from "zod";
import { RUNS_SURE } from "../../../analyzers/sizes/measure-size.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { type Series, seriesId, seriesKey } from "../../../schemas/series.ts";
import { EXIT } from "../../exit-code.ts";
import { readInstant } from "../add-schedule.ts";
import type { AddCommand } from "../context.ts";
import { findSeries, SERIES_HELP } from "../find-series.ts";
import { NamingError } from "../naming-error.ts";
import {
  addDecisionOptions,
  type DecisionOptions,
  type Draft,
  type Ground,
  takeDecision,
} from "./take-decision.ts";

const SQL = readFileSync(new URL("./learned-runs.sql", import.meta.url), "utf8");

type Options = DecisionOptions & { readonly from: number };

/** `vigie accept`: a new normal. */
export const addAccept: AddCommand = (program, context, finish) => {
  const command = program
    .command("accept")
    .summary("a new normal: the baselines of a series begin anew")
    .description(
      "Says that a series has been different since an instant, and that this is right: after a purge, a migration, a new " +
        "module. What is usual of its sizes and durations is learned anew from the runs that began then or later; what was " +
        "found of them resolves. Floors and rules of its policy hold on. Until enough runs are known (learning 0/7) its " +
        `policy's rules hold, and nothing else is sure. ${SERIES_HELP}`,
    )
    .argument("<series>", "such as VisitorDb or acme/VisitorDb")
    .requiredOption("--from <instant>", "since when, such as 2026-11-20T00:00:00Z", readInstant);
  addDecisionOptions(command)
    .addHelpText(
      "after",
      '\nExample:\n  vigie accept acme/VisitorDb --from 2026-11-20T00:00:00Z --reason "visits before 2020 purged"',
    )
    .action(async (named: string, options: Options) => {
      await takeDecision(options, context, (ground) => draw(named, options.from, ground));
      finish(EXIT.done);
    });
};

function ahead(fromMs: number): NamingError {
  const hint = "What is to come is announced, as vigie.change.announced.v1: see docs/events.md.";
  return new NamingError(`--from ${instantToJson(fromMs)} is not here yet`, hint);
}

async function draw(named: string, fromMs: number, { store, nowMs, said }: Ground): Promise<Draft> {
  if (fromMs > nowMs) throw ahead(fromMs);
  const series = await findSeries(store, named);
  const from = instantToJson(fromMs);
  const learning = { runs: await countRuns(series, fromMs), needed: RUNS_SURE };
  const learned =
    learning.runs < RUNS_SURE
      ? `learning ${learning.runs}/${RUNS_SURE}`
      : `${learning.runs} runs to learn from`;
  return {
    decision: { ...said, kind: "accept", series, from },
    changes: [
      seriesKey(series),
      `The baseline restarts at ${from}; ${learned}.`,
      "What was found of its runs since then by what was usual before resolves.",
    ],
    effect: { restartsAt: from, learning },
  };

  async function countRuns(of: Series, sinceMs: number): Promise<number> {
    const parameters = { seriesId: seriesId(of), from: sinceMs };
    const [row] = await store.query(SQL, parameters, z.object({ runs: z.coerce.number() }));
    return row?.runs ?? 0;
  }
}
