import { readFileSync } from "node:fs";
import type { Session } from "chdb";
import { z } from "zod";
import type { ReadingVocabulary } from "./check-reading.ts";

const SQL = readFileSync(new URL("./reading-vocabulary.sql", import.meta.url), "utf8");
const Callable = z.object({ name: z.string(), case_insensitive: z.number() });

/** What this engine has that a reading statement may call. */
export function loadVocabulary(session: Session): ReadingVocabulary {
  const callables = session
    .query(SQL, "JSONEachRow")
    .trim()
    .split("\n")
    .map((line) => Callable.parse(JSON.parse(line)));
  const insensitive = callables.filter((callable) => callable.case_insensitive === 1);
  return {
    exact: new Set(callables.map(({ name }) => name)),
    folded: new Set(insensitive.map(({ name }) => name.toLowerCase())),
  };
}
