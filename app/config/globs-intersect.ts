/**
 * Whether some text matches both globs, where `*` stands for any text and `?` for one character.
 */
export function globsIntersect(one: string, other: string): boolean {
  const a = [...one.normalize("NFC")];
  const b = [...other.normalize("NFC")];
  // reached[j]: some text leads to the current place in `a` and to place j in `b`.
  let reached = spread(b, [true]);
  for (const letter of a) {
    const next: boolean[] = [];
    for (let place = 0; place <= b.length; place++) {
      const stays = letter === "*" || b[place] === "*";
      const moves = place > 0 && reached[place - 1] === true && meets(letter, b[place - 1]);
      next[place] =
        (stays && reached[place] === true) ||
        moves ||
        (letter === "*" && place > 0 && next[place - 1] === true);
    }
    reached = spread(b, next);
  }
  return reached[b.length] === true;
}

/** A star of `b` may stand for nothing, so the place after it is reached with it. */
function spread(b: readonly string[], reached: readonly boolean[]): boolean[] {
  const all: boolean[] = [];
  for (let place = 0; place <= b.length; place++) {
    all[place] = reached[place] === true || (b[place - 1] === "*" && all[place - 1] === true);
  }
  return all;
}

function meets(letter: string, wanted: string | undefined): boolean {
  return letter === wanted || letter === "?" || wanted === "?" || letter === "*" || wanted === "*";
}
