import { createHash } from "node:crypto";
import { expect } from "vitest";
import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import {
  createDetection,
  type DetectionOptions,
} from "../../analyzers/detection/create-detection.ts";
import { NOT_RECORDED, writeSum } from "../../app/explain/write-sum.ts";
import { type Decision, type DecisionJson, decisionSchema } from "../../schemas/decision.ts";
import { eventSchema, type VigieEvent } from "../../schemas/events.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type Policy, policySchema } from "../../schemas/policy.ts";
import type { Proof } from "../../schemas/proof.ts";
import { sayResolution } from "../../schemas/say-resolution.ts";
import type { Series } from "../../schemas/series.ts";
import { unnamedEvidence } from "./unnamed-evidence.ts";

const HOUR_MS = 3_600_000;

/** The first instant of every story: a Friday. */
export const START_MS = Date.UTC(2026, 10, 20);

/** Due each day at 01:00 UTC: late at 02:00, missing at 07:00. */
export const DAILY = {
  name: "daily",
  match: { environment: "production" },
  schedule: { cron: "0 1 * * *", zone: "UTC", maxDuration: "3h" },
};

export function readPolicy(policy: object): Policy {
  return policySchema.parse({ ...DAILY, ...policy });
}

/** An instant so many hours after the start. */
export function hour(hours: number): number {
  return START_MS + hours * HOUR_MS;
}

export function readEvent(type: string, data: object, source = "/sql/par-sql-03"): VigieEvent {
  const id = JSON.stringify([type, data]).slice(0, 500);
  const time = instantToJson(START_MS);
  return eventSchema.parse({
    specversion: "1.0",
    id,
    source,
    type: `vigie.${type}.v1`,
    time,
    data,
  });
}

type Hours = number;
export const instant = (hours: Hours) => instantToJson(hour(hours));

/** Events of one series, in hours after the start. */
export function speakOf(series: Series) {
  return {
    started: (runId: string, at: Hours) =>
      readEvent("backup.started", { series, runId, startedAt: instant(at) }),
    succeeded: (runId: string, [from, to]: readonly [Hours, Hours], more: object = {}) => {
      const run = { series, runId, startedAt: instant(from), finishedAt: instant(to) };
      return readEvent("backup.succeeded", { ...run, sizeBytes: 1_000_000, ...more });
    },
    failed: (runId: string, at: Hours) => {
      const error = { code: 3041, message: "disk full" };
      return readEvent("backup.failed", { series, runId, finishedAt: instant(at), error });
    },
    observed: (runId: string, role: string, at: Hours, more: object = {}) => {
      const place = { role, vault: `${role}-vault`, uri: `file:///${role}/${runId}` };
      const copy = { ...place, sizeBytes: 1_000_000, observedAt: instant(at), ...more };
      return readEvent("copy.observed", { series, runId, copy });
    },
    removed: (runId: string, role: string, at: Hours) => {
      const place = { role, vault: `${role}-vault`, uri: `file:///${role}/${runId}` };
      return readEvent("copy.removed", {
        series,
        runId,
        copy: { ...place, removedAt: instant(at) },
      });
    },
  };
}

export function heartbeat(collector: string, at: Hours, covers: object): VigieEvent {
  return readEvent("collector.heartbeat", { collector, watermark: instant(at), covers });
}

type Unsaid = Partial<Record<"id" | "time" | "author" | "reason", string>>;
/** Of each kind, what it needs beyond who said so, when and why. */
type Told<D> = D extends DecisionJson ? Omit<D, keyof Unsaid> & Unsaid : never;

/** A decision of Ada's, said so many hours after the start. */
export function readDecision(at: Hours, told: Told<DecisionJson>): Decision {
  const digits = createHash("sha256")
    .update(JSON.stringify([at, told]))
    .digest("hex");
  const id = `00000000-0000-4000-8000-${digits.slice(0, 12)}`;
  const said = { id, author: "Ada", reason: "so it is", time: instant(at) };
  return decisionSchema.parse({ ...said, ...told });
}

/** One detection told a story; findings are kept as they last were. */
export function tellStory(policies: readonly object[], options: Partial<DetectionOptions> = {}) {
  const detection = createDetection({ ...options, policies: policies.map(readPolicy) });
  const findings = new Map<string, Finding>();
  const versions: Finding[] = [];
  const reasons = policies.flatMap((policy) =>
    (readPolicy(policy).maintenance ?? []).map(({ reason }) => reason),
  );

  function note(changes: readonly Finding[]) {
    for (const finding of changes) {
      findingSchema.parse(finding);
      expect(unnamedEvidence(finding.evidence), finding.kind).toEqual([]);
      expect(writeSum(finding).none, finding.kind).not.toBe(NOT_RECORDED);
      const { resolution } = finding;
      if (resolution !== null && !reasons.includes(resolution))
        expect(sayResolution(resolution, "fr"), "schemas/resolutions.ts").not.toBe(resolution);
      versions.push(finding);
      findings.set(finding.id, finding);
    }
  }

  function until(at: Hours) {
    note(advanceThrough(detection, hour(at)));
  }

  return {
    detection,
    versions,
    until,
    at: (at: Hours, ...events: readonly VigieEvent[]) => {
      until(at);
      for (const event of events) note(detection.accept(event, hour(at)));
    },
    prove: (at: Hours, proof: Proof) => {
      until(at);
      note(detection.acceptProof(proof, hour(at)));
    },
    decide: (at: Hours, ...decisions: readonly Decision[]) => {
      until(at);
      for (const decision of decisions) note(detection.acceptDecision(decision, hour(at)));
    },
    /** What concerns series, in order of opening; `find` knows the rest too. */
    all: () => [...findings.values()].filter(({ collector }) => collector === null),
    open: () =>
      [...findings.values()].flatMap(({ collector, resolvedAt, kind }) =>
        collector === null && resolvedAt === null ? [kind] : [],
      ),
    find: (kind: string) => [...findings.values()].filter((finding) => finding.kind === kind),
    state: () => detection.changedSeries().at(-1)?.state,
  };
}
