import type { PageView } from "../shell/page-view.ts";
import { mountProofPage } from "./proof-page.ts";
import { mountProofsOverview } from "./proofs-overview.ts";

/** What the restores have proven, of how much, and until when; and one proof step by step. */
export const proofsView: PageView = {
  name: "proofs",
  title: { en: "Restore proofs", fr: "Preuves de restauration" },
  mount: (place, context) =>
    context.id === null
      ? mountProofsOverview(place, context)
      : mountProofPage(place, context, context.id),
};
