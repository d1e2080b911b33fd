import { z } from "zod";
import { tenantsFor } from "../../../schemas/access.ts";
import {
  involvementSchema,
  REQUEST_STATES,
  type RequestSummary,
  requestAskedSchema,
  requestSchema,
  requestSummarySchema,
} from "../../../schemas/request.ts";
import { requestIdSchema } from "../../../schemas/request-id.ts";
import {
  approveRequest,
  refuseRequest,
  withdrawRequest,
} from "../../../verifiers/requests/decide-request.ts";
import { openRequest } from "../../../verifiers/requests/open-request.ts";
import { findInvolvement } from "../../../verifiers/requests/request-machine.ts";
import { listRequests } from "../../../verifiers/requests/request-rows.ts";
import {
  findRunbookLack,
  RUNBOOK_LACKS,
} from "../../../verifiers/requests/runbook/write-runbook.ts";
import { settleRequests } from "../../../verifiers/requests/settle-request.ts";
import { readGivers } from "../../access/token-rows.ts";
import { idAsked, namesAsked, severalOf } from "../asked.ts";
import { findOne } from "../decisions/find-asked.ts";
import { pageOf, pagingShape, readPage } from "../paging.ts";
import { defineRoute, type Route } from "../route.ts";
import { CARRYING_ROUTES } from "./carrying-routes.ts";
import { DOCUMENT_ROUTES } from "./document-routes.ts";
import { requestFor } from "./request-for.ts";
import { requestOf } from "./request-of.ts";
import { ACT, requestParams, takeAct } from "./take-act.ts";

/** Where a page ends: with a request's id. */
const PLACE = { schema: requestIdSchema, of: ({ id }: RequestSummary) => id };

const list = defineRoute({
  ...{ method: "GET", path: "/requests", right: "read", tag: "requests" },
  summary: "Restore requests, the newest first",
  query: z.strictObject({
    ...{ tenant: namesAsked, state: severalOf(z.enum(REQUEST_STATES)) },
    ...pagingShape,
  }),
  answer: pageOf(requestSummarySchema),
  handle: async ({ principal, query, nowMs }, { state, store }) => {
    const asked = tenantsFor(principal, query.tenant);
    if (asked === "nothing") return { items: [], next: null };
    await settleRequests({ state, store }, nowMs);
    const tenants = asked.length === 0 ? null : asked;
    const states = query.state.length === 0 ? null : query.state;
    return readPage(query, PLACE, (before, limit) =>
      listRequests(state, { tenants, states, limit, before }),
    );
  },
});

const one = defineRoute({
  ...{ method: "GET", path: "/requests/:request", right: "read", tag: "requests" },
  summary: "One restore request, with its plan, its steps and what became of it",
  params: requestParams,
  answer: requestSchema.extend({
    runbookLack: z.enum(RUNBOOK_LACKS).nullable().meta({ description: "Why no runbook is there" }),
    involvement: involvementSchema.nullable().meta({
      description: "What who looks did of it, so that another person approves its plan",
    }),
  }),
  handle: async (request, ground) => {
    const found = await requestFor(request.params.request, request, ground);
    const { name } = request.principal;
    const givers = await ground.state.transact((rows) => readGivers(rows, name, request.nowMs));
    const involvement = findInvolvement(found, name, givers);
    return { ...found, runbookLack: findRunbookLack(found), involvement };
  },
});

const { series: _series, ...ticket } = requestAskedSchema.shape;

const open = defineRoute({
  ...{ method: "POST", path: "/requests", right: "request", tag: "requests", status: 201 },
  summary: "Opens a restore request as a ticket asks for it, in the name of who asks",
  body: z.strictObject({ ...ticket, series: idAsked }),
  answer: requestSchema,
  handle: async ({ body, ...request }, ground) => {
    const series = await findOne(body.series, request, ground);
    const said = { author: request.principal.name, atMs: request.nowMs };
    return requestOf(await openRequest(ground.state, { ...body, series }, said));
  },
});

const approve = defineRoute({
  ...ACT,
  path: "/requests/:request/approve",
  right: "approve",
  summary: "Approves its plan: by another than who asked, opened and planned",
  handle: (request, ground) =>
    takeAct(request, ground, async (id, said) => {
      const givers = await ground.state.transact((rows) =>
        readGivers(rows, said.author, request.nowMs),
      );
      return approveRequest(ground.state, id, { ...said, givers });
    }),
});

const refuse = defineRoute({
  ...ACT,
  path: "/requests/:request/refuse",
  right: "approve",
  summary: "Refuses its plan; another one may be made",
  handle: (request, ground) =>
    takeAct(request, ground, (id, said) => refuseRequest(ground.state, id, said)),
});

const withdraw = defineRoute({
  ...ACT,
  path: "/requests/:request/withdraw",
  right: "request",
  summary: "It is no longer asked for",
  handle: (request, ground) =>
    takeAct(request, ground, (id, said) => withdrawRequest(ground.state, id, said)),
});

export const REQUEST_ROUTES: readonly Route[] = [
  ...[list, one, open, approve, refuse, withdraw],
  ...CARRYING_ROUTES,
  ...DOCUMENT_ROUTES,
];
