import { z } from "zod";
import { seesTenant } from "../../../schemas/access.ts";
import { instantSchema, instantToJson } from "../../../schemas/instant.ts";
import { PROOF_LEVELS, proofSchema, verificationSchema } from "../../../schemas/proof.ts";
import { seriesId } from "../../../schemas/series.ts";
import type { AskedVerification } from "../../../verifiers/asked/open-asked-verifications.ts";
import { askVerification } from "../../../verifiers/copies/ask-verification.ts";
import { findTarget, type Target } from "../../../verifiers/copies/find-target.ts";
import type { ApiGround } from "../api-ground.ts";
import { idAsked } from "../asked.ts";
import { findOne } from "../decisions/find-asked.ts";
import { notFound, Refusal } from "../refusal.ts";
import { defineRoute, type RawRequest, type Route } from "../route.ts";

const URI_LENGTH_MAX = 10_000;

const verificationAnswer = z.object({
  ...{ id: z.string(), series: z.string(), runId: z.string() },
  copy: verificationSchema.shape.copy,
  level: z.enum(PROOF_LEVELS),
  targetAt: z.iso.datetime({ offset: true }).optional(),
  askedAt: z.iso.datetime(),
  status: z.enum(["waiting", "done"]).meta({ description: "`waiting` also while it is made" }),
  proof: proofSchema.nullable().meta({ description: "Null until it is done" }),
});

const ask = defineRoute({
  ...{ method: "POST", path: "/verifications", right: "verify", tag: "verifications", status: 202 },
  summary: "Asks for the verification of a series' newest copy, or of one copy",
  body: z.strictObject({
    series: idAsked.optional().meta({ description: "Of its newest run, the primary first" }),
    copy: z.string().max(URI_LENGTH_MAX).optional().meta({ description: "The address of a copy" }),
    level: z.enum(PROOF_LEVELS).default("right"),
    at: instantSchema.optional().meta({ description: "Restore to this instant, by its log" }),
  }),
  answer: verificationAnswer,
  handle: async ({ body, ...request }, ground) => {
    const { level, at: atMs } = body;
    const copy = await findCopy(body, request, ground);
    const targetAt = atMs === undefined ? undefined : instantToJson(atMs);
    const asked = { level, reason: "asked", targetAt, askedAtMs: request.nowMs } as const;
    const verification = await ground.verifications.ask(askVerification(copy, asked));
    if (verification === "full")
      throw new Refusal("too-many-waiting", "Too many verifications wait already", {
        hint: "Ask again later.",
      });
    return toAnswer({ verification, proof: null });
  },
});

const one = defineRoute({
  ...{ method: "GET", path: "/verifications/:verification", right: "read", tag: "verifications" },
  summary: "A verification that was asked for in the last 7 days, and its proof once it is done",
  params: z.strictObject({ verification: idAsked }),
  answer: verificationAnswer,
  handle: async ({ principal, params }, { verifications }) => {
    const found = await verifications.find(params.verification);
    if (!found || !seesTenant(principal, found.verification.series.tenant))
      throw notFound("verification");
    return toAnswer(found);
  },
});

type Asked = {
  readonly series?: string | undefined;
  readonly copy?: string | undefined;
  readonly at?: number | undefined;
};

async function findCopy(
  asked: Asked,
  asking: Pick<RawRequest, "principal" | "about">,
  ground: ApiGround,
) {
  const { series, copy } = asked;
  if ((series === undefined) === (copy === undefined || copy === ""))
    throw new Refusal("bad-request", "Name either a series or a copy");
  const tenants = asking.principal.tenants ?? undefined;
  const target: Target =
    series === undefined
      ? { uri: copy ?? "", tenants }
      : { series: await findOne(series, asking, ground) };
  const found = await findTarget(ground.store, target, asked.at);
  if (found === "not-reached")
    throw new Refusal("no-log", "No log holds this instant", {
      hint: "Ask for one before the last log began.",
    });
  if (found === "never-observed") throw notFound("copy");
  asking.about({ tenant: found.series.tenant, series: seriesId(found.series) });
  return found;
}

function toAnswer({ verification, proof }: AskedVerification) {
  const { id, series, runId, copy, level, targetAt, askedAt } = verification;
  const status: "waiting" | "done" = proof === null ? "waiting" : "done";
  const what = { id, series: seriesId(series), runId, copy, level, askedAt, status, proof };
  return { ...what, ...(targetAt !== undefined && { targetAt }) };
}

export const VERIFICATION_ROUTES: readonly Route[] = [ask, one];
