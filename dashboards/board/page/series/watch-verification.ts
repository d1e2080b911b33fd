import type { Proof } from "../../../../schemas/proof.ts";
import { element } from "../element.ts";
import { fillPlace } from "../fill-place.ts";
import { proofBadge } from "../proof-badge.ts";
import { ApiError, type ViewContext } from "../shell/page-view.ts";
import { WORDS } from "../words.ts";
import { SERIES_WORDS } from "./series-words.ts";

type Asked = {
  readonly id: string;
  readonly level: Proof["wanted"];
  readonly status: "waiting" | "done";
  readonly proof: Proof | null;
};

/**
 * Shows how a verification goes that was asked for, whenever the view refreshes: its proof is a
 * change of which boards are told. Which one is in the address, so that it is still known after a
 * reload.
 */
export function watchVerification(context: ViewContext) {
  const { query, setQuery, get } = context;
  const root = element("div", { class: "verification", role: "status" });
  let seen: Asked | null = null;

  async function look(signal?: AbortSignal): Promise<void> {
    const id = query().get("verification");
    if (id === null) return fillPlace(root, null, () => []);
    if (seen?.id !== id || seen.status !== "done") seen = await read(id, signal);
    fillPlace(root, seen, () => (seen ? [said(seen, context)] : []));
  }

  async function read(id: string, signal?: AbortSignal): Promise<Asked | null> {
    try {
      return await get<Asked>(`/api/v1/verifications/${encodeURIComponent(id)}`, {}, signal);
    } catch (error) {
      if (error instanceof ApiError && [400, 404].includes(error.status)) return null;
      throw error;
    }
  }

  return {
    root,
    refresh: look,
    begin: (id: string): void => setQuery({ verification: id }),
  };
}

function said({ level, proof }: Asked, { lang, href, id: seriesId }: ViewContext): HTMLElement {
  const words = SERIES_WORDS[lang].acts;
  const { levels } = WORDS[lang];
  if (!proof)
    return element(
      "p",
      { class: "tone-active" },
      element("progress", { "aria-label": words.verify }),
      " ",
      words.verifying(levels[level]),
    );
  return element(
    "p",
    {},
    `${words.verified} `,
    proofBadge(proof, WORDS[lang]),
    " ",
    element(
      "a",
      { href: href("proofs", proof.id, { series: seriesId ?? undefined }) },
      words.seeProof,
    ),
  );
}
