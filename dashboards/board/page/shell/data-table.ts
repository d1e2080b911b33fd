import { arrange } from "../arrange.ts";
import type { Formats } from "../create-formats.ts";
import { type Child, element } from "../element.ts";
import { focusHeading } from "../focus-heading.ts";
import type { Lang } from "../words.ts";
import { ApiError, type PanelRows, type Query } from "./page-view.ts";
import { SHELL_WORDS } from "./shell-words.ts";

export type TableColumn<T> = {
  readonly name: string;
  readonly title: string;
  /** Numbers stand at the end of their column, so that their digits are one below the other. */
  readonly is?: "number";
  readonly cell: (row: T) => Child | readonly Child[];
};

type Options<T> = {
  readonly lang: Lang;
  readonly formats: Formats;
  /** What the table shows, for who doesn't see what stands above it. */
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  /** What makes a row the same row as before. */
  readonly keyOf: (row: T) => string;
  /** A class of the row, as `tone-critical`. */
  readonly classOf?: (row: T) => string;
  /** One page of rows, as a panel answers `limit` and `offset`. */
  readonly load: (page: Query, signal: AbortSignal) => Promise<PanelRows<T>>;
  readonly rowsPerPage: number;
  /** What to show in the place of no rows. */
  readonly empty: () => HTMLElement | string;
};

/**
 * A table whose pages the server cuts. Rows that did not change keep their element, and with it
 * focus and place; the first column is each row's heading, and on a phone each row is a card.
 */
export function createDataTable<T>(options: Options<T>) {
  const { lang, columns, label, rowsPerPage } = options;
  const words = SHELL_WORDS[lang].table;
  const body = element("tbody", { role: "rowgroup" });
  const attributes = { role: "table", "aria-label": label, class: "data" };
  const table = element("table", attributes, tableHead(columns), body);
  const place = loadingPlace(words.loading);
  const pager = createPager(options, turnTo);
  const root = element("div", { class: "data-table" }, place, pager.root);
  let shown = new Map<string, { readonly key: string; readonly row: HTMLTableRowElement }>();
  let before = 0;
  let latest = 0;

  async function refresh(signal: AbortSignal): Promise<void> {
    const asked = ++latest;
    const answer = await options.load({ limit: rowsPerPage, offset: before }, signal);
    if (asked !== latest || signal.aborted) return;
    // There are no longer so many rows, which says nothing of the first ones.
    if (answer.rows.length === 0 && before > 0) {
      before = 0;
      return refresh(signal);
    }
    place.removeAttribute("aria-busy");
    show(answer.rows);
    pager.show(before, answer.rows.length, answer.more);
  }

  /** Shows another page; where that fails, this one stays and says why. */
  async function turnTo(next: number): Promise<void> {
    const here = before;
    before = next;
    try {
      await refresh(new AbortController().signal);
      root.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      before = here;
      pager.say(error.message);
    }
  }

  function show(rows: readonly T[]): void {
    const known = shown;
    shown = new Map();
    const focused = body.querySelector<HTMLElement>(":focus")?.closest("tr")?.dataset["key"];
    for (const row of rows) {
      const id = options.keyOf(row);
      const key = JSON.stringify(row);
      const kept = known.get(id);
      shown.set(id, kept?.key === key ? kept : { key, row: tableRow(row, options) });
    }
    arrange(
      body,
      [...shown.values()].map(({ row }) => row),
    );
    if (rows.length > 0) arrange(place, [table]);
    else place.replaceChildren(element("div", { class: "empty" }, options.empty()));
    if (focused !== undefined && !body.contains(document.activeElement))
      focusRow(shown.get(focused)?.row, root);
  }

  return {
    root,
    refresh,
    /** Back to the first page, as other rows are asked for. */
    reset: (): void => {
      before = 0;
    },
  };
}

function loadingPlace(loading: string): HTMLElement {
  const attributes = { class: "table-place", "aria-busy": "true" };
  return element("div", attributes, element("p", { class: "empty" }, loading));
}

/** The row that had the focus and was made anew; the table's heading where it is gone. */
function focusRow(row: HTMLElement | undefined, root: HTMLElement): void {
  const again = row?.querySelector<HTMLElement>("a, button");
  if (again) again.focus();
  else focusHeading(root);
}

function tableHead<T>(columns: readonly TableColumn<T>[]): HTMLElement {
  const headings = columns.map(({ title, is }) =>
    element("th", { scope: "col", role: "columnheader", class: is ?? null }, title),
  );
  return element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...headings));
}

function tableRow<T>(row: T, { columns, keyOf, classOf }: Options<T>): HTMLTableRowElement {
  const cells = columns.map(({ name, title, is, cell }, index) => {
    const content = cell(row);
    const children = Array.isArray(content) ? content : [content];
    const attributes = {
      class: [`col-${name}`, is ?? ""].join(" ").trim(),
      "data-label": title,
    };
    const box = element("div", {}, ...children);
    return index === 0
      ? element("th", { scope: "row", role: "rowheader", ...attributes }, box)
      : element("td", { role: "cell", ...attributes }, box);
  });
  const attributes = { role: "row", class: classOf?.(row) ?? null, "data-key": keyOf(row) };
  return element("tr", attributes, ...cells);
}

function createPager<T>(
  { lang, formats, label, rowsPerPage }: Options<T>,
  turnTo: (before: number) => Promise<void>,
) {
  const words = SHELL_WORDS[lang].table;
  const previous = element("button", { type: "button" }, words.previous);
  const next = element("button", { type: "button" }, words.next);
  const where = element("span", { class: "quiet", role: "status" });
  const root = element(
    "nav",
    { class: "pager", "aria-label": words.pages(label), hidden: true },
    ...[previous, where, next],
  );
  let before = 0;
  onPress(previous, () => turnTo(Math.max(0, before - rowsPerPage)));
  onPress(next, () => turnTo(before + rowsPerPage));

  function show(offset: number, rows: number, more: boolean): void {
    before = offset;
    root.hidden = offset === 0 && !more && !root.contains(document.activeElement);
    previous.ariaDisabled = String(offset === 0);
    next.ariaDisabled = String(!more);
    const first = formats.count(offset + 1);
    where.textContent = rows === 0 ? "" : words.rows(first, formats.count(offset + rows), more);
  }

  return {
    root,
    show,
    say: (text: string): void => {
      where.textContent = text;
    },
  };
}

/** A button that leads nowhere by now says so, and keeps the focus, which `disabled` would drop. */
function onPress(button: HTMLButtonElement, act: () => Promise<void>): void {
  button.addEventListener("click", () => {
    if (button.ariaDisabled !== "true") void act();
  });
}
