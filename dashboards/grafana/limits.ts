/**
 * From which figure on it is a warning, and from which it is bad. Where `bad` is less than `warn`,
 * figures get worse as they fall.
 */
export type Limits = { readonly warn?: number; readonly bad?: number };

export const ONE_IS_BAD: Limits = { bad: 1 };
export const ONE_IS_A_WARNING: Limits = { warn: 1 };
