import { element } from "../element.ts";
import { type Lang, WORDS } from "../words.ts";
import type { ApiClient } from "./api-client.ts";
import {
  FILTER_FIELDS,
  type FilterField,
  RANGES_MS,
  type Range,
  type SharedFilter,
} from "./board-address.ts";
import { createFilterChoice } from "./filter-choice.ts";
import type { PanelRows } from "./page-view.ts";
import { SHELL_WORDS } from "./shell-words.ts";

type Name = { readonly field: FilterField; readonly value: string };

type Options = {
  readonly lang: Lang;
  readonly client: Pick<ApiClient, "get">;
  readonly onChange: (filter: SharedFilter) => void;
};

/** The filter that all views share: tenant, environment, product, site, and how far back. */
export function createSharedFilterBar({ lang, client, onChange }: Options) {
  const words = SHELL_WORDS[lang].filter;
  let filter: SharedFilter;

  const change = (part: Partial<SharedFilter>) => {
    filter = { ...filter, ...part };
    onChange(filter);
    showClear();
  };
  const find = async (field: FilterField, search: string) => {
    const path = "/api/v1/panels/fleet/names";
    const { rows, more } = await client.get<PanelRows<Name>>(path, { search });
    return { values: rows.filter((row) => row.field === field).map(({ value }) => value), more };
  };
  const choices = FILTER_FIELDS.map((field) => ({
    field,
    choice: createFilterChoice({
      label: words.fields[field],
      words,
      find: (search) => find(field, search),
      onChange: (chosen) => change({ [field]: chosen }),
      ...(field === "environment" && { say: (value: string) => environment(value, lang) }),
    }),
  }));
  const range = rangeSelect(words, (chosen) => change({ range: chosen }));
  const clear = element("button", { type: "button", class: "link" }, words.clear);
  clear.addEventListener("click", () => {
    change({ tenant: [], environment: [], product: [], site: [] });
    show(filter);
    choices[0]?.choice.root.querySelector("summary")?.focus();
  });
  const root = element(
    "div",
    { class: "shared-filter", role: "search", "aria-label": words.title },
    ...choices.map(({ choice }) => choice.root),
    element("label", { class: "range" }, words.before(words.range), range),
    clear,
  );

  function show(next: SharedFilter): void {
    filter = next;
    for (const { field, choice } of choices) choice.show(next[field]);
    range.value = next.range;
    showClear();
  }

  function showClear(): void {
    clear.hidden = FILTER_FIELDS.every((field) => filter[field].length === 0);
  }

  return { root, show };
}

function rangeSelect(
  words: (typeof SHELL_WORDS)[Lang]["filter"],
  onChange: (range: Range) => void,
): HTMLSelectElement {
  const ranges = (
    ["24h", "7d", "14d", "90d"] as const satisfies readonly (keyof typeof RANGES_MS)[]
  ).map((range) => element("option", { value: range }, words.ranges[range]));
  const select = element("select", {}, ...ranges);
  select.addEventListener("change", () => {
    const chosen = select.value;
    if (Object.hasOwn(RANGES_MS, chosen)) onChange(chosen as Range);
  });
  return select;
}

function environment(value: string, lang: Lang): string {
  const { environments } = WORDS[lang];
  return Object.hasOwn(environments, value)
    ? environments[value as keyof typeof environments]
    : value;
}
