import { type Html, html, joinHtml } from "./html.ts";
import type { Tone } from "./tone.ts";

type Column = { readonly head: string; readonly isNumber?: boolean };

/** A table with a row of heads; rows are `tr` elements. */
export function table(label: string, columns: readonly Column[], rows: readonly Html[]): Html {
  const heads = columns.map(({ head, isNumber }) =>
    isNumber
      ? html`<th scope="col" class="number">${head}</th>`
      : html`<th scope="col">${head}</th>`,
  );
  return html`<div class="scroll"><table aria-label="${label}">
<thead><tr>${heads}</tr></thead>
<tbody>
${joinHtml(rows.map((row) => html`${row}\n`))}</tbody>
</table></div>
`;
}

/** A row of a table: what it is about, and the cells after that. */
export function row(about: Html, cells: readonly Html[]): Html {
  return html`<tr><th scope="row">${about}</th>${cells}</tr>`;
}

export function cell(content: Html | string): Html {
  return html`<td>${content}</td>`;
}

/** A cell with one word that says how things stand, in its colour. */
export function wordCell(tone: Tone | "", word: string): Html {
  return html`<td class="${tone}"><span class="word">${word}</span></td>`;
}

/** A cell with a number; `isBad` where it should be zero and is not. */
export function numberCell(text: string, isBad = false): Html {
  return isBad ? html`<td class="number bad">${text}</td>` : html`<td class="number">${text}</td>`;
}
