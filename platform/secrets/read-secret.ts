import { readFileSync } from "node:fs";
import { OperatingError } from "../errors/operating-error.ts";

type SecretSource = { readonly env: string } | { readonly file: string };

/**
 * Reads a secret from an environment variable or a file, without a trailing newline; throws
 * `OperatingError` where there is none.
 */
export function readSecret(
  source: SecretSource,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return "env" in source ? readVariable(source.env, env) : readSecretFile(source.file);
}

function readVariable(name: string, env: Readonly<Record<string, string | undefined>>): string {
  const secret = withoutNewline(env[name] ?? "");
  if (secret !== "") return secret;
  throw new OperatingError(`Cannot read a secret as the environment variable ${name} is not set`, {
    retryable: false,
    hint: `set ${name} where Vigie is started, or name a file instead: { file: /run/secrets/... }`,
  });
}

function readSecretFile(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new OperatingError(`Cannot read a secret as the file ${file} cannot be read`, {
      retryable: false,
      hint: "check that it exists and that the user Vigie runs as may read it",
      cause,
    });
  }
  const secret = withoutNewline(text);
  if (secret !== "") return secret;
  throw new OperatingError(`Cannot read a secret as the file ${file} is empty`, {
    retryable: false,
    hint: "write the secret into it, on one line",
  });
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, "");
}
