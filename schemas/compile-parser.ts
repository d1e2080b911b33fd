import assert from "node:assert/strict";
import type { core, ZodType } from "zod";

/** Gives what a schema makes of a value, or `UNSURE`. */
type Parse = (value: unknown) => unknown;
type Members = Readonly<Record<string, unknown>>;

/** Not what was expected here: the schema itself says what is wrong. */
const UNSURE = Symbol("unsure");

/**
 * A parser for what is nearly always valid, some ten times faster than the schema's own: null for
 * what is not, of which the schema's `safeParse` then tells the faults. It knows those parts of Zod
 * that the events are made of and refuses others when it is made.
 */
export function compileParser<T>(schema: ZodType<T>): (value: unknown) => T | null {
  const parse = compile(schema);
  return (value) => {
    const parsed = parse(value);
    return parsed === UNSURE ? null : (parsed as T);
  };
}

function compile(schema: core.$ZodType): Parse {
  const parse = compileType((schema as core.$ZodTypes)._zod.def);
  const checks = checksOf(schema);
  if (checks.length === 0) return parse;
  return (value) => {
    const parsed = parse(value);
    if (parsed === UNSURE) return UNSURE;
    for (const check of checks) if (!check(parsed)) return UNSURE;
    return parsed;
  };
}

function compileType(def: core.$ZodTypes["_zod"]["def"]): Parse {
  switch (def.type) {
    case "string":
    case "number":
    case "boolean":
      return compilePrimitive(def.type);
    case "unknown":
      return (value) => value;
    case "literal":
      return compileOneOf(def.values);
    case "enum":
      return compileOneOf(Object.values(def.entries));
    case "object":
      return compileObject(def);
    case "union":
      return compileUnion(def);
    case "array":
      return compileArray(compile(def.element));
    case "record":
      return compileRecord(compile(def.keyType), compile(def.valueType));
    case "optional":
      return compileOptional(compile(def.innerType), () => undefined);
    case "default":
      return compileOptional(compile(def.innerType), () => def.defaultValue);
    case "nonoptional":
      return compilePresent(compile(def.innerType));
    case "pipe":
      return compilePipe(compile(def.in), compile(def.out));
    case "transform":
      return (value) => def.transform(value, { value, issues: [] });
    default:
      assert.fail(`No fast parser for a schema of ${def.type}`);
  }
}

function compilePrimitive(type: "string" | "number" | "boolean"): Parse {
  return (value) => (typeof value === type ? value : UNSURE);
}

function compileOneOf(values: readonly unknown[]): Parse {
  const known = new Set(values);
  return (value) => (known.has(value) ? value : UNSURE);
}

function compileOptional(inner: Parse, ifAbsent: () => unknown): Parse {
  return (value) => (value === undefined ? ifAbsent() : inner(value));
}

function compilePresent(inner: Parse): Parse {
  return (value) => (value === undefined ? UNSURE : inner(value));
}

function compilePipe(from: Parse, to: Parse): Parse {
  return (value) => {
    const between = from(value);
    return between === UNSURE ? UNSURE : to(between);
  };
}

/**
 * Of generated code, as Zod's own: a loop over the members' names takes three times as long, since
 * the engine can't learn the shape of what passes. Only names of our schemas get into it.
 */
function compileObject({ shape, catchall }: core.$ZodObjectDef): Parse {
  assert(catchall === undefined || catchall._zod.def.type === "unknown");
  const names = Object.keys(shape);
  const parsers = Object.values(shape).map(compile);
  const lines = names.flatMap((name, index) => {
    const member = JSON.stringify(name);
    return [
      `const value${index} = parse${index}(value[${member}]);`,
      `if (value${index} === UNSURE) return UNSURE;`,
      `if (value${index} !== undefined) parsed[${member}] = value${index};`,
    ];
  });
  const rest = catchall === undefined ? "return parsed;" : "return copyRest(value, parsed);";
  const code = [
    `const [${names.map((_, index) => `parse${index}`).join(", ")}] = parsers;`,
    "return (value) => {",
    "if (!isMembers(value)) return UNSURE;",
    "const parsed = {};",
    ...lines,
    rest,
    "};",
  ].join("\n");
  const known = new Set(names);
  const copyRest = (value: Members, parsed: Record<string, unknown>) => {
    for (const name of Object.keys(value)) {
      if (name === "__proto__") return UNSURE;
      if (!known.has(name)) parsed[name] = value[name];
    }
    return parsed;
  };
  return new Function("parsers", "isMembers", "copyRest", "UNSURE", code)(
    parsers,
    isMembers,
    copyRest,
    UNSURE,
  );
}

function compileRecord(key: Parse, member: Parse): Parse {
  return (value) => {
    if (!isMembers(value)) return UNSURE;
    const parsed: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      const [parsedName, parsedMember] = [key(name), member(value[name])];
      if (name === "__proto__" || parsedName !== name || parsedMember === UNSURE) return UNSURE;
      parsed[name] = parsedMember;
    }
    return parsed;
  };
}

function compileArray(element: Parse): Parse {
  return (value) => {
    if (!Array.isArray(value)) return UNSURE;
    const parsed = value.map(element);
    return parsed.includes(UNSURE) ? UNSURE : parsed;
  };
}

/** By the member that tells its options apart where it has one, else the first that fits. */
function compileUnion(def: core.$ZodUnionDef & { readonly discriminator?: string }): Parse {
  const { discriminator } = def;
  if (discriminator === undefined) return firstOf(def.options.map(compile));
  const byValue = new Map(
    def.options.flatMap((option) => {
      const parse = compile(option);
      return [...(option._zod.propValues?.[discriminator] ?? [])].map(
        (value) => [value, parse] as const,
      );
    }),
  );
  return (value) => {
    if (!isMembers(value)) return UNSURE;
    const parse = byValue.get(value[discriminator] as core.util.Primitive);
    return parse ? parse(value) : UNSURE;
  };
}

function firstOf(options: readonly Parse[]): Parse {
  return (value) => {
    for (const parse of options) {
      const parsed = parse(value);
      if (parsed !== UNSURE) return parsed;
    }
    return UNSURE;
  };
}

type Check = (value: unknown) => boolean;

/** A schema of one format, such as an instant, is its own first check. */
function checksOf(schema: core.$ZodType): readonly Check[] {
  const { def } = schema._zod;
  const own = "check" in def ? [def] : [];
  const added = (def.checks ?? []).map((check) => check._zod.def);
  return [...own, ...added].map((check) => compileCheck(check as KnownCheck));
}

type KnownCheck = core.$ZodChecks["_zod"]["def"] | core.$ZodCustomDef;

function compileCheck(check: KnownCheck): Check {
  switch (check.check) {
    case "min_length":
      return (value) => (value as string | unknown[]).length >= check.minimum;
    case "max_length":
      return (value) => (value as string | unknown[]).length <= check.maximum;
    case "string_format": {
      const { pattern } = check;
      assert(pattern && !pattern.global && !pattern.sticky);
      return (value) => pattern.test(value as string);
    }
    case "number_format":
      assert(check.format === "safeint");
      return (value) => Number.isSafeInteger(value);
    case "greater_than":
      return (value) =>
        check.inclusive
          ? (value as number) >= Number(check.value)
          : (value as number) > Number(check.value);
    case "custom":
      return (value) => Boolean(check.fn(value));
    default:
      assert.fail(`No fast parser for a check of ${check.check}`);
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
