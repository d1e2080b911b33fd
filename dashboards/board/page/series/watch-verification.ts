import type { Proof } from "../../../../schemas/proof.ts";
import { after } from "../after.ts";
import { element } from "../element.ts";
import { fillPlace } from "../fill-place.ts";
import { proofBadge } from "../proof-badge.ts";
import { ApiError, type ViewContext } from "../shell/page-view.ts";
import { WORDS } from "../words.ts";
import { SERIES_WORDS } from "./series-words.ts";

const LOOK_EVERY_MS = 2_000;

type Asked = {
  readonly id: string;
  readonly level: Proof["wanted"];
  readonly status: "waiting" | "done";
  readonly proof: Proof | null;
};

/**
 * Shows how a verification goes that was asked for, until it is done; which one is in the address,
 * so that it is still known after a reload.
 */
export function watchVerification(context: ViewContext) {
  const { query, setQuery, get } = context;
  const root = element("div", { class: "verification", role: "status" });
  let forget = () => {};
  let seen: Asked | null = null;

  async function look(signal?: AbortSignal): Promise<void> {
    forget();
    const id = query().get("verification");
    if (id === null) return fillPlace(root, null, () => []);
    if (seen?.id !== id || seen.status !== "done") seen = await read(id, signal);
    fillPlace(root, seen, () => (seen ? [said(seen, context)] : []));
    if (seen?.status === "waiting") forget = after(LOOK_EVERY_MS, () => void lookAgain());
  }

  /** The server gone for a moment is told by the view itself. */
  async function lookAgain(): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      forget = after(LOOK_EVERY_MS, () => void lookAgain());
    }
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
    unmount: (): void => forget(),
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
