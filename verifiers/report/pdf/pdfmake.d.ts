/** What we use of pdfmake 0.3. Its own types bring a browser's into the whole project. */
declare module "pdfmake" {
  export type Style = {
    readonly fontSize?: number;
    readonly bold?: boolean;
    readonly color?: string;
    readonly characterSpacing?: number;
    readonly margin?: readonly [number, number, number, number];
    readonly alignment?: "left" | "right";
    readonly wordBreak?: "break-all";
  };
  export type TableCell = Style & {
    readonly text?: Content;
    readonly stack?: readonly Content[];
  };
  type Table = {
    readonly headerRows?: number;
    readonly keepWithHeaderRows?: number;
    readonly dontBreakRows?: boolean;
    readonly widths: readonly ("auto" | "*")[];
    readonly body: readonly (readonly TableCell[])[];
  };
  export type Content =
    | string
    | readonly Content[]
    | (TableCell & {
        readonly ul?: readonly Content[];
        readonly table?: Table;
        readonly layout?: string | object;
        readonly headlineLevel?: number;
      });

  type Node = { readonly headlineLevel?: number };
  type Nodes = { readonly getFollowingNodesOnPage: () => readonly Node[] };
  type Document = {
    readonly pageSize: "A4";
    readonly pageOrientation: "landscape";
    readonly pageMargins: readonly [number, number, number, number];
    readonly version: "1.7";
    readonly info: { readonly title: string; readonly creationDate: Date };
    readonly language: string;
    readonly content: Content;
    readonly defaultStyle: Style & { readonly font: string; readonly lineHeight: number };
    readonly pageBreakBefore: (node: Node, nodes: Nodes) => boolean;
    readonly footer: (page: number, pages: number) => Content;
    readonly files: Readonly<
      Record<string, { readonly src: string; readonly name: string; readonly type: string }>
    >;
  };
  const pdfmake: {
    setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    setLocalAccessPolicy(allows: (path: string) => boolean): void;
    createPdf(document: Document): { getBuffer(): Promise<Uint8Array> };
  };
  export default pdfmake;
}
