import type { LiveMessage } from "../../live-feed.ts";
import type { createViewHost } from "./view-host.ts";

/** So often is a view asked again though nothing is said to have changed: time passes. */
const REFRESH_AT_LEAST_MS = 30_000;

type Options = {
  readonly host: Pick<ReturnType<typeof createViewHost>, "refresh" | "refreshIn">;
  /** Vigie said what time it is. */
  readonly heard: (at: string) => void;
  readonly onLive: (at: string) => void;
  readonly onLost: () => void;
};

/**
 * Makes the view refresh as Vigie says that something changed, and after each loss of connection:
 * at once where somebody looks, and else when it is this browser's turn.
 */
export function watchChanges({ host, heard, onLive, onLost }: Options) {
  let known: string | null = null;
  let refreshedAtMs = 0;

  return {
    onMessage: ({ at, marks, turnMs }: LiveMessage): void => {
      heard(at);
      onLive(at);
      const atMs = Date.parse(at);
      const isFirst = known === null && refreshedAtMs === 0;
      const mark = JSON.stringify(marks);
      if (isFirst) refreshedAtMs = atMs;
      const isDue = mark !== known || atMs - refreshedAtMs >= REFRESH_AT_LEAST_MS;
      known = mark;
      if (isFirst || !isDue) return;
      refreshedAtMs = atMs;
      if (document.visibilityState === "visible") host.refresh();
      else host.refreshIn(turnMs);
    },
    onLost: (): void => {
      known = null;
      onLost();
    },
  };
}
