import type { Formats } from "../create-formats.ts";
import type { Lang } from "../words.ts";
import type { ApiClient } from "./api-client.ts";
import {
  type BoardAddress,
  formatLink,
  keepFilter,
  RANGES_MS,
  type SharedFilter,
  toSearchParams,
} from "./board-address.ts";
import type { Me, PanelRows, Query, ViewContext, ViewName } from "./page-view.ts";

export type ViewGround = {
  readonly lang: Lang;
  readonly zone: string;
  readonly formats: Formats;
  readonly me: Me;
  readonly client: ApiClient;
  readonly now: () => string;
  /** Vigie said what time it is. */
  readonly heard: (at: string) => void;
  readonly address: () => BoardAddress;
  /** Puts another address in the place of this one, and asks the view to refresh. */
  readonly replaceAddress: (address: BoardAddress) => void;
  readonly announce: ViewContext["announce"];
};

/** What a view is given; `id` is what it was mounted with. */
export function createViewContext(ground: ViewGround, id: string | null): ViewContext {
  const { lang, zone, formats, me, client, now, address, announce } = ground;
  const href = (view: ViewName, of?: string, query: Query = {}) => formatLink(view, of, query);
  return {
    ...{ lang, zone, formats, me, id, now, href, announce },
    panel: async <T>(name: string, query: Query = {}, signal?: AbortSignal) => {
      const asked = { ...filterQuery(address().filter, now()), ...query };
      const answer = await client.get<PanelRows<T>>(`/api/v1/panels/${name}`, asked, signal);
      ground.heard(answer.at);
      return answer;
    },
    get: client.get,
    getText: client.getText,
    change: client.change,
    may: (right) => me.rights.includes(right),
    go: (view, of, query) => {
      location.hash = keepFilter(href(view, of, query), address().filter);
    },
    query: () => new URLSearchParams(address().own),
    setQuery: (query) => ground.replaceAddress({ ...address(), own: toSearchParams(query) }),
  };
}

/** The shared filter as panels are asked it, up to Vigie's own instant. */
function filterQuery({ range, ...names }: SharedFilter, now: string): Query {
  const fromMs = Date.parse(now) - RANGES_MS[range];
  return { ...names, from: new Date(fromMs).toISOString() };
}
