import { createHash, createHmac } from "node:crypto";
import type { Draw } from "../../schemas/draw.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { PresentCopy } from "../copies/read-copies.ts";
import { canonicalJson } from "../proof/canonical-json.ts";
import { merkleRoot } from "../report/merkle-root.ts";

/** A copy in an inventory: one line that says which it is. */
export function inventoryEntry({ series, runId, copy }: PresentCopy): string {
  return canonicalJson([seriesKey(series), runId, copy.vault, copy.uri, String(copy.sizeBytes)]);
}

type Options = Pick<
  Draw,
  "tenant" | "drawnAt" | "campaignAt" | "sequence" | "level" | "bytesMax" | "excluded"
>;

/**
 * Draws up to `count` copies of an inventory, each with the same chance and none twice. The seed is
 * HMAC-SHA-256 over instant, tenant and level under the inventory's Merkle root, so that it is
 * known only once the inventory is fixed; those are drawn whose entry has the least SHA-256 behind
 * the seed, so that anybody can tell again. Entries in any order give the same draw.
 */
export function makeDraw(entries: readonly string[], count: number, options: Options): Draw {
  const inventory = toInventory(entries);
  const root = merkleRoot(inventory);
  const seed = seedOf(root, options);
  return {
    document: "vigie-draw",
    version: 1,
    ...options,
    inventory: { copies: inventory.length, root },
    seed,
    drawn: rank(inventory, seed).slice(0, count),
  };
}

/** Each entry once, in the order of its UTF-16 code units. */
export function toInventory(entries: readonly string[]): readonly string[] {
  return [...new Set(entries)].sort();
}

/** SHA-256 over the canonical JSON of a draw: its identity, and what is signed. */
export function drawId(draw: Draw): string {
  return createHash("sha256").update(canonicalJson(draw)).digest("hex");
}

function seedOf(root: string, { drawnAt, tenant, level }: Options): string {
  const said = canonicalJson(["vigie-draw", drawnAt, tenant, level]);
  return createHmac("sha256", Buffer.from(root, "hex")).update(said).digest("hex");
}

function rank(inventory: readonly string[], seed: string): readonly string[] {
  const lotOf = (entry: string) =>
    createHash("sha256").update(Buffer.from(seed, "hex")).update(entry).digest("hex");
  return inventory
    .map((entry) => ({ entry, lot: lotOf(entry) }))
    .sort((one, other) => (one.lot < other.lot ? -1 : 1))
    .map(({ entry }) => entry);
}
