import { type Act, drawAct } from "../../decisions/draw-act.ts";
import { EXIT } from "../../exit-code.ts";
import { type AddCommand, CONFIG_OPTION, type Context, JSON_OPTION } from "../context.ts";
import { findIncident, withIncidents } from "../incidents/with-incidents.ts";
import { addDecisionOptions, type DecisionOptions, takeDecision } from "./take-decision.ts";

const INCIDENT = ["<incident>", "its id, or enough of its head to name one"] as const;
/** What is said where `vigie acknowledge` is given no reason. */
const SEEN = "seen";

/** `vigie acknowledge`: somebody has it in hand. */
export const addAcknowledge: AddCommand = (program, context, finish) => {
  program
    .command("acknowledge")
    .summary("somebody has an incident in hand: it reminds nobody until it gets worse")
    .description(
      "Says that somebody has seen an incident. It reminds nobody any more; once it gets worse, or something else joins " +
        "it, it asks again. What opens later for the same cause is an incident of its own.",
    )
    .argument(...INCIDENT)
    .option("--reason <text>", "what is being done, for whoever reads it later", SEEN)
    .option("--author <name>", "who decides (default: the user of this machine)")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText("after", '\nExample:\n  vigie acknowledge 3f9a --reason "restarting the agent"')
    .action(async (head: string, options: DecisionOptions) => {
      await say(head, options, context, { kind: "acknowledge" });
      finish(EXIT.done);
    });
};

/** `vigie assign`: who has it in hand from now on. */
export const addAssign: AddCommand = (program, context, finish) => {
  const command = program
    .command("assign")
    .summary("who has an incident in hand from now on")
    .argument(...INCIDENT)
    .requiredOption("--to <name>", "whom it is given to");
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie assign 3f9a --to Bo --reason "storage is theirs"')
    .action(async (head: string, options: DecisionOptions & { readonly to: string }) => {
      await say(head, options, context, { kind: "assign", to: options.to });
      finish(EXIT.done);
    });
};

/** `vigie comment`: said of an incident for those who look later. */
export const addComment: AddCommand = (program, context, finish) => {
  program
    .command("comment")
    .summary("says something of an incident, for those who look later")
    .argument(...INCIDENT)
    .argument("<text>", "what there is to say")
    .option("--author <name>", "who says so (default: the user of this machine)")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText("after", '\nExample:\n  vigie comment 3f9a "the vault answers again since 04:10"')
    .action(async (head: string, reason: string, options: Omit<DecisionOptions, "reason">) => {
      await say(head, { ...options, reason }, context, { kind: "comment" });
      finish(EXIT.done);
    });
};

async function say(head: string, options: DecisionOptions, context: Context, act: Act) {
  const { terminal, readConfig } = context;
  const incident = await withIncidents(readConfig(options.config), terminal, (state) =>
    findIncident(state, head),
  );
  await takeDecision(options, context, async (ground) => drawAct(incident, act, ground));
}
