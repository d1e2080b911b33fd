import { API_ROUTES } from "../../../app/api/register-api.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { HOUR_MS, NOON_MS } from "../../dashboards/board-rows.ts";
import type { Tenant } from "./a-tenant.ts";

/** What there is of a tenant beside what it says: made as the world is. */
export type Made = {
  readonly incident: string;
  readonly verification: string;
  /** One that is closed, and one whose plan leads on. */
  readonly request: string;
  readonly planned: string;
};

type Question = { readonly path: string; readonly body?: unknown };

/**
 * By route, what a tenant is asked for by another, by all names that it could know: `[]` of a
 * route that tells of no tenant. Every route of the API but the panels is here.
 */
const QUESTIONS: Readonly<Record<string, (of: Tenant, made: Made) => readonly Question[]>> = {
  "GET /series": ({ tenant, word }) => [
    ...[{ path: "/series" }, { path: `/series?tenant=${tenant}` }],
    { path: `/series?search=${word}` },
  ],
  "GET /series/:series": ({ id }) => [{ path: `/series/${id}` }],
  "GET /series/:series/proofs": ({ id }) => [{ path: `/series/${id}/proofs` }],
  "GET /series/:series/window": ({ id }) => [{ path: `/series/${id}/window` }],
  "GET /findings": ({ tenant, word, id }) => [
    ...[{ path: "/findings" }, { path: `/findings?tenant=${tenant}` }],
    ...[{ path: `/findings?search=${word}` }, { path: `/findings?series=${id}` }],
  ],
  "GET /findings/:finding": ({ finding }) => [{ path: `/findings/${finding.id}` }],
  "GET /incidents": ({ tenant }) => [
    ...[{ path: "/incidents" }, { path: `/incidents?tenant=${tenant}` }],
    { path: "/incidents?status=open" },
  ],
  "GET /incidents/:incident": (_, { incident }) => [{ path: `/incidents/${incident}` }],
  "POST /incidents/:incident/acknowledge": (_, { incident }) => [
    { path: `/incidents/${incident}/acknowledge`, body: {} },
  ],
  "POST /incidents/:incident/comment": (_, { incident }) => [
    { path: `/incidents/${incident}/comment`, body: { text: "hello" } },
  ],
  "POST /incidents/:incident/assign": (_, { incident }) => [
    { path: `/incidents/${incident}/assign`, body: { to: "Bo", reason: "theirs" } },
  ],
  "GET /silences": () => [{ path: "/silences" }],
  "POST /silences": ({ tenant, id }) =>
    [{ series: id }, { match: { tenant } }, { match: {} }, { match: { tenant: "*" } }].map(
      (of) => ({ path: "/silences", body: { ...of, until: soon, reason: "quiet" } }),
    ),
  "DELETE /silences/:silence": ({ silence }) => [{ path: `/silences/${silence}?reason=over` }],
  "GET /deliveries": () => [{ path: "/deliveries" }],
  "GET /decisions": ({ tenant }) => [
    { path: "/decisions" },
    { path: `/decisions?tenant=${tenant}` },
  ],
  "POST /decisions": ({ id, finding, tenant }) =>
    [
      { kind: "accept", series: id, from: ago },
      { kind: "expected", finding: finding.id },
      { kind: "false-alarm", finding: finding.id },
      { kind: "pause", series: id, until: soon },
      { kind: "pause", match: { tenant }, until: soon },
      { kind: "pause", match: { site: "*" }, until: soon },
      { kind: "retire", match: { tenant: ["a-tenant", tenant] } },
      { kind: "resume", series: id },
    ].map((of) => ({ path: "/decisions", body: { ...of, reason: "because" } })),
  "POST /verifications": ({ id, copy }) => [
    { path: "/verifications", body: { series: id } },
    { path: "/verifications", body: { copy: copy.uri } },
  ],
  "GET /verifications/:verification": (_, { verification }) => [
    { path: `/verifications/${verification}` },
  ],
  "GET /proofs/:proof": ({ proof }) => [{ path: `/proofs/${proof.id}` }],
  "GET /proofs/:proof/document": ({ proof }) => [{ path: `/proofs/${proof.id}/document` }],
  "GET /reports": () => [{ path: "/reports" }],
  "GET /reports/:week": () => [
    { path: "/reports/2026-W46?lang=en" },
    { path: "/reports/2026-W46?lang=en&format=json" },
  ],
  "GET /policies": () => [{ path: "/policies" }],
  "GET /requests": ({ tenant }) => [{ path: "/requests" }, { path: `/requests?tenant=${tenant}` }],
  "GET /requests/:request": (_, { request }) => [{ path: `/requests/${request}` }],
  "POST /requests": (of) => [{ path: "/requests", body: askingOf(of) }],
  ...Object.fromEntries(
    ["approve", "refuse", "withdraw", "plan", "execute"].map((act) => [
      `POST /requests/:request/${act}`,
      (_: Tenant, { request }: Made) => [
        { path: `/requests/${request}/${act}`, body: { reason: "looked at" } },
      ],
    ]),
  ),
  "POST /requests/:request/close": (_, { request }) => [
    {
      path: `/requests/${request}/close`,
      body: { reason: "looked at", outcome: "restored" },
    },
  ],
  "GET /requests/:request/report": (_, { request }) => [
    ...[{ path: `/requests/${request}/report` }],
    { path: `/requests/${request}/report?format=text&lang=fr` },
  ],
  "GET /requests/:request/runbook": (_, { planned }) => [
    { path: `/requests/${planned}/runbook` },
    { path: `/requests/${planned}/runbook?lang=fr` },
  ],
  "GET /access": () => [{ path: "/access" }, { path: "/access?limit=500" }],
  "POST /access": ({ tenant }) =>
    [[tenant], [tenant, "aaardvark-tenant"], null].map((tenants) => ({
      path: "/access",
      body: { name: "theirs", role: "viewer", tenants },
    })),
  "DELETE /access/:name": ({ word }) => [{ path: `/access/${word}-reader` }],
  "GET /audit": () => [{ path: "/audit" }, { path: "/audit?limit=1000" }],
  "GET /openapi.json": () => [],
};

/** A ticket that asks for its database back. */
export function askingOf({ word, id }: Tenant) {
  return {
    ...{ ticket: `${word}-1`, askedBy: `${word} customer`, series: id, wanted: { at: ago } },
    target: { environment: "staging", instance: `${word}-lab`, database: `${word}Db` },
    reason: `${word} was lost`,
  };
}

const soon = instantToJson(NOON_MS + HOUR_MS);
const ago = instantToJson(NOON_MS - HOUR_MS);

export type OtherRoute = (typeof API_ROUTES)[number] & {
  readonly ask: (of: Tenant, made: Made) => readonly Question[];
};

/** Every route with its questions; fails for one that has none. */
export function routesOfOther(): readonly OtherRoute[] {
  return API_ROUTES.map((route) => {
    const name = `${route.method} ${route.path}`;
    const ask = route.tag === "panels" ? askPanel(route.path) : QUESTIONS[name];
    if (!ask) throw new Error(`${name} is not asked across the wall: add it to QUESTIONS`);
    return { ...route, ask };
  });
}

function askPanel(path: string) {
  return ({ tenant, id, word }: Tenant): readonly Question[] => [
    ...[{ path }, { path: `${path}?tenant=${tenant}` }, { path: `${path}?search=${word}` }],
    { path: `${path}?series=${id}` },
  ];
}
