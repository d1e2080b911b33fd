import { drawAccept } from "../../decisions/draw-accept.ts";
import { EXIT } from "../../exit-code.ts";
import { readInstant } from "../add-schedule.ts";
import type { AddCommand } from "../context.ts";
import { findSeries, SERIES_HELP } from "../find-series.ts";
import { addDecisionOptions, type DecisionOptions, takeDecision } from "./take-decision.ts";

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
      await takeDecision(options, context, async (ground) =>
        drawAccept(await findSeries(ground.store, named), options.from, ground),
      );
      finish(EXIT.done);
    });
};
