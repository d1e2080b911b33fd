/** One page of a backup, as it is met in reading it. */
export type Page = {
  /** 8,192 bytes, torn bits put back; valid during the call only. */
  readonly bytes: Uint8Array;
  /** By its place: what its header should say. */
  readonly fileId: number;
  readonly pageId: number;
  /** Bytes into the source. */
  readonly offset: number;
  /** Of its extent. */
  readonly extentOffset: number;
  /** As its header says. */
  readonly type: number;
  /** Null where no PFS page told so far. */
  readonly allocated: boolean | null;
  /** Its checksum holds, or its torn bits do, or it has neither; and its header is its own. */
  readonly verified: boolean;
};
export type PageSink = (page: Page) => void;

/** Why a page is bad. */
export type PageFault =
  | "checksum"
  | "torn"
  | "protection-removed"
  | "empty"
  | "header"
  | "other-page"
  | "order"
  | "twice"
  | "missing"
  | "pfs-missing";

export type PagePlace = {
  readonly file: number;
  readonly page: number;
  /** Bytes into the source. */
  readonly offset: number;
};
export type BadPage = PagePlace & { readonly fault: PageFault };
