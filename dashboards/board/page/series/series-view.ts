import type { PageView } from "../shell/page-view.ts";
import { mountSeriesList } from "./series-list.ts";
import { mountSeriesPage } from "./series-page.ts";

/** Every series, found by its name or state; and one of them up close. */
export const seriesView: PageView = {
  name: "series",
  title: { en: "Series", fr: "Séries" },
  mount: (place, context) =>
    context.id === null
      ? mountSeriesList(place, context)
      : mountSeriesPage(place, context, context.id),
};
