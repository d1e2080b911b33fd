import { isOfVigie } from "../../../../schemas/is-of-vigie.ts";
import { after } from "../after.ts";
import { element } from "../element.ts";
import { createPanelSection } from "../panel-section.ts";
import { createRegion } from "../region.ts";
import type { TableColumn } from "../shell/data-table.ts";
import type { MountedView, ViewContext } from "../shell/page-view.ts";
import { SHELL_WORDS } from "../shell/shell-words.ts";
import { ago, badge, given } from "../view.ts";
import { WORDS } from "../words.ts";
import { SEVERITY_TONES } from "../worst-first.ts";
import type { IncidentRow } from "./incident-data.ts";
import { createIncidentFigures } from "./incident-figures.ts";
import {
  INCIDENTS_WORDS,
  type IncidentsWords,
  STANDINGS,
  type Standing,
} from "./incidents-words.ts";
import { createSilenceList } from "./silence-list.ts";
import { standingBadge } from "./standing-badge.ts";

const ROWS_PER_PAGE = 25;
const SEARCH_AFTER_MS = 300;

type StandingRow = { readonly standing: Standing; readonly incidents: number };

/** All incidents: what nobody has in hand first; then silences, and how soon people answer. */
export function mountIncidentList(place: HTMLElement, context: ViewContext): MountedView {
  const { lang, panel, query, setQuery } = context;
  const words = INCIDENTS_WORDS[lang];
  const asked = () => {
    const state = query().get("state") ?? "";
    const search = query().get("search") ?? "";
    return { ...(state && { state }), ...(search && { search }) };
  };
  const list = createPanelSection<IncidentRow>(context, {
    panel: "incidents/list",
    title: words.page.back,
    columns: columnsFor(context),
    keyOf: ({ id }) => id,
    classOf: toneOf,
    rowsPerPage: ROWS_PER_PAGE,
    empty: `${words.list.none}. ${words.list.noneHint}`,
    query: asked,
  });
  const ask = (differing: { readonly state?: string; readonly search?: string }) => {
    list.reset();
    setQuery({ ...asked(), ...differing });
  };
  const chips = createChips(context, (state) => ask({ state }));
  const search = createSearch(context, (text) => ask({ search: text }));
  const silences = createSilenceList(context);
  const figures = createIncidentFigures(context);
  const bar = element("div", { class: "view-bar" }, chips.root, search.root);
  place.append(bar, list.root, silences.root, figures.root);

  return {
    refresh: async (signal) => {
      const counted = await panel<StandingRow>("incidents/standing", {}, signal);
      chips.show(counted.rows, asked().state ?? "");
      await Promise.all([list.refresh(signal), silences.refresh(signal), figures.refresh(signal)]);
    },
    unmount: () => {
      search.unmount();
      figures.unmount();
    },
  };
}

function toneOf({ standing, severity }: IncidentRow): string {
  if (standing === "resolved") return "resolved";
  if (standing === "acknowledged") return "tone-active";
  return `tone-${SEVERITY_TONES[severity]}`;
}

function columnsFor(context: ViewContext): readonly TableColumn<IncidentRow>[] {
  const { lang, formats, href } = context;
  const { list } = INCIDENTS_WORDS[lang];
  const { kinds, severities } = WORDS[lang];
  return [
    {
      name: "what",
      title: list.what,
      cell: ({ id, kind, severity }) => [
        element("a", { href: href("incidents", id) }, kinds[kind]),
        element("small", {}, badge(severity, SEVERITY_TONES[severity], severities[severity])),
      ],
    },
    {
      name: "standing",
      title: list.standing,
      cell: ({ standing }) => standingBadge(standing, INCIDENTS_WORDS[lang]),
    },
    { name: "where", title: list.where, cell: (row) => whereOf(row, list) },
    { name: "since", title: list.since, cell: ({ opened_at }) => ago(opened_at, context) },
    {
      name: "until",
      title: list.until,
      cell: ({ resolved_at }) => (resolved_at === null ? "–" : ago(resolved_at, context)),
    },
    {
      name: "hand",
      title: list.inHand,
      cell: ({ assigned_to, acknowledged_by }) => {
        const who = assigned_to || acknowledged_by;
        return who === "" ? element("span", { class: "quiet" }, list.nobody) : given(who);
      },
    },
    {
      name: "findings",
      title: list.findings,
      is: "number",
      cell: ({ open_findings, findings }) =>
        `${formats.count(open_findings)} / ${formats.count(findings)}`,
    },
  ];
}

type WhereWords = Pick<IncidentsWords["list"], "vigie" | "several">;

function whereOf({ kind, asset, place, ...row }: IncidentRow, words: WhereWords) {
  if (place !== "") return [given(place)];
  const around = [row.tenant, row.product, row.site].filter((name) => name !== "");
  if (around.length === 0)
    return [element("span", {}, isOfVigie(kind) ? words.vigie : words.several)];
  const names = around.map((name) => given(name));
  const last = names.length - 1;
  const places = element(
    "small",
    {},
    ...names.flatMap((name, index) => (index < last ? [name, " · "] : [name])),
  );
  return [asset === "" ? null : given(asset), places];
}

function createChips({ lang, formats }: ViewContext, onChoose: (state: string) => void) {
  const words = INCIDENTS_WORDS[lang];
  const { root, show } = createRegion(
    element("div", { class: "states", role: "group", "aria-label": words.list.filter }),
  );
  const chip = (standing: Standing, count: string, chosen: string) => {
    const button = element(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": String(standing === chosen),
        "data-focus": standing,
      },
      standingBadge(standing, words),
      count,
    );
    button.addEventListener("click", () => onChoose(standing === chosen ? "" : standing));
    return button;
  };
  return {
    root,
    show: (rows: readonly StandingRow[], chosen: string): void => {
      const counts = STANDINGS.map((standing) =>
        rows
          .filter((row) => row.standing === standing)
          .reduce((sum, { incidents }) => sum + incidents, 0),
      );
      show([counts, chosen], () =>
        STANDINGS.map((standing, index) => {
          // How many resolved is not counted: they are looked up in the list.
          const count = standing === "resolved" ? "" : formats.count(counts[index] ?? 0);
          return chip(standing, count, chosen);
        }),
      );
    },
  };
}

function createSearch({ lang, query }: ViewContext, onSearch: (text: string) => void) {
  const label = INCIDENTS_WORDS[lang].list.search;
  const input = element("input", {
    type: "search",
    "aria-label": label,
    placeholder: SHELL_WORDS[lang].filter.search,
    value: query().get("search") ?? "",
    maxlength: "200",
  });
  let forget = () => {};
  input.addEventListener("input", () => {
    forget();
    forget = after(SEARCH_AFTER_MS, () => onSearch(input.value.trim()));
  });
  return { root: input, unmount: () => forget() };
}
