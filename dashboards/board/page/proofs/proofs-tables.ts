import { type Child, element } from "../element.ts";
import { proofBadge, proofLevel } from "../proof-badge.ts";
import { sayDuration } from "../say-duration.ts";
import { createDataTable, type TableColumn } from "../shell/data-table.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { ago, badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import type {
  CoverageRow,
  DueRow,
  ExpiringRow,
  ListedProof,
  OfSeries,
  RestoreTimeRow,
} from "./proofs-rows.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

const ROWS_PER_PAGE = 20;
/** What is not whole is not shown as good. */
const WHOLE = { min: "0", max: "1", low: "0.5", high: "0.9999", optimum: "1" } as const;

type Of<T> = {
  readonly panel: string;
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  readonly keyOf: (row: T) => string;
  readonly empty: string;
  readonly classOf?: (row: T) => string;
};

function tableOf<T>({ lang, formats, panel }: ViewContext, { empty, ...of }: Of<T>) {
  return createDataTable<T>({
    ...{ lang, formats, ...of, rowsPerPage: ROWS_PER_PAGE, empty: () => empty },
    load: (page, signal) => panel<T>(`proofs/${of.panel}`, page, signal),
  });
}

/** What stands for a share, in the reader's language. */
export function sayShare(share: number, lang: ViewContext["lang"], digits = 0): string {
  const options = { style: "percent", maximumFractionDigits: digits } as const;
  return share.toLocaleString(lang === "fr" ? "fr-FR" : "en-GB", options);
}

/** A proof knows its series by name only; its id goes along. */
function proofAddress({ href }: ViewContext, proofId: string, seriesId: string): string {
  return href("proofs", proofId, { series: seriesId });
}

function seriesCell({ href }: ViewContext) {
  return ({ seriesId, asset, tenant, product, site, instance }: OfSeries): readonly Child[] => [
    element("a", { href: href("series", seriesId) }, given(asset)),
    element("small", {}, given(`${tenant} · ${product} · ${site} · ${instance}`)),
  ];
}

export function createCoverageTable(context: ViewContext) {
  const { lang, formats } = context;
  const { columns, covered, coveredBy, empty, parts } = PROOFS_WORDS[lang];
  const { noPolicy } = WORDS[lang].table;
  const count = (name: "failed" | "overdue" | "never" | "unpromised") => ({
    ...{ name, title: columns[name], is: "number" as const },
    cell: (row: CoverageRow) => formats.count(row[name]),
  });
  return tableOf<CoverageRow>(context, {
    ...{ panel: "coverage", label: parts.coverage, empty: empty.coverage },
    keyOf: ({ tenant, policy }) => JSON.stringify([tenant, policy]),
    classOf: ({ failed, overdue, never }) =>
      failed > 0 ? "tone-critical" : overdue + never > 0 ? "tone-warning" : "",
    columns: [
      { name: "tenant", title: columns.tenant, cell: ({ tenant }) => given(tenant) },
      { name: "policy", title: columns.policy, cell: ({ policy }) => given(policy ?? noPolicy) },
      {
        ...{ name: "covered", title: columns.covered },
        cell: ({ tenant, proven, promised, share }): readonly Child[] => {
          if (share === null) return ["–"];
          const [some, all] = [formats.count(proven), formats.count(promised)];
          const label = coveredBy(tenant);
          return [
            element("meter", { ...WHOLE, "aria-label": label, value: String(share) }),
            " ",
            covered(some, all, sayShare(Math.floor(share * 1_000) / 1_000, lang, 1)),
          ];
        },
      },
      ...[count("failed"), count("overdue"), count("never"), count("unpromised")],
    ],
  });
}

export function createDueTable(context: ViewContext) {
  const { columns, standings, empty, parts } = PROOFS_WORDS[context.lang];
  const { never } = WORDS[context.lang].proofs;
  return tableOf<DueRow>(context, {
    ...{ panel: "due", label: parts.due, empty: empty.due },
    keyOf: ({ seriesId }) => seriesId,
    classOf: ({ standing }) => (standing === "failed" ? "tone-critical" : "tone-warning"),
    columns: [
      { name: "series", title: columns.series, cell: seriesCell(context) },
      {
        ...{ name: "standing", title: columns.standing },
        cell: ({ standing }) => {
          if (standing === "failed") return badge("proofFailed", "critical", standings.failed);
          return standing === "overdue"
            ? badge("late", "warning", standings.overdue)
            : badge("unproven", "unknown", standings.never);
        },
      },
      {
        ...{ name: "proven", title: columns.provenAt },
        cell: ({ provenAt }) => (provenAt === null ? never : ago(provenAt, context)),
      },
      {
        ...{ name: "due", title: columns.dueAt },
        cell: ({ dueAt }) => (dueAt === null ? "–" : instant(dueAt, context)),
      },
    ],
  });
}

