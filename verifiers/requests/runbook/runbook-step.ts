import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { PlannedLink, RestorePlan } from "../../../schemas/restore-plan.ts";

/** One thing to do, and how: `commands` are of one language. */
export type RunbookStep = {
  readonly say: Bilingual;
  readonly commands: readonly string[];
  readonly language: "shell" | "sql";
};

/** What a restore is written down of. */
export type RunbookGround = {
  readonly request: RestoreRequest;
  readonly plan: RestorePlan;
  readonly links: readonly LocalLink[];
  /** Beside what is there, until it was checked. */
  readonly name: string;
};

/** A link of the plan, and where its copy is for who restores. */
export type LocalLink = PlannedLink & { readonly path: string };

export function shell(say: Bilingual, ...commands: readonly string[]): RunbookStep {
  return { say, commands, language: "shell" };
}

export function sql(say: Bilingual, ...commands: readonly string[]): RunbookStep {
  return { say, commands, language: "sql" };
}
