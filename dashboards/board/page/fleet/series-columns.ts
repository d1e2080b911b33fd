import { type Child, element } from "../element.ts";
import { proofBadge } from "../proof-badge.ts";
import type { TableColumn } from "../shell/data-table.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { ago, badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { STATE_TONES } from "../worst-first.ts";
import type { FoundSeries, NamedSeries, WrongSeries } from "./fleet-rows.ts";
import { FLEET_WORDS } from "./fleet-words.ts";

/** The columns by which tables of series speak; each links to its series. */
export function seriesColumns(context: ViewContext) {
  const { lang } = context;
  const words = FLEET_WORDS[lang];
  const { columns } = words;
  const vocabulary = WORDS[lang];

  const column = <T>(
    name: keyof typeof columns,
    cell: (row: T) => Child | readonly Child[],
  ): TableColumn<T> => ({ name, title: columns[name], cell });

  const when = (at: string | null, none: string): readonly Child[] =>
    at === null
      ? [element("span", { class: "none" }, none)]
      : [ago(at, context), " ", element("small", {}, instant(at, context))];

  return {
    series: column<NamedSeries>("series", (row) => seriesCell(row, context)),
    of: column<NamedSeries>("of", ({ tenant, product, site }) => [
      given(tenant),
      element("small", {}, given(product), " · ", given(site)),
    ]),
    state: column<WrongSeries>("state", ({ state }) =>
      badge(state, STATE_TONES[state], vocabulary.states[state]),
    ),
    slot: column<WrongSeries>("slot", ({ slot }) => when(slot, words.noSlot)),
    lastGood: column<WrongSeries>("lastGood", ({ lastSuccessAt }) =>
      when(lastSuccessAt, words.never),
    ),
    next: column<WrongSeries>("next", ({ nextSlot }) => when(nextSlot, words.noSlot)),
    open: column<FoundSeries>("open", (row) => openCell(row, context)),
    proof: column<FoundSeries>("proof", ({ proofOutcome, reachedLevel: level, proofAt }) => [
      proofBadge(proofOutcome === "" ? null : { outcome: proofOutcome, level }, vocabulary),
      proofAt === null ? null : element("small", {}, ago(proofAt, context)),
    ]),
  };
}

function seriesCell(row: NamedSeries, { lang, href }: ViewContext): readonly Child[] {
  const { environments, backupTypes } = WORDS[lang];
  const { environment } = row;
  return [
    element("a", { href: href("series", row.seriesId) }, given(row.asset)),
    environment === "production"
      ? null
      : element("span", { class: "tag" }, environments[environment]),
    element("small", {}, backupTypes[row.backupType]),
  ];
}

function openCell(
  { openCritical, openWarning }: FoundSeries,
  { lang, formats }: ViewContext,
): readonly Child[] {
  const words = FLEET_WORDS[lang];
  const said = [
    ...(openCritical > 0
      ? [
          badge(
            "critical",
            "critical",
            `${formats.count(openCritical)} ${words.criticals(openCritical)}`,
          ),
        ]
      : []),
    ...(openWarning > 0
      ? [
          badge(
            "warning",
            "warning",
            `${formats.count(openWarning)} ${words.warnings(openWarning)}`,
          ),
        ]
      : []),
  ];
  return said.length > 0
    ? [element("div", { class: "badges" }, ...said)]
    : [element("span", { class: "none" }, words.none)];
}
