import { z } from "zod";
import { instantToJson } from "../../schemas/instant.ts";
import { REPORT_FORMATS, reportName } from "../../verifiers/report/write-report.ts";
import { notFound } from "./refusal.ts";
import { defineFile, defineRoute, type Route } from "./route.ts";

const REPORTS_MAX = 10_000;
const NAME = /^(?<week>\d{4}-W\d{2})-(?<lang>en|fr)\.(?<format>html|json|pdf)$/;
const MEDIA_TYPES = {
  html: "text/html; charset=utf-8",
  json: "application/json",
  pdf: "application/pdf",
} as const;

const week = z.string().regex(/^\d{4}-W\d{2}$/, "must be an ISO week such as 2026-W46");
const lang = z.enum(["en", "fr"]);
const format = z.enum(REPORT_FORMATS);

/** A week's report tells of every tenant. */
const list = defineRoute({
  ...{ method: "GET", path: "/reports", right: "read", tag: "reports", isWhole: true },
  summary: "The weekly reports that were written, the latest first",
  answer: z.object({
    items: z.array(
      z.object({ week, lang, format, sizeBytes: z.int(), writtenAt: z.iso.datetime() }),
    ),
  }),
  handle: async (_request, { reports }) => {
    const items = [];
    for await (const { name, sizeBytes, modifiedAtMs } of reports.list()) {
      const found = named.safeParse(NAME.exec(name)?.groups);
      if (!found.success) continue;
      items.push({ ...found.data, sizeBytes, writtenAt: instantToJson(modifiedAtMs) });
      if (items.length === REPORTS_MAX) break;
    }
    return { items: items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1)) };
  },
});

const named = z.object({ week, lang, format });

function keyOf({ week, lang, format }: z.infer<typeof named>): string {
  return reportName(week, lang, format);
}

const one = defineFile({
  ...{ method: "GET", path: "/reports/:week", right: "read", tag: "reports", isWhole: true },
  summary: "One week's report as it was written and signed",
  params: z.strictObject({ week }),
  query: z.strictObject({ lang, format: format.default("html") }),
  types: ["text/html", "application/json", "application/pdf"],
  handle: async ({ params, query }, { reports }) => {
    const name = reportName(params.week, query.lang, query.format);
    if ((await reports.head(name)) === null) throw notFound("report");
    const bytes = Buffer.concat(await Array.fromAsync(reports.read(name)));
    return { name, type: MEDIA_TYPES[query.format], bytes };
  },
});

export const REPORT_ROUTES: readonly Route[] = [list, one];
