import type { BoardProof } from "../board-data.ts";
import type { BoardModel } from "./board-model.ts";
import { type Child, element } from "./element.ts";
import { proofBadge, proofLevel } from "./proof-badge.ts";
import { ago, given, type View } from "./view.ts";

/**
 * The latest proofs one below the other: outcome, level reached, of which copy, when, and what the
 * first check that didn't pass said.
 */
export function proofList(
  proofs: readonly BoardProof[],
  model: BoardModel,
  view: View,
): HTMLElement {
  const items = proofs.map((proof) =>
    element(
      "li",
      { class: proof.outcome === "failed" ? "tone-critical" : null },
      element(
        "div",
        { class: "line" },
        proofBadge(proof, view),
        proofLevel(proof, view),
        element("span", { class: "when" }, ago(proof.finishedAt, view)),
      ),
      proof.said === null ? null : element("p", {}, element("bdi", {}, proof.said[view.lang])),
      element("small", {}, ...about(proof, model, view)),
    ),
  );
  return element("ul", { class: "list", role: "list" }, ...items);
}

function about(proof: BoardProof, model: BoardModel, view: View): readonly Child[] {
  const { words, formats } = view;
  const series = model.seriesOf(proof.seriesId);
  const named = series ? [given(series.asset), " · ", given(series.tenant), " · "] : [];
  const restored =
    proof.restoreSeconds === null
      ? null
      : ` · ${words.proofs.restoredIn(formats.seconds(proof.restoreSeconds))}`;
  return [...named, given(proof.vault), ` (${words.roles[proof.role]})`, restored];
}
