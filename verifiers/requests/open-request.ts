import { createHash } from "node:crypto";
import type { StateStore } from "../../platform/state/state-store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { RequestAsked, RestoreRequest } from "../../schemas/request.ts";
import { canonicalJson } from "../proof/canonical-json.ts";
import type { Acted, Said } from "./request-machine.ts";
import { findOpen, insertRequest, nextNumber } from "./request-rows.ts";

const NUMBER_DIGITS = 4;

/**
 * Opens a request; `already-open` where one for the same ticket, series, point and target is not
 * over, so that asking twice is harmless.
 */
export function openRequest(
  state: StateStore,
  asked: RequestAsked,
  { author, atMs, via }: Pick<Said, "author" | "atMs" | "via">,
): Promise<Acted> {
  return state.transact(async (transaction) => {
    const same = await findOpen(transaction, hashOf(asked));
    if (same !== null) return { ok: false, error: { kind: "already-open", id: same } };
    const openedAt = instantToJson(atMs);
    const year = new Date(atMs).getUTCFullYear();
    const number = await nextNumber(transaction, year);
    const { reason } = asked;
    const opening = {
      ...({ at: openedAt, act: "open", by: author, reason, state: "opened" } as const),
      ...(via && { via }),
    };
    const request: RestoreRequest = {
      ...{ id: `R-${year}-${String(number).padStart(NUMBER_DIGITS, "0")}`, ...asked },
      ...{ openedBy: author, openedAt, state: "opened" },
      ...{ plan: null, execution: null, closing: null, steps: [opening] },
    };
    await insertRequest(transaction, request, { year, number, asked: hashOf(asked) });
    return { ok: true, request };
  });
}

function hashOf({ ticket, series, wanted, target }: RequestAsked): string {
  const what = canonicalJson({ ticket, series, wanted, target });
  return createHash("sha256").update(what).digest("hex");
}
