/** Where something stands in the configuration: keys and list indexes from the top. */
export type ConfigPath = readonly (string | number)[];

/** A fault before its line is known. `at` says whether the key or its value is meant. */
export type FaultDraft = {
  readonly path: ConfigPath;
  readonly at: "key" | "value";
  readonly message: string;
  readonly hint: string | null;
  /** How far into a text it is, in characters. */
  readonly offset?: number;
};

/** `policies[0].schedule.cron` */
export function pathText(path: ConfigPath): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`,
    )
    .join("");
}
