import { sayClaim } from "../say-claim.ts";
import { type Html, html } from "./html.ts";
import type { PageInput } from "./page-input.ts";

/** What the random samples show of all copies; nothing where nothing was drawn. */
export function renderClaims({ report, words }: PageInput): Html {
  const { claims, lang } = report;
  if (!claims) return html``;
  return html`<h2>${words.sections.claims}</h2>
<p class="note">${words.notes.claims}</p>
<ul>
${claims.map((claim) => html`<li>${sayClaim(claim)[lang]}</li>\n`)}</ul>
`;
}
