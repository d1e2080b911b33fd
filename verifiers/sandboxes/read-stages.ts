import type { SandboxReport, SandboxStep } from "./sandbox.ts";
import { type Stage, stageSchema } from "./stage.ts";

type Read = Pick<SandboxReport, "steps" | "sound" | "restored" | "content">;

/**
 * Reads what a sandbox's process said. Whole lines only: one that is cut, or is not what a sandbox
 * says, is as if it had not been said.
 */
export function readStages(output: Buffer): Read {
  const lines = output.toString("utf8").split("\n").slice(0, -1);
  const stages = lines.flatMap((line) => parse(line) ?? []);
  return {
    steps: stages.flatMap(toStep),
    sound: stages.findLast((stage) => stage.stage === "sound") ?? null,
    restored: stages.findLast((stage) => stage.stage === "restored") ?? null,
    content: stages.findLast((stage) => stage.stage === "content") ?? null,
  };
}

const NAMES = { sound: "structure", restored: "restore" } as const;

function toStep(stage: Stage): SandboxStep[] {
  if (stage.stage === "content") return [];
  const name = stage.stage === "step" ? stage.name : NAMES[stage.stage];
  const { verdict, reason, observed, startedAtMs, seconds, fault } = stage;
  return [{ name, verdict, reason, observed, startedAtMs, seconds, fault }];
}

function parse(line: string): Stage | null {
  try {
    return stageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
