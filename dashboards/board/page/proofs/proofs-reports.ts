import { element } from "../element.ts";
import { ApiError, type ViewContext } from "../shell/page-view.ts";
import type { Lang } from "../words.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

const NOT_THEIRS = [403, 404];
const WEEKS_SHOWN_MAX = 26;

/** A week's report as it was written, in one language and format. */
export type ReportName = {
  readonly week: string;
  readonly lang: Lang;
  readonly format: "html" | "json";
};

/** The reports there are, the newest first; null where they are not theirs to read. */
export async function readReports(
  { get }: ViewContext,
  signal: AbortSignal,
): Promise<readonly ReportName[] | null> {
  try {
    return (await get<{ items: readonly ReportName[] }>("/api/v1/reports", {}, signal)).items;
  } catch (error) {
    if (error instanceof ApiError && NOT_THEIRS.includes(error.status)) return null;
    throw error;
  }
}

export function proofsReports(reports: readonly ReportName[], { lang }: ViewContext): HTMLElement {
  const { reports: words } = PROOFS_WORDS[lang];
  const weeks = [...Map.groupBy(reports, ({ week }) => week)].slice(0, WEEKS_SHOWN_MAX);
  if (weeks.length === 0) return element("p", { class: "empty" }, words.none);
  const items = weeks.map(([week, of]) => {
    const links = of.map((report) => {
      const { lang: language, format } = report;
      const fields = new URLSearchParams({ lang: language, format });
      const name = `${words.languages[language]}, ${format.toUpperCase()}`;
      const attributes = {
        href: `/api/v1/reports/${encodeURIComponent(week)}?${fields}`,
        download: true,
        "aria-label": words.download(`${words.week(week)}, ${name}`),
      };
      return element("a", attributes, name);
    });
    const line = element(
      "div",
      { class: "line" },
      element("strong", {}, words.week(week)),
      ...links,
    );
    return element("li", {}, line);
  });
  return element("ul", { class: "list", role: "list" }, ...items);
}
