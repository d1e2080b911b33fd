/** What a person named is not there, or several are: said with what was perhaps meant. */
export class NamingError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "NamingError";
    this.hint = hint;
  }
}
