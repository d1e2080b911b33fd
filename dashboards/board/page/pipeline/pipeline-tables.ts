import { createCells } from "../cells.ts";
import { createPanelSection } from "../panel-section.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { PIPELINE_WORDS } from "./pipeline-words.ts";

type Stage = {
  readonly stage: string;
  readonly last_at: string | null;
  readonly behind_seconds: number | null;
};

type Collector = {
  readonly collector: string;
  readonly watermark: string;
  readonly behind_seconds: number;
  readonly heard_at: string;
  readonly silent_seconds: number;
};

type Reject = {
  readonly fault: string;
  readonly source: string;
  readonly rejects: number;
  readonly replayed: number;
  readonly last_at: string;
  readonly last_reason: string;
};

type Source = {
  readonly source: string;
  readonly events: number;
  readonly last_at: string;
  readonly quiet_seconds: number;
  readonly lag_p95_seconds: number;
};

type Type = {
  readonly type: string;
  readonly events: number;
  readonly per_minute: number;
  readonly lag_median_seconds: number;
  readonly lag_p95_seconds: number;
};

type Table = { readonly table_name: string; readonly rows_held: number };

/** What each stage did last, who is silent, what was refused, and what the store holds. */
export function createPipelineTables(context: ViewContext) {
  return [
    stages(context),
    collectors(context),
    rejects(context),
    sources(context),
    types(context),
    tables(context),
  ] as const;
}

function stages(context: ViewContext) {
  const words = PIPELINE_WORDS[context.lang];
  const cells = createCells(context);
  const last = cells.ago<Stage>("last", words.newest, (row) => row.last_at);
  return createPanelSection<Stage>(context, {
    ...{ panel: "pipeline/stages", title: words.stages },
    columns: [
      {
        name: "stage",
        title: words.stage,
        cell: ({ stage }) => words.stageNames[stage] ?? stage,
      },
      { ...last, cell: (row) => (row.last_at === null ? words.nothing : last.cell(row)) },
      cells.span("old", words.old, (row) => row.behind_seconds),
    ],
    keyOf: ({ stage }) => stage,
    classOf: (row) => (row.last_at === null ? "tone-unknown" : ""),
    empty: words.none,
  });
}

function collectors(context: ViewContext) {
  const words = PIPELINE_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Collector>(context, {
    ...{ panel: "pipeline/watermarks", title: words.collectors, help: words.collectorsHelp },
    columns: [
      cells.text("collector", words.collector, ({ collector }) => collector),
      cells.ago("watermark", words.upTo, ({ watermark }) => watermark),
      cells.span("behind", words.behind, (row) => row.behind_seconds),
      cells.ago("heard", words.lastHeard, (row) => row.heard_at),
      cells.span("silent", words.silentFor, (row) => row.silent_seconds),
    ],
    keyOf: ({ collector }) => collector,
    empty: words.noCollector,
  });
}

function rejects(context: ViewContext) {
  const words = PIPELINE_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Reject>(context, {
    ...{ panel: "pipeline/rejects", title: words.rejects, help: words.rejectsHelp },
    columns: [
      cells.text("fault", words.fault, ({ fault }) => fault),
      cells.text("source", words.source, ({ source }) => source),
      cells.count("rejects", words.rejects, (row) => row.rejects),
      cells.count("replayed", words.replayed, ({ replayed }) => replayed),
      cells.ago("last", words.lastHeard, (row) => row.last_at),
      cells.text("reason", words.reason, (row) => row.last_reason),
    ],
    keyOf: ({ fault, source }) => JSON.stringify([fault, source]),
    classOf: (row) => (row.rejects > row.replayed ? "tone-warning" : ""),
    empty: words.noReject,
  });
}

function sources(context: ViewContext) {
  const words = PIPELINE_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Source>(context, {
    ...{ panel: "pipeline/sources", title: words.sources, help: words.sourcesHelp },
    columns: [
      cells.text("source", words.source, ({ source }) => source),
      cells.ago("last", words.lastHeard, (row) => row.last_at),
      cells.span("quiet", words.quietFor, (row) => row.quiet_seconds),
      cells.count("events", words.events, ({ events }) => events),
      cells.span("lag", words.p95, (row) => row.lag_p95_seconds),
    ],
    keyOf: ({ source }) => source,
    empty: words.none,
  });
}

function types(context: ViewContext) {
  const { lang } = context;
  const words = PIPELINE_WORDS[lang];
  const cells = createCells(context);
  return createPanelSection<Type>(context, {
    ...{ panel: "pipeline/types", title: words.types, help: words.typesHelp },
    columns: [
      cells.text("type", words.type, ({ type }) => type),
      cells.count("events", words.events, ({ events }) => events),
      {
        ...{ name: "rate", title: words.perMinute, is: "number" },
        cell: (row) => row.per_minute.toLocaleString(lang, { maximumFractionDigits: 2 }),
      },
      cells.span("median", words.median, (row) => row.lag_median_seconds),
      cells.span("p95", words.p95, (row) => row.lag_p95_seconds),
    ],
    keyOf: ({ type }) => type,
    empty: words.none,
  });
}

function tables(context: ViewContext) {
  const words = PIPELINE_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Table>(context, {
    ...{ panel: "pipeline/tables", title: words.tables, help: words.tablesHelp },
    columns: [
      cells.text("table", words.table, (row) => row.table_name),
      cells.count("rows", words.rows, (row) => row.rows_held),
    ],
    keyOf: (row) => row.table_name,
    empty: words.none,
  });
}
