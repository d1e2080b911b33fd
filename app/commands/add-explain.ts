import { EXIT } from "../exit-code.ts";
import { nextStep } from "../explain/next-step.ts";
import { readBackground } from "../explain/read-background.ts";
import { renderExplanation } from "../explain/render-explanation.ts";
import { writeSum } from "../explain/write-sum.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { findFinding } from "./find-finding.ts";
import { openPeople } from "./open-people.ts";

type Options = { readonly config: string; readonly json?: true };

/** `vigie explain`: the numbers, the baseline and the events behind one finding. */
export const addExplain: AddCommand = (program, { terminal, readConfig }, finish) => {
  program
    .command("explain")
    .summary("the numbers, the baseline, the events behind one finding")
    .description(
      "Prints what decided a finding so that it can be checked with a pencil: the numbers, the sum they make, the runs " +
        "it was compared with (those with something found of them teach nothing), what people decided, the events, and " +
        "what to do first. " +
        "Where it is wrong: `vigie expected`, `vigie false-alarm`, or, for a new normal, `vigie accept`.",
    )
    .argument("<finding>", "its id, or enough of its head to name one")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string, options: Options) => {
      await using people = await openPeople(readConfig(options.config), terminal.environment);
      const finding = await findFinding(people.store, id);
      const background = await readBackground(people.store, finding);
      if (options.json) {
        const { lines: sum, none: noSum } = writeSum(finding);
        const { step: next, docs } = nextStep(finding);
        terminal.out(JSON.stringify({ finding, sum, noSum, next, docs, ...background }));
      } else terminal.out(renderExplanation(finding, background));
      finish(EXIT.done);
    });
};
