import type { BoardFinding } from "../board-data.ts";
import type { BoardModel } from "./board-model.ts";
import { type Child, element } from "./element.ts";
import { ago, badge, given, instant, type View } from "./view.ts";
import { SEVERITY_TONES } from "./worst-first.ts";

type Open = (seriesId: string) => void;

/**
 * Findings one below the other: severity, kind, sentence, about what, since when; resolved ones
 * with how and after how long. Members are folded under their parent where that is among them.
 */
export function findingList(
  findings: readonly BoardFinding[],
  model: BoardModel,
  view: View,
  onOpen: Open,
): HTMLElement {
  const ids = new Set(findings.map(({ id }) => id));
  const isMember = ({ parent }: BoardFinding) => parent !== null && ids.has(parent);
  const members = Map.groupBy(findings.filter(isMember), ({ parent }) => parent);

  function item(finding: BoardFinding): HTMLElement {
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
      fold(members.get(finding.id) ?? []),
    );
  }

  function fold(own: readonly BoardFinding[]): HTMLElement | null {
    if (own.length === 0) return null;
    const title = element("summary", {}, view.words.findings.members(own.length));
    return element("details", {}, title, list(own));
  }

  function list(shown: readonly BoardFinding[]): HTMLElement {
    return element("ul", { class: "list", role: "list" }, ...shown.map(item));
  }

  return list(findings.filter((finding) => !isMember(finding)));
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
  if (!series || seriesId === null) {
    const about = collector ?? causeOf(finding);
    return [about ? given(about) : view.words.findings.about.vigie, ...since];
  }
  const vault = copy ? [" · ", given(copy.vault)] : [];
  const name = model.seriesOf(seriesId)
    ? link(series.asset, seriesId, onOpen)
    : given(series.asset);
  return [name, " · ", given(series.tenant), " · ", given(series.product), ...vault, ...since];
}

/** What the members of a parent have in common. */
function causeOf({ evidence }: BoardFinding): string | null {
  const { cause } = evidence;
  if (typeof cause !== "object" || cause === null) return null;
  return Object.values(cause).join(" · ");
}

function link(asset: string, seriesId: string, onOpen: Open): HTMLElement {
  const button = element("button", { type: "button", class: "link" }, given(asset));
  button.addEventListener("click", () => onOpen(seriesId));
  return button;
}
