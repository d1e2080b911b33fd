import { type Html, html } from "./html.ts";
import { nameSeries, type PageInput } from "./page-input.ts";
import { sayCount } from "./say.ts";
import { cell, numberCell, row, table } from "./table.ts";

/** What the signature stands for, as far as it can be told before it is made. */
export type SealFacts = { readonly reportHash: string; readonly key: string };

/** What the report does not claim, and how to check the rest. */
export function renderSeal({ report, words }: PageInput, { reportHash, key }: SealFacts): Html {
  const { sections, columns, seal } = words;
  const rows = report.series.map((each) =>
    row(nameSeries(each, words), [
      numberCell(sayCount(each.chain.proofs, report.lang)),
      cell(html`<code>${each.chain.head ?? "–"}</code>`),
    ]),
  );
  const command = `vigie report check ${report.week}-${report.lang}.html --key ${key}`;
  const heads = [
    { head: columns.series },
    { head: columns.proofs, isNumber: true },
    { head: columns.head },
  ];
  return html`<h2>${sections.limits}</h2>
<ul>
${words.limits.map((limit) => html`<li>${limit}</li>\n`)}</ul>
<h2>${sections.seal}</h2>
<dl class="seal">
<dt>${seal.report}</dt><dd><code>${reportHash}</code></dd>
<dt>${seal.key}</dt><dd><code>${key}</code></dd>
<dt>${seal.root}</dt><dd><code>${report.merkleRoot}</code></dd>
</dl>
<p class="note">${seal.how(command)}</p>
<h2>${sections.chains}</h2>
<p class="note">${seal.chains}</p>
${rows.length > 0 ? table(sections.chains, heads, rows) : html`<p>${words.none}</p>\n`}`;
}
