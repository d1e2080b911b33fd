import type { RequestSummary } from "../../../../schemas/request.ts";
import { element } from "../element.ts";
import { createDataTable } from "../shell/data-table.ts";
import type { MountedView, PageView, ViewContext } from "../shell/page-view.ts";
import { ago, given, instant } from "../view.ts";
import { mountRequest } from "./mount-request.ts";
import { openRequestForm } from "./open-request-form.ts";
import { REQUESTS_WORDS } from "./requests-words.ts";
import { stateBadge } from "./state-badge.ts";

const REQUEST_ID = /^R-[0-9]{4}-[0-9]{4,9}$/;
const ROWS_PER_PAGE = 50;
/** As many as the API gives at once. */
const LISTED_MAX = "500";

type Listed = { readonly items: readonly RequestSummary[] };

/** Restore requests: all of them, or one with its plan and its ledger. */
export const requestsView: Pick<PageView, "mount"> = {
  mount: (place, context) =>
    context.id !== null && REQUEST_ID.test(context.id)
      ? mountRequest(place, context, context.id)
      : mountList(place, context),
};

/** At `#/requests/new?series=ID` with the form for a new one open. */
function mountList(place: HTMLElement, context: ViewContext): MountedView {
  const { lang, formats, href, get } = context;
  const words = REQUESTS_WORDS[lang];
  const table = createDataTable<RequestSummary>({
    ...{ lang, formats, label: words.all, rowsPerPage: ROWS_PER_PAGE },
    columns: [
      {
        name: "request",
        title: words.request,
        cell: ({ id, ticket }) => [
          element("a", { href: href("requests", id) }, id),
          element("small", {}, given(ticket)),
        ],
      },
      { name: "state", title: words.state, cell: ({ state }) => stateBadge(state, context) },
      {
        name: "series",
        title: words.series,
        cell: ({ series }) => [
          given(series.asset),
          element("small", {}, given(series.tenant), " · ", given(series.product)),
        ],
      },
      {
        name: "wanted",
        title: words.wanted,
        cell: ({ wanted }) =>
          "at" in wanted ? instant(wanted.at, context) : given(`${words.run} ${wanted.runId}`),
      },
      { name: "opened", title: words.opened, cell: (row) => ago(row.openedAt, context) },
    ],
    keyOf: ({ id }) => id,
    empty: () => words.none,
    load: async ({ limit, offset }, signal) => {
      const path = "/api/v1/requests";
      const { items } = await get<Listed>(path, { limit: LISTED_MAX }, signal);
      const [first, count] = [Number(offset), Number(limit)];
      const rows = items.slice(first, first + count);
      return { at: context.now(), rows, more: items.length > first + count };
    },
  });
  place.append(element("section", {}, element("h2", {}, words.all), table.root));
  if (context.id === "new") openRequestForm(context);
  return { refresh: table.refresh };
}
