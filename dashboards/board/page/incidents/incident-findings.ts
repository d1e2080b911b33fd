import type { Finding } from "../../../../schemas/finding.ts";
import { element } from "../element.ts";
import { openFormDialog } from "../shell/form-dialog.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { ago, badge, given } from "../view.ts";
import { WORDS } from "../words.ts";
import { SEVERITY_TONES } from "../worst-first.ts";
import type { IncidentAnswer } from "./incident-data.ts";
import { INCIDENTS_WORDS } from "./incidents-words.ts";

const REASON_LENGTH_MAX = 2_000;
const VERDICTS = ["expected", "false-alarm"] as const;
type Verdict = (typeof VERDICTS)[number];

/** The findings of an incident, each to be called expected or a false alarm by who may. */
export function incidentFindings(incident: IncidentAnswer, context: ViewContext) {
  const { page: words } = INCIDENTS_WORDS[context.lang];
  const { findings, findingsCount } = incident;
  const left = findingsCount - findings.length;
  return [
    element("h2", {}, words.findings),
    element(
      "ul",
      { class: "list", role: "list" },
      ...findings.map((finding) => item(finding, context)),
      left > 0 ? element("li", {}, words.more(left)) : null,
    ),
  ];
}

function item(finding: Finding, context: ViewContext): HTMLElement {
  const { lang } = context;
  const { kinds, severities } = WORDS[lang];
  const { kind, severity, summary, openedAt, resolvedAt, series, copy } = finding;
  const tone = resolvedAt === null ? `tone-${SEVERITY_TONES[severity]}` : "resolved";
  const acts = resolvedAt === null && series !== null && context.may("decide");
  return element(
    "li",
    { class: tone },
    element(
      "div",
      { class: "line" },
      badge(severity, SEVERITY_TONES[severity], kinds[kind]),
      element("span", { class: "quiet" }, severities[severity], " · ", ago(openedAt, context)),
      resolvedAt === null ? null : element("span", {}, INCIDENTS_WORDS[lang].page.isOver),
    ),
    element("p", {}, element("bdi", {}, summary[lang])),
    element(
      "small",
      {},
      series === null ? null : given(series.asset),
      copy === null ? null : " · ",
      copy === null ? null : given(copy.vault),
    ),
    acts ? element("div", { class: "row-acts" }, ...buttonsFor(finding, context)) : null,
  );
}

function buttonsFor(finding: Finding, context: ViewContext): readonly HTMLElement[] {
  const { acts } = INCIDENTS_WORDS[context.lang];
  const titles = { expected: acts.expected, "false-alarm": acts.falseAlarm };
  return VERDICTS.map((verdict) => {
    const button = element(
      "button",
      { type: "button", "data-focus": `${verdict} ${finding.id}` },
      titles[verdict],
    );
    button.addEventListener("click", () => decide(finding, verdict, context));
    return button;
  });
}

function decide(finding: Finding, kind: Verdict, { lang, change, announce }: ViewContext): void {
  const { acts } = INCIDENTS_WORDS[lang];
  const title = { expected: acts.expected, "false-alarm": acts.falseAlarm }[kind];
  const intro = { expected: acts.expectedIntro, "false-alarm": acts.falseAlarmIntro }[kind];
  openFormDialog({
    ...{ lang, title, submit: title },
    intro: [element("p", {}, element("bdi", {}, finding.summary[lang])), intro],
    fields: [
      {
        ...{ name: "reason", label: acts.reason, is: "longText", hint: acts.soon },
        ...{ isRequired: true, max: REASON_LENGTH_MAX },
      },
    ],
    run: async ({ reason = "" }) => {
      await change("POST", "/api/v1/decisions", { kind, finding: finding.id, reason });
      announce(acts.decided);
    },
  });
}
