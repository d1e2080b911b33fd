import type { Speech } from "../wording/say-quantity.ts";
import type { Lang } from "../wording/words.ts";
import type { PagerContext } from "./pager-context.ts";

/** In which language a pager speaks, and by whose clocks. */
export function speechOf(
  { lang }: { readonly lang?: Lang | undefined },
  context: PagerContext,
): Speech {
  return { lang: lang ?? context.lang, zone: context.zone };
}
