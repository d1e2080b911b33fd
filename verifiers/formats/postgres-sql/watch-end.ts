import type { Bilingual } from "../../../schemas/bilingual.ts";

const TAIL_LINES = 8;
const MARKER = "-- PostgreSQL database dump complete";
const END = ["--", MARKER, "--", ""];
const VERSION = /^-- Dumped from database version ([0-9]+(?:\.[0-9]+)?)/;
const RESTRICTED_TWICE = {
  en: "\\restrict comes twice",
  fr: "\\restrict apparaît deux fois",
};
const NOT_RELEASED = {
  en: "\\unrestrict does not release what \\restrict held",
  fr: "\\unrestrict ne libère pas ce que \\restrict retenait",
};
const CUT_OFF = {
  en: "The dump does not end as pg_dump ends one: the end is cut off.",
  fr: "Le dump ne se termine pas comme pg_dump le fait : la fin est coupée.",
};

export type EndWatch = {
  /** Each line outside COPY data, without its line end. */
  readonly line: (text: string, ended: boolean) => void;
  readonly restrict: (token: string) => Bilingual | null;
  readonly unrestrict: (token: string) => Bilingual | null;
  readonly fault: () => Bilingual | null;
  readonly engineVersion: () => string | null;
};

/**
 * Watches for the end that pg_dump writes: `--`, the marker, `--`, an empty line, and where it
 * restricted psql, its release and an empty line.
 */
export function watchEnd(): EndWatch {
  let tail: string[] = [];
  let restriction: string | null = null;
  let wasRestricted = false;
  let engineVersion: string | null = null;

  return {
    line(text, ended) {
      tail = [...tail.slice(1 - TAIL_LINES), ended ? text : `${text} (without line end)`];
      engineVersion ??= VERSION.exec(text)?.[1] ?? null;
    },
    restrict(token) {
      if (restriction !== null) return RESTRICTED_TWICE;
      restriction = token;
      wasRestricted = true;
      return null;
    },
    unrestrict(token) {
      if (restriction !== token) return NOT_RELEASED;
      restriction = null;
      return null;
    },
    fault() {
      const complete = wasRestricted ? endsReleased(tail) : endsPlain(tail);
      if (complete && restriction === null) return null;
      return CUT_OFF;
    },
    engineVersion: () => engineVersion,
  };
}

/**
 * PGlite's pg_dump leaves the restriction out and the empty lines around it in: more of them at
 * the end are no fault.
 */
function endsPlain(tail: readonly string[]): boolean {
  const last = tail.findLastIndex((line) => line !== "");
  return tail.length > last + 1 && END.every((line, at) => tail[last - 2 + at] === line);
}

function endsReleased(tail: readonly string[]): boolean {
  const [release, empty] = tail.slice(-2);
  const end = tail.slice(-2 - END.length, -2);
  return (
    END.every((line, at) => end[at] === line) &&
    release?.startsWith("\\unrestrict ") === true &&
    empty === ""
  );
}
