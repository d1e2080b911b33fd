import type { KnownSeries } from "../detection/known-series.ts";
import type { RecentFindings } from "./recent-findings.ts";

/** What series may have in common that fails them together, the closest first. */
export const CAUSES = [
  "instance",
  "source",
  "vault",
  "site",
  "collector",
  "product",
  "tenant",
] as const;
export type CauseWord = (typeof CAUSES)[number];

/** The names that tell a cause from others of its word, such as a site's own and its tenant's. */
export type Cause = {
  readonly word: CauseWord;
  readonly place: Readonly<Partial<Record<CauseWord, string>>>;
};

/** All series that have one possible cause in common. */
export type Cohort = {
  readonly key: string;
  readonly cause: Cause;
  readonly sinceMs: number;
  readonly peers: Set<Peer>;
  /** By family. */
  readonly recent: Map<string, RecentFindings>;
};

/** Where a series stands; each place has one cohort at a time. */
export const PLACES = [
  "instance",
  "source",
  "primary",
  "duplicate",
  "site",
  "collector",
  "productOfTenant",
  "product",
  "tenant",
] as const;
export type Place = (typeof PLACES)[number];

/** One series among those with which it may fail. */
export type Peer = {
  watch: KnownSeries;
  readonly cohorts: { [place in Place]: Cohort | null };
};
