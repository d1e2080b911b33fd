import { z } from "zod";
import type { Principal, Right } from "../../schemas/access.ts";
import type { AuditSubject } from "../../schemas/guard.ts";
import type { ApiGround } from "./api-ground.ts";
import { Refusal } from "./refusal.ts";

export const API_PREFIX = "/api/v1";

type Method = "GET" | "POST" | "DELETE";

type Request<Params, Query, Body> = {
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly nowMs: number;
  /** Says what a change is about, for the audit. */
  readonly about: (subject: AuditSubject) => void;
};

export type RawRequest = Request<unknown, unknown, unknown>;

/** A document as it is, to keep. */
export type ApiFile = {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
};

/** What an answer holds: JSON, or files of these media types. */
type Answer =
  | { readonly kind: "json"; readonly schema: z.ZodType }
  | { readonly kind: "file"; readonly types: readonly string[] };

/** One route of the API: all that describing it takes. */
export type RouteHead = {
  readonly method: Method;
  /** Below `API_PREFIX`, with parameters as `:name`. */
  readonly path: string;
  /** Null where anybody may ask. */
  readonly right: Right | null;
  /** What it is listed under. */
  readonly tag: string;
  readonly summary: string;
  /** It tells of Vigie itself, or of all tenants together: only for who may see all. */
  readonly isWhole: boolean;
  readonly status: 200 | 201 | 202 | 204;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  /** Null where it takes none. */
  readonly body: z.ZodType | null;
  readonly answer: Answer | { readonly kind: "none" };
};

/** One route of the API: all that registering, describing and testing it takes. */
export type Route = RouteHead & {
  readonly right: Right;
  readonly status: 200 | 201 | 202;
  readonly answer: Answer;
  readonly handle: (request: RawRequest, ground: ApiGround) => Promise<unknown>;
};

type Head<Params, Query, Body> = Pick<Route, "method" | "path" | "right" | "tag" | "summary"> & {
  readonly isWhole?: true;
  readonly status?: Route["status"];
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
};

type Handle<Params, Query, Body, Answered> = (
  request: Request<Params, Query, Body>,
  ground: ApiGround,
) => Promise<Answered>;

const NOTHING = z.strictObject({});

/** A route that answers JSON; `answer` says which. */
export function defineRoute<Answered, Params = unknown, Query = unknown, Body = unknown>(
  head: Head<Params, Query, Body> & {
    readonly answer: z.ZodType<unknown, Answered>;
    readonly handle: Handle<Params, Query, Body, Answered>;
  },
): Route {
  return complete(head, { kind: "json", schema: head.answer }, head.handle);
}

/** A route that gives a file. */
export function defineFile<Params = unknown, Query = unknown>(
  head: Head<Params, Query, unknown> & {
    readonly types: readonly string[];
    readonly handle: Handle<Params, Query, unknown, ApiFile>;
  },
): Route {
  return complete(head, { kind: "file", types: head.types }, head.handle);
}

function complete<Params, Query, Body, Answered>(
  head: Head<Params, Query, Body>,
  answer: Answer,
  handle: Handle<Params, Query, Body, Answered>,
): Route {
  const { method, path, right, tag, summary, isWhole = false, status = 200 } = head;
  return {
    ...{ method, path, right, tag, summary, isWhole, status, answer },
    params: head.params ?? NOTHING,
    query: head.query ?? NOTHING,
    body: head.body ?? null,
    handle: async (request, ground) => {
      const params = read(head.params, request.params);
      const query = read(head.query, request.query);
      const body = read(head.body, request.body);
      return handle({ ...request, params, query, body }, ground);
    },
  };
}

/** What is not said to be taken is refused. */
function read<T>(schema: z.ZodType<T> | undefined, value: unknown): T {
  const known: z.ZodType = schema ?? NOTHING;
  const result = known.safeParse(value ?? {});
  // Without a schema, `T` is unknown.
  if (result.success) return result.data as T;
  throw new Refusal("bad-request", z.prettifyError(result.error));
}
