import type { Parameter } from "../../platform/store/store.ts";

/**
 * All that panels can be asked, by name and type in the store, as `{tenants:Array(String)}`. An
 * empty list means all, an empty text none asked. Instants are milliseconds since the epoch;
 * `nowMs` is Vigie's own clock.
 */
export const PANEL_PARAMETERS = {
  fromMs: "Int64",
  toMs: "Int64",
  nowMs: "Int64",
  /** IANA name of the zone in which days are cut. */
  zone: "String",
  tenants: "Array(String)",
  environments: "Array(String)",
  products: "Array(String)",
  sites: "Array(String)",
  states: "Array(String)",
  seriesId: "String",
  /** Part of a name, in any case. */
  search: "String",
  rowsMax: "UInt32",
  rowsBefore: "UInt32",
} as const;

export type PanelParameter = keyof typeof PANEL_PARAMETERS;

export function isParameter(name: string): name is PanelParameter {
  return Object.hasOwn(PANEL_PARAMETERS, name);
}

/** What is asked of a panel; what is left out has its default. */
export type PanelAsked = {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly tenants?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly products?: readonly string[] | undefined;
  readonly sites?: readonly string[] | undefined;
  readonly states?: readonly string[] | undefined;
  readonly seriesId?: string | undefined;
  readonly search?: string | undefined;
  /** Rows wanted at most | undefined; bounded by the panel's own `rowsMax`. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
};

const RANGE_MS = 14 * 24 * 3_600_000;

type Ground = { readonly nowMs: number; readonly zone: string; readonly rowsMax: number };

/** The parameters that a panel's query takes, bound. */
export function bindParameters(
  takes: readonly PanelParameter[],
  asked: PanelAsked,
  { nowMs, zone, rowsMax }: Ground,
): Readonly<Record<string, Parameter>> {
  const toMs = asked.toMs ?? nowMs;
  const all: Readonly<Record<PanelParameter, Parameter>> = {
    toMs,
    fromMs: asked.fromMs ?? toMs - RANGE_MS,
    nowMs,
    zone,
    tenants: asked.tenants ?? [],
    environments: asked.environments ?? [],
    products: asked.products ?? [],
    sites: asked.sites ?? [],
    states: asked.states ?? [],
    seriesId: asked.seriesId ?? "",
    search: asked.search ?? "",
    rowsMax,
    rowsBefore: asked.offset ?? 0,
  };
  return Object.fromEntries(takes.map((name) => [name, all[name]]));
}
