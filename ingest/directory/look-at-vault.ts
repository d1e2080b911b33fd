import type { ObjectHead } from "../../platform/objects/object-store.ts";
import { type Copy, createCopy } from "./copy.ts";

/** What a complete look at a vault changes in what is known of it. */
export type Look = {
  /** New, of another size or time, back, or missed for the first time. */
  readonly changed: readonly Copy[];
  /** Missed at the look before too: to be told as removed. */
  readonly removed: readonly Copy[];
  /** Gone before anything was told of them. */
  readonly forgotten: readonly Copy[];
};

type Seen = {
  readonly vault: string;
  readonly known: ReadonlyMap<string, Copy>;
  readonly heads: readonly ObjectHead[];
  readonly nowMs: number;
};

/** Compares what lies in a vault with what is known of it. Pure. */
export function lookAtVault({ vault, known, heads, nowMs }: Seen): Look {
  const present = new Set<string>();
  const changed: Copy[] = [];
  for (const head of heads) {
    present.add(head.name);
    const copy = known.get(head.name);
    if (!copy) changed.push(createCopy(vault, head, nowMs));
    else if (differs(copy, head)) changed.push(renew(copy, head, nowMs));
    else if (copy.goneAtMs !== null) changed.push({ ...copy, goneAtMs: null });
  }
  const missing = [...known.values()].filter(({ name }) => !present.has(name));
  const told = missing.filter(({ wasTold }) => wasTold);
  return {
    changed: [
      ...changed,
      ...told
        .filter(({ goneAtMs }) => goneAtMs === null)
        .map((copy) => ({ ...copy, goneAtMs: nowMs })),
    ],
    removed: told.filter(({ goneAtMs }) => goneAtMs !== null),
    forgotten: missing.filter(({ wasTold }) => !wasTold),
  };
}

function differs(copy: Copy, head: ObjectHead): boolean {
  return copy.sizeBytes !== head.sizeBytes || copy.modifiedAtMs !== head.modifiedAtMs;
}

/**
 * Other bytes under a known name: to be settled, hashed and told anew; its run was told of
 * already.
 */
function renew(copy: Copy, head: ObjectHead, nowMs: number): Copy {
  const { wasTold, isRunTold } = copy;
  return { ...createCopy(copy.vault, head, nowMs), wasTold, isRunTold };
}
