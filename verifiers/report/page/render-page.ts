import { readFileSync } from "node:fs";
import type { WeekReport } from "../week-report.ts";
import { wordingOf } from "../wording/wording.ts";
import { html } from "./html.ts";
import { renderClaims } from "./render-claims.ts";
import { renderFindings } from "./render-findings.ts";
import { renderOverview } from "./render-overview.ts";
import { renderPolicies } from "./render-policies.ts";
import { renderProofs } from "./render-proofs.ts";
import { renderSeal, type SealFacts } from "./render-seal.ts";
import { renderIncomplete, renderSeries, renderUnverified } from "./render-series.ts";

const STYLE = { safe: readFileSync(new URL("./style.css", import.meta.url), "utf8") };

/**
 * The page before and after the place where its sealed data stand. It needs nothing from outside
 * and runs nothing.
 */
export type Page = { readonly head: string; readonly tail: string };

export function renderPage(report: WeekReport, facts: SealFacts): Page {
  const input = { report, words: wordingOf(report.lang) };
  const head = html`<!doctype html>
<html lang="${report.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${input.words.title} ${report.week}</title>
<style>
${STYLE}</style>
</head>
<body>
${renderOverview(input)}
<main>
${renderClaims(input)}${renderSeries(input)}
${renderPolicies(input)}
${renderUnverified(input)}
${renderProofs(input)}
${renderFindings(input)}
${renderIncomplete(input)}
${renderSeal(input, facts)}
</main>
`;
  return { head: head.safe, tail: "</body>\n</html>\n" };
}
