import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { canonicalJson } from "../proof/canonical-json.ts";
import { ROOTS_FOLDER } from "../proof/check-proofs-directory.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import type { WeekReport } from "./week-report.ts";
import { sealWeekRoot, type WeekRoot, weekRootSchema } from "./week-root.ts";

const BYTES_MAX = 2 ** 22;

type Options = {
  readonly keys: SigningKeys;
  /** Where proofs are kept. */
  readonly proofs: ObjectStore;
  /** Outside of our reach, such as a locked store; null where nobody asked for one. */
  readonly anchor: ObjectStore | null;
  /** The name of the week before. */
  readonly weekBefore: string;
};

/**
 * Signs the root of a week that has ended, once: what was signed stays. Then sends it outside,
 * where it must be the only one of its week. Resolves to it.
 */
export async function keepWeekRoot(report: WeekReport, options: Options): Promise<WeekRoot> {
  const { keys, proofs, anchor, weekBefore } = options;
  const name = rootName(report.week);
  const before = await readWeekRoot(proofs, `${ROOTS_FOLDER}${rootName(weekBefore)}`);
  const kept = await readWeekRoot(proofs, `${ROOTS_FOLDER}${name}`);
  const root = kept ?? sealWeekRoot(report, before, keys);
  const bytes = Buffer.from(`${canonicalJson(root)}\n`);
  if (!kept) await proofs.write(`${ROOTS_FOLDER}${name}`, bytes);
  if (!anchor) return root;
  const anchored = await readWeekRoot(anchor, name);
  if (!anchored) await anchor.write(name, bytes);
  else if (anchored.hash !== root.hash)
    throw new OperatingError(`Cannot anchor the root of ${report.week} as another one is there`, {
      retryable: false,
      hint: `compare ${anchor.uri(name)} with ours: one of the two records was altered or restored`,
    });
  return root;
}

/** Null where it is absent; what is there and is no root is told. */
export async function readWeekRoot(store: ObjectStore, name: string): Promise<WeekRoot | null> {
  const head = await store.head(name);
  if (!head) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(name, { end: BYTES_MAX })) chunks.push(chunk);
  const root = parse(Buffer.concat(chunks).toString("utf8"));
  if (root) return root;
  throw new OperatingError(`Cannot read ${store.uri(name)} as it is no root of a week`, {
    retryable: false,
    hint: "see who wrote it; restore it from a backup of Vigie",
  });
}

export function rootName(week: string): string {
  return `${week}.root.json`;
}

function parse(text: string): WeekRoot | null {
  try {
    return weekRootSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
