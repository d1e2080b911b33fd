import { readFileSync } from "node:fs";
import type { Bilingual } from "../../schemas/bilingual.ts";

type Definition = {
  readonly title: Bilingual;
  readonly help: Bilingual;
  /** One of Grafana's. */
  readonly unit: string;
  /** A line's name, with its labels as in `{{topic}}`. */
  readonly legend: string;
};

/** A chart of what Vigie tells Prometheus of itself. */
export type Metric = Definition & { readonly name: string; readonly promql: string };

/** The metric whose question stands in `metrics/NAME.promql`. */
export function defineMetric(name: string, definition: Definition): Metric {
  const text = readFileSync(new URL(`./metrics/${name}.promql`, import.meta.url), "utf8");
  return { ...definition, name, promql: text.replaceAll(/^#.*\n/gm, "").trim() };
}
