import { sayCheckName } from "../../../schemas/say-check-name.ts";
import type { ReportedProof } from "../week-report.ts";
import { type Html, html, joinHtml } from "./html.ts";
import { nameById, type PageInput } from "./page-input.ts";
import { sayCount, sayDuration, sayInstant } from "./say.ts";
import { cell, row, table, wordCell } from "./table.ts";
import { OUTCOME_TONES, VERDICT_TONES } from "./tone.ts";

/** Every proof of the week with the checks that decided it. */
export function renderProofs(input: PageInput): Html {
  const { report, words } = input;
  const more =
    report.proofsMore > 0
      ? [html`<p>${words.more(sayCount(report.proofsMore, report.lang))}</p>\n`]
      : [];
  const proofs = report.proofs.map((proof) => renderProof(proof, input));
  return joinHtml([
    html`<h2>${words.sections.proofs}</h2>\n<p class="note">${words.notes.proofs}</p>\n`,
    ...(proofs.length > 0 ? proofs : [html`<p>${words.none}</p>\n`]),
    ...more,
  ]);
}

function renderProof(proof: ReportedProof, input: PageInput): Html {
  const { report, words } = input;
  const { columns } = words;
  const reached = proof.level === null ? words.noLevel : words.levels[proof.level];
  const level = `${reached} (${words.wanted(words.levels[proof.wanted])})`;
  const heads = [columns.check, columns.level, columns.outcome, columns.reason];
  const checks = [
    ...proof.checks.map((check) => renderCheck(check, input)),
    ...(proof.skipped ?? []).map(({ level, reason }) =>
      row(html`–`, [cell(words.levels[level]), cell(words.skipped), cell(html`${reason}`)]),
    ),
  ];
  const label = words.labelled(words.sections.proofs, columns.check);
  const tone = OUTCOME_TONES[proof.outcome];
  const outcome = html`<span class="word ${tone}">${words.outcomes[proof.outcome]}</span>`;
  const facts = [words.labelled(columns.level, level), sayInstant(proof.finishedAt, report.lang)];
  const copy = html`<bdi>${proof.vault}</bdi> · <code>${proof.uri}</code>`;
  return html`<article class="${tone}">
<h3>${nameById(input, proof.seriesId)}</h3>
<p>${outcome} · ${facts.join(" · ")}</p>
${renderNumbers(proof, input)}<p>${words.labelled(columns.copy, "")}${copy}</p>
${table(
  label,
  heads.map((head) => ({ head })),
  checks,
)}</article>
`;
}

function renderNumbers(proof: ReportedProof, { report: { lang }, words }: PageInput): Html {
  const { rows, tables, newestRowAt, restoreSeconds, rtoSeconds, engine } = proof;
  const counted = rows !== null && tables !== null;
  const facts = [
    ...(counted ? [words.rows(sayCount(rows, lang), sayCount(tables, lang))] : []),
    ...(newestRowAt ? [words.newestRow(sayInstant(newestRowAt, lang))] : []),
    ...(restoreSeconds === null
      ? []
      : [
          words.labelled(
            words.columns.restore,
            sayRestore(restoreSeconds, rtoSeconds, { lang, words }),
          ),
        ]),
    ...(engine ? [engine] : []),
  ];
  return facts.length > 0 ? html`<p>${facts.join(" · ")}</p>\n` : html``;
}

function sayRestore(
  seconds: number,
  rtoSeconds: number | null,
  { lang, words }: { readonly lang: PageInput["report"]["lang"] } & Pick<PageInput, "words">,
): string {
  const measured = sayDuration(seconds, lang);
  if (rtoSeconds === null) return measured;
  const say = seconds <= rtoSeconds ? words.underRto : words.overRto;
  return say(measured, sayDuration(rtoSeconds, lang));
}

function renderCheck(check: ReportedProof["checks"][number], { report, words }: PageInput): Html {
  const { seconds, fault } = check;
  const details = [
    ...(check.observed ? [check.observed] : []),
    ...(seconds ? [sayDuration(seconds, report.lang)] : []),
    ...(fault ? [words.faults[fault]] : []),
  ];
  const observed =
    details.length > 0 ? html`<small><bdi>${details.join(" · ")}</bdi></small>` : html``;
  return row(html`${sayCheckName(check.name, report.lang)}`, [
    cell(words.levels[check.level]),
    wordCell(VERDICT_TONES[check.verdict], words.verdicts[check.verdict]),
    cell(html`<bdi>${check.reason}</bdi>${observed}`),
  ]);
}
