import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type ZodType, z } from "zod";

/** So many lines of one fault are told each by itself, and so many faults apart. */
const LINES_TOLD_MAX = 3;
const FAULTS_MAX = 20;
const OTHERS = "of other faults";

type Tell = (text: string) => void;
type Fault = { readonly kind: string; readonly said: string };
/** Why what a line holds is not taken; null where it is. */
type Refuse<T> = (item: T, json: unknown) => Refused | null;
type Refused = { readonly fault: string; readonly reason: string };
type Reading<T> = {
  readonly schema: ZodType<T>;
  readonly tell: Tell;
  readonly refuse?: Refuse<T>;
};

/** What each line of a file holds. Of those that hold it not a few are told, and all counted. */
export async function readLines<T>(file: string, { schema, tell, refuse = takeAll }: Reading<T>) {
  const items: T[] = [];
  const faults = createFaults(file, tell);
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (line.trim() === "") continue;
    const read = readLine(line, schema, refuse);
    if ("item" in read) items.push(read.item);
    else faults.note(number, read.fault);
  }
  return { items, rejected: faults.end() };
}

const takeAll = () => null;

function createFaults(file: string, tell: Tell) {
  const counts = new Map<string, number>();

  function note(number: number, { kind, said }: Fault) {
    const group = counts.has(kind) || counts.size < FAULTS_MAX ? kind : OTHERS;
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    if (count <= LINES_TOLD_MAX) tell(`${file}:${number}: ${said}`);
  }

  /** Gives how many there were. */
  function end(): number {
    for (const [kind, count] of counts)
      if (count > LINES_TOLD_MAX) tell(`${file}: ${count - LINES_TOLD_MAX} more lines: ${kind}`);
    return [...counts.values()].reduce((sum, count) => sum + count, 0);
  }

  return { note, end };
}

/** What the line holds, or why it is none. */
function readLine<T>(
  line: string,
  schema: ZodType<T>,
  refuse: Refuse<T>,
): { readonly item: T } | { readonly fault: Fault } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault: { kind: "not JSON", said: `not JSON: ${error.message}` } };
  }
  const read = schema.safeParse(json);
  const refused = read.success ? refuse(read.data, json) : null;
  if (refused) return { fault: { kind: refused.fault, said: refused.reason } };
  if (read.success) return { item: read.data };
  const said = z.prettifyError(read.error).replaceAll("\n", "; ");
  return { fault: { kind: said, said } };
}
