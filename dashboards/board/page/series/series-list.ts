import type { SlotState } from "../../../../schemas/series-state.ts";
import { after } from "../after.ts";
import { agree } from "../agree.ts";
import { type Child, element } from "../element.ts";
import { icon } from "../icon.ts";
import { proofBadge } from "../proof-badge.ts";
import { createDataTable } from "../shell/data-table.ts";
import type { MountedView, ViewContext } from "../shell/page-view.ts";
import { ago, badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { STATE_TONES, STATES_WORST_FIRST, type Tone, worstTone } from "../worst-first.ts";
import type { ListedSeries } from "./series-rows.ts";
import { SERIES_WORDS } from "./series-words.ts";

const ROWS_PER_PAGE = 50;
/** Nobody types faster than the server searches. */
const TYPING_MS = 250;

/** All series that answer to the words and states asked for, page by page, the worst first. */
export function mountSeriesList(place: HTMLElement, context: ViewContext): MountedView {
  const words = SERIES_WORDS[context.lang].list;
  const { panel, query, setQuery } = context;
  const table = createDataTable<ListedSeries>({
    ...{ lang: context.lang, formats: context.formats, label: words.label },
    columns: columnsOf(context),
    keyOf: ({ seriesId }) => seriesId,
    classOf: (row) => `tone-${toneOf(row)}`,
    load: (page, signal) => panel("series/list", { ...page, ...asked(query()) }, signal),
    rowsPerPage: ROWS_PER_PAGE,
    empty: () => words.empty,
  });
  const search = element("input", {
    ...{ type: "search", "aria-label": words.search, placeholder: words.placeholder },
    maxlength: "200",
  });
  search.value = query().get("q") ?? "";
  const chips = STATES_WORST_FIRST.map((state) => stateChip(state, context, toggle));
  const states = element(
    "div",
    { class: "chips", role: "group", "aria-label": words.states },
    ...chips.map(({ button }) => button),
  );
  let forget = () => {};
  search.addEventListener("input", () => {
    forget();
    forget = after(TYPING_MS, () => ask(search.value.trim(), query().getAll("state")));
  });
  place.append(element("div", { class: "series-search" }, search, states), table.root);

  function toggle(state: SlotState): void {
    const chosen = query().getAll("state");
    const others = chosen.filter((other) => other !== state);
    ask(search.value.trim(), others.length < chosen.length ? others : [...chosen, state]);
  }

  function ask(q: string, state: readonly string[]): void {
    table.reset();
    setQuery({ q: q === "" ? undefined : q, state });
  }

  return {
    refresh: async (signal) => {
      const chosen = query().getAll("state");
      for (const { state, button } of chips)
        button.setAttribute("aria-pressed", String(chosen.includes(state)));
      await table.refresh(signal);
    },
    unmount: () => forget(),
  };
}

function asked(own: URLSearchParams) {
  const known: readonly string[] = STATES_WORST_FIRST;
  const state = own.getAll("state").filter((one) => known.includes(one));
  return { search: own.get("q") ?? undefined, state };
}

function stateChip(state: SlotState, { lang }: ViewContext, toggle: (state: SlotState) => void) {
  const attributes = { type: "button", class: `chip tone-${STATE_TONES[state]}` };
  const button = element("button", attributes, icon(state), WORDS[lang].states[state]);
  button.addEventListener("click", () => toggle(state));
  return { state, button };
}

/** What is not proven is not shown as good, however well its backups run. */
function toneOf({ state, critical, warnings, proof, isProven }: ListedSeries): Tone {
  const isBad = critical > 0 || proof === "failed";
  const tone = worstTone(state, isBad ? ["critical"] : warnings > 0 ? ["warning"] : []);
  return tone === "good" && !isProven ? "unknown" : tone;
}

function columnsOf(context: ViewContext) {
  const { lang, formats, href } = context;
  const words = WORDS[lang];
  const { columns, table, proofs } = words;
  return [
    {
      name: "series",
      title: columns.series,
      cell: ({ seriesId, asset, instance, backupType }: ListedSeries): readonly Child[] => [
        element("a", { href: href("series", seriesId) }, given(asset)),
        element("small", {}, given(instance), ` · ${words.backupTypes[backupType]}`),
      ],
    },
    {
      name: "state",
      title: columns.state,
      cell: ({ state }: ListedSeries) => badge(state, STATE_TONES[state], words.states[state]),
    },
    {
      name: "tenant",
      title: columns.tenant,
      cell: ({ tenant, product, site, environment }: ListedSeries): readonly Child[] => [
        given(tenant),
        element(
          "small",
          {},
          given(`${product} · ${site}`),
          ` · ${words.environments[environment]}`,
        ),
      ],
    },
    {
      name: "last",
      title: columns.lastGood,
      cell: ({ lastSuccessAt, lastSizeBytes }: ListedSeries): readonly Child[] =>
        lastSuccessAt === null
          ? [element("span", { class: "none" }, table.noBackup)]
          : [
              ago(lastSuccessAt, context),
              element("small", {}, lastSizeBytes === null ? "–" : formats.bytes(lastSizeBytes)),
            ],
    },
    {
      name: "next",
      title: columns.nextSlot,
      cell: ({ nextSlot }: ListedSeries) =>
        nextSlot === null
          ? element("span", { class: "none" }, table.noNextSlot)
          : instant(nextSlot, context),
    },
    {
      name: "findings",
      title: columns.findings,
      cell: (row: ListedSeries) => openFindings(row, context),
    },
    {
      name: "proof",
      title: columns.proof,
      cell: ({ proof, reachedLevel: level, proofAt }: ListedSeries): readonly Child[] =>
        proof === null || proofAt === null
          ? [badge("unproven", "unknown", proofs.never)]
          : [
              proofBadge({ outcome: proof, level }, words),
              element("small", {}, ago(proofAt, context)),
            ],
    },
  ];
}

function openFindings({ critical, warnings }: ListedSeries, context: ViewContext) {
  const { severities, table } = WORDS[context.lang];
  if (critical + warnings === 0) return element("span", { class: "none" }, table.noFinding);
  const said = (count: number, severity: "critical" | "warning") =>
    count === 0
      ? null
      : badge(
          severity,
          severity,
          `${context.formats.count(count)} ${agree(severities[severity], count, context.lang)}`,
        );
  return element("span", {}, said(critical, "critical"), " ", said(warnings, "warning"));
}
