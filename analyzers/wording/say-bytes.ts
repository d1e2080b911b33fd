const UNITS = [
  { en: "TB", fr: "To", bytes: 1e12 },
  { en: "GB", fr: "Go", bytes: 1e9 },
  { en: "MB", fr: "Mo", bytes: 1e6 },
  { en: "kB", fr: "ko", bytes: 1e3 },
] as const;

/** A size as people read it, to three digits: `81.2 GB`, `81,2 Go`. */
export function sayBytes(bytes: number | bigint): { readonly en: string; readonly fr: string } {
  const count = Number(bytes);
  const unit = UNITS.find((candidate) => count >= candidate.bytes);
  if (!unit)
    return {
      en: count === 1 ? "1 byte" : `${count} bytes`,
      fr: count < 2 ? `${count} octet` : `${count} octets`,
    };
  const digits = String(Number((count / unit.bytes).toPrecision(3)));
  return { en: `${digits} ${unit.en}`, fr: `${digits.replace(".", ",")} ${unit.fr}` };
}
