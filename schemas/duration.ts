import { z } from "zod";

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const UNIT_BYTES = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

const DURATION_FAULT = "must be a duration such as 30m, 6h or 14d";

/** A century. What is said to be longer is forever, and can still be added to any instant. */
const FOREVER_MS = 36_525 * UNIT_MS.d;

/** A length of time such as `30m`, `6h`, `14d`, `1h30m`; milliseconds inside. */
export const durationSchema = z
  .string(DURATION_FAULT)
  .regex(/^([0-9]+(ms|s|m|h|d))+$/, DURATION_FAULT)
  .transform((text) =>
    [...text.matchAll(/([0-9]+)(ms|s|m|h|d)/g)].reduce(
      (sumMs, [, count, unit]) =>
        Math.min(sumMs + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS], FOREVER_MS),
      0,
    ),
  );

/** A size such as `1MiB`, `500KB` or plain bytes; bytes inside. */
export const sizeSchema = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^[0-9]+(\.[0-9]+)? ?(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/, "must be a size such as 1MiB"),
  ])
  .transform((size) => {
    if (typeof size === "number") return size;
    const [, count, unit] = /^([0-9.]+) ?([A-Za-z]+)$/.exec(size) ?? [];
    return Math.round(Number(count) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES]);
  });
