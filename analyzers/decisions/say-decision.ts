import type { Decision } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { cutText } from "../wording/cut-text.ts";

/** Who said so and why: `says Ada: new module since Monday`. */
export function sayAuthor({ author, reason }: Pick<Decision, "author" | "reason">): string {
  return `says ${cutText(author)}: ${cutText(reason)}`;
}

/** Why a finding is over where a person has decided it. */
export function sayResolution(decision: Decision): string {
  const said = sayAuthor(decision);
  switch (decision.kind) {
    case "accept":
      return `a new normal from ${instantToJson(decision.from)} on, ${said}`;
    case "expected":
      return `expected, ${said}`;
    case "false-alarm":
      return `false alarm, ${said}`;
    case "pause":
      return `paused, ${said}`;
    case "retire":
      return `retired, ${said}`;
    case "resume":
      return `resumed, ${said}`;
  }
}
