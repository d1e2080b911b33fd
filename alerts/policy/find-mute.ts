import type { QuietWindow } from "./alert-policy.ts";
import { type Subject, whyNoMatch } from "./match-finding.ts";
import type { Silence } from "./silence.ts";

/**
 * What keeps a finding from being told, for how long, and who said so why: people, or the incident
 * of its parent or its collector, which tells of it.
 */
export type Mute = {
  readonly by: "silence" | "maintenance" | "parent" | "collector";
  readonly untilMs: number;
  readonly why: string;
};

type Quiet = { readonly silences: readonly Silence[]; readonly windows: readonly QuietWindow[] };

/** Of all that mutes a finding at an instant, what does so longest; null where nothing does. */
export function findMute(
  { silences, windows }: Quiet,
  finding: Subject,
  nowMs: number,
): Mute | null {
  const said = silences
    .filter(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs)
    .filter((silence) => whyNoMatch(silence, finding) === null)
    .map(({ id, author, reason, untilMs }): Mute => {
      return { by: "silence", untilMs, why: `silence ${id} by ${author}: ${reason}` };
    });
  const open = windows.flatMap((window): Mute[] => {
    const opened = whyNoMatch(window, finding) === null ? window.openAt(nowMs) : null;
    return opened ? [{ by: "maintenance", untilMs: opened.untilMs, why: opened.reason }] : [];
  });
  return [...said, ...open].reduce<Mute | null>(
    (longest, mute) => (longest && longest.untilMs >= mute.untilMs ? longest : mute),
    null,
  );
}
