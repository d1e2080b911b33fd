import type { Summary } from "../pager.ts";
import type { Notice } from "./notice.ts";
import { plainLine } from "./plain-line.ts";
import type { Speech } from "./say-quantity.ts";
import { sayAsset, seriesOfKey } from "./say-subject.ts";
import { WORDS } from "./words.ts";

const SENTENCE_LENGTH_MAX = 300;

/** Several incidents: one line each. */
export function wordSummary(summary: Summary, { lang }: Speech): Notice {
  const words = WORDS[lang];
  const { incidents, more, reason, boardUrl } = summary;
  const count = incidents.length + more;
  return {
    title: reason === "digest" ? words.digest(count) : words.heldBack(count),
    text: more === 0 ? "" : words.notListed(more),
    lines: incidents.map(({ kind, severity, series, summary: said }) => {
      const known = series === null ? null : seriesOfKey(series);
      const what = [words.kinds[kind], ...(known ? [sayAsset(known)] : [])].join(" - ");
      return {
        label: words.titled(words.severities[severity], what),
        text: plainLine(said[lang], SENTENCE_LENGTH_MAX),
        url: null,
      };
    }),
    link: { label: words.labels.board, url: boardUrl },
  };
}
