import { element } from "../element.ts";
import { createPanelChart } from "../panel-chart.ts";
import type { PageView, ViewContext } from "../shell/page-view.ts";
import { createPipelineTables } from "./pipeline-tables.ts";
import { PIPELINE_WORDS } from "./pipeline-words.ts";

/** Whether Vigie itself is in good health: for who may see all tenants. */
export const pipelineView: Pick<PageView, "mount"> = {
  mount: (place, context) => {
    const { lang, me } = context;
    if (me.tenants !== null) {
      place.append(element("p", { class: "empty" }, PIPELINE_WORDS[lang].refused));
      return { refresh: async () => {} };
    }
    const charts = [createIntakeChart(context), createLagChart(context)];
    const [stages, collectors, ...others] = createPipelineTables(context);
    const grid = element("section", { class: "charts" }, ...charts.map(({ root }) => root));
    place.append(stages.root, collectors.root, grid, ...others.map(({ root }) => root));
    return {
      refresh: async (signal) => {
        const parts = [stages, collectors, ...charts, ...others];
        await Promise.all(parts.map((part) => part.refresh(signal)));
      },
      unmount: () => {
        for (const chart of charts) chart.unmount();
      },
    };
  },
};

type Intake = { readonly step_at: string; readonly per_minute: number };

function createIntakeChart(context: ViewContext) {
  const { lang } = context;
  const words = PIPELINE_WORDS[lang];
  return createPanelChart<Intake>(context, {
    ...{ panel: "pipeline/intake", title: words.intake },
    format: (value) => value.toLocaleString(lang, { maximumFractionDigits: 2 }),
    data: (rows) => ({
      atMs: rows.map((row) => Date.parse(row.step_at)),
      lines: [{ label: words.perMinute, values: rows.map((row) => row.per_minute) }],
    }),
  });
}

type Lag = {
  readonly at: string;
  readonly median_seconds: number;
  readonly p95_seconds: number;
};

function createLagChart(context: ViewContext) {
  const words = PIPELINE_WORDS[context.lang];
  return createPanelChart<Lag>(context, {
    ...{ panel: "pipeline/lag", title: words.lag },
    format: context.formats.duration,
    data: (rows) => ({
      atMs: rows.map(({ at }) => Date.parse(at)),
      lines: [
        { label: words.median, values: rows.map((row) => row.median_seconds) },
        { label: words.p95, values: rows.map((row) => row.p95_seconds), tone: "warning" },
      ],
    }),
  });
}
