import type { Lang } from "./board.ts";
import { BOARDS } from "./boards.ts";
import { buildBoard } from "./build-board.ts";

export const LANGS: readonly Lang[] = ["en", "fr"];

/** Every board in both languages: its path below `json/`, and what it holds. */
export function renderBoards(): ReadonlyMap<string, string> {
  const files = LANGS.flatMap((lang) =>
    BOARDS.map((board) => {
      const text = `${JSON.stringify(buildBoard(board, lang), null, 2)}\n`;
      return [`${lang}/${board.name}.json`, text] as const;
    }),
  );
  return new Map(files);
}
