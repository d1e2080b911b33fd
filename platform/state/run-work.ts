import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import type { StateTransaction, StateValue } from "./state-store.ts";

const working = new AsyncLocalStorage<true>();

/** A second transaction would wait for the first, and the first for it. */
export function refuseNested(): void {
  assert(!working.getStore(), "a transaction within a transaction");
}

/**
 * Runs the work of one transaction on an engine's statements, with what every engine keeps: no
 * transaction within it, no statement after it, a failed statement fails it, no NUL in text.
 */
export async function runWork<T>(
  statements: StateTransaction,
  work: (transaction: StateTransaction) => Promise<T>,
): Promise<T> {
  const failures: unknown[] = [];
  let underWay = 0;
  let hasEnded = false;

  function guard<R>(act: (sql: string, ...values: readonly StateValue[]) => Promise<R>) {
    return async (sql: string, ...values: readonly StateValue[]): Promise<R> => {
      assert(!hasEnded, "a statement after the end of its transaction");
      underWay += 1;
      try {
        values.forEach(refuseNul);
        return await act(sql, ...values);
      } catch (error) {
        failures.push(error);
        throw error;
      } finally {
        underWay -= 1;
      }
    };
  }

  try {
    const guarded = { all: guard(statements.all), run: guard(statements.run) };
    const result = await working.run(true, () => work(guarded));
    assert.equal(underWay, 0, "a statement of a transaction was not awaited");
    if (failures.length > 0) throw failures[0];
    return result;
  } catch (error) {
    throw failures.length > 0 ? failures[0] : error;
  } finally {
    hasEnded = true;
  }
}

/** PostgreSQL cannot keep it, and SQLite's own functions end at it. */
function refuseNul(value: StateValue): void {
  assert(typeof value !== "string" || !value.includes("\0"), "text with a NUL cannot be kept");
}
