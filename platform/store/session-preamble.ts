import { ClickHouseError } from "@clickhouse/client";

/** The one database of the embedded engine. */
export const DATABASE = "vigie";

/** What a person or a board may take; less may be asked for. */
const PEOPLE_BOUNDS: Readonly<Record<string, number>> = {
  max_execution_time: 30,
  max_memory_usage: 1_000_000_000,
  max_result_rows: 10_000_000,
};
/** Of a result that people get in one piece. */
const WHOLE_RESULT_BYTES_MAX = 128 * 1024 * 1024;

export type Setting = string | number | boolean;

type Wanted = {
  /** By which the engine finds the statement when it has to be killed. */
  readonly mark: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly forPeople: boolean;
  readonly streamed: boolean;
};

/**
 * What a session runs before its one statement. `readonly` comes last, as nothing can be set after
 * it.
 */
export function sessionPreamble({ mark, parameters, settings, forPeople, streamed }: Wanted) {
  const bound = forPeople ? tighten(settings, streamed) : Object.entries(settings);
  const assignments = [
    ...Object.entries(parameters).map(([name, value]) => assign(`param_${name}`, value)),
    ...bound.map(([name, value]) => assign(name, value)),
    assign("log_comment", mark),
    ...(forPeople ? [assign("readonly", 1)] : []),
  ];
  return [`USE ${DATABASE}`, ...assignments].join("; ");
}

function tighten(
  { readonly: _, ...asked }: Wanted["settings"],
  streamed: boolean,
): readonly (readonly [string, Setting])[] {
  const bounds = streamed
    ? PEOPLE_BOUNDS
    : { ...PEOPLE_BOUNDS, max_result_bytes: WHOLE_RESULT_BYTES_MAX };
  const tighter = Object.entries(bounds).map(([name, limit]) => {
    const wish = Number(asked[name] ?? 0);
    return [name, wish > 0 && wish < limit ? wish : limit] as const;
  });
  return Object.entries({ ...asked, ...Object.fromEntries(tighter) });
}

function assign(name: string, value: Setting): string {
  if (!/^\w+$/.test(name)) throw unknownSetting(name);
  return `SET ${name} = ${typeof value === "string" ? quote(value) : Number(value)}`;
}

function unknownSetting(name: string): ClickHouseError {
  const message = `Unknown setting ${JSON.stringify(name)}. `;
  return new ClickHouseError({ code: "115", type: "UNKNOWN_SETTING", message });
}

/** A text as a literal. */
export function quote(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0");
  return `'${escaped}'`;
}
