import type { WindowEntry } from "../../../../schemas/window.ts";
import { type Child, element } from "../element.ts";
import { fillPlace } from "../fill-place.ts";
import { proofBadge, proofLevel } from "../proof-badge.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { SERIES_WORDS } from "./series-words.ts";

const ENTRIES_SHOWN_MAX = 60;
const READ_EVERY_MS = 60_000;

/** What `GET /api/v1/series/ID/window` answers. */
type SeriesWindow = { readonly entries: readonly WindowEntry[]; readonly isCut: boolean };

/** What can be restored: read from all backups of an asset, it changes with the next one. */
export function createSeriesWindow(context: ViewContext, seriesId: string) {
  const place = element("div");
  const { parts } = SERIES_WORDS[context.lang];
  const root = element("section", {}, element("h3", {}, parts.window), place);
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function refresh(signal: AbortSignal): Promise<void> {
    const nowMs = Date.parse(context.now());
    if (nowMs - readAtMs < READ_EVERY_MS) return;
    const path = `/api/v1/series/${seriesId}/window`;
    const found = await context.get<SeriesWindow>(path, {}, signal);
    readAtMs = nowMs;
    fillPlace(place, found, () => [seriesWindow(found, context)]);
  }

  return { root, refresh };
}

/** Every point or interval that can be restored: by the vaults together, and by each of them. */
function seriesWindow({ entries, isCut }: SeriesWindow, context: ViewContext): HTMLElement {
  const words = SERIES_WORDS[context.lang].window;
  if (entries.length === 0) return element("p", { class: "empty" }, words.empty);
  const byVault = [...Map.groupBy(entries, ({ vault }) => vault)];
  const parts = byVault.map(([vault, of]) => vaultPart(vault, of, context));
  const note = isCut ? element("p", { class: "quiet" }, words.cut) : null;
  return element("div", {}, ...parts, note);
}

function vaultPart(vault: string | null, entries: readonly WindowEntry[], context: ViewContext) {
  const { lang, formats } = context;
  const words = SERIES_WORDS[lang].window;
  const shown = entries.slice(0, ENTRIES_SHOWN_MAX);
  const label = vault ?? words.together;
  const list = element(
    "ul",
    { class: "list window", role: "list", tabindex: "0", "aria-label": label },
    ...shown.map((entry) => windowItem(entry, context)),
  );
  return element(
    "details",
    { open: vault === null },
    element("summary", {}, given(label), ` (${formats.count(entries.length)})`),
    list,
    shown.length < entries.length ? element("p", { class: "quiet" }, words.cut) : null,
  );
}

function windowItem(entry: WindowEntry, context: ViewContext): HTMLElement {
  const { lang, formats } = context;
  const words = SERIES_WORDS[lang].window;
  const line = (...children: readonly Child[]) => element("div", { class: "line" }, ...children);
  if (entry.kind === "broken")
    return element(
      "li",
      { class: "tone-critical" },
      line(badge("critical", "critical", words.broken), spanOf(entry, context)),
      element("p", {}, given(entry.reason[lang])),
    );
  const reached =
    entry.kind === "point"
      ? element("strong", {}, instant(entry.at, context))
      : element(
          "strong",
          {},
          words.interval(formats.instant(entry.from), formats.instant(entry.until)),
        );
  return element("li", {}, line(reached, ...provenBy(entry.proof, context)));
}

function spanOf({ from, until }: { from: string; until: string }, context: ViewContext) {
  return element("span", {}, instant(from, context), " – ", instant(until, context));
}

function provenBy(proof: (WindowEntry & { kind: "point" })["proof"], { lang }: ViewContext) {
  const words = WORDS[lang];
  if (proof === null) return [badge("unproven", "unknown", SERIES_WORDS[lang].window.unproven)];
  const { level, outcome } = proof;
  return [
    proofBadge({ outcome, level }, words),
    level === null ? null : proofLevel({ level, wanted: level }, words),
  ];
}
