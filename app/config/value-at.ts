import type { ConfigPath } from "./fault-draft.ts";

/** What stands at a path of plain data; undefined where nothing does. */
export function valueAt(content: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null
        ? Object.entries(value).find(([key]) => key === String(part))?.[1]
        : undefined,
    content,
  );
}

/** The items of the list at a path; none where there is no list. */
export function itemsAt(content: unknown, path: ConfigPath): readonly unknown[] {
  const value = valueAt(content, path);
  return Array.isArray(value) ? value : [];
}

type Found = { readonly path: ConfigPath; readonly value: unknown };

/** Everything in plain data that stands under a key of this name, at any depth. */
export function valuesNamed(content: unknown, name: string, path: ConfigPath = []): Found[] {
  if (typeof content !== "object" || content === null) return [];
  const isList = Array.isArray(content);
  return Object.entries(content).flatMap(([key, value]) => {
    const at = [...path, isList ? Number(key) : key];
    return [...(key === name ? [{ path: at, value }] : []), ...valuesNamed(value, name, at)];
  });
}
