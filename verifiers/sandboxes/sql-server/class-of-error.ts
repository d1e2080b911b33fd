import type { FaultClass } from "../../../schemas/proof.ts";

/**
 * Which errors of RESTORE, DBCC and the engine speak of what. Numbers and texts: SQL Server's
 * documentation, "Database engine events and errors"; the classes are ours.
 */
const NUMBERS: Readonly<Record<FaultClass, readonly number[]>> = {
  backup: [
    // The set cannot be read, is cut, empty, or none.
    3041, 3042, 3043, 3049, 3053, 3143, 3182, 3183, 3184, 3186, 3188, 3189, 3203, 3208, 3241, 3242,
    3243, 3254, 3256, 3266, 3287,
    // Pages that are bad once they are restored.
    823, 824, 825, 2570, 8909, 8928, 8939, 8940, 8941, 8942, 8943, 8944, 8951, 8952, 8964, 8965,
    8976, 8978, 8992,
  ],
  chain: [3035, 3116, 3117, 3118, 3120, 3121, 3132, 3133, 3136, 3154, 3173, 4303, 4305, 4326],
  // The certificate is not there; its file, or the password of its private key, is not right.
  key: [3283, 15208, 15465, 33111],
  version: [3168, 3169, 3255],
  sandbox: [
    // Among them: no right to it (262, 916), no master key to keep a certificate with (15581).
    262,
    916,
    1105,
    3101,
    3119,
    3141,
    3142,
    3156,
    3176,
    3201,
    3202,
    3204,
    3229,
    3230,
    3257,
    3271,
    6005,
    9002,
    15581,
    ...range(3288, 3298),
  ],
  policy: [3145, 3187],
};

/** Says only that something before it failed. */
const WRAPPER = 3013;
/** They may come of bytes lost on the way: the object is read again before it is called bad. */
const REREAD = new Set([3203, 3208, 3241, 3242]);
/**
 * Of several classes the one that explains the others: what is asked for first, and what speaks of
 * the copy only once nothing else can be the cause.
 */
const ORDER: readonly FaultClass[] = ["key", "version", "sandbox", "policy", "chain", "backup"];

const CLASSES: ReadonlyMap<number, FaultClass> = new Map(
  ORDER.flatMap((fault) => NUMBERS[fault].map((number) => [number, fault] as const)),
);

export function classOfError(number: number): FaultClass | null {
  return CLASSES.get(number) ?? null;
}

/** Errors that nobody knows say nothing of the copy: they are the sandbox's. */
export function classOfErrors(numbers: readonly number[]): {
  readonly fault: FaultClass;
  readonly reread: boolean;
} {
  const telling = numbers.filter((number) => number !== WRAPPER);
  const classes = new Set(telling.map((number) => classOfError(number) ?? "sandbox"));
  const fault = ORDER.find((each) => classes.has(each)) ?? "sandbox";
  return { fault, reread: fault === "backup" && telling.some((number) => REREAD.has(number)) };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
