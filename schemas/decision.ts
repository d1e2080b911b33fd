import { z } from "zod";
import { FINDING_KINDS, SEVERITIES } from "./finding.ts";
import { instantSchema } from "./instant.ts";
import { isStorable, STORABLE } from "./is-storable.ts";
import { matchSchema } from "./policy.ts";
import { nameSchema, seriesSchema } from "./series.ts";

const REASON_LENGTH_MAX = 2_000;

/** It is kept in columns of its own, where that of a series is kept within its key. */
const personName = nameSchema.refine(isStorable, STORABLE);

/** What every decision says: who, when, and why. */
const said = {
  id: z.uuid(),
  time: instantSchema,
  author: personName,
  reason: z.string().min(1).max(REASON_LENGTH_MAX).refine(isStorable, STORABLE),
};

/** In all names together. No argument of a command, which is how matches were said, has more. */
const MATCH_CHARACTERS_MAX = 2 ** 20;

/** What is asked from now on is bounded far below, by `askedMatchSchema`. */
const decidedMatchSchema = matchSchema.refine(
  (match) =>
    Object.values(match)
      .flat()
      .reduce((characters, name) => characters + name.length, 0) <= MATCH_CHARACTERS_MAX,
  { error: `must have at most ${MATCH_CHARACTERS_MAX} characters` },
);

/** One series, or every one that a match names, those to come included. */
const aboutSchema = z.union([
  z.strictObject({ series: seriesSchema }),
  z.strictObject({ match: decidedMatchSchema }),
]);
export type About = z.infer<typeof aboutSchema>;

/** A finding as its decider saw it; its series and run tell where to learn from the decision. */
const findingSaid = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  kind: z.enum(FINDING_KINDS),
  series: seriesSchema.nullable(),
  runId: z.string().nullable(),
  /** Of its evidence: what decided it. */
  rule: z.string().optional(),
});

/** A new normal: the baselines of the series begin anew with its runs from then on. */
const accept = z.object({
  ...said,
  kind: z.literal("accept"),
  series: seriesSchema,
  from: instantSchema,
});

/** What was found is right and was to be expected: it resolves, and its value is learned. */
const expected = z.object({ ...said, kind: z.literal("expected"), finding: findingSaid });

/** It should not have been told: it resolves, and the series' threshold of its kind widens. */
const falseAlarm = z.object({ ...said, kind: z.literal("false-alarm"), finding: findingSaid });

/** Nothing is expected from `from` (by default `time`) until then; it resumes by itself. */
const pause = z
  .object({
    ...said,
    kind: z.literal("pause"),
    about: aboutSchema,
    from: instantSchema.optional(),
    until: instantSchema,
    owner: personName.optional(),
  })
  .refine(endsAfterItBegins, { path: ["until"], error: "must be after from and time" });

/** It is backed up no longer, for good or until then. */
const retire = z
  .object({
    ...said,
    kind: z.literal("retire"),
    about: aboutSchema,
    from: instantSchema.optional(),
    until: instantSchema.optional(),
    owner: personName.optional(),
  })
  .refine(endsAfterItBegins, { path: ["until"], error: "must be after from and time" });

/** Ends what paused or retired it before. */
const resume = z.object({ ...said, kind: z.literal("resume"), about: aboutSchema });

const INCIDENT_ID = z.string().regex(/^[0-9a-f]{32}$/);

/** Somebody has it in hand: it reminds nobody any more, until it gets worse. */
const acknowledge = z.object({ ...said, kind: z.literal("acknowledge"), incident: INCIDENT_ID });

/** Said of an incident for those who look later: `reason` is the comment. */
const comment = z.object({ ...said, kind: z.literal("comment"), incident: INCIDENT_ID });

/** Who has an incident in hand from now on. */
const assign = z.object({
  ...said,
  kind: z.literal("assign"),
  incident: INCIDENT_ID,
  to: personName,
});

/**
 * Nobody is told of findings of these kinds and severities, of the series that match, until then;
 * incidents go on by themselves. What is left out may be anything.
 */
const silence = z
  .object({
    ...said,
    kind: z.literal("silence"),
    match: decidedMatchSchema,
    kinds: z.array(z.enum(FINDING_KINDS)).min(1).optional(),
    severities: z.array(z.enum(SEVERITIES)).min(1).optional(),
    from: instantSchema.optional(),
    until: instantSchema,
  })
  .refine(endsAfterItBegins, { path: ["until"], error: "must be after from and time" });

/** Ends a silence, by its id, earlier than was said. */
const endSilence = z.object({ ...said, kind: z.literal("end-silence"), silence: z.uuid() });

/** An act of a person that bears on verdicts or on who is told. The item on `vigie.decisions`. */
export const decisionSchema = z.discriminatedUnion("kind", [
  accept,
  expected,
  falseAlarm,
  pause,
  retire,
  resume,
  acknowledge,
  comment,
  assign,
  silence,
  endSilence,
]);
export type Decision = z.infer<typeof decisionSchema>;
export type DecisionKind = Decision["kind"];
export type DecisionOf<K extends DecisionKind> = Extract<Decision, { readonly kind: K }>;
/** As it is written, with instants as text. */
export type DecisionJson = z.input<typeof decisionSchema>;

type Span = {
  readonly time: number;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
};

/** Not `>`: an instant that could not be read is NaN here, and has been told of already. */
function endsAfterItBegins({ time, from = time, until }: Span): boolean {
  return until === undefined || !(until <= from || until <= time);
}
