import { GraphThresholdsStyleMode } from "@grafana/grafana-foundation-sdk/common";
import { MappingType, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import {
  BytesIEC,
  DatetimeISO,
  NoUnit,
  PercentUnit,
  Seconds,
} from "@grafana/grafana-foundation-sdk/units";
import type { ColumnKind } from "../../panels/column-kinds.ts";
import type { Column } from "../../panels/panel.ts";
import type { Lang } from "../board.ts";
import type { Limits } from "../limits.ts";
import { PALETTE, SIGNS, type Tone } from "../palette.ts";
import { VOCABULARY } from "../vocabulary.ts";

/** One of a column's properties, as an override has it. */
export type Property = { readonly id: string; readonly value: unknown };

const UNITS: Readonly<Record<ColumnKind, string | null>> = {
  text: null,
  texts: null,
  id: null,
  instant: DatetimeISO,
  day: null,
  count: NoUnit,
  bytes: BytesIEC,
  seconds: Seconds,
  share: PercentUnit,
  number: null,
  flag: null,
};

/** How a column is shown: its title, unit, words and limits. */
export function styleColumn(
  name: string,
  { is, title }: Column,
  { lang, limits }: { readonly lang: Lang; readonly limits?: Limits | undefined },
): Property[] {
  const unit = UNITS[is];
  return [
    { id: "displayName", value: title[lang] },
    ...(unit === null ? [] : [{ id: "unit", value: unit }]),
    ...(is === "count" ? [{ id: "decimals", value: 0 }] : []),
    ...wordsOf(name, lang),
    ...(limits ? limitsOf(limits) : []),
  ];
}

/** The words of a column whose values are a closed set, each with its sign and its colour. */
export function wordsOf(column: string, lang: Lang): Property[] {
  const words = VOCABULARY[column];
  if (!words) return [];
  const options = Object.entries(words).map(([value, { said, tone }], index) => {
    const text = tone ? `${SIGNS[tone]} ${said[lang]}` : said[lang];
    return [value, { text, index, ...(tone && { color: PALETTE[tone] }) }] as const;
  });
  const mapping = { type: MappingType.ValueToText, options: Object.fromEntries(options) };
  return [{ id: "mappings", value: [mapping] }];
}

/** Draws a column's limits across a chart, whose lines and bars keep colours of their own. */
export const LIMIT_LINES: Property = {
  id: "custom.thresholdsStyle",
  value: { mode: GraphThresholdsStyleMode.Dashed },
};

/** Thresholds, of which the first has no least value. */
export function limitsOf({ warn, bad }: Limits): Property[] {
  const isFalling = warn !== undefined && bad !== undefined && bad < warn;
  const steps = isFalling
    ? [step(null, "bad"), step(bad, "warn"), step(warn, "good")]
    : [
        step(null, "good"),
        ...(warn === undefined ? [] : [step(warn, "warn")]),
        ...(bad === undefined ? [] : [step(bad, "bad")]),
      ];
  return [{ id: "thresholds", value: { mode: ThresholdsMode.Absolute, steps } }];
}

function step(value: number | null, tone: Tone) {
  return { value, color: PALETTE[tone] };
}
