import type { Decision } from "../../schemas/decision.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { cutText } from "../wording/cut-text.ts";

/** Who said so and why: `says Ada: new module since Monday`. */
export function sayAuthor({ author, reason }: Pick<Decision, "author" | "reason">): string {
  return `says ${cutText(author)}: ${cutText(reason)}`;
}

/** What was decided, by whom and why; where it ends a finding, its resolution. */
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
    case "acknowledge":
      return `acknowledged, ${said}`;
    case "comment":
      return `comment, ${said}`;
    case "assign":
      return `assigned to ${cutText(decision.to)}, ${said}`;
    case "silence":
      return `silenced until ${instantToJson(decision.until)}, ${said}`;
    case "end-silence":
      return `silence ended, ${said}`;
  }
}
