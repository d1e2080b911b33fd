import { z } from "zod";
import { sessionSchema, signInSchema } from "../../../schemas/session.ts";
import type { RouteHead } from "../route.ts";

const head = {
  ...{ path: "/session", tag: "access", isWhole: false },
  ...{ params: z.strictObject({}), query: z.strictObject({}), body: null },
} as const;

const session = { kind: "json", schema: sessionSchema } as const;

/** What `registerSession` serves, as it is described with the API's other routes. */
export const SESSION_HEADS: readonly RouteHead[] = [
  {
    ...{ ...head, method: "GET", right: "read", status: 200, answer: session },
    summary: "Who asks, what they may do, and what their changes have to show",
  },
  {
    ...{ ...head, method: "POST", right: null, status: 200, answer: session },
    summary: "Signs a browser in with a token: a cookie stands for it, for 12 hours",
    body: signInSchema,
  },
  {
    ...{ ...head, method: "DELETE", right: "read", status: 204, answer: { kind: "none" } },
    summary: "Signs a browser out",
  },
];
