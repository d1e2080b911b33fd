import type { SandboxReport } from "../../sandbox.ts";

type Content = NonNullable<SandboxReport["content"]>;
export type Surveyed = { readonly database: string; readonly content: Content };
type Assertion = Content["assertions"][number];

/**
 * What several databases hold, as one: tables are named with their database. An assertion must hold
 * in every database in which it can be asked; the newest instant is that of the first that has the
 * column.
 */
export function joinContents(surveyed: readonly Surveyed[]): Content {
  const counts = surveyed.flatMap(({ database, content }) =>
    Object.entries(content.rowCounts).map(
      ([table, rows]) => [`${database}.${table}`, rows] as const,
    ),
  );
  const contents = surveyed.map(({ content }) => content);
  const newest = contents.map((content) => content.newest);
  return {
    rowCounts: Object.fromEntries(counts),
    newest: newest.find((one) => one?.found) ?? newest[0] ?? null,
    assertions: (contents[0]?.assertions ?? []).map((first, at) =>
      joinAssertion(
        first,
        contents.flatMap(({ assertions }) => assertions[at] ?? []),
      ),
    ),
  };
}

/**
 * Told by the first that fails; where it was answered nowhere, by the first that may have it but
 * could not be asked, such as for its time, else by the first.
 */
function joinAssertion(first: Assertion, all: readonly Assertion[]): Assertion {
  const asked = all.filter(({ observed }) => "value" in observed);
  const unasked = all.find(({ verdict }) => verdict === "inconclusive");
  return asked.find(({ verdict }) => verdict !== "pass") ?? asked[0] ?? unasked ?? first;
}
