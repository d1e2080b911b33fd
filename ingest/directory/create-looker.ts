import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { ObjectHead, ObjectStore } from "../../platform/objects/object-store.ts";
import type { Copy } from "./copy.ts";
import { lookAtVault } from "./look-at-vault.ts";
import type { Copies } from "./open-copies.ts";
import type { PathMeaning } from "./parse-pattern.ts";

const FILES_PER_VAULT_MAX = 1_000_000;
const UNFIT_NAMES_MAX = 10_000;
const NAME_LENGTH_LOGGED = 200;
/** As object stores have it, and the state can keep. */
const NAME_BYTES_MAX = 1_024;
/** So many copies are purged one by one, not between two scans. */
const NEVER_GONE_AT_ONCE = 3;

type Options = {
  readonly copies: Copies;
  readonly vaults: ReadonlyMap<string, ObjectStore>;
  readonly meaningOf: (path: string) => PathMeaning | null;
  readonly logger: Logger;
};
type Sight = {
  /** Every vault could be seen to its end. */
  readonly isComplete: boolean;
  readonly removed: readonly Copy[];
};

/**
 * Looks at the vaults and remembers what is new there; names that the pattern does not fit,
 * or are too long, are logged once, and are no copies.
 */
export function createLooker({ copies, vaults, meaningOf, logger }: Options) {
  const unfit = new Set<string>();

  function isCopy(vault: string, { name }: ObjectHead): boolean {
    if (copies.of(vault).has(name)) return true;
    const key = `${vault}/${name}`;
    if (unfit.has(key)) return false;
    const isShort = Buffer.byteLength(name) <= NAME_BYTES_MAX;
    if (isShort && meaningOf(name)) return true;
    if (unfit.size < UNFIT_NAMES_MAX) {
      unfit.add(key);
      const file = key.slice(0, NAME_LENGTH_LOGGED);
      if (isShort) logger.info({ file, unfit: unfit.size }, "A file does not fit the pattern");
      else logger.warn({ file, unfit: unfit.size }, "A file has too long a name to be watched");
    }
    return false;
  }

  async function list(vault: string, objects: ObjectStore): Promise<ObjectHead[]> {
    const heads: ObjectHead[] = [];
    let isEmpty = true;
    for await (const head of objects.list()) {
      isEmpty = false;
      if (isCopy(vault, head)) heads.push(head);
      if (heads.length > FILES_PER_VAULT_MAX) {
        throw new OperatingError(
          `Cannot watch vault ${vault} as it has more than ${FILES_PER_VAULT_MAX} files`,
          { retryable: false, hint: "Split it into several sources." },
        );
      }
    }
    if (isEmpty) refuseEmpty(vault, copies);
    return heads;
  }

  return {
    look: async (nowMs: number): Promise<Sight> => {
      const removed: Copy[] = [];
      let isComplete = true;
      for (const [vault, objects] of vaults) {
        try {
          const heads = await list(vault, objects);
          const look = lookAtVault({ vault, known: copies.of(vault), heads, nowMs });
          await copies.save(look.changed);
          await copies.remove(look.forgotten);
          removed.push(...look.removed);
        } catch (error) {
          if (!(error instanceof OperatingError)) throw error;
          logger.error({ err: error, vault }, "A vault cannot be seen; no watermark is sent");
          isComplete = false;
        }
      }
      return { isComplete, removed };
    },
  };
}

/**
 * A place where nothing is mounted is an empty directory: taken at its word, it would have every
 * copy lost at once.
 */
function refuseEmpty(vault: string, copies: Copies): void {
  const present = [...copies.of(vault).values()].filter(({ goneAtMs }) => goneAtMs === null);
  if (present.length < NEVER_GONE_AT_ONCE) return;
  throw new OperatingError(
    `Cannot see vault ${vault} as it is empty where ${present.length} copies lay`,
    { retryable: true, hint: "see whether it is mounted; one file in it shows that it is" },
  );
}
