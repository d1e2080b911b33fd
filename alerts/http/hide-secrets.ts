const LENGTH_MIN = 4;

/** A text in which secrets, also as they stand in an address or in JSON, are `***`. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return forms
    .filter(({ length }) => length >= LENGTH_MIN)
    .toSorted((one, other) => other.length - one.length)
    .reduce((hidden, form) => hidden.replaceAll(form, "***"), text);
}
