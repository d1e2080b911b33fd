import type { FindingKind, Severity } from "../../../../schemas/finding.ts";
import { createCells } from "../cells.ts";
import { element } from "../element.ts";
import { createPanelChart, daysOf } from "../panel-chart.ts";
import { createPanelSection } from "../panel-section.ts";
import type { PageView, ViewContext } from "../shell/page-view.ts";
import { ago, badge, given } from "../view.ts";
import { WORDS } from "../words.ts";
import { SEVERITY_TONES } from "../worst-first.ts";
import { COPIES_WORDS } from "./copies-words.ts";
import { createVaultTables } from "./vault-tables.ts";

/** Where copies are, and whether duplicates are what they should be. */
export const copiesView: PageView = {
  name: "copies",
  title: { en: "Copies and vaults", fr: "Copies et coffres" },
  mount: (place, context) => {
    const lag = createLagChart(context);
    const parts = [duplicates(context), mismatches(context), lag, ...createVaultTables(context)];
    const chart = element("section", { class: "charts" }, lag.root);
    place.append(...parts.map((part) => (part === lag ? chart : part.root)));
    return {
      refresh: async (signal) => {
        await Promise.all(parts.map((part) => part.refresh(signal)));
      },
      unmount: lag.unmount,
    };
  },
};

const STATES = ["present", "missing", "late", "lost", "differing", "unverified"] as const;
type Duplicates = Readonly<Record<(typeof STATES)[number], number>> & {
  readonly tenant: string;
  readonly vault: string;
};

/** Unverified is no more good than it is bad: it is not known. */
function duplicates(context: ViewContext) {
  const words = COPIES_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Duplicates>(context, {
    ...{ panel: "copies/duplicates", title: words.duplicates, help: words.duplicatesHelp },
    columns: [
      {
        name: "vault",
        title: words.vault,
        cell: ({ vault }) =>
          vault === "" ? element("span", { class: "quiet" }, words.noVault) : given(vault),
      },
      cells.text("tenant", words.tenant, ({ tenant }) => tenant),
      ...STATES.map((state) => cells.count<Duplicates>(state, words[state], (row) => row[state])),
    ],
    keyOf: ({ tenant, vault }) => JSON.stringify([tenant, vault]),
    classOf: ({ missing, lost, differing, late, unverified }) => {
      if (missing + lost + differing > 0) return "tone-critical";
      if (late > 0) return "tone-warning";
      return unverified > 0 ? "tone-unknown" : "";
    },
    empty: words.noDuplicates,
  });
}

type Mismatch = {
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly tenant: string;
  readonly series_id: string;
  readonly asset: string;
  readonly vault: string;
  readonly opened_at: string;
  readonly summary_en: string;
  readonly summary_fr: string;
};

function mismatches(context: ViewContext) {
  const { lang, href } = context;
  const words = COPIES_WORDS[lang];
  const cells = createCells(context);
  return createPanelSection<Mismatch>(context, {
    ...{ panel: "copies/mismatches", title: words.mismatches, help: words.mismatchesHelp },
    columns: [
      {
        name: "asset",
        title: words.asset,
        cell: ({ series_id, asset, tenant }) => [
          // Of a copy whose run is not known, no series is.
          series_id === ""
            ? given(asset)
            : element("a", { href: href("series", series_id) }, given(asset)),
          element("small", {}, given(tenant)),
        ],
      },
      {
        name: "what",
        title: words.what,
        cell: ({ kind, severity, summary_en, summary_fr }) => [
          badge(severity, SEVERITY_TONES[severity], WORDS[lang].kinds[kind]),
          element("small", {}, element("bdi", {}, lang === "fr" ? summary_fr : summary_en)),
        ],
      },
      cells.text("vault", words.vault, ({ vault }) => vault),
      { name: "since", title: words.since, cell: (row) => ago(row.opened_at, context) },
    ],
    keyOf: ({ id }) => id,
    classOf: ({ severity }) => `tone-${SEVERITY_TONES[severity]}`,
    empty: words.noMismatch,
  });
}

type Lag = {
  readonly day: string;
  readonly median_seconds: number;
  readonly p95_seconds: number;
};

function createLagChart(context: ViewContext) {
  const words = COPIES_WORDS[context.lang];
  return createPanelChart<Lag>(context, {
    ...{ panel: "copies/lag", title: words.lag },
    format: context.formats.duration,
    data: (rows) => ({
      ...daysOf(rows),
      lines: [
        { label: words.median, values: rows.map((row) => row.median_seconds) },
        { label: words.p95, values: rows.map((row) => row.p95_seconds), tone: "warning" },
      ],
    }),
  });
}
