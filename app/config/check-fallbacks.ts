import type { FaultDraft } from "./fault-draft.ts";
import { nearestWord } from "./nearest-word.ts";
import { itemsAt, valueAt } from "./value-at.ts";

const PAGERS = ["alerts", "pagers"] as const;

/** A pager falls back to another one that there is. */
export function checkFallbacks(content: unknown): FaultDraft[] {
  const pagers = itemsAt(content, PAGERS).map((pager, index) => {
    const [name, fallback] = [valueAt(pager, ["name"]), valueAt(pager, ["fallback"])];
    return { index, name, fallback };
  });
  return pagers.flatMap(({ index, name, fallback }) => {
    if (typeof fallback !== "string") return [];
    const others = pagers.flatMap((other) => (typeof other.name === "string" ? [other.name] : []));
    const usable = others.filter((other) => other !== name);
    if (usable.includes(fallback)) return [];
    const message =
      fallback === name
        ? "a pager cannot stand in for itself"
        : `there is no pager called ${JSON.stringify(fallback)}`;
    const nearest = nearestWord(fallback, usable);
    const hint = nearest ? `perhaps ${nearest} is meant` : "name another of alerts.pagers";
    return [{ path: [...PAGERS, index, "fallback"], at: "value", message, hint }];
  });
}
