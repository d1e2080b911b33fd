import type { IconName } from "../icon.ts";
import { badge } from "../view.ts";
import type { Tone } from "../worst-first.ts";
import type { IncidentsWords, Standing } from "./incidents-words.ts";

const LOOKS = {
  open: { icon: "missing", tone: "critical" },
  unseen: { icon: "unknown", tone: "unknown" },
  acknowledged: { icon: "running", tone: "active" },
  resolved: { icon: "skipped", tone: "idle" },
} as const satisfies Record<Standing, { readonly icon: IconName; readonly tone: Tone }>;

/** How an incident stands: shape, word and colour. */
export function standingBadge(standing: Standing, { list }: IncidentsWords): HTMLElement {
  const { icon, tone } = LOOKS[standing];
  return badge(icon, tone, list.standings[standing]);
}
