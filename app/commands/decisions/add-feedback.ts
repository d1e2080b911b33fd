import { drawFeedback } from "../../decisions/draw-feedback.ts";
import { EXIT } from "../../exit-code.ts";
import type { AddCommand } from "../context.ts";
import { findFinding } from "../find-finding.ts";
import { addDecisionOptions, type DecisionOptions, takeDecision } from "./take-decision.ts";

/** `vigie expected`: what was found is right. */
export const addExpected: AddCommand = (program, context, finish) => {
  const command = program
    .command("expected")
    .summary("what a finding says is right: it resolves, and its value is learned")
    .description(
      "Says that what was found is so, and was to be expected: a small month, a planned stop. The finding resolves as " +
        "expected, with who said so and why, and does not come back; the value of its run is learned as usual from then on.",
    )
    .argument("<finding>", "its id, or enough of its head to name one");
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie expected 3f9a --reason "the site was closed"')
    .action(async (id: string, options: DecisionOptions) => {
      await takeDecision(options, context, async (ground) =>
        drawFeedback(await findFinding(ground.store, id), "expected", ground),
      );
      finish(EXIT.done);
    });
};

/** `vigie false-alarm`: it should not have been told. */
export const addFalseAlarm: AddCommand = (program, context, finish) => {
  const command = program
    .command("false-alarm")
    .summary("a finding should not have been told: its series' threshold widens")
    .description(
      "Says that a finding was wrong to wake anybody. It resolves as a false alarm and does not come back, its value is " +
        "learned, and the threshold of its kind widens for its series by 15 %, to twice at most; that fades over 60 days. " +
        "Rules without statistics (missing, empty, under the policy's floor) do not widen.",
    )
    .argument("<finding>", "its id, or enough of its head to name one");
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie false-alarm 3f9a --reason "varies with the season"')
    .action(async (id: string, options: DecisionOptions) => {
      await takeDecision(options, context, async (ground) =>
        drawFeedback(await findFinding(ground.store, id), "false-alarm", ground),
      );
      finish(EXIT.done);
    });
};
