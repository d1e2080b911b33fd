import type { Proof } from "../../../../schemas/proof.ts";
import { definitions } from "../definitions.ts";
import { element } from "../element.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { PROOFS_WORDS } from "./proofs-words.ts";

const NO_PREVIOUS = /^0{64}$/;

/** How a proof is signed and chained, its signed document, and how to check it without Vigie. */
export function proofSeal({ id, hash, previous, key, signature }: Proof, { lang }: ViewContext) {
  const words = PROOFS_WORDS[lang].one;
  const { fields } = words;
  const code = (text: string) => element("code", {}, text);
  const file = `proof-${id}.json`;
  const link = element(
    "a",
    { class: "button", href: `/api/v1/proofs/${id}/document`, download: file },
    words.document,
  );
  return element(
    "div",
    {},
    definitions([
      [fields.hash, code(hash)],
      [fields.previous, NO_PREVIOUS.test(previous) ? words.first : code(previous)],
      [fields.key, code(key)],
      [fields.signature, code(signature)],
    ]),
    element("p", { class: "document" }, link),
    element("p", {}, words.check),
    element("pre", { tabindex: "0" }, code(`vigie report check ${file} --key FINGERPRINT`)),
    element("p", { class: "quiet" }, words.checkHint),
  );
}
