/** Not a script as pg_dump writes one: a judgement on the dump, at a line. */
export class MalformedDump extends Error {
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
  }
}
