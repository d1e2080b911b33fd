/** A message in one language, each text a plain line: pagers escape for their own markup. */
export type Notice = {
  readonly title: string;
  /** What happened, in a sentence or a few. */
  readonly text: string;
  /** What a person needs besides; of a summary one line for each incident. */
  readonly lines: readonly NoticeLine[];
  /** Where to look, and what that is called. */
  readonly link: { readonly label: string; readonly url: string };
};

export type NoticeLine = {
  readonly label: string;
  readonly text: string;
  /** An http or https address to which the line leads. */
  readonly url: string | null;
};
