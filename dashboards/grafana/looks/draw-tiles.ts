import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { Panel as GrafanaPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import type { Panel } from "../../panels/panel.ts";
import type { Lang, Look } from "../board.ts";
import { PALETTE, SIGNS } from "../palette.ts";
import { VOCABULARY } from "../vocabulary.ts";
import { styleColumn } from "./column-style.ts";

type Drawn<T extends Look["is"]> = {
  readonly lang: Lang;
  readonly look: Extract<Look, { readonly is: T }>;
};

const LAST = ["lastNotNull"];
const EVERY_NUMBER = "/.*/";
/** Of a value and its name, legible from across a room. */
const TEXT_SIZES = { valueSize: 48, titleSize: 20 };

/** A tile for each row, as wide as they all can be. */
export function drawTiles({ columns }: Panel, { lang, look }: Drawn<"tiles">): GrafanaPanel {
  const builder = createTiles()
    .colorMode(BigValueColorMode.Background)
    .withTransformation({
      id: "rowsToFields",
      options: {
        mappings: [
          { fieldName: look.name, handlerKey: "field.name" },
          { fieldName: look.value, handlerKey: "field.value" },
        ],
      },
    });
  const unit = styleOf(columns, look.value, { lang }).filter(({ id }) => id !== "displayName");
  builder.overrideByRegexp(EVERY_NUMBER, [
    ...unit,
    { id: "color", value: { mode: "fixed", fixedColor: PALETTE.none } },
  ]);
  for (const [value, { said, tone }] of Object.entries(VOCABULARY[look.name] ?? {})) {
    if (!tone) continue;
    builder.overrideByName(value, [
      { id: "displayName", value: `${SIGNS[tone]} ${said[lang]}` },
      { id: "color", value: { mode: "fixed", fixedColor: PALETTE[tone] } },
    ]);
  }
  return builder.build();
}

/** A tile for each value of the one row. */
export function drawFigures({ columns }: Panel, { lang, look }: Drawn<"figures">): GrafanaPanel {
  const builder = createTiles().colorMode(BigValueColorMode.Value);
  for (const name of look.values) {
    const limits = look.limits?.[name];
    builder.overrideByName(name, [
      ...styleOf(columns, name, { lang, limits }),
      ...(limits ? [] : [{ id: "color", value: { mode: "fixed", fixedColor: "text" } }]),
    ]);
  }
  return { ...builder.build(), transformations: [keepOnly(columns, look.values)] };
}

function createTiles(): PanelBuilder {
  return new PanelBuilder()
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.ValueAndName)
    .text({ build: () => TEXT_SIZES })
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(LAST).fields(EVERY_NUMBER));
}

function styleOf(
  columns: Panel["columns"],
  name: string,
  options: Parameters<typeof styleColumn>[2],
) {
  const column = columns[name];
  return column ? styleColumn(name, column, options) : [];
}

/** A transformation that leaves but these columns, in this order. */
export function keepOnly(columns: Panel["columns"], kept: readonly string[]) {
  const others = Object.keys(columns).filter((name) => !kept.includes(name));
  return {
    id: "organize",
    options: {
      excludeByName: Object.fromEntries(others.map((name) => [name, true])),
      indexByName: Object.fromEntries(kept.map((name, index) => [name, index])),
      renameByName: {},
    },
  };
}
