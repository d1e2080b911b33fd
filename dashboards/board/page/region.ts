import { type Child, element } from "./element.ts";
import { fillPlace } from "./fill-place.ts";

/** A place of its own, filled as `fillPlace` does. */
export function createRegion(root: HTMLElement = element("div")) {
  return {
    root,
    show: (data: unknown, render: () => readonly Child[]): void => fillPlace(root, data, render),
  };
}
