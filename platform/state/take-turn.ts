/** The end of the last turn of each name that has any. */
const lastTurns = new Map<string, Promise<unknown>>();

/** Runs `act` once all earlier turns of that name in this process have ended, well or not. */
export function takeTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
  const turn = (lastTurns.get(name) ?? Promise.resolve()).then(act);
  const ended = turn.then(forget, forget);
  lastTurns.set(name, ended);
  return turn;

  function forget() {
    if (lastTurns.get(name) === ended) lastTurns.delete(name);
  }
}
