import type { Right, Role } from "../../../../schemas/access.ts";
import type { Bilingual } from "../../../../schemas/bilingual.ts";
import type { createFormats } from "../create-formats.ts";
import type { Lang } from "../words.ts";

export const VIEW_NAMES = [
  "fleet",
  "series",
  "copies",
  "proofs",
  "incidents",
  "requests",
  "pipeline",
] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** A page of the board, at `#/NAME`, and at `#/NAME/ID` for one of what it lists. */
export type PageView = {
  readonly name: ViewName;
  readonly title: Bilingual;
  /** Shows itself in `place`, which is empty. */
  readonly mount: (place: HTMLElement, context: ViewContext) => MountedView;
};

export type MountedView = {
  /**
   * Asks again for what it shows, and shows it without moving what the person holds (focus, scroll,
   * open dialogs, half-written text). Called after mounting, when something changed, and when the
   * filter did. A rejection is shown by the shell as "not fresh".
   */
  readonly refresh: (signal: AbortSignal) => Promise<void>;
  readonly unmount?: () => void;
};

/** An answer of `GET /api/v1/panels/...`; see dashboards/panels/read-panel.ts. */
export type PanelRows<T> = {
  readonly at: string;
  readonly rows: readonly T[];
  readonly more: boolean;
};

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Who looks, and what they may do. */
export type Me = {
  readonly name: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  readonly tenants: readonly string[] | null;
  readonly isAnonymous: boolean;
};

export type ViewContext = {
  readonly lang: Lang;
  /** IANA name of the zone in which times are shown. */
  readonly zone: string;
  readonly formats: ReturnType<typeof createFormats>;
  readonly me: Me;
  /** What follows the view's name in the address: an id; null for none. */
  readonly id: string | null;
  /** Vigie's own instant, RFC 3339: never the browser's clock. */
  readonly now: () => string;
  /**
   * A panel's rows with the shell's filter (tenant, environment, product, site, range) and what is
   * asked besides; an `ApiError` where that fails.
   */
  readonly panel: <T>(name: string, query?: Query, signal?: AbortSignal) => Promise<PanelRows<T>>;
  readonly get: <T>(path: string, query?: Query, signal?: AbortSignal) => Promise<T>;
  /** A document that is no JSON, as text. */
  readonly getText: (path: string, query?: Query, signal?: AbortSignal) => Promise<string>;
  /** A change, with all that guards it; an `ApiError` where it is refused. */
  readonly change: <T>(method: "POST" | "DELETE", path: string, body?: unknown) => Promise<T>;
  /** Whether that right is theirs: what they may not do is not offered. */
  readonly may: (right: Right) => boolean;
  /**
   * A link to a view. The shell keeps the filter as it is when the link is used, not when it was
   * drawn; a field of the filter in `query` takes the place of the filter's own.
   */
  readonly href: (view: ViewName, id?: string, query?: Query) => string;
  readonly go: (view: ViewName, id?: string, query?: Query) => void;
  /** The view's own part of the address (sorting, page, search), kept over a reload. */
  readonly query: () => URLSearchParams;
  readonly setQuery: (query: Query) => void;
  /** Told to screen readers, and shown for a while. */
  readonly announce: (text: string, kind?: "done" | "failed") => void;
};

/** What the server answered in refusal: `error` and `hint` as people read them. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly hint: string | null;

  constructor(status: number, message: string, hint: string | null) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}
