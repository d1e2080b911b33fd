import type { FindingKind } from "../../../../schemas/finding.ts";
import { element } from "../element.ts";
import { createPanelChart, daysOf } from "../panel-chart.ts";
import { createPanelSection } from "../panel-section.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { given } from "../view.ts";
import { WORDS } from "../words.ts";
import { INCIDENTS_WORDS } from "./incidents-words.ts";

type DelayRow = {
  readonly day: string;
  readonly median_seconds: number;
  readonly p90_seconds: number;
};

/** How soon incidents are detected and acknowledged, of what they are, and what was sent. */
export function createIncidentFigures(context: ViewContext) {
  const words = INCIDENTS_WORDS[context.lang].figures;
  const charts = [
    createDelayChart(context, "incidents/detecting", words.detecting),
    createDelayChart(context, "incidents/acknowledging", words.acknowledging),
  ];
  const tables = [byKind(context), byCause(context), pages(context), falseAlarms(context)];
  const grid = element("div", { class: "charts" }, ...charts.map(({ root }) => root));
  const root = element(
    "div",
    { class: "parts" },
    element("section", {}, element("h2", {}, words.title), grid),
    ...tables.map((table) => table.root),
  );
  return {
    root,
    refresh: async (signal: AbortSignal): Promise<void> => {
      await Promise.all([...charts, ...tables].map((part) => part.refresh(signal)));
    },
    unmount: () => {
      for (const chart of charts) chart.unmount();
    },
  };
}

function createDelayChart(context: ViewContext, panel: string, title: string) {
  const words = INCIDENTS_WORDS[context.lang].figures;
  return createPanelChart<DelayRow>(context, {
    ...{ panel, title },
    format: context.formats.duration,
    data: (rows) => ({
      ...daysOf(rows),
      lines: [
        { label: words.median, values: rows.map((row) => row.median_seconds) },
        { label: words.p90, values: rows.map((row) => row.p90_seconds), tone: "warning" },
      ],
    }),
  });
}

type KindRow = Readonly<Record<"open" | "acknowledged" | "opened", number>> & {
  readonly kind: FindingKind;
};

function byKind(context: ViewContext) {
  const { lang, formats } = context;
  const words = INCIDENTS_WORDS[lang].figures;
  const count = (name: Exclude<keyof KindRow, "kind">, title: string) => ({
    ...{ name, title, is: "number" as const },
    cell: (row: KindRow) => formats.count(row[name]),
  });
  return createPanelSection<KindRow>(context, {
    panel: "incidents/by-kind",
    title: words.byKind,
    columns: [
      { name: "kind", title: words.kind, cell: ({ kind }) => WORDS[lang].kinds[kind] },
      count("open", words.openNow),
      count("acknowledged", words.acknowledgedNow),
      count("opened", words.opened),
    ],
    keyOf: ({ kind }) => kind,
    empty: words.none,
  });
}

type CauseRow = Readonly<Record<"tenant" | "family" | "place_kind" | "place", string>> &
  Readonly<Record<"open" | "incidents", number>>;

function byCause(context: ViewContext) {
  const { lang, formats } = context;
  const { figures: words, list } = INCIDENTS_WORDS[lang];
  return createPanelSection<CauseRow>(context, {
    panel: "incidents/by-cause",
    title: words.byCause,
    columns: [
      {
        name: "place",
        title: words.place,
        cell: ({ tenant, place }) => [
          place === "" ? list.vigie : given(place),
          tenant === "" ? null : element("small", {}, given(tenant)),
        ],
      },
      {
        name: "family",
        title: words.family,
        cell: ({ family }) => words.families[family] ?? family,
      },
      {
        ...{ name: "open", title: words.openNow, is: "number" },
        cell: ({ open }) => formats.count(open),
      },
      {
        ...{ name: "incidents", title: words.incidents, is: "number" },
        cell: ({ incidents }) => formats.count(incidents),
      },
    ],
    keyOf: ({ tenant, family, place_kind, place }) =>
      JSON.stringify([tenant, family, place_kind, place]),
    empty: words.none,
  });
}

const PAGE_COUNTS = ["written", "sent", "failed", "waiting", "fell_back"] as const;
type PageRow = Readonly<Record<(typeof PAGE_COUNTS)[number], number>> & {
  readonly day: string;
  readonly pager: string;
};

function pages(context: ViewContext) {
  const { lang, formats } = context;
  const words = INCIDENTS_WORDS[lang].figures;
  const titles = { ...words, fell_back: words.fellBack };
  return createPanelSection<PageRow>(context, {
    panel: "incidents/pages",
    title: words.pages,
    columns: [
      { name: "day", title: words.day, cell: ({ day }) => day },
      { name: "pager", title: words.pager, cell: ({ pager }) => given(pager) },
      ...PAGE_COUNTS.map((name) => ({
        ...{ name, title: titles[name], is: "number" as const },
        cell: (row: PageRow) => formats.count(row[name]),
      })),
    ],
    keyOf: ({ day, pager }) => JSON.stringify([day, pager]),
    classOf: ({ failed }) => (failed > 0 ? "tone-critical" : ""),
    empty: words.none,
  });
}

type AlarmRow = {
  readonly week: string;
  readonly false_alarms: number;
  readonly pages: number;
  readonly per_page: number | null;
};

function falseAlarms(context: ViewContext) {
  const { lang, formats } = context;
  const words = INCIDENTS_WORDS[lang].figures;
  const percent = (share: number) =>
    share.toLocaleString(lang, { style: "percent", maximumFractionDigits: 1 });
  return createPanelSection<AlarmRow>(context, {
    panel: "incidents/false-alarms",
    title: words.falseAlarms,
    help: words.falseAlarmsHelp,
    columns: [
      { name: "week", title: words.week, cell: ({ week }) => week },
      {
        ...{ name: "alarms", title: words.alarms, is: "number" },
        cell: (row) => formats.count(row.false_alarms),
      },
      { name: "sent", title: words.sent, is: "number", cell: (row) => formats.count(row.pages) },
      {
        ...{ name: "share", title: words.share, is: "number" },
        cell: ({ per_page }) => (per_page === null ? "–" : percent(per_page)),
      },
    ],
    keyOf: ({ week }) => week,
    empty: words.none,
  });
}
