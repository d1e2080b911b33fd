import { z } from "zod";
import { nameSchema, seriesId } from "../../../schemas/series.ts";
import { type Act, drawAct } from "../../decisions/draw-act.ts";
import type { ApiGround } from "../api-ground.ts";
import { idAsked } from "../asked.ts";
import { decide, decidedAnswer, reasonAsked } from "../decisions/decide.ts";
import { defineRoute, type RawRequest, type Route } from "../route.ts";
import { readIncident } from "./incident-routes.ts";

const SEEN = "seen";

const head = {
  method: "POST",
  right: "decide",
  tag: "incidents",
  status: 201,
  params: z.strictObject({ incident: idAsked }),
  answer: decidedAnswer,
} as const;

const acknowledge = defineRoute({
  ...head,
  path: "/incidents/:incident/acknowledge",
  summary: "Somebody has it in hand: it reminds nobody until it gets worse",
  body: z.strictObject({ reason: reasonAsked.optional() }),
  handle: ({ params, body, ...request }, ground) => {
    const said = { ...request, incident: params.incident, reason: body.reason ?? SEEN };
    return say(said, ground, { kind: "acknowledge" });
  },
});

const comment = defineRoute({
  ...head,
  path: "/incidents/:incident/comment",
  summary: "Says something of it for those who look later",
  body: z.strictObject({ text: reasonAsked }),
  handle: ({ params, body, ...request }, ground) =>
    say({ ...request, incident: params.incident, reason: body.text }, ground, { kind: "comment" }),
});

const assign = defineRoute({
  ...head,
  path: "/incidents/:incident/assign",
  summary: "Who has it in hand from now on",
  body: z.strictObject({ to: nameSchema, reason: reasonAsked }),
  handle: ({ params, body: { to, reason }, ...request }, ground) =>
    say({ ...request, incident: params.incident, reason }, ground, { kind: "assign", to }),
});

type Said = Pick<RawRequest, "principal" | "nowMs" | "about"> & {
  readonly incident: string;
  readonly reason: string;
};

async function say({ about, ...said }: Said, ground: ApiGround, act: Act) {
  const incident = await readIncident(ground.state, said.incident, said.principal);
  const series = incident.findings.find((finding) => finding.series !== null)?.series;
  about({
    incident: incident.id,
    ...(series && { tenant: series.tenant, series: seriesId(series) }),
  });
  return decide(said, ground, async (drawn) => drawAct(incident, act, drawn));
}

export const ACT_ROUTES: readonly Route[] = [acknowledge, comment, assign];
