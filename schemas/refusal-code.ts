/** Why what is asked over HTTP is not done, in words for programs, each with its status. */
export const STATUS_OF_REFUSAL = {
  "bad-request": 400,
  "signed-out": 401,
  "wrong-token": 401,
  "all-tenants-only": 403,
  forbidden: 403,
  forged: 403,
  "others-series": 403,
  "others-tenants": 403,
  "outlives-giver": 403,
  "same-person": 403,
  "no-series": 404,
  "not-found": 404,
  "already-open": 409,
  changed: 409,
  "last-admin": 409,
  "name-taken": 409,
  "no-log": 409,
  "not-approved": 409,
  "nothing-reached": 409,
  "too-many-tokens": 409,
  "wrong-state": 409,
  "too-many-tries": 429,
  "too-many-waiting": 429,
  "own-fault": 500,
  unavailable: 503,
} as const;

export type RefusalCode = keyof typeof STATUS_OF_REFUSAL;
export const REFUSAL_CODES = Object.keys(STATUS_OF_REFUSAL) as readonly RefusalCode[];
