import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Draw, DrawFile } from "../../schemas/draw.ts";
import type { Drawn } from "../../schemas/drawn.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Verification } from "../../schemas/proof.ts";
import type { DrawsConfig } from "../../schemas/verification-budget.ts";
import { askVerification } from "../copies/ask-verification.ts";
import { canonicalJson } from "../proof/canonical-json.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { drawId, inventoryEntry, makeDraw, toInventory } from "./make-draw.ts";
import type { DrawBook } from "./open-draw-book.ts";
import { readPopulation } from "./read-population.ts";
import { type Stratum, splitPopulation } from "./split-population.ts";

export type DrawOptions = {
  readonly store: Store;
  readonly logger: Logger;
  readonly keys: SigningKeys;
  readonly policies: readonly Policy[];
  readonly draws: DrawsConfig & { readonly bytesMax: number };
  readonly book: DrawBook;
  /** Where draws are published, each with its inventory. */
  readonly files: ObjectStore;
};

type Round = { readonly roundMs: number; readonly nextRoundMs: number };

/**
 * Draws copies of every tenant at random, publishes each draw, and says what it asks for. A draw is
 * noted before anything is asked, and never made again: what it drew is verified or has failed.
 */
export async function holdDraws(
  { roundMs, nextRoundMs }: Round,
  options: DrawOptions,
): Promise<readonly Verification[]> {
  const { store, policies, draws, logger } = options;
  const population = await readPopulation(store);
  const { level, bytesMax } = draws;
  const strata = splitPopulation(population, { policies, level, bytesMax, untilMs: nextRoundMs });
  const asked: Verification[] = [];
  for (const [tenant, stratum] of strata) {
    const drawn = await holdDraw({ tenant, drawnAtMs: roundMs }, stratum, options);
    asked.push(...drawn);
    const { copies, excluded } = stratum;
    logger.info({ tenant, drawn: drawn.length, copies: copies.length, excluded }, "drew copies");
  }
  return asked;
}

async function holdDraw(
  name: { readonly tenant: string; readonly drawnAtMs: number },
  { copies, excluded }: Stratum,
  { draws, book, files, keys }: DrawOptions,
): Promise<readonly Verification[]> {
  const kept = await book.find(name);
  if (kept) return kept;
  if (copies.length === 0) return [];
  const { tenant, drawnAtMs } = name;
  const { level, bytesMax, campaign } = draws;
  const campaignAtMs = Math.floor(drawnAtMs / campaign) * campaign;
  const sequence = await book.countDrawn({ tenant, campaignAtMs, level });
  const byEntry = new Map(copies.map((copy) => [inventoryEntry(copy), copy]));
  const draw = makeDraw([...byEntry.keys()], draws.copies, {
    ...{ tenant, sequence, level, bytesMax, excluded },
    drawnAt: instantToJson(drawnAtMs),
    campaignAt: instantToJson(campaignAtMs),
  });
  const asked = draw.drawn.flatMap((entry, position) => {
    const copy = byEntry.get(entry);
    const said = { level, reason: "drawn", drawn: nameDraw(draw, position) } as const;
    return copy ? [askVerification(copy, { ...said, askedAtMs: drawnAtMs })] : [];
  });
  const file = `${folderOf(tenant)}/${draw.drawnAt.replaceAll(":", "")}-${drawId(draw)}.json`;
  await files.write(
    file,
    Buffer.from(`${canonicalJson(sealDraw(draw, [...byEntry.keys()], keys))}\n`),
  );
  if (await book.note({ ...name, campaignAtMs, level, sequence, asked })) return asked;
  await files.remove(file);
  return (await book.find(name)) ?? [];
}

function nameDraw(draw: Draw, position: number): Drawn {
  const { drawnAt, campaignAt, sequence, inventory, seed, bytesMax, excluded, drawn } = draw;
  return {
    ...{ drawnAt, campaignAt, sequence, position, seed, bytesMax, excluded },
    draw: drawId(draw),
    drawn: drawn.length,
    copies: inventory.copies,
    inventory: inventory.root,
  };
}

function sealDraw(draw: Draw, entries: readonly string[], keys: SigningKeys): DrawFile {
  const { publicKeyPem } = keys;
  return {
    draw,
    inventory: [...toInventory(entries)],
    publicKeyPem,
    signature: keys.sign(drawId(draw)),
  };
}

/** A tenant's name as one part of a path. */
function folderOf(tenant: string): string {
  return encodeURIComponent(tenant).replaceAll(".", "%2E");
}
