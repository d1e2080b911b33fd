import { composeTelling } from "../compose-message.ts";
import { type Incident, leadingFinding } from "../incident.ts";
import type { SeriesContext } from "../pager.ts";
import { escapeHtml } from "../wording/escape-html.ts";
import { plainLine } from "../wording/plain-line.ts";
import { type Speech, sayInstant } from "../wording/say-quantity.ts";
import { wordMessage } from "../wording/word-message.ts";

export type Page = {
  /** Null: there is none, or it must not be shown. */
  readonly incident: Incident | null;
  /** `asked`: whether `by` acknowledges it; `said`: he has. */
  readonly view: "shown" | "asked" | "said";
  readonly by: string | null;
  /** What was asked for, where the board has more to say to who may see it. */
  readonly askedId?: string | null;
  readonly context: SeriesContext | null;
};

const FINDINGS_MAX = 100;
const LINE_LENGTH_MAX = 300;

const WORDS = {
  en: {
    none: "There is none, the link is no longer good, or you must first sign in on the board.",
    open: "open",
    acknowledged: "acknowledged",
    resolved: "resolved",
    findings: "Findings",
    since: "since",
    until: "until",
    more: "more",
    ask: (by: string) => `Acknowledge as ${by}: you have it in hand, and nobody is reminded.`,
    button: "Acknowledge",
    said: (by: string) => `Acknowledged by ${by}.`,
    over: "It is resolved: nothing is left to acknowledge.",
    board: "To the board",
  },
  fr: {
    none: "Cet incident n'existe pas, le lien n'est plus valable, ou il faut d'abord s'identifier.",
    open: "ouvert",
    acknowledged: "pris en charge",
    resolved: "résolu",
    findings: "Anomalies",
    since: "depuis",
    until: "jusqu'à",
    more: "autres",
    ask: (by: string) =>
      `Prendre en charge en tant que ${by} : vous vous en occupez, plus personne n'est relancé.`,
    button: "Prendre en charge",
    said: (by: string) => `Pris en charge par ${by}.`,
    over: "Il est résolu : il n'y a plus rien à prendre en charge.",
    board: "Vers le tableau de bord",
  },
} as const;

/** Where the board shows an incident. */
export function boardAddress(id: string): string {
  return `/#/incidents/${id}`;
}

/** The page of one incident, whole, without scripts. */
export function renderIncidentPage(page: Page, speech: Speech): string {
  const words = WORDS[speech.lang];
  const { incident } = page;
  const id = incident?.id ?? page.askedId ?? null;
  const address = id === null ? "/" : boardAddress(id);
  const title = incident === null ? "Vigie" : noticeOf(incident, page, speech).title;
  return [
    `<!doctype html><html lang="${speech.lang}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    '<link rel="stylesheet" href="/board/base.css">',
    '<link rel="stylesheet" href="/board/incident.css"></head><body><main class="incident">',
    `<h1>${escapeHtml(title)}</h1>`,
    incident === null ? `<p>${escapeHtml(words.none)}</p>` : renderIncident(incident, page, speech),
    `<p><a href="${address}">${escapeHtml(words.board)}</a></p></main></body></html>`,
  ].join("\n");
}

/** As a page would say it, without the link to here. */
function noticeOf(incident: Incident, { context }: Page, speech: Speech) {
  const reason = incident.status === "resolved" ? "resolved" : "opened";
  const { severity, findings } = incident;
  const about = { reason, number: 1, severity, finding: leadingFinding(findings) } as const;
  const boardUrl = "http://localhost/";
  const telling = composeTelling(incident, { ...about, boardUrl });
  return wordMessage({ ...telling, context }, speech);
}

function renderIncident(incident: Incident, page: Page, speech: Speech): string {
  const words = WORDS[speech.lang];
  const { text, lines } = noticeOf(incident, page, speech);
  const facts = lines.map(({ label, text: value, url }) => {
    const shown =
      url === null ? escapeHtml(value) : `<a href="${escapeHtml(url)}">${escapeHtml(value)}</a>`;
    return `<dt>${escapeHtml(label)}</dt><dd>${shown}</dd>`;
  });
  return [
    `<p class="status">${escapeHtml(words[incident.status])}</p>`,
    renderAct(incident, page, speech),
    `<p>${escapeHtml(text)}</p><dl>${facts.join("")}</dl>`,
    `<h2>${escapeHtml(words.findings)}</h2>`,
    renderFindings(incident, speech),
  ].join("\n");
}

function renderAct(incident: Incident, { view, by }: Page, { lang }: Speech): string {
  const words = WORDS[lang];
  if (by === null || view === "shown") return "";
  if (incident.status === "resolved") return `<p>${escapeHtml(words.over)}</p>`;
  if (view === "said") return `<p role="status">${escapeHtml(words.said(by))}</p>`;
  const button = `<button type="submit">${escapeHtml(words.button)}</button>`;
  return `<form method="post"><p>${escapeHtml(words.ask(by))}</p>${button}</form>`;
}

function renderFindings(incident: Incident, speech: Speech): string {
  const words = WORDS[speech.lang];
  const leading = leadingFinding(incident.findings);
  const others = incident.findings.filter(({ id }) => id !== leading.id);
  const items = [leading, ...others].slice(0, FINDINGS_MAX).map((finding) => {
    const { openedAt, resolvedAt, summary } = finding;
    const since = `${words.since} ${sayInstant(openedAt, speech)}`;
    const until = resolvedAt === null ? "" : `, ${words.until} ${sayInstant(resolvedAt, speech)}`;
    const said = plainLine(summary[speech.lang], LINE_LENGTH_MAX);
    return `<li>${escapeHtml(said)} <small>${escapeHtml(since + until)}</small></li>`;
  });
  const left = incident.findingsCount - items.length;
  const rest = left > 0 ? `<li>+ ${left} ${escapeHtml(words.more)}</li>` : "";
  return `<ul>${items.join("")}${rest}</ul>`;
}
