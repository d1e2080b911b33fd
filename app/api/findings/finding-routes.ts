import { readFileSync } from "node:fs";
import { z } from "zod";
import { tenantsFor } from "../../../schemas/access.ts";
import { bilingualSchema } from "../../../schemas/bilingual.ts";
import { decisionSchema } from "../../../schemas/decision.ts";
import { type Finding, findingSchema } from "../../../schemas/finding.ts";
import { instantSchema, instantToJson } from "../../../schemas/instant.ts";
import { nextStep } from "../../explain/next-step.ts";
import { type RunBefore, readBackground } from "../../explain/read-background.ts";
import { writeSum } from "../../explain/write-sum.ts";
import { idAsked, kindsAsked, nameAsked, namesAsked, severitiesAsked } from "../asked.ts";
import { decisionToJson } from "../decisions/decision-to-json.ts";
import { pageOf, pagingShape, readPage } from "../paging.ts";
import { defineRoute, type Route } from "../route.ts";
import { findingRow, readFinding } from "./read-finding.ts";

const SQL = readFileSync(new URL("./list-findings.sql", import.meta.url), "utf8");
const EVER_MS = Number.MAX_SAFE_INTEGER;

const listQuery = z.strictObject({
  tenant: namesAsked,
  kind: kindsAsked,
  severity: severitiesAsked,
  open: z.enum(["true", "false"]).optional(),
  since: instantSchema.optional(),
  until: instantSchema.optional(),
  series: idAsked.optional(),
  search: nameAsked.optional(),
  ...pagingShape,
});

const WHICH = { true: "open", false: "resolved" } as const;

const place = {
  schema: z.tuple([z.int(), z.string()]),
  of: ({ openedAt, id }: Finding): [number, string] => [Date.parse(openedAt), id],
};

const list = defineRoute({
  ...{ method: "GET", path: "/findings", right: "read", tag: "findings" },
  summary: "Findings as they are now, the newest first",
  query: listQuery,
  answer: pageOf(findingSchema),
  handle: async ({ principal, query }, { store }) => {
    const tenants = tenantsFor(principal, query.tenant);
    if (tenants === "nothing") return { items: [], next: null };
    const { kind: kinds, severity: severities, series: seriesId = "", search = "" } = query;
    const which = query.open === undefined ? "all" : WHICH[query.open];
    const span = { sinceMs: query.since ?? 0, untilMs: query.until ?? EVER_MS };
    return readPage(query, place, async (last, rowsMax) => {
      const [lastMs, lastId] = last ?? [EVER_MS, ""];
      const filter = { tenants, kinds, severities, which, seriesId, search, ...span };
      const rows = await store.query(SQL, { ...filter, lastMs, lastId, rowsMax }, findingRow);
      return rows.map(({ body }) => findingSchema.parse(JSON.parse(body)));
    });
  },
});

const instant = z.iso.datetime();

const runAnswer = z.object({
  runId: z.string(),
  startedAt: instant,
  seconds: z.number(),
  sizeBytes: z.number().nullable(),
  storedBytes: z.number().nullable(),
  found: z.array(z.string()).meta({ description: "Kinds of what was found of it" }),
});

const explained = z.object({
  finding: findingSchema,
  sum: z.array(z.string()).meta({ description: "The sum that decided it, with its numbers" }),
  noSum: bilingualSchema.nullable().meta({ description: "Why there is none to redo" }),
  next: bilingualSchema.meta({ description: "What to do first" }),
  docs: z.string().meta({ description: "Where more is said of its kind" }),
  events: z.array(z.json()).meta({ description: "The CloudEvents behind it, 200 at most" }),
  runs: z.array(runAnswer).meta({ description: "What its run was compared with, latest first" }),
  members: z.array(findingSchema).meta({ description: "What it is the parent of, 200 at most" }),
  membersCount: z.int(),
  decisions: z
    .array(decisionSchema)
    .meta({ description: "What people decided, latest first, 200 at most" }),
  decisionsCount: z.int(),
});

const one = defineRoute({
  ...{ method: "GET", path: "/findings/:finding", right: "read", tag: "findings" },
  summary: "One finding with all that lies behind it, as vigie explain tells it",
  params: z.strictObject({ finding: idAsked }),
  answer: explained,
  handle: async ({ principal, params }, { store }) => {
    const finding = await readFinding(store, params.finding, principal);
    const { events, runs, members, decisions, ...counts } = await readBackground(store, finding);
    const sum = writeSum(finding);
    const { step, docs } = nextStep(finding);
    return {
      finding,
      sum: [...sum.lines],
      noSum: sum.none,
      next: step,
      docs,
      events: events.map((event) => z.json().parse(event)),
      runs: runs.map(toRun),
      members: [...members],
      decisions: decisions.map(decisionToJson),
      ...counts,
    };
  },
});

function toRun({ startedAt, found, ...run }: RunBefore) {
  return { ...run, startedAt: instantToJson(startedAt), found: [...found] };
}

export const FINDING_ROUTES: readonly Route[] = [list, one];
