import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { StateRow, StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import {
  type RequestState,
  type RequestSummary,
  type RestoreRequest,
  requestAskedSchema,
  requestSchema,
  requestSummarySchema,
} from "../../schemas/request.ts";
import { requestIdSchema } from "../../schemas/request-id.ts";
import { FINAL_STATES, type RequestChange } from "./request-machine.ts";

export const REQUESTS_MIGRATIONS = ["0001-requests", "0002-summaries", "0003-marks"].map(
  (name) => ({
    name: `requests/${name}`,
    sql: readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), "utf8"),
  }),
);

/** More are not listed at once. */
const LISTED_MAX = 1_000;

/** Once, before anything else is asked of requests. */
export function migrateRequests(state: StateStore): Promise<void> {
  return state.migrate(REQUESTS_MIGRATIONS);
}

export type WhichRequests = {
  /** Null for all. */
  readonly tenants: readonly string[] | null;
  /** Null for all. */
  readonly states: readonly RequestState[] | null;
  readonly limit: number;
  /** The id that the page before ended with: those that were opened before it. */
  readonly before?: string | null;
};

/** The newest first, `limit` of them and 1,000 at most. */
export async function listRequests(
  state: StateStore,
  { tenants, states, limit, before = null }: WhichRequests,
): Promise<readonly RequestSummary[]> {
  const which = [isAmong("tenant", tenants), isAmong("state", states), isBefore(before)];
  const where = which.map(({ sql }) => sql).join(" AND ");
  const values = which.flatMap<string | number>((one) => [...one.values]);
  const rows = await state.transact((transaction) =>
    transaction.all(
      `SELECT coalesce(summary, body) AS summary FROM restore_requests WHERE ${where}
       ORDER BY year DESC, number DESC LIMIT ?`,
      ...[...values, Math.min(limit, LISTED_MAX)],
    ),
  );
  return rows.map((row) => requestSummarySchema.parse(JSON.parse(String(row["summary"]))));
}

/** Of each tenant, a word that changes whenever a request of theirs does. */
export async function markRequests(
  state: StateStore,
): Promise<readonly { readonly tenant: string; readonly requests: string }[]> {
  const rows = await state.transact((transaction) =>
    transaction.all("SELECT tenant, changes FROM restore_request_marks"),
  );
  return rows.map((row) => ({ tenant: String(row["tenant"]), requests: String(row["changes"]) }));
}

/** Null where there is none of that id. */
export async function readRequest(state: StateStore, id: string): Promise<RestoreRequest | null> {
  const row = await state.transact((transaction) => findRow(transaction, id));
  return row ? parse(row) : null;
}

export async function findRequest(
  transaction: StateTransaction,
  id: string,
): Promise<RestoreRequest | null> {
  const row = await findRow(transaction, id);
  return row ? parse(row) : null;
}

async function findRow(transaction: StateTransaction, id: string): Promise<StateRow | undefined> {
  const [row] = await transaction.all("SELECT body FROM restore_requests WHERE id = ?", id);
  return row;
}

/** The number that the next request of a year has. */
export async function nextNumber(transaction: StateTransaction, year: number): Promise<number> {
  const [row] = await transaction.all(
    "SELECT coalesce(max(number), 0) AS last FROM restore_requests WHERE year = ?",
    year,
  );
  return Number(row?.["last"]) + 1;
}

/** The request that asks for the same and is not over. */
export async function findOpen(
  transaction: StateTransaction,
  asked: string,
): Promise<string | null> {
  const [row] = await transaction.all(
    `SELECT id FROM restore_requests WHERE asked = ?
     AND state NOT IN (${FINAL_STATES.map(() => "?").join(", ")}) ORDER BY id LIMIT 1`,
    ...[asked, ...FINAL_STATES],
  );
  return row ? String(row["id"]) : null;
}

type Opening = { readonly year: number; readonly number: number; readonly asked: string };

export async function insertRequest(
  transaction: StateTransaction,
  request: RestoreRequest,
  { year, number, asked }: Opening,
): Promise<void> {
  const { id, series, state } = request;
  await transaction.run(
    `INSERT INTO restore_requests (id, year, number, tenant, state, asked, body, summary)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, year, number, series.tenant, state, asked, toBody(request), toSummary(request)],
  );
  await insertStep(transaction, request, requestAskedSchema.parse(request));
}

/** Keeps a request as a change has left it, and that change. */
export async function updateRequest(
  transaction: StateTransaction,
  request: RestoreRequest,
  { act: _act, ...brought }: RequestChange,
): Promise<void> {
  await transaction.run(
    "UPDATE restore_requests SET state = ?, body = ?, summary = ? WHERE id = ?",
    ...[request.state, toBody(request), toSummary(request), request.id],
  );
  await insertStep(transaction, request, brought);
}

async function insertStep(
  transaction: StateTransaction,
  { id, series, steps }: RestoreRequest,
  brought: object,
): Promise<void> {
  const step = steps.at(-1);
  assert(step, "a request has a step");
  const { at, act, by, reason, state, via } = step;
  const body = JSON.stringify({ ...brought, ...(via && { via }) });
  await transaction.run(
    `INSERT INTO restore_request_steps (request_id, revision, at_ms, act, author, reason, state, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, steps.length, Date.parse(at), act, by, reason, state, body],
  );
  await transaction.run(
    `INSERT INTO restore_request_marks (tenant, changes) VALUES (?, 1)
     ON CONFLICT (tenant) DO UPDATE SET changes = restore_request_marks.changes + 1`,
    series.tenant,
  );
}

/** What could not be read again is not kept. */
function toBody(request: RestoreRequest): string {
  return JSON.stringify(requestSchema.parse(request));
}

function toSummary(request: RestoreRequest): string {
  return JSON.stringify(requestSummarySchema.parse(request));
}

/** By its year and its number, as ids of more digits would sort otherwise. */
function isBefore(id: string | null) {
  if (id === null) return { sql: "1 = 1", values: [] };
  const [, year, number] = requestIdSchema.parse(id).split("-").map(Number);
  assert(year !== undefined && number !== undefined, "an id has a year and a number");
  return { sql: "(year < ? OR (year = ? AND number < ?))", values: [year, year, number] };
}

function isAmong(column: "tenant" | "state", allowed: readonly string[] | null) {
  if (allowed === null) return { sql: "1 = 1", values: [] };
  if (allowed.length === 0) return { sql: "1 = 0", values: [] };
  return { sql: `${column} IN (${allowed.map(() => "?").join(", ")})`, values: allowed };
}

function parse(row: StateRow): RestoreRequest {
  return requestSchema.parse(JSON.parse(String(row["body"])));
}
