import type { BoardFinding } from "../board-data.ts";
import type { BoardModel } from "./board-model.ts";
import { type Child, element } from "./element.ts";
import { ago, badge, given, instant, type View } from "./view.ts";
import { SEVERITY_TONES } from "./worst-first.ts";

type Open = (seriesId: string) => void;

/**
 * Findings one below the other: severity, kind, sentence, about what, since when; resolved ones
 * with how and after how long.
 */
export function findingList(
  findings: readonly BoardFinding[],
  model: BoardModel,
  view: View,
  onOpen: Open,
): HTMLElement {
  const items = findings.map((finding) => {
    const tone = finding.resolvedAt ? "resolved" : `tone-${SEVERITY_TONES[finding.severity]}`;
    return element(
      "li",
      { class: tone },
      element(
        "div",
        { class: "line" },
        badge(finding.severity, SEVERITY_TONES[finding.severity], view.words.kinds[finding.kind]),
        element("span", { class: "quiet" }, view.words.severities[finding.severity]),
        when(finding, view),
      ),
      element("p", {}, element("bdi", {}, finding.summary[view.lang])),
      element("small", {}, ...subject(finding, model, view, onOpen)),
    );
  });
  return element("ul", { class: "list", role: "list" }, ...items);
}

function when({ openedAt, resolvedAt }: BoardFinding, view: View): HTMLElement {
  if (!resolvedAt) return element("span", { class: "when" }, ago(openedAt, view));
  const lasted = view.formats.span(Date.parse(resolvedAt) - Date.parse(openedAt));
  return element(
    "span",
    { class: "when" },
    ago(resolvedAt, view),
    `, ${view.words.findings.lasted} ${lasted}`,
  );
}

function subject(
  finding: BoardFinding,
  model: BoardModel,
  view: View,
  onOpen: Open,
): readonly Child[] {
  const { series, seriesId, collector, copy, openedAt } = finding;
  const since = [" · ", `${view.words.table.since} `, instant(openedAt, view)];
  if (!series || seriesId === null)
    return [collector ? given(collector) : view.words.findings.about.vigie, ...since];
  const vault = copy ? [" · ", given(copy.vault)] : [];
  const name = model.seriesOf(seriesId)
    ? link(series.asset, seriesId, onOpen)
    : given(series.asset);
  return [name, " · ", given(series.tenant), " · ", given(series.product), ...vault, ...since];
}

function link(asset: string, seriesId: string, onOpen: Open): HTMLElement {
  const button = element("button", { type: "button", class: "link" }, given(asset));
  button.addEventListener("click", () => onOpen(seriesId));
  return button;
}
