import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type { ConfigFault } from "./config-error.ts";
import type { ConfigPath, FaultDraft } from "./fault-draft.ts";

type Position = { readonly line: number; readonly column: number };

export type ConfigSource = {
  /** The file's content as plain data; an empty file is an empty map. */
  readonly content: unknown;
  /** What is wrong with the YAML itself. */
  readonly faults: readonly ConfigFault[];
  /** Where a path stands, or else the nearest thing that contains it. */
  readonly locate: (path: ConfigPath, at: FaultDraft["at"], offset?: number) => Position;
};

/** Reads YAML and remembers where everything stands. */
export function readYaml(text: string): ConfigSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const notYaml = (offset: number, message: string) => ({
    ...position(offset),
    path: "",
    message: `not YAML: ${message}`,
    hint: null,
  });
  const { content, fault } = readContent(document);
  return {
    content,
    faults: [
      ...document.errors.map(({ pos, message }) => notYaml(pos[0], message)),
      ...(fault === null ? [] : [notYaml(0, fault)]),
    ],
    locate: (path, at, offset) =>
      position(
        offset === undefined
          ? findOffset(document.contents, path, at)
          : findWithin(document, { path, offset, text }),
      ),
  };
}

/** Of a file that is no YAML nothing else can be said; a key that is there twice hides nothing. */
function readContent(document: Document.Parsed): { content: unknown; fault: string | null } {
  const isReadable = document.errors.every(({ code }) => code === "DUPLICATE_KEY");
  if (!isReadable) return { content: undefined, fault: null };
  try {
    return { content: document.toJS() ?? {}, fault: null };
  } catch (error) {
    // An alias without its anchor, or so many that they would fill the memory.
    return { content: undefined, fault: error instanceof Error ? error.message : String(error) };
  }
}

function findOffset(root: Node | null, path: ConfigPath, at: FaultDraft["at"]): number {
  let node: Node | null = root;
  let offset = startOf(root) ?? 0;
  for (const [index, part] of path.entries()) {
    const found = childOf(node, part);
    if (!found) break;
    const isKeyMeant = at === "key" && index === path.length - 1;
    offset = (isKeyMeant ? found.keyOffset : startOf(found.node)) ?? found.keyOffset ?? offset;
    node = found.node;
  }
  return offset;
}

/**
 * Where a character of a text stands: exactly in a block (`|`), and on one line without escapes;
 * else where the text begins.
 */
function findWithin(
  document: Document.Parsed,
  { path, offset, text }: { path: ConfigPath; offset: number; text: string },
): number {
  const start = findOffset(document.contents, path, "value");
  const node = document.getIn(path, true);
  if (!isScalar(node) || typeof node.value !== "string") return start;
  const before = node.value.slice(0, offset).split("\n");
  if (node.type !== "BLOCK_LITERAL") {
    const quote = text[start] === '"' || text[start] === "'" ? 1 : 0;
    return start + quote + offset;
  }
  const lines = text.slice(start).split("\n");
  const source = lines[before.length] ?? "";
  const indent = indentOf(source) - indentOf(node.value.split("\n")[before.length - 1] ?? "");
  const lineStart = lines.slice(0, before.length).reduce((sum, { length }) => sum + length + 1, 0);
  return start + lineStart + indent + (before.at(-1)?.length ?? 0);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

type Child = { readonly node: Node | null; readonly keyOffset: number | undefined };

function childOf(node: Node | null, part: string | number): Child | null {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return isNode(item) ? { node: item, keyOffset: startOf(item) } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  if (!pair) return null;
  return {
    node: isNode(pair.value) ? pair.value : null,
    keyOffset: isNode(pair.key) ? startOf(pair.key) : undefined,
  };
}

function startOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}
