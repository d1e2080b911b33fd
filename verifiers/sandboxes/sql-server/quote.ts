import assert from "node:assert";

const NAME_LENGTH_MAX = 128;

/** Makes of any text, a hostile one too, one name or one string in a statement. */
export const quote = {
  name(name: string): string {
    assert(name.length > 0 && name.length <= NAME_LENGTH_MAX, "a name of 1 to 128 characters");
    return `[${name.replaceAll("]", "]]")}]`;
  },
  text: (text: string): string => `N'${text.replaceAll("'", "''")}'`,
};
