import type { Proof } from "../../../schemas/proof.ts";
import type { BoardFinding, Listing } from "../board-data.ts";
import type { Row } from "./board-model.ts";
import { type Child, element } from "./element.ts";
import { proofBadge, proofLevel } from "./proof-badge.ts";
import { ago, badge, given, instant, type View } from "./view.ts";
import { SEVERITY_TONES, STATE_TONES } from "./worst-first.ts";

/**
 * One series up close: what it is, the numbers behind each open finding, and every check of its
 * proofs.
 */
export function createSeriesDialog(view: View) {
  const { words } = view;
  const content = element("div");
  const close = element("button", { type: "button", class: "chip" }, words.dialog.close);
  const title = element("h2", { id: "dialog-title" });
  const top = element("header", {}, title, close);
  const root = element("dialog", { "aria-labelledby": "dialog-title" }, top, content);
  close.addEventListener("click", () => root.close());

  function open(row: Row): void {
    const proofs = element("div", {}, element("p", { class: "none" }, words.dialog.loading));
    title.replaceChildren(given(row.series.asset));
    content.replaceChildren(
      identity(row, view),
      element("h3", {}, words.columns.findings),
      ...(row.findings.length === 0
        ? [element("p", { class: "none" }, words.table.noFinding)]
        : row.findings.map((finding) => findingDetail(finding, view))),
      element("h3", {}, words.dialog.proofs),
      proofs,
    );
    root.showModal();
    void showProofs(row.series.id, proofs, view);
  }

  return { root, open };
}

function identity({ series }: Row, view: View): HTMLElement {
  const { words } = view;
  const fields: readonly (readonly [string, Child])[] = [
    [
      words.columns.state,
      badge(series.state, STATE_TONES[series.state], words.states[series.state]),
    ],
    [words.columns.tenant, given(`${series.tenant} · ${series.product} · ${series.site}`)],
    [words.dialog.environment, words.environments[series.environment]],
    [words.dialog.instance, given(series.instance)],
    [words.dialog.policy, given(series.policy ?? words.table.noPolicy)],
  ];
  return definitions(fields);
}

function definitions(fields: readonly (readonly [string, Child])[]): HTMLElement {
  return element(
    "dl",
    {},
    ...fields.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)),
    ),
  );
}

function findingDetail(finding: BoardFinding, view: View): HTMLElement {
  const { severity, kind, summary, openedAt, evidence } = finding;
  const numbers = Object.entries(evidence).map(
    ([name, value]) =>
      [name, given(typeof value === "string" ? value : JSON.stringify(value))] as const,
  );
  return element(
    "article",
    { class: `tone-${SEVERITY_TONES[severity]}` },
    badge(severity, SEVERITY_TONES[severity], view.words.kinds[kind]),
    element("small", {}, ` ${view.words.table.since} `, instant(openedAt, view)),
    element("p", {}, element("bdi", {}, summary[view.lang])),
    element(
      "details",
      {},
      element("summary", {}, view.words.dialog.evidence),
      definitions(numbers),
    ),
  );
}

async function showProofs(seriesId: string, place: HTMLElement, view: View): Promise<void> {
  const { words } = view;
  const proofs = await loadProofs(seriesId);
  if (!proofs) return place.replaceChildren(element("p", {}, words.dialog.cannotLoad));
  if (proofs.items.length === 0) return place.replaceChildren(proofBadge(null, view));
  place.replaceChildren(...proofs.items.map((proof) => proofDetail(proof, view)));
}

async function loadProofs(seriesId: string): Promise<Listing<Proof> | null> {
  try {
    const response = await fetch(`/api/proofs/${seriesId}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function proofDetail(proof: Proof, view: View): HTMLElement {
  const { words } = view;
  const checks = proof.checks.map(({ name, verdict, reason }) =>
    element(
      "li",
      { class: `verdict ${verdict}` },
      element("strong", {}, words.dialog.verdicts[verdict]),
      " ",
      given(name),
      element("small", {}, given(reason[view.lang])),
    ),
  );
  return element(
    "article",
    { class: proof.outcome === "failed" ? "tone-critical" : null },
    element(
      "div",
      { class: "line" },
      proofBadge(proof, view),
      proofLevel(proof, view),
      element("span", { class: "when" }, ago(proof.finishedAt, view)),
    ),
    element("small", {}, given(proof.copy.uri)),
    element("ul", { class: "checks", role: "list" }, ...checks),
  );
}
