import { z } from "zod";
import type { Silence } from "../../../alerts/policy/silence.ts";
import { readSilences } from "../../../alerts/silence-rows.ts";
import type { Principal } from "../../../schemas/access.ts";
import { FINDING_KINDS, SEVERITIES } from "../../../schemas/finding.ts";
import { instantSchema, instantToJson } from "../../../schemas/instant.ts";
import { isWithinTenants } from "../../../schemas/match-policy.ts";
import { askedMatchSchema, type Match } from "../../../schemas/policy.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { drawEndSilence, drawSilence } from "../../decisions/draw-silence.ts";
import type { ApiGround } from "../api-ground.ts";
import { idAsked } from "../asked.ts";
import { decide, decidedAnswer, reasonAsked } from "../decisions/decide.ts";
import { findAsked, refuseBeyond } from "../decisions/find-asked.ts";
import { notFound } from "../refusal.ts";
import { defineRoute, type RawRequest, type Route } from "../route.ts";

const SILENCES_SHOWN_MAX = 1_000;

const instant = z.iso.datetime();

const silenceAnswer = z.object({
  ...{ id: z.string(), author: z.string(), reason: z.string() },
  match: askedMatchSchema.meta({ description: "Of which series; of everything where it is empty" }),
  kinds: z.array(z.enum(FINDING_KINDS)).optional(),
  severities: z.array(z.enum(SEVERITIES)).optional(),
  ...{ from: instant, until: instant },
});

const list = defineRoute({
  ...{ method: "GET", path: "/silences", right: "read", tag: "silences" },
  summary: "Silences that have not ended, those to come included; the first to end first",
  answer: z.object({ items: z.array(silenceAnswer) }),
  handle: async ({ principal, nowMs }, { state }) => {
    const silences = await readOwn(state, principal, nowMs);
    return { items: silences.slice(0, SILENCES_SHOWN_MAX).map(toAnswer) };
  },
});

const add = defineRoute({
  ...{ method: "POST", path: "/silences", right: "decide", tag: "silences", status: 201 },
  summary: "Nobody is told of some findings until an instant; what is open then is told then",
  body: z.strictObject({
    series: idAsked.optional(),
    match: askedMatchSchema.optional().meta({ description: "Everything, where it is empty" }),
    kinds: z.array(z.enum(FINDING_KINDS)).min(1).max(FINDING_KINDS.length).optional(),
    severities: z.array(z.enum(SEVERITIES)).min(1).max(SEVERITIES.length).optional(),
    from: instantSchema.optional(),
    until: instantSchema,
    reason: reasonAsked,
  }),
  answer: decidedAnswer,
  handle: async ({ body, ...request }, ground) => {
    const { kinds, severities, from: fromMs, until: untilMs, reason } = body;
    const { match, series } = await findMuted(body, request, ground);
    const { silenceMaxMs } = ground;
    const asked = { match, series, kinds, severities, fromMs, untilMs, silenceMaxMs };
    return decide({ ...request, reason }, ground, async (drawn) => drawSilence(asked, drawn));
  },
});

const end = defineRoute({
  ...{ method: "DELETE", path: "/silences/:silence", right: "decide", tag: "silences" },
  summary: "Ends a silence now: what it kept back is told, where it still holds",
  params: z.strictObject({ silence: z.uuid() }),
  query: z.strictObject({ reason: reasonAsked }),
  answer: decidedAnswer,
  handle: async ({ params, query, ...request }, ground) => {
    const { principal, nowMs, about } = request;
    const silences = await readOwn(ground.state, principal, nowMs);
    const silence = silences.find(({ id }) => id === params.silence);
    if (!silence) throw notFound("silence");
    refuseBeyond(silence.match, { principal, about });
    const said = { ...request, reason: query.reason };
    return decide(said, ground, async (drawn) => drawEndSilence(silence.id, drawn));
  },
});

type Muted = { readonly match: Match; readonly series: readonly string[] | null };
type Asked = { readonly series?: string | undefined; readonly match?: Match | undefined };

/** Keys of the series that it is about now; null where it is about everything. */
async function findMuted(
  asked: Asked,
  asking: Pick<RawRequest, "principal" | "about">,
  ground: ApiGround,
): Promise<Muted> {
  if (asked.match && Object.keys(asked.match).length === 0 && asked.series === undefined) {
    refuseBeyond(asked.match, asking);
    return { match: {}, series: null };
  }
  const { about, series } = await findAsked(asked, asking, ground);
  const match: Match = "match" in about ? about.match : about.series;
  refuseBeyond(match, asking);
  return { match, series: series.map(seriesKey) };
}

/** Those that are about somebody's tenants alone. */
async function readOwn(
  state: ApiGround["state"],
  { tenants }: Principal,
  nowMs: number,
): Promise<readonly Silence[]> {
  const all = await state.transact((transaction) => readSilences(transaction, nowMs));
  return tenants === null ? all : all.filter(({ match }) => isWithinTenants(match, tenants));
}

function toAnswer({ fromMs, untilMs, ...silence }: Silence) {
  return { ...silence, from: instantToJson(fromMs), until: instantToJson(untilMs) };
}

export const SILENCE_ROUTES: readonly Route[] = [list, add, end];