export function createRestoreTimesTable(context: ViewContext) {
  const { lang } = context;
  const { columns, rto: words, empty, parts } = PROOFS_WORDS[lang];
  return tableOf<RestoreTimeRow>(context, {
    ...{ panel: "restore-times", label: parts.restoreTimes, empty: empty.restoreTimes },
    keyOf: ({ seriesId }) => seriesId,
    columns: [
      { name: "series", title: columns.series, cell: seriesCell(context) },
      {
        ...{ name: "restore", title: columns.restore, is: "number" },
        cell: ({ proofId, seriesId, restore }) =>
          element(
            "a",
            { href: proofAddress(context, proofId, seriesId) },
            sayDuration(restore, lang),
          ),
      },
      {
        ...{ name: "rto", title: columns.rto, is: "number" },
        cell: ({ rto }) => (rto === null ? "–" : sayDuration(rto, lang)),
      },
      {
        ...{ name: "share", title: columns.ofRto },
        cell: ({ share }): readonly Child[] => {
          if (share === null) return [badge("unknown", "unknown", words.none)];
          const said = share > 1 ? words.beyond : words.within;
          const mark =
            share > 1 ? badge("warning", "warning", said) : badge("filled", "good", said);
          return [mark, ` ${sayShare(share, lang, share < 0.1 ? 1 : 0)}`];
        },
      },
    ],
  });
}

export function createExpiringTable(context: ViewContext) {
  const { lang } = context;
  const { columns, gone, empty, parts } = PROOFS_WORDS[lang];
  return tableOf<ExpiringRow>(context, {
    ...{ panel: "expiring", label: parts.expiring, empty: empty.expiring },
    keyOf: ({ findingId }) => findingId,
    classOf: () => "tone-critical",
    columns: [
      { name: "series", title: columns.series, cell: seriesCell(context) },
      {
        ...{ name: "proven", title: columns.provenAt },
        cell: ({ provenAt, proofId, seriesId }) =>
          provenAt === null
            ? "–"
            : element(
                "a",
                { href: proofAddress(context, proofId, seriesId) },
                instant(provenAt, context),
              ),
      },
      {
        ...{ name: "purge", title: columns.purgeBy },
        cell: ({ purgeBy, removedAt }): readonly Child[] => {
          if (removedAt !== null) return [`${gone} `, instant(removedAt, context)];
          return [purgeBy === null ? "–" : instant(purgeBy, context)];
        },
      },
    ],
  });
}

export function createProofsTable(context: ViewContext, panel: "latest" | "failures") {
  const { lang } = context;
  const { columns, empty, parts } = PROOFS_WORDS[lang];
  const words = WORDS[lang];
  return tableOf<ListedProof>(context, {
    ...{ panel, label: parts[panel], empty: empty[panel] },
    keyOf: ({ proofId }) => proofId,
    columns: [
      {
        ...{ name: "proof", title: columns.proof },
        cell: ({ proofId, seriesId, at }) =>
          element("a", { href: proofAddress(context, proofId, seriesId) }, instant(at, context)),
      },
      {
        ...{ name: "outcome", title: columns.outcome },
        cell: (proof) => proofBadge(proof, words),
      },
      { name: "level", title: columns.level, cell: (proof) => proofLevel(proof, words) },
      { name: "series", title: columns.series, cell: seriesCell(context) },
      {
        ...{ name: "copy", title: columns.copy },
        cell: ({ vault, role }): readonly Child[] => [given(vault), ` (${words.roles[role]})`],
      },
      {
        ...{ name: "said", title: columns.said },
        cell: ({ saidEn, saidFr }) => given((lang === "fr" ? saidFr : saidEn) ?? "–"),
      },
    ],
  });
}
