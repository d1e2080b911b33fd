import { EVIDENCE_WORDS } from "../../dashboards/board/page/evidence-words.ts";

/** What their inner names are is not ours to say: those of checks, of faults. */
const FREE: ReadonlySet<string> = new Set(["observed", "byFault"]);
const LANGUAGES: ReadonlySet<string> = new Set(["en", "fr"]);

/** The fields of evidence that the board has no words for. */
export function unnamedEvidence(evidence: object): readonly string[] {
  return Object.entries(evidence).flatMap(([name, value]) => {
    const isNamed = EVIDENCE_WORDS.has(name) || Array.isArray(evidence) || LANGUAGES.has(name);
    const inner = typeof value === "object" && value !== null && !FREE.has(name) ? value : {};
    return [...(isNamed ? [] : [name]), ...unnamedEvidence(inner)];
  });
}
