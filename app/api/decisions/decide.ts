import { z } from "zod";
import { decisionSchema } from "../../../schemas/decision.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import type { Draw } from "../../decisions/draft.ts";
import { recordDecision } from "../../decisions/record-decision.ts";
import type { ApiGround } from "../api-ground.ts";
import type { RawRequest } from "../route.ts";

/** Why, for whoever reads it later. */
export const reasonAsked = z.string().min(1).max(2_000);

/** What is answered where something was decided. */
export const decidedAnswer = z.object({
  decision: decisionSchema,
  changes: z.array(z.string()).meta({ description: "What it changes, in English" }),
  repeated: z.boolean().meta({ description: "It was said before, and is not said again" }),
});

/** Takes a decision in the name of who asks. */
export async function decide(
  { principal, nowMs, reason }: Pick<RawRequest, "principal" | "nowMs"> & { reason: string },
  { store, log }: ApiGround,
  draw: Draw,
) {
  const append = (entries: Parameters<typeof log.append>[1]) =>
    log.append(TOPICS.decisions, entries);
  const ground = { store, nowMs, author: principal.name, reason, append };
  const { decision, changes, before } = await recordDecision(ground, draw);
  return { decision, changes: [...changes], repeated: before !== null };
}
