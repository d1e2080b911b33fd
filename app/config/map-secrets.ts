import { type SecretSource, secretSchema } from "../../schemas/secret.ts";

/** Plain data in which every secret's source, at any depth, is another. */
export function mapSecrets<T>(content: T, change: (source: SecretSource) => SecretSource): T {
  return mapValue(content, change) as T;
}

/** Where all the secrets of plain data lie. */
export function secretsIn(content: unknown): readonly SecretSource[] {
  const found: SecretSource[] = [];
  mapSecrets(content, (source) => {
    found.push(source);
    return source;
  });
  return found;
}

function mapValue(value: unknown, change: (source: SecretSource) => SecretSource): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  const source = secretSchema.safeParse(value).data;
  if (source) return change(source);
  const entries = Object.entries(value).map(([key, one]) => [key, mapValue(one, change)]);
  return Object.fromEntries(entries);
}
