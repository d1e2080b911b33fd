import { after } from "../after.ts";
import type { MountedView } from "./page-view.ts";

type Host = {
  readonly onFresh: () => void;
  /** What is shown is of before. */
  readonly onFailed: (error: unknown) => void;
};

/**
 * Keeps one mounted view fresh: asked while it is refreshing, it refreshes once more afterwards, so
 * that what it shows is never older than the last thing heard.
 */
export function createViewHost({ onFresh, onFailed }: Host) {
  let mounted: MountedView | null = null;
  let leaving = new AbortController();
  let isRefreshing = false;
  let isAskedAgain = false;
  let forgetDelayed = () => {};

  async function refresh(): Promise<void> {
    const view = mounted;
    if (!view) return;
    if (isRefreshing) {
      isAskedAgain = true;
      return;
    }
    const { signal } = leaving;
    isRefreshing = true;
    try {
      await view.refresh(signal);
      if (!signal.aborted) onFresh();
    } catch (error) {
      if (!signal.aborted) onFailed(error);
    } finally {
      if (!signal.aborted) isRefreshing = false;
    }
    if (!signal.aborted && isAskedAgain) {
      isAskedAgain = false;
      await refresh();
    }
  }

  return {
    show: (view: MountedView | null): void => {
      leaving.abort();
      forgetDelayed();
      mounted?.unmount?.();
      leaving = new AbortController();
      isRefreshing = false;
      isAskedAgain = false;
      mounted = view;
      void refresh();
    },
    refresh: (): void => void refresh(),
    /** Once, in `delayMs`, however often it is asked until then. */
    refreshIn: (delayMs: number): void => {
      forgetDelayed();
      forgetDelayed = after(delayMs, () => void refresh());
    },
  };
}
