import { z } from "zod";
import { isStorable, STORABLE } from "./is-storable.ts";
import { PROOF_LEVELS, proofSchema } from "./proof.ts";
import { requestIdSchema } from "./request-id.ts";
import { restorePlanSchema } from "./restore-plan.ts";
import { ENVIRONMENTS, nameSchema, seriesSchema } from "./series.ts";

const TEXT_LENGTH_MAX = 2_000;

const instant = z.iso.datetime({ offset: true });
const seconds = z.number().nonnegative();
const name = nameSchema.refine(isStorable, STORABLE);
const text = z.string().trim().min(1).max(TEXT_LENGTH_MAX).refine(isStorable, STORABLE);

export const REQUEST_STATES = [
  "opened",
  "planned",
  "approved",
  "refused",
  "executing",
  "done",
  "failed",
  "closed",
  "withdrawn",
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** What people do with a request; `settle` is Vigie's own: what the sandbox has shown. */
export const REQUEST_ACTS = [
  "open",
  "plan",
  "approve",
  "refuse",
  "execute",
  "settle",
  "close",
  "withdraw",
] as const;
export type RequestAct = (typeof REQUEST_ACTS)[number];

/** What the ticket must say. */
export const requestAskedSchema = z.object({
  ticket: name,
  /** Who asks in the ticket; whoever opens the request is another word for it. */
  askedBy: name,
  series: seriesSchema,
  /** The instant that the data is wanted of, or a run of the series. */
  wanted: z.union([z.strictObject({ at: instant }), z.strictObject({ runId: name })]),
  /** Where it is to be restored to. */
  target: z.object({ environment: z.enum(ENVIRONMENTS), instance: name, database: name }),
  /** What happened (incident, import, change). */
  reason: text,
  urgency: z.enum(["normal", "urgent"]).default("normal"),
  impact: text.nullable().default(null),
  neededBy: instant.nullable().default(null),
  /** When the target may be interrupted, and who has agreed to that. */
  interruption: z
    .object({ from: instant, until: instant, agreedBy: name })
    .refine(({ from, until }) => !(Date.parse(until) <= Date.parse(from)), {
      path: ["until"],
      error: "must be after from",
    })
    .nullable()
    .default(null),
});
export type RequestAsked = z.infer<typeof requestAskedSchema>;

/** What everybody says who does something to a request. */
export const requestSaidSchema = z.object({ author: name, reason: text });

/** One change: who, when, why, and the state that it led to. */
export const requestStepSchema = z.object({
  at: instant,
  act: z.enum(REQUEST_ACTS),
  by: name,
  reason: text,
  state: z.enum(REQUEST_STATES),
  /** Where nobody has shown that they are who `by` names; left out where they have. */
  via: z.literal("command line").optional(),
});
export type RequestStep = z.infer<typeof requestStepSchema>;

/** The restore of the plan's chain in a sandbox. */
export const executionSchema = z.object({
  /** Of the verification that was asked for, and of the proof that it leads to. */
  verificationId: z.string(),
  proofId: proofSchema.shape.id,
  level: z.enum(PROOF_LEVELS),
  /** Null until the proof is there. */
  result: z
    .object({
      outcome: proofSchema.shape.outcome,
      level: z.enum(PROOF_LEVELS).nullable(),
      restoreSeconds: seconds.nullable(),
      rtoSeconds: seconds.nullable(),
      rowCounts: proofSchema.shape.rowCounts,
      newestRowAt: proofSchema.shape.newestRowAt,
    })
    .nullable(),
});
export type Execution = z.infer<typeof executionSchema>;

/** What people say became of it. */
export const REQUEST_OUTCOMES = ["restored", "partly-restored", "not-restored"] as const;
export const requestClosingSchema = z.object({
  outcome: z.enum(REQUEST_OUTCOMES),
  /** When the service was back, and how long people took, where they say so. */
  restoredAt: instant.nullable().default(null),
});
export type RequestClosing = z.infer<typeof requestClosingSchema>;

/** A restore request, from ticket to report. */
export const requestSchema = z.object({
  id: requestIdSchema,
  ...requestAskedSchema.shape,
  openedBy: name,
  openedAt: instant,
  state: z.enum(REQUEST_STATES),
  plan: restorePlanSchema.nullable(),
  execution: executionSchema.nullable(),
  closing: requestClosingSchema.nullable(),
  /** Every change, oldest first; as many as there are is its revision. */
  steps: z.array(requestStepSchema).min(1),
});
export type RestoreRequest = z.infer<typeof requestSchema>;

/** As lists show it: its plan without the copies, which may be hundreds. */
export const requestSummarySchema = requestSchema.extend({
  plan: restorePlanSchema.omit({ links: true }).nullable(),
});
export type RequestSummary = z.infer<typeof requestSummarySchema>;

/** What somebody did of a request, after which another person approves its plan. */
export const involvementSchema = z.object({ name, did: z.enum(["asked", "opened", "planned"]) });
export type Involvement = z.infer<typeof involvementSchema>;

/** Why an act on a request was not taken. */
export const requestErrorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("not-found"), id: z.string() }),
  /** The same restore was asked for in a request that is not over. */
  z.object({ kind: z.literal("already-open"), id: requestIdSchema }),
  z.object({
    kind: z.literal("wrong-state"),
    state: z.enum(REQUEST_STATES),
    act: z.enum(REQUEST_ACTS),
    allowedIn: z.array(z.enum(REQUEST_STATES)),
  }),
  /** Approval takes another person than who asked, opened and planned. */
  z.object({ kind: z.literal("same-person"), ...involvementSchema.shape }),
  /** A restore over production that nobody has approved. */
  z.object({ kind: z.literal("not-approved") }),
  /** The plan leads nowhere. */
  z.object({ kind: z.literal("nothing-reached") }),
  /** It is another than the one that was looked at. */
  z.object({ kind: z.literal("changed"), revision: z.int() }),
]);
export type RequestError = z.infer<typeof requestErrorSchema>;
