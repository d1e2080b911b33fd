import type { ReportedPolicy } from "../week-report.ts";
import { type Html, html } from "./html.ts";
import type { PageInput } from "./page-input.ts";
import { sayDuration } from "./say.ts";
import { cell, row, table } from "./table.ts";

const SECOND_MS = 1_000;

/** What is asked of the series: by this they are judged. */
export function renderPolicies(input: PageInput): Html {
  const { columns, sections, none } = input.words;
  const heads = [
    columns.policy,
    columns.schedule,
    columns.required,
    columns.keep,
    columns.verification,
    columns.rpo,
    columns.rto,
  ].map((head) => ({ head }));
  const rows = input.report.policies.map((policy) => renderPolicy(policy, input));
  return html`<h2>${sections.policies}</h2>
${rows.length > 0 ? table(sections.policies, heads, rows) : html`<p>${none}</p>\n`}`;
}

function renderPolicy(policy: ReportedPolicy, { report: { lang }, words }: PageInput): Html {
  const { schedule, copies, level, verifyEveryMs } = policy;
  const say = (durationMs: number | null) =>
    durationMs === null ? "–" : sayDuration(durationMs / SECOND_MS, lang);
  const renderSchedule = (when: ReportedPolicy["schedule"]) => {
    if ("cron" in when) return html`<code>${when.cron}</code><small>${when.zone}</small>`;
    return "everyMs" in when ? words.every(say(when.everyMs)) : words.learned;
  };
  const proof = level === null ? "–" : `${words.levels[level]}, ${words.every(say(verifyEveryMs))}`;
  return row(html`<bdi>${policy.name}</bdi>`, [
    cell(renderSchedule(schedule)),
    cell(copies.map((role) => words.roles[role]).join(", ") || "–"),
    cell(say(policy.keepMs)),
    cell(proof),
    cell(say(policy.rpoMs)),
    cell(say(policy.rtoMs)),
  ]);
}
