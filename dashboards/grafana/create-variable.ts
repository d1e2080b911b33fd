import { readFileSync } from "node:fs";
import {
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Lang, VariableName } from "./board.ts";
import { DATA_SOURCES } from "./data-sources.ts";
import { expandMacros } from "./expand-macros.ts";

const NAMES_MAX = 1_000;

const LABELS: Readonly<Record<VariableName, Bilingual>> = {
  tenant: { en: "Tenant", fr: "Client" },
  environment: { en: "Environment", fr: "Environnement" },
  product: { en: "Product", fr: "Produit" },
  site: { en: "Site", fr: "Site" },
  search: { en: "Series named", fr: "Séries nommées" },
  series: { en: "Series", fr: "Série" },
};

const QUERIES: Readonly<Record<Exclude<VariableName, "search">, string>> = {
  tenant: read("tenants.sql"),
  environment: read("environments.sql"),
  product: read("products.sql"),
  site: read("sites.sql"),
  series: read("series.sql"),
};

/** What nobody chose: every name. */
const ALL = { selected: true, text: ["All"], value: ["$__all"] };

/** One of a board's variables, among all that the board has. */
export function createVariable(
  name: VariableName,
  variables: readonly VariableName[],
  lang: Lang,
): VariableModel {
  const label = LABELS[name][lang];
  if (name === "search")
    return new TextBoxVariableBuilder(name).label(label).defaultValue("").build();
  const sql = expandMacros({ sql: QUERIES[name], rowsMax: NAMES_MAX }, variables);
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCES.store)
    .query(sql)
    .definition(sql)
    .refresh(VariableRefresh.OnDashboardLoad)
    .allowCustomValue(false);
  if (name === "series") return variable.multi(false).includeAll(false).build();
  return variable.multi(true).includeAll(true).allValue("{}").current(ALL).build();
}

function read(file: string): string {
  return readFileSync(new URL(`./variables/${file}`, import.meta.url), "utf8");
}
