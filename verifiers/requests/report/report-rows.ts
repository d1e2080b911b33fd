import type {
  StateRow,
  StateStore,
  StateTransaction,
} from "../../../platform/state/state-store.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { SigningKeys } from "../../proof/open-keys.ts";
import {
  NO_REPORT_BEFORE,
  type RequestReport,
  requestReportSchema,
  sealRequestReport,
} from "./request-report.ts";

/** The sealed report of a request that is closed; null where there is none yet. */
export function readRequestReport(state: StateStore, id: string): Promise<RequestReport | null> {
  return state.transact(async (transaction) => {
    const [row] = await transaction.all(
      "SELECT body FROM restore_request_reports WHERE request_id = ?",
      id,
    );
    return row ? parse(row) : null;
  });
}

/** Seals the report of a request, and keeps it at the end of the chain. */
export async function appendReport(
  transaction: StateTransaction,
  request: RestoreRequest,
  keys: SigningKeys,
): Promise<void> {
  const [last] = await transaction.all(
    "SELECT position, body FROM restore_request_reports ORDER BY position DESC LIMIT 1",
  );
  const report = sealRequestReport(request, last ? parse(last).hash : NO_REPORT_BEFORE, keys);
  await transaction.run(
    "INSERT INTO restore_request_reports (position, request_id, body) VALUES (?, ?, ?)",
    ...[last ? Number(last["position"]) + 1 : 0, request.id, JSON.stringify(report)],
  );
}

function parse(row: StateRow): RequestReport {
  return requestReportSchema.parse(JSON.parse(String(row["body"])));
}
