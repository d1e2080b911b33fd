import { readStages } from "../../read-stages.ts";
import type { ChildResult } from "../../run-child.ts";
import type { SandboxStep } from "../../sandbox.ts";

const NO_ANSWER = {
  en: "The sandbox's process ended without its whole answer.",
  fr: "Le processus du bac à sable s'est terminé sans sa réponse entière.",
};

/** What a process said of `step`: that it proves nothing where it ended before it had said it. */
export function readAnswer(
  { output, ended, seconds }: ChildResult,
  { name, startedAtMs }: Pick<SandboxStep, "name" | "startedAtMs">,
): ReturnType<typeof readStages> {
  const said = readStages(output);
  if (ended === "done" && said.steps.length > 0) return said;
  const silent: SandboxStep = {
    ...{ name, verdict: "inconclusive", reason: NO_ANSWER, observed: { ended } },
    ...{ startedAtMs, seconds, fault: "sandbox" },
  };
  return { ...said, steps: [...said.steps, silent] };
}
