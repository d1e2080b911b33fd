import type { Panel } from "../panels/panel.ts";
import type { PanelParameter } from "../panels/panel-parameters.ts";
import type { VariableName } from "./board.ts";

/**
 * A text as Grafana gives it percent-encoded, so that no quote, backslash or macro of it reaches
 * the query: `singlequote` and `sqlstring` leave backslashes as they are, with which a name would
 * end the text (`formatRegistry.ts` of grafana/scenes).
 */
const textOf = (variable: string) => `decodeURLComponent('\${${variable}:percentencode}')`;

/**
 * The names chosen. A variable's values are encoded by its own query besides, so that a comma or a
 * brace in a name is not taken for Grafana's own in `{a,b}`. All is `{}`, the variables'
 * `allValue`: an empty list.
 */
const namesOf = (variable: string) =>
  "arrayMap(name -> decodeURLComponent(name), arrayFilter(name -> name != '', splitByChar(',', " +
  `replaceRegexpAll(${textOf(variable)}, '[{}]', ''))))`;

const ANY = "CAST([], 'Array(String)')";

/** The board's zone: a name, or `utc`, or `browser` where a browser does not know its own. */
const ZONE = `replaceRegexpOne(${textOf("__timezone")}, '^(utc|browser|)$', 'UTC')`;

/**
 * The query with Grafana's variables in place of its parameters; what the board has no variable
 * for is not asked for.
 */
export function expandMacros(
  { sql, rowsMax }: Pick<Panel, "sql" | "rowsMax">,
  variables: readonly VariableName[],
): string {
  const names = (variable: VariableName) =>
    variables.includes(variable) ? namesOf(variable) : ANY;
  const text = (variable: VariableName) => (variables.includes(variable) ? textOf(variable) : "''");
  const expressions: Readonly<Record<string, string>> = {
    fromMs: `toInt64(\${__from})`,
    toMs: `toInt64(\${__to})`,
    nowMs: `toInt64(\${__to})`,
    zone: ZONE,
    tenants: names("tenant"),
    environments: names("environment"),
    products: names("product"),
    sites: names("site"),
    states: ANY,
    seriesId: text("series"),
    search: text("search"),
    rowsMax: `${rowsMax}`,
    rowsBefore: "0",
  } satisfies Record<PanelParameter, string>;
  const body = sql.replaceAll(/^--.*\n/gm, "").trim();
  return body.replaceAll(/\{(\w+):[^}]+\}/g, (macro, name: string) => expressions[name] ?? macro);
}
