import { UnpackableError } from "./unpackable-error.ts";

/** The keys of one kind of plain object, in order. */
export type Shape = {
  readonly number: number;
  readonly keys: readonly string[];
  /** With all its keys, so that copies of it are alike from the start. */
  readonly blank: Readonly<Record<string, unknown>>;
};

/**
 * Which kinds of objects there are, each written once for all that is packed: what is packed can be
 * read with the same shapes only.
 */
export type Shapes = {
  readonly of: (keys: readonly string[]) => Shape;
  readonly at: (number: number) => Shape;
  /** By number, as `createShapes` takes them. */
  readonly all: () => readonly (readonly string[])[];
};

/** Objects keyed by what is heard would be ever new ones. */
const SHAPES_MAX = 4_096;

export function createShapes(known: readonly (readonly string[])[] = []): Shapes {
  const shapes: Shape[] = [];
  const byFirst = new Map<string | undefined, Shape[]>();

  function of(keys: readonly string[]): Shape {
    const alike = byFirst.get(keys[0]);
    if (alike) for (const shape of alike) if (areSame(shape.keys, keys)) return shape;
    return add(keys);
  }

  function add(keys: readonly string[]): Shape {
    if (shapes.length >= SHAPES_MAX) throw new UnpackableError("too many kinds of objects");
    const blank = Object.fromEntries(keys.map((key) => [key, null]));
    const shape = { number: shapes.length, keys: [...keys], blank };
    shapes.push(shape);
    byFirst.set(keys[0], [...(byFirst.get(keys[0]) ?? []), shape]);
    return shape;
  }

  function at(number: number): Shape {
    const shape = shapes[number];
    if (!shape) throw new RangeError(`no shape ${number} is known`);
    return shape;
  }

  for (const keys of known) add(keys);
  return { of, at, all: () => shapes.map(({ keys }) => keys) };
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
