type Attributes = Readonly<Record<string, string | boolean | null>>;
export type Child = Node | string | null;

/**
 * An element with attributes (true: present, false or null: absent) and children. Text only ever
 * becomes text nodes, so a hostile name stays a name.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}
