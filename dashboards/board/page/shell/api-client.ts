import type { Lang } from "../words.ts";
import { toSearchParams } from "./board-address.ts";
import { ApiError, type Query } from "./page-view.ts";
import { type RefusalAnswer, sayRefusal } from "./say-refusal.ts";

export type ApiClient = ReturnType<typeof createApiClient>;

type Options = {
  readonly lang: Lang;
  /** What to say where the server cannot be reached. */
  readonly unreachable: string;
  /** The server no longer knows who asks. */
  readonly onSignedOut: () => void;
  /** Asks who asks, and calls `guardBy` where that is who it was. */
  readonly renewSession: () => Promise<unknown>;
};

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;

/** Asks Vigie's own API; whatever goes wrong is an `ApiError` that people can read. */
export function createApiClient({ lang, unreachable, onSignedOut, renewSession }: Options) {
  let csrf: string | null = null;

  async function ask<T>(path: string, init: RequestInit, read = readJson): Promise<T> {
    const response = await reach(path, init);
    const body = await (response.ok ? read : readJson)(response);
    init.signal?.throwIfAborted();
    if (response.ok) return body as T;
    if (response.status === UNAUTHORIZED) onSignedOut();
    const [code, error] = [readText(body, "code"), readText(body, "error")];
    const answer = {
      code,
      error,
      hint: readText(body, "hint"),
      subject: readText(body, "subject"),
    };
    const said = sayRefusal(answer, lang);
    throw new ApiError(response.status, said?.message ?? unreachable, said?.hint ?? null);
  }

  async function reach(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(path, { credentials: "same-origin", ...init });
    } catch {
      init.signal?.throwIfAborted();
      throw new ApiError(0, unreachable, null);
    }
  }

  function guarded(method: "POST" | "DELETE", body: unknown): RequestInit {
    return {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(csrf !== null && { "x-vigie-csrf": csrf }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
  }

  function get<T>(path: string, query: Query, { signal, read }: Getting): Promise<T> {
    const fields = toSearchParams(query);
    const asked = fields.size === 0 ? path : `${path}?${fields}`;
    return ask<T>(asked, signal ? { signal } : {}, read);
  }

  return {
    /** From now on, sent with each change. */
    guardBy: (token: string | null) => {
      csrf = token;
    },
    get: <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
      get<T>(path, query, { signal }),
    /** A document that is no JSON. */
    getText: (path: string, query: Query = {}, signal?: AbortSignal): Promise<string> =>
      get<string>(path, query, { signal, read: (response) => response.text() }),
    change: async <T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> => {
      const shown = csrf;
      try {
        return await ask<T>(path, guarded(method, body));
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== FORBIDDEN) throw error;
        // Vigie began anew, or another tab signed in: what guards changes is another by now.
        await renewSession();
        if (csrf === shown) throw error;
        return ask<T>(path, guarded(method, body));
      }
    },
  };
}

type Getting = {
  readonly signal?: AbortSignal | undefined;
  readonly read?: (response: Response) => Promise<unknown>;
};

function readJson(response: Response): Promise<unknown> {
  return response.json().catch(() => null);
}

/** What an answer says under a name, where it is a text. */
function readText(body: unknown, name: keyof RefusalAnswer): string | null {
  if (typeof body !== "object" || body === null) return null;
  const value: unknown = Reflect.get(body, name);
  return typeof value === "string" ? value : null;
}
