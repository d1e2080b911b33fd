import type { Notice } from "../wording/notice.ts";

/**
 * A notice built into what a receiver takes, without as many of its last lines as make it too
 * large in bytes of JSON.
 */
export function fitLines<T>(notice: Notice, bytesMax: number, build: (notice: Notice) => T): T {
  const built = build(notice);
  const bytes = Buffer.byteLength(JSON.stringify(built));
  if (bytes <= bytesMax || notice.lines.length === 0) return built;
  return fitLines({ ...notice, lines: notice.lines.slice(0, -1) }, bytesMax, build);
}
