import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { ago, badge, instant } from "../view.ts";
import { WORDS } from "../words.ts";
import { SEVERITY_TONES } from "../worst-first.ts";
import type { SeriesActs } from "./series-acts.ts";
import type { FindingRow } from "./series-rows.ts";
import { SERIES_WORDS } from "./series-words.ts";

/** Findings one below the other; each that is open with what may be said of it. */
export function seriesFindings(
  findings: readonly FindingRow[],
  context: ViewContext,
  acts: SeriesActs,
): HTMLElement {
  const { lang } = context;
  const words = WORDS[lang];
  const said = SERIES_WORDS[lang].finding;
  const items = findings.map((finding) => {
    const { kind, severity, at, resolvedAt, summaryEn, summaryFr } = finding;
    const tone = SEVERITY_TONES[severity];
    const isOpen = resolvedAt === null;
    return element(
      "li",
      { class: isOpen ? `tone-${tone}` : "resolved" },
      element(
        "div",
        { class: "line" },
        badge(severity, isOpen ? tone : "idle", words.kinds[kind]),
        element("span", { class: "spoken" }, words.severities[severity]),
        element(
          "span",
          { class: "when quiet" },
          ...(resolvedAt === null
            ? [`${said.opened} `, ago(at, context)]
            : [
                `${said.from} `,
                instant(at, context),
                ` ${said.until} `,
                instant(resolvedAt, context),
              ]),
        ),
      ),
      element("p", {}, element("bdi", {}, lang === "fr" ? summaryFr : summaryEn)),
      isOpen ? acts.ofFinding(finding) : null,
    );
  });
  return element("ul", { class: "list", role: "list" }, ...items);
}
