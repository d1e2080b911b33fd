/** All of a variable, which has an `allValue`. */
export type All = { readonly all: string };
export type Chosen = string | number | readonly string[] | All;

/** `VARIABLE_REGEX` of grafana/scenes, packages/scenes/src/variables/constants.ts. */
const VARIABLE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;

/**
 * What Grafana makes of a text with variables before its store's plugin sees it; what it does not
 * know stays as it is.
 * Source: `sceneInterpolator` and `formatRegistry` of grafana/scenes, and `CustomAllValue` of its
 * `MultiValueVariable.ts`.
 */
export function interpolate(text: string, chosen: Readonly<Record<string, Chosen>>): string {
  return text.replace(VARIABLE, (match, plain, bracketed, format2, braced, _field, format3) => {
    const value = chosen[plain ?? bracketed ?? braced];
    if (value === undefined) return match;
    return format(value, format2 ?? format3 ?? "plugin");
  });
}

function format(value: Chosen, name: string): string {
  if (isAll(value)) return name === "percentencode" ? encode(value.all) : value.all;
  if (name === "percentencode")
    return typeof value === "object" ? encode(`{${value.join(",")}}`) : encode(`${value}`);
  if (name === "singlequote") return listOf(value).map(quote).join(",");
  if (name === "plugin") return typeof value === "object" ? `'${value.join("','")}'` : `${value}`;
  throw new Error(`the format ${name} is not played here`);
}

function isAll(value: Chosen): value is All {
  return typeof value === "object" && "all" in value;
}

function listOf(value: Exclude<Chosen, All>): readonly string[] {
  return typeof value === "object" ? value : [`${value}`];
}

/** Backslashes stay as they are. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}

/** `encodeURIComponentStrict`. */
function encode(text: string): string {
  const code = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, code);
}
