import { readFileSync } from "node:fs";
import { z } from "zod";
import { tenantsFor } from "../../../schemas/access.ts";
import { type Decision, type DecisionKind, decisionSchema } from "../../../schemas/decision.ts";
import { instantSchema } from "../../../schemas/instant.ts";
import { askedMatchSchema } from "../../../schemas/policy.ts";
import { nameSchema } from "../../../schemas/series.ts";
import type { Draw } from "../../decisions/draft.ts";
import { drawAccept } from "../../decisions/draw-accept.ts";
import { drawFeedback } from "../../decisions/draw-feedback.ts";
import { drawSuspension } from "../../decisions/draw-suspension.ts";
import type { ApiGround } from "../api-ground.ts";
import { idAsked, namesAsked, severalOf } from "../asked.ts";
import { readFinding } from "../findings/read-finding.ts";
import { pageOf, pagingShape, readPage } from "../paging.ts";
import { defineRoute, type RawRequest, type Route } from "../route.ts";
import { decide, decidedAnswer, reasonAsked } from "./decide.ts";
import { decisionToJson } from "./decision-to-json.ts";
import { findAsked, findOne } from "./find-asked.ts";

const SQL = readFileSync(new URL("./list-decisions.sql", import.meta.url), "utf8");
const EVER_MS = Number.MAX_SAFE_INTEGER;

const KINDS = [
  ...["accept", "expected", "false-alarm", "pause", "retire", "resume"],
  ...["acknowledge", "comment", "assign", "silence", "end-silence"],
] as const satisfies readonly DecisionKind[];

const place = {
  schema: z.tuple([z.int(), z.string()]),
  of: ({ time, id }: Decision): [number, string] => [time, id],
};

const list = defineRoute({
  ...{ method: "GET", path: "/decisions", right: "read", tag: "decisions" },
  summary: "What people decided, the latest first",
  query: z.strictObject({ tenant: namesAsked, kind: severalOf(z.enum(KINDS)), ...pagingShape }),
  answer: pageOf(decisionSchema),
  handle: async ({ principal, query }, { store }) => {
    const tenants = tenantsFor(principal, query.tenant);
    if (tenants === "nothing") return { items: [], next: null };
    const { items, next } = await readPage(query, place, async (last, rowsMax) => {
      const [lastMs, lastId] = last ?? [EVER_MS, ""];
      const filter = { tenants, kinds: query.kind, lastMs, lastId, rowsMax };
      const rows = await store.query(SQL, filter, z.object({ body: z.string() }));
      return rows.map(({ body }) => decisionSchema.parse(JSON.parse(body)));
    });
    return { items: items.map(decisionToJson), next };
  },
});

const reason = reasonAsked;
const owner = nameSchema.optional();
/** One of the two: a series by its id, or all that match. */
const about = { series: idAsked.optional(), match: askedMatchSchema.optional() };
const from = instantSchema.optional();

const bodySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("accept"), series: idAsked, from: instantSchema, reason }),
  z.strictObject({ kind: z.literal("expected"), finding: idAsked, reason }),
  z.strictObject({ kind: z.literal("false-alarm"), finding: idAsked, reason }),
  z.strictObject({
    ...{ kind: z.literal("pause"), ...about, from, until: instantSchema, owner, reason },
  }),
  z.strictObject({
    ...{ kind: z.literal("retire"), ...about, from, until: instantSchema.optional() },
    ...{ owner, reason },
  }),
  z.strictObject({ kind: z.literal("resume"), ...about, reason }),
]);
type Body = z.infer<typeof bodySchema>;

const decision = defineRoute({
  ...{ method: "POST", path: "/decisions", right: "decide", tag: "decisions", status: 201 },
  summary: "Takes a decision of a finding or of series, in the name of who asks",
  body: bodySchema,
  answer: decidedAnswer,
  handle: async ({ body, ...request }, ground) =>
    decide({ ...request, reason: body.reason }, ground, await drawing(body, request, ground)),
});

type Asking = Pick<RawRequest, "principal" | "about">;

async function drawing(body: Body, asking: Asking, ground: ApiGround): Promise<Draw> {
  const { principal } = asking;
  switch (body.kind) {
    case "accept": {
      const series = await findOne(body.series, asking, ground);
      return (drawn) => drawAccept(series, body.from, drawn);
    }
    case "expected":
    case "false-alarm": {
      const finding = await readFinding(ground.store, body.finding, principal);
      asking.about({ ...(finding.series && { tenant: finding.series.tenant }) });
      return (drawn) => drawFeedback(finding, body.kind, drawn);
    }
    default: {
      const found = await findAsked(body, asking, ground);
      const { kind } = body;
      const span = kind === "resume" ? {} : { fromMs: body.from, untilMs: body.until };
      const whose = kind === "resume" ? {} : { owner: body.owner };
      return async (drawn) => drawSuspension({ kind, ...found, ...span, ...whose }, drawn);
    }
  }
}

export const DECISION_ROUTES: readonly Route[] = [list, decision];
