import type { DumpItem } from "./dump-item.ts";

const ITEMS_MAX = 1_000;
const EXTENSION = /^\s*CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([\w-]+)"?/i;
const OPENING = /^(SET|SELECT|COMMENT|ALTER|CREATE (DATABASE|SCHEMA|EXTENSION)|DROP)\b/;

export type Preamble = {
  /** What the dump will ask for: pg_dump creates extensions before anything that needs one. */
  readonly extensions: ReadonlySet<string>;
  /** The whole dump, what was looked at included. */
  readonly items: AsyncIterable<DumpItem>;
};

/** Looks ahead, as far as a dump's opening goes, for the extensions that it needs. */
export async function readPreamble(items: AsyncIterable<DumpItem>): Promise<Preamble> {
  const iterator = items[Symbol.asyncIterator]();
  const seen: Promise<IteratorResult<DumpItem>>[] = [];
  const extensions = new Set<string>();
  while (seen.length < ITEMS_MAX) {
    const next = iterator.next();
    // A dump that can't be read says so to whoever reads it on.
    const item = await next.then((result) => (result.done ? null : result.value)).catch(() => null);
    seen.push(next);
    if (!item || !opens(item)) break;
    const name = item.kind === "statement" ? EXTENSION.exec(item.text)?.[1] : undefined;
    if (name) extensions.add(name);
  }
  return { extensions, items: readOn(seen, iterator) };
}

function opens(item: DumpItem): boolean {
  if (item.kind === "meta") return true;
  return item.kind === "statement" && OPENING.test(item.words.slice(0, 2).join(" "));
}

async function* readOn(
  seen: readonly Promise<IteratorResult<DumpItem>>[],
  iterator: AsyncIterator<DumpItem>,
): AsyncGenerator<DumpItem> {
  for (const next of seen) {
    const result = await next;
    if (result.done) return;
    yield result.value;
  }
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    yield next.value;
  }
}
