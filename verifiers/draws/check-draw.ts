import { type DrawFile, drawFileSchema } from "../../schemas/draw.ts";
import { canonicalJson } from "../proof/canonical-json.ts";
import { fingerprintOf } from "../proof/fingerprint-of.ts";
import { verifySignature } from "../proof/verify-signature.ts";
import { drawId, makeDraw, toInventory } from "./make-draw.ts";

export type DrawCheck = {
  readonly verdict: "sound" | "damaged";
  /** Why it is damaged; empty where it is sound. */
  readonly reasons: readonly string[];
  /** The id that each of its proofs names. */
  readonly draw: string | null;
  readonly tenant: string | null;
  readonly drawn: number;
  readonly copies: number;
  /** The key that signed it, and whether it is the one that was asked for. */
  readonly key: string | null;
  readonly pinned: boolean;
};

const NOTHING = { draw: null, tenant: null, drawn: 0, copies: 0, key: null, pinned: false };

/**
 * Makes a published draw again from its inventory, offline, and checks its signature. Trusts
 * nothing in the file but what follows from the inventory, and `fingerprint`.
 */
export function checkDraw(
  document: unknown,
  { fingerprint = null }: { readonly fingerprint?: string | null } = {},
): DrawCheck {
  const file = drawFileSchema.safeParse(document).data;
  if (!file) return { verdict: "damaged", reasons: ["It is no draw of Vigie"], ...NOTHING };
  const { draw, inventory } = file;
  const key = fingerprintOf(file.publicKeyPem);
  const reasons = [...listFaults(file)];
  const pinned = fingerprint !== null && fingerprint === key;
  if (fingerprint !== null && !pinned)
    reasons.push(`It was signed with the key ${key} and not with the one asked for`);
  return {
    verdict: reasons.length === 0 ? "sound" : "damaged",
    reasons,
    draw: drawId(draw),
    tenant: draw.tenant,
    drawn: draw.drawn.length,
    copies: inventory.length,
    key,
    pinned,
  };
}

function* listFaults({ draw, inventory, publicKeyPem, signature }: DrawFile): Iterable<string> {
  const { tenant, drawnAt, campaignAt, sequence, level, bytesMax, excluded } = draw;
  const options = { tenant, drawnAt, campaignAt, sequence, level, bytesMax, excluded };
  const again = makeDraw(inventory, draw.drawn.length, options);
  if (canonicalJson(toInventory(inventory)) !== canonicalJson(inventory))
    yield "The inventory is not in its order, or has an entry twice";
  if (canonicalJson(again.inventory) !== canonicalJson(draw.inventory))
    yield "The inventory is not the one that was drawn from";
  if (again.seed !== draw.seed) yield "The seed does not follow from the inventory";
  if (canonicalJson(again.drawn) !== canonicalJson(draw.drawn))
    yield "The copies are not those that the seed draws";
  if (!verifySignature({ hash: drawId(draw), signature, publicKeyPem }))
    yield "The signature does not hold";
}
