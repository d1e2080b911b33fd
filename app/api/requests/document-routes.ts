import { z } from "zod";
import { canonicalJson } from "../../../verifiers/proof/canonical-json.ts";
import { renderRequest } from "../../../verifiers/requests/render-request.ts";
import { readRequestReport } from "../../../verifiers/requests/report/report-rows.ts";
import { writeRunbook } from "../../../verifiers/requests/runbook/write-runbook.ts";
import { notFound } from "../refusal.ts";
import { defineFile, type Route } from "../route.ts";
import { requestFor } from "./request-for.ts";
import { requestParams } from "./take-act.ts";

const lang = z.enum(["en", "fr"]).default("en");

const report = defineFile({
  ...{ method: "GET", path: "/requests/:request/report", right: "read", tag: "requests" },
  summary: "The report of a request that is closed: sealed as JSON, or as text for its ticket",
  params: requestParams,
  query: z.strictObject({ format: z.enum(["json", "text"]).default("json"), lang }),
  types: ["application/json", "text/plain"],
  handle: async ({ query, ...request }, ground) => {
    const { id } = await requestFor(request.params.request, request, ground);
    const sealed = await readRequestReport(ground.state, id);
    if (sealed === null) throw notFound("report");
    if (query.format === "json")
      return toFile(`${id}.json`, "application/json", canonicalJson(sealed));
    return toFile(
      `${id}.${query.lang}.txt`,
      "text/plain",
      renderRequest(sealed.request, query.lang),
    );
  },
});

const runbook = defineFile({
  ...{ method: "GET", path: "/requests/:request/runbook", right: "read", tag: "requests" },
  summary: "What people do to carry out its plan, as Markdown; there once a plan leads on",
  params: requestParams,
  query: z.strictObject({ lang }),
  types: ["text/markdown"],
  handle: async ({ query, ...request }, ground) => {
    const asked = await requestFor(request.params.request, request, ground);
    const text = writeRunbook(asked, query.lang);
    if (text === null) throw notFound("runbook");
    return toFile(`${asked.id}.runbook.${query.lang}.md`, "text/markdown", text);
  },
});

function toFile(name: string, type: string, text: string) {
  const isJson = type === "application/json";
  const bytes = Buffer.from(text.endsWith("\n") ? text : `${text}\n`);
  return { name, type: isJson ? type : `${type}; charset=utf-8`, bytes };
}

export const DOCUMENT_ROUTES: readonly Route[] = [report, runbook];
