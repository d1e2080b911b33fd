import type { Decision } from "../../../schemas/decision.ts";
import type { Draft, Ground } from "../../decisions/draft.ts";
import { drawSuspension } from "../../decisions/draw-suspension.ts";
import { EXIT } from "../../exit-code.ts";
import { readInstant } from "../add-schedule.ts";
import type { AddCommand } from "../context.ts";
import { findAbout, MATCH_HELP, SERIES_HELP } from "../find-series.ts";
import { addDecisionOptions, type DecisionOptions, takeDecision } from "./take-decision.ts";

const FROM = ["--from <instant>", "since when (default: now)", readInstant] as const;
const OWNER = ["--owner <name>", "who answers for it"] as const;
const ARGUMENT = ["<series-or-match>", "such as acme/VisitorDb, or tenant=acme,site=par*"] as const;

type Options = DecisionOptions & {
  readonly from?: number;
  readonly until?: number;
  readonly owner?: string;
};

/** `vigie pause`: nothing is expected for a while. */
export const addPause: AddCommand = (program, context, finish) => {
  const command = program
    .command("pause")
    .summary("nothing is expected of some series until an instant")
    .description(
      "Slots due until then are skipped, and what was due shortly before and has not begun is not missed. It ends by " +
        `itself. What does run is judged as ever. ${SERIES_HELP} ${MATCH_HELP}`,
    )
    .argument(...ARGUMENT)
    .requiredOption("--until <instant>", "when it ends, such as 2026-11-21T18:00:00Z", readInstant)
    .option(...FROM)
    .option(...OWNER);
  addDecisionOptions(command)
    .addHelpText(
      "after",
      '\nExamples:\n  vigie pause acme/VisitorDb --until 2026-11-21T18:00:00Z --reason "moves to par-sql-04"\n' +
        '  vigie pause tenant=acme,site=paris --until 2026-11-21T18:00:00Z --reason "power cut announced"',
    )
    .action(async (named: string, options: Options) => {
      await takeDecision(options, context, (ground) => draw("pause", { named, options }, ground));
      finish(EXIT.done);
    });
};

/** `vigie retire`: it is backed up no longer. */
export const addRetire: AddCommand = (program, context, finish) => {
  const command = program
    .command("retire")
    .summary("some series are backed up no longer")
    .description(
      "Slots end, for good or until an instant; nothing of them is missed, and they are not unprotected. Copies that " +
        `retention still promises are watched on. ${SERIES_HELP} ${MATCH_HELP}`,
    )
    .argument(...ARGUMENT)
    .option("--until <instant>", "when it is expected again (default: never)", readInstant)
    .option(...FROM)
    .option(...OWNER);
  addDecisionOptions(command)
    .addHelpText(
      "after",
      '\nExample:\n  vigie retire acme/VisitorDb --owner "Visitor team" --reason "replaced by VisitorDb2"',
    )
    .action(async (named: string, options: Options) => {
      await takeDecision(options, context, (ground) => draw("retire", { named, options }, ground));
      finish(EXIT.done);
    });
};

/** `vigie resume`: what was paused or retired is expected again. */
export const addResume: AddCommand = (program, context, finish) => {
  const command = program
    .command("resume")
    .summary("what was paused or retired is expected again from now on")
    .description(
      `Ends every pause and retirement said so far of these series. ${SERIES_HELP} ${MATCH_HELP}`,
    )
    .argument(...ARGUMENT);
  addDecisionOptions(command)
    .addHelpText("after", '\nExample:\n  vigie resume acme/VisitorDb --reason "moved early"')
    .action(async (named: string, options: Options) => {
      await takeDecision(options, context, (ground) => draw("resume", { named, options }, ground));
      finish(EXIT.done);
    });
};

type Asked = { readonly named: string; readonly options: Options };

async function draw(
  kind: Extract<Decision["kind"], "pause" | "retire" | "resume">,
  { named, options }: Asked,
  ground: Ground,
): Promise<Draft> {
  const { from: fromMs, until: untilMs, owner } = options;
  const found = await findAbout(ground.store, named);
  return drawSuspension({ kind, ...found, fromMs, untilMs, owner }, ground);
}
