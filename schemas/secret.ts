import { z } from "zod";

/** Where a secret lies: never in the file itself. Exactly one of the two. */
export const secretSchema = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);
export type SecretSource = z.infer<typeof secretSchema>;
