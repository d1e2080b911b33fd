import type { Proof } from "../../../../schemas/proof.ts";
import { element } from "../element.ts";
import { fillPlace } from "../fill-place.ts";
import { ApiError, type MountedView, type ViewContext } from "../shell/page-view.ts";
import { proofSteps } from "./proof-steps.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

const ID = /^[0-9a-f]{32}$/;
const NOT_FOUND = 404;

/** One proof, read step by step; it never changes. */
export function mountProofPage(
  place: HTMLElement,
  context: ViewContext,
  proofId: string,
): MountedView {
  const { lang, get, href } = context;
  const words = PROOFS_WORDS[lang].one;
  const back = element("p", {}, element("a", { href: href("proofs") }, `← ${words.all}`));
  const body = element("div", { class: "proof-page" });
  place.append(back, body);

  async function read(signal: AbortSignal): Promise<Proof | null> {
    if (!ID.test(proofId)) return null;
    try {
      return await get<Proof>(`/api/v1/proofs/${proofId}`, {}, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === NOT_FOUND) return null;
      throw error;
    }
  }

  return {
    refresh: async (signal) => {
      const proof = await read(signal);
      fillPlace(body, proof, () =>
        proof ? proofSteps(proof, context) : [element("p", { class: "empty" }, words.noSuch)],
      );
    },
  };
}
