import { arrange } from "./arrange.ts";
import type { Row } from "./board-model.ts";
import { type Child, element } from "./element.ts";
import { proofBadge, proofLevel } from "./proof-badge.ts";
import { ago, badge, given, instant, type View } from "./view.ts";
import type { Words } from "./words.ts";
import { SEVERITY_TONES, STATE_TONES } from "./worst-first.ts";

const FINDINGS_PER_ROW_MAX = 3;

type Column = keyof Words["columns"];
type Shown = { readonly key: string; readonly element: HTMLTableRowElement };

/**
 * The table of series. Rows whose content did not change keep their element, and with it focus and
 * place on the screen.
 */
export function createSeriesTable(view: View, onOpen: (seriesId: string) => void) {
  const { columns, table } = view.words;
  const headings = Object.values(columns).map((name) =>
    element("th", { scope: "col", role: "columnheader" }, name),
  );
  const body = element("tbody", { role: "rowgroup" });
  const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...headings));
  const root = element("table", { role: "table", "aria-label": table.title }, head, body);
  const shown = new Map<string, Shown>();

  /** Puts `rows` on the page, in order; marks those that are new or differ, unless all are. */
  function show(rows: readonly Row[], isMarking: boolean): void {
    const focused = body.querySelector<HTMLElement>(":focus")?.closest("tr")?.id;
    const before = new Map(shown);
    shown.clear();
    for (const row of rows) {
      const key = JSON.stringify(row);
      const known = before.get(row.series.id);
      const kept = known?.key === key ? known.element : null;
      shown.set(row.series.id, { key, element: kept ?? tableRow(row, view, onOpen, isMarking) });
    }
    arrange(
      body,
      [...shown.values()].map(({ element }) => element),
    );
    if (focused) document.getElementById(focused)?.querySelector("button")?.focus();
  }

  return { root, show };
}

function tableRow(row: Row, view: View, onOpen: (seriesId: string) => void, isMarked: boolean) {
  const { id } = row.series;
  const cell = (column: Column, ...children: readonly Child[]) =>
    element(
      "td",
      { role: "cell", class: `col-${column}`, "data-label": view.words.columns[column] },
      element("div", {}, ...children),
    );
  return element(
    "tr",
    { role: "row", id: `series-${id}`, class: `tone-${row.tone}`, "data-changed": isMarked },
    cell("state", ...stateCell(row, view)),
    cell("series", ...seriesCell(row, view, onOpen)),
    cell("tenant", ...tenantCell(row, view)),
    cell("lastGood", ...lastGoodCell(row, view)),
    cell("nextSlot", ...nextSlotCell(row, view)),
    cell("findings", ...findingsCell(row, view)),
    cell("proof", ...proofCell(row, view)),
  );
}

function stateCell({ series }: Row, view: View): readonly Child[] {
  const { states, table } = view.words;
  const slot = series.slot
    ? element("small", {}, `${table.slot} `, instant(series.slot, view))
    : element("small", {}, table.noSlot);
  return [badge(series.state, STATE_TONES[series.state], states[series.state]), slot];
}

function seriesCell({ series }: Row, { words }: View, onOpen: (seriesId: string) => void) {
  const button = element(
    "button",
    { type: "button", class: "asset", title: words.table.details(series.asset) },
    given(series.asset),
  );
  button.addEventListener("click", () => onOpen(series.id));
  const what = `${words.assetKinds[series.assetKind]}, ${words.backupTypes[series.backupType]}`;
  return [button, element("small", {}, `${what} · `, given(series.instance))];
}

function tenantCell({ series }: Row, { words }: View): readonly Child[] {
  const staging =
    series.environment === "production"
      ? null
      : element("span", { class: "tag" }, words.environments[series.environment]);
  return [
    element("span", {}, given(series.tenant), staging && " ", staging),
    element("small", {}, given(series.product), " · ", given(series.site)),
  ];
}

function lastGoodCell({ series }: Row, view: View): readonly Child[] {
  if (!series.lastSuccessAt) return [element("span", { class: "none" }, view.words.table.noBackup)];
  const size = series.lastSizeBytes === null ? null : view.formats.bytes(series.lastSizeBytes);
  return [
    element("span", {}, ago(series.lastSuccessAt, view), size && ` · ${size}`),
    element("small", {}, instant(series.lastSuccessAt, view)),
  ];
}

function nextSlotCell({ series }: Row, view: View): readonly Child[] {
  const { table } = view.words;
  const text = series.policy ? table.noNextSlot : table.noPolicy;
  if (!series.nextSlot) return [element("span", { class: "none" }, text)];
  return [ago(series.nextSlot, view), element("small", {}, instant(series.nextSlot, view))];
}

function findingsCell({ findings }: Row, view: View): readonly Child[] {
  const { kinds, severities, table } = view.words;
  if (findings.length === 0) return [element("span", { class: "none" }, table.noFinding)];
  const items = findings
    .slice(0, FINDINGS_PER_ROW_MAX)
    .map((finding) =>
      element(
        "li",
        { title: severities[finding.severity] },
        badge(finding.severity, SEVERITY_TONES[finding.severity], kinds[finding.kind]),
        " ",
        element("small", {}, `${table.since} `, instant(finding.openedAt, view)),
        element("p", {}, element("bdi", {}, finding.summary[view.lang])),
      ),
    );
  const more = findings.length - items.length;
  return [
    element("ul", { role: "list" }, ...items),
    more > 0 ? element("small", {}, table.more(more)) : null,
  ];
}

function proofCell({ proof }: Row, view: View): readonly Child[] {
  if (!proof) return [proofBadge(null, view)];
  return [
    element("span", { class: "outcome" }, proofBadge(proof, view), " ", proofLevel(proof, view)),
    element("small", {}, ago(proof.finishedAt, view), " · ", instant(proof.finishedAt, view)),
  ];
}
