import { type Child, element } from "../element.ts";
import { proofBadge, proofLevel } from "../proof-badge.ts";
import { sayDuration } from "../say-duration.ts";
import { createDataTable, type TableColumn } from "../shell/data-table.ts";
import type { Query, ViewContext } from "../shell/page-view.ts";
import { badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import type { CopyRow, ProofRow, RunRow } from "./series-rows.ts";
import { SERIES_WORDS } from "./series-words.ts";

const ROWS_PER_PAGE = 20;
const CHECKSUM_SHOWN = 24;

/** A table of one series' panel, page by page. */
function tableOf<T>(
  context: ViewContext,
  asked: Query,
  of: {
    readonly panel: "copies" | "runs" | "proofs";
    readonly label: string;
    readonly columns: readonly TableColumn<T>[];
    readonly keyOf: (row: T) => string;
    readonly empty: () => string;
  },
) {
  const { lang, formats, panel } = context;
  return createDataTable<T>({
    ...{ lang, formats, label: of.label, columns: of.columns, keyOf: of.keyOf, empty: of.empty },
    load: (page, signal) => panel<T>(`series/${of.panel}`, { ...asked, ...page }, signal),
    rowsPerPage: ROWS_PER_PAGE,
  });
}

export function createCopiesTable(context: ViewContext, asked: Query) {
  const { lang, formats } = context;
  const { copies: words, parts } = SERIES_WORDS[lang];
  const { roles } = WORDS[lang];
  const column = (name: string, title: string, cell: TableColumn<CopyRow>["cell"]) => ({
    ...{ name, title, cell },
  });
  return tableOf<CopyRow>(context, asked, {
    ...{ panel: "copies", label: parts.copies, empty: () => words.empty },
    keyOf: ({ runId, uri }) => `${runId}\n${uri}`,
    columns: [
      column("copy", words.copy, ({ role, vault, uri }) => [
        given(vault),
        ` (${roles[role]})`,
        element("small", {}, given(uri)),
      ]),
      column("size", words.size, ({ size }) => (size === null ? "–" : formats.bytes(size))),
      column("agreement", words.agreement, (copy) => agreementOf(copy, context)),
      column("checksum", words.checksum, ({ fingerprint }) =>
        fingerprint === null ? "–" : shortened(fingerprint),
      ),
      column("locked", words.locked, ({ lockedUntil }) =>
        lockedUntil === null ? words.notLocked : instant(lockedUntil, context),
      ),
      column("encrypted", words.encrypted, ({ encrypted }) => words.isEncrypted(encrypted)),
      column("seen", words.seen, ({ lastObservedAt, goneAt }): readonly Child[] => [
        lastObservedAt === null ? "–" : instant(lastObservedAt, context),
        goneAt === null ? null : element("small", {}, `${words.gone} `, instant(goneAt, context)),
      ]),
    ],
  });
}

function agreementOf({ agreement }: CopyRow, { lang }: ViewContext): Child {
  const { agreements, gone } = SERIES_WORDS[lang].copies;
  switch (agreement) {
    case null:
      return badge("skipped", "idle", gone);
    case "same":
      return badge("filled", "good", agreements.same);
    case "different":
      return badge("critical", "critical", agreements.different);
    case "unknown":
    case "alone":
      return badge("unknown", "unknown", agreements[agreement]);
  }
}

/** A checksum by its begin; the whole on hover, and to copy. */
function shortened(text: string): HTMLElement {
  const shown = text.length <= CHECKSUM_SHOWN ? text : `${text.slice(0, CHECKSUM_SHOWN)}…`;
  return element("code", { title: text }, shown);
}

export function createRunsTable(context: ViewContext, asked: Query) {
  const { lang, formats } = context;
  const { runs: words, parts } = SERIES_WORDS[lang];
  const size = (bytes: RunRow["size"]) => (bytes === null ? "–" : formats.bytes(bytes));
  return tableOf<RunRow>(context, asked, {
    ...{ panel: "runs", label: parts.runs, empty: () => words.empty },
    keyOf: ({ runId }) => runId,
    columns: [
      {
        ...{ name: "started", title: words.started },
        cell: ({ startedAt, finishedAt, runId }): readonly Child[] => {
          const at = startedAt ?? finishedAt;
          return [at === null ? "–" : instant(at, context), element("small", {}, given(runId))];
        },
      },
      {
        ...{ name: "outcome", title: words.outcome },
        cell: ({ outcome }) => {
          const said = words.outcomes[outcome];
          if (outcome === "succeeded") return badge("filled", "good", said);
          return outcome === "failed"
            ? badge("failed", "critical", said)
            : badge("running", "active", said);
        },
      },
      {
        ...{ name: "duration", title: words.duration, is: "number" },
        cell: ({ duration }) => (duration === null ? "–" : sayDuration(duration, lang)),
      },
      { name: "size", title: words.size, is: "number", cell: (run) => size(run.size) },
      { name: "stored", title: words.stored, is: "number", cell: (run) => size(run.stored) },
    ],
  });
}

export function createProofsTable(context: ViewContext, asked: Query) {
  const { lang, href } = context;
  const { proofs: words, parts } = SERIES_WORDS[lang];
  const ofSeries = { series: asked["series"] };
  const common = WORDS[lang];
  return tableOf<ProofRow>(context, asked, {
    ...{ panel: "proofs", label: parts.proofs, empty: () => common.proofs.never },
    keyOf: ({ proofId }) => proofId,
    columns: [
      {
        ...{ name: "proof", title: words.proof },
        cell: ({ proofId, at }) =>
          element("a", { href: href("proofs", proofId, ofSeries) }, instant(at, context)),
      },
      {
        ...{ name: "outcome", title: words.outcome },
        cell: (proof) => proofBadge(proof, common),
      },
      { name: "level", title: words.level, cell: (proof) => proofLevel(proof, common) },
      {
        ...{ name: "copy", title: words.copy },
        cell: ({ vault, role }): readonly Child[] => [given(vault), ` (${common.roles[role]})`],
      },
      {
        ...{ name: "restored", title: words.restored, is: "number" },
        cell: ({ restore }) => (restore === null ? "–" : sayDuration(restore, lang)),
      },
      {
        ...{ name: "said", title: words.said },
        cell: ({ saidEn, saidFr }) => given((lang === "fr" ? saidFr : saidEn) ?? "–"),
      },
    ],
  });
}
