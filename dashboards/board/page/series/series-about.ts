import { definitions } from "../definitions.ts";
import { type Child, element } from "../element.ts";
import { proofBadge } from "../proof-badge.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { ago, badge, given, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { STATE_TONES } from "../worst-first.ts";
import type { SeriesIdentity } from "./series-rows.ts";
import { SERIES_WORDS } from "./series-words.ts";

/** What a series is and how it stands, beside what its policy promises of it. */
export function seriesAbout(series: SeriesIdentity, context: ViewContext): readonly HTMLElement[] {
  const { parts } = SERIES_WORDS[context.lang];
  return [
    element("div", {}, element("h3", {}, parts.about), definitions(identityOf(series, context))),
    element("div", {}, element("h3", {}, parts.promised), definitions(promisesOf(series, context))),
  ];
}

type Fields = readonly (readonly [string, Child])[];

function identityOf(series: SeriesIdentity, context: ViewContext): Fields {
  const { lang, formats } = context;
  const words = WORDS[lang];
  const { about } = SERIES_WORDS[lang];
  const { state, slot, nextSlot, lastSuccessAt, lastSizeBytes, lastProof, lastProvenAt } = series;
  const size = lastSizeBytes === null ? "" : ` · ${formats.bytes(lastSizeBytes)}`;
  return [
    [words.columns.state, badge(state, STATE_TONES[state], words.states[state])],
    [about.slot, slot === null ? words.table.noSlot : instant(slot, context)],
    [
      words.columns.nextSlot,
      nextSlot === null ? words.table.noNextSlot : instant(nextSlot, context),
    ],
    [
      words.columns.lastGood,
      lastSuccessAt === null
        ? words.table.noBackup
        : element("span", {}, ago(lastSuccessAt, context), size),
    ],
    [
      words.columns.proof,
      proofBadge(lastProof && { outcome: lastProof, level: series.reachedLevel }, words),
    ],
    [about.lastProven, lastProvenAt === null ? words.proofs.never : ago(lastProvenAt, context)],
    [words.columns.tenant, given(`${series.tenant} · ${series.product} · ${series.site}`)],
    [about.environment, words.environments[series.environment]],
    [about.instance, given(series.instance)],
    [
      about.backupType,
      `${words.assetKinds[series.assetKind]} · ${words.backupTypes[series.backupType]}`,
    ],
  ];
}

function promisesOf(series: SeriesIdentity, context: ViewContext): Fields {
  const { lang, formats } = context;
  const words = WORDS[lang];
  const { about } = SERIES_WORDS[lang];
  const { learningRuns, learningNeeded, proofLevel, proofEvery, proofDueAt } = series;
  const span = formats.duration;
  const promised = (seconds: number | null, say = span) =>
    seconds === null ? element("span", { class: "none" }, about.nothing) : say(seconds);
  const roles = series.expectedCopies.map((role) => words.roles[role]).join(", ");
  const level = proofLevel === null ? "" : words.levels[proofLevel];
  return [
    [about.policy, series.policy === null ? words.table.noPolicy : given(series.policy)],
    [about.copies, promised(series.copiesWithin, (within) => about.within(roles, span(within)))],
    [about.keep, promised(series.keep)],
    [about.rpo, promised(series.rpo)],
    [about.rto, promised(series.rto)],
    [about.proofEvery, promised(proofEvery, (every) => about.atLevel(span(every), level))],
    ...(proofDueAt === null ? [] : [[about.proofDue, instant(proofDueAt, context)] as const]),
    ...(learningRuns === null || learningNeeded === null
      ? []
      : [[about.learning, about.learned(learningRuns, learningNeeded)] as const]),
  ];
}
