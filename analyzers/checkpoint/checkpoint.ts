import { promisify } from "node:util";
import { deserialize } from "node:v8";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import type { PackedAsset } from "../detection/asset-book.ts";
import type { RememberedDetection } from "../detection/remembered-detection.ts";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** An analysis as it stood at one instant: a cache of what reading the log gives. */
export type Checkpoint = {
  readonly savedAtMs: number;
  /** What it was made with; it is worth nothing with anything else. */
  readonly agreement: string;
  readonly detection: RememberedDetection;
  /** Of what leads the detection through the log, packed by it. */
  readonly driver: Uint8Array;
};

const headerSchema = z.object({ savedAtMs: z.number(), agreement: z.string() });

export async function* toFrames(checkpoint: Checkpoint): AsyncGenerator<Uint8Array> {
  const { savedAtMs, agreement, detection, driver } = checkpoint;
  yield Buffer.from(JSON.stringify({ savedAtMs, agreement }));
  yield await compress(driver);
  yield await compress(detection.shared);
  for (const { key, packed } of detection.assets) {
    yield Buffer.from(key);
    yield packed;
  }
}

/** Fails where it was made with something else. */
export async function fromFrames(
  frames: AsyncIterable<Uint8Array>,
  wanted: string,
): Promise<Checkpoint> {
  const all = frames[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await all.next();
    return done ? null : value;
  };
  const must = async () => (await next()) ?? Promise.reject(new Error("it has too few frames"));
  const header = headerSchema.parse(JSON.parse(Buffer.from(await must()).toString()));
  if (header.agreement !== wanted) {
    await all.return?.();
    throw new Error("it was made with another configuration, or by another version of Vigie");
  }
  const driver = await decompress(await must());
  const shared = await decompress(await must());
  const assets: PackedAsset[] = [];
  for (let key = await next(); key; key = await next())
    assets.push({ key: Buffer.from(key).toString(), packed: await must() });
  return { ...header, driver, detection: { shared, assets: takeAll(assets) } };
}

/** Each once, and let go of: all of them may be most of the memory. */
function* takeAll(assets: PackedAsset[]): Generator<PackedAsset> {
  for (let asset = assets.pop(); asset; asset = assets.pop()) yield asset;
}

/** What was packed by the same code is of its type. */
export function unpackDriver<T>({ driver }: Checkpoint): T {
  return deserialize(driver) as T;
}
