import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Session } from "./session.ts";

const LIST_VOLUMES = readFileSync(new URL("./list-volumes.sql", import.meta.url), "utf8");

const volumesSchema = z.array(
  z.object({ mount: z.string().nullable(), freeBytes: z.coerce.number() }),
);

/** What is free on the volume of a directory; null where the instance has no file on it. */
export async function readFreeBytes(
  session: Session,
  directory: string,
  signal: AbortSignal,
): Promise<number | null> {
  const volumes = volumesSchema.parse(await session.run(LIST_VOLUMES, { signal }));
  const place = directory.toLowerCase();
  const holding = volumes
    .flatMap(({ mount, freeBytes }) => (mount === null ? [] : { mount, freeBytes }))
    .filter(({ mount }) => place.startsWith(mount.toLowerCase()))
    .sort((one, other) => other.mount.length - one.mount.length);
  return holding[0]?.freeBytes ?? null;
}
