import type { StateStore } from "../../platform/state/state-store.ts";
import type { RequestClosing } from "../../schemas/request.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { changeRequest } from "./change-request.ts";
import { appendReport } from "./report/report-rows.ts";
import type { Acted, Said } from "./request-machine.ts";

/**
 * Ends a request with what became of it, as a person says, and seals its report:
 * `readRequestReport` has it.
 */
export function closeRequest(
  { state, keys }: { readonly state: StateStore; readonly keys: SigningKeys },
  id: string,
  { closing, said }: { readonly closing: RequestClosing; readonly said: Said },
): Promise<Acted> {
  return changeRequest(state, id, {
    change: () => ({ act: "close", closing }),
    said,
    also: (transaction, request) => appendReport(transaction, request, keys),
  });
}
