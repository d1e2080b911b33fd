import type { LiveMessage } from "../live-feed.ts";
import { after } from "./after.ts";

/** A message comes at least every 5 s; three missed ones mean that nobody speaks any more. */
const SILENCE_MAX_MS = 15_000;
const RETRY_MS = 3_000;

type Listener = {
  readonly onMessage: (message: LiveMessage) => void;
  /** What is shown may no longer be true. Told again at each new failure. */
  readonly onLost: () => void;
};

/** Listens to `/api/live` for ever, connecting again whenever the server goes or falls silent. */
export function connectLive(listener: Listener): void {
  const source = new EventSource("/api/live");
  let forgetSilence = after(SILENCE_MAX_MS, retry);

  function retry() {
    forgetSilence();
    source.close();
    listener.onLost();
    after(RETRY_MS, () => connectLive(listener));
  }

  source.addEventListener("changed", ({ data }: MessageEvent<string>) => {
    forgetSilence();
    forgetSilence = after(SILENCE_MAX_MS, retry);
    listener.onMessage(JSON.parse(data));
  });
  source.addEventListener("error", retry);
}
