import { instantToJson } from "../../schemas/instant.ts";
import type { Member, Point } from "../chains/link.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";

/** What decides whether the newest restorable point of a series' asset is too old. */
export type RpoScene = {
  readonly member: Member;
  readonly rpoMs: number;
  /** Null: none of those that are known can be restored. */
  readonly newest: Point | null;
  /** When the newest point ended; where there is none, when the first ever heard of did. */
  readonly pointMs: number;
  readonly watermarkMs: number;
};

/**
 * As of when the point is too old: `pointMs` and the objective, or the end of the next expected
 * slot, where the schedule leaves a longer pause than the objective.
 */
export function rpoDeadlineMs({ member, rpoMs, pointMs }: Omit<RpoScene, "watermarkMs">): number {
  const tooOldMs = pointMs + rpoMs;
  const schedule = member.policy?.schedule;
  if (!schedule) return tooOldMs;
  const nextMs = member.nextExpectedMs(pointMs + schedule.early);
  return nextMs === null || nextMs <= tooOldMs ? tooOldMs : member.finishByMs(nextMs);
}

export function rpoMatter({ subject }: Member): Matter {
  return { kind: "rpo-breach", subject, about: "" };
}

export function tellRpoBreach(scene: RpoScene, onsetMs: number): Fault {
  const { member, rpoMs, newest, pointMs, watermarkMs } = scene;
  const { en, fr } = saySeries(member.series);
  const at = sayInstant(pointMs, member.zone);
  const rpo = sayDuration(rpoMs);
  return {
    ...rpoMatter(member),
    onset: instantToJson(onsetMs),
    severity: "critical",
    series: member.series,
    collector: null,
    slotMs: null,
    runId: null,
    copy: null,
    evidence: {
      rpoMs,
      newestPoint: newest && {
        runId: newest.run.runId,
        backupType: newest.member.series.backupType,
        finishedAt: instantToJson(newest.success.finishedAtMs),
      },
      oldestAllowed: instantToJson(watermarkMs - rpoMs),
      watermark: instantToJson(watermarkMs),
      deadline: instantToJson(rpoDeadlineMs(scene)),
      ageMs: watermarkMs - pointMs,
    },
    summary: newest
      ? {
          en: `The newest restorable point for the ${en} is of ${at}: older than its RPO of ${rpo.en}.`,
          fr: `Dernier point restaurable pour la ${fr} : ${at}, plus ancien que son RPO de ${rpo.fr}.`,
        }
      : {
          en: `Nothing of the ${en} can be restored, and its RPO is ${rpo.en}.`,
          fr: `Rien de la ${fr} ne peut être restauré ; son RPO est de ${rpo.fr}.`,
        },
  };
}
