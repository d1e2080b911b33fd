import type { MountedView, PageView } from "./page-view.ts";

/** A view whose script browsers ask for when it is first shown: the first one is there sooner. */
export function createLateView(
  { name, title }: Pick<PageView, "name" | "title">,
  load: () => Promise<Pick<PageView, "mount">>,
): PageView {
  return {
    name,
    title,
    mount: (place, context) => {
      let mounted: MountedView | undefined;
      return {
        refresh: async (signal) => {
          if (!mounted) {
            const view = await load();
            signal.throwIfAborted();
            mounted ??= view.mount(place, context);
          }
          await mounted.refresh(signal);
        },
        unmount: () => mounted?.unmount?.(),
      };
    },
  };
}
