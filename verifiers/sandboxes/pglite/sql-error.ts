import type { StageJudgement } from "./sandbox-job.ts";

/** Classes of SQLSTATE, PostgreSQL documentation, appendix A. */
const CLASSES: Readonly<Record<string, string>> = {
  "0A": "feature not supported",
  "21": "cardinality violation",
  "22": "data exception",
  "23": "integrity constraint violation",
  "25": "invalid transaction state",
  "2B": "dependent objects still exist",
  "3D": "invalid database name",
  "3F": "invalid schema name",
  "42": "syntax error or unknown object",
  "53": "insufficient resources",
  "54": "program limit exceeded",
  "55": "object not in the wanted state",
  "57": "operator intervention",
  "58": "system error",
  P0: "error raised by a function",
  XX: "internal error",
};

/**
 * The fault lies with the sandbox's engine: missing features, resources, the engine itself. XX001
 * and XX002 are corrupted data.
 */
const OF_THE_ENGINE = /^(0A|53|54|57|58)|^XX000$/;

/**
 * The SQLSTATE of an error from the engine; null where the error is not one of SQL. Its message
 * may hold data and is never read.
 */
export function sqlState(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : null;
}

export function describeState(state: string | null): string {
  if (state === null) return "the engine stopped";
  return `SQLSTATE ${state}, ${CLASSES[state.slice(0, 2)] ?? "other"}`;
}

/**
 * Whose fault an error is: the copy's (fail), or the sandbox's, which shows nothing about the copy
 * (inconclusive).
 */
export function judgeState(state: string | null): StageJudgement["verdict"] {
  return state === null || OF_THE_ENGINE.test(state) ? "inconclusive" : "fail";
}
