import type { FoundAttachment } from '../../../fixtures/pages';
import type { TreeElement, TreeNode } from './page-tree';
import { mayClaim, type Scrubber } from './scrub';

/** What a saved page says of itself. */
export interface SavedPage {
  kind: 'PO page' | 'PR page';
  /** Number and path that stand for the real ones. */
  number: string;
  path: string;
}

/** Name of the `meta` element with it. */
export const SAVED_META = 'po-batch-saved-page';

export interface Source {
  kind: SavedPage['kind'];
  tree: TreeElement;
  /** The real ones. */
  number: string;
  url: string;
  /** Attachments that an earlier page of the list showed, and the page no longer does. */
  before: readonly FoundAttachment[];
  /** Addresses of those that it still shows. */
  shown: readonly string[];
}

/** A page that can be given away, as one HTML file. Pure, given the scrubber's key. */
export function renderSaved({ kind, tree, number, url, before, shown }: Source, scrubber: Scrubber): string {
  if (before.length > 0) addBefore(tree, before, shown);
  const saved: SavedPage = { kind, number: scrubber.digits(number), path: scrubber.address(url, url) };
  return document(tree, url, scrubber, `<meta name="${SAVED_META}" content="${escaped(JSON.stringify(saved))}">`);
}

function document(tree: TreeElement, url: string, scrubber: Scrubber, meta = ''): string {
  const childOf = ({ children }: TreeElement, tag: string) =>
    children.filter(isElement).find((node) => node.tag === tag);
  const [head, body] = [childOf(tree, 'head'), childOf(tree, 'body')];
  const title = head && childOf(head, 'title');
  // Nothing that it holds runs or loads: it is somebody else's page.
  const rules = "script-src 'none'; object-src 'none'; img-src data:";
  const policy = `<meta http-equiv="Content-Security-Policy" content="${rules}">`;
  const top = `<meta charset="utf-8">${meta}${policy}${title ? `<title>${childrenText(title, scrubber)}</title>` : ''}`;
  const root = attributes(tree, url, scrubber);
  return `<!doctype html>\n<html${root}><head>${top}</head>${body ? render(body, url, scrubber) : '<body></body>'}</html>\n`;
}

const isElement = (node: TreeNode | undefined): node is TreeElement => typeof node === 'object';
/** Longest text that the rules read as a label, or as what the page claims. */
const LABEL_LENGTH = 80;
const VOID = /^(area|br|col|embed|hr|img|input|wbr)$/;

/** `take` gives what stands for the next text; without it each text stands for itself. */
function render(node: TreeNode, url: string, scrubber: Scrubber, take?: (text: string) => string): string {
  if (!isElement(node)) return escaped(take ? take(node) : scrubber.text(node));
  const { tag, shadow, children } = node;
  const open = `<${tag}${attributes(node, url, scrubber)}>`;
  if (VOID.test(tag)) return open;
  const inner = (nodes: readonly TreeNode[], by = take) => nodes.map((one) => render(one, url, scrubber, by)).join('');
  const root = shadow ? `<template shadowrootmode="open">${inner(shadow, undefined)}</template>` : '';
  if (tag === 'iframe') return `${open}${root}</${tag}>`;
  return `${open}${root}${inner(children, take ?? asOne(node, scrubber))}</${tag}>`;
}

const isClaim = (text: string) => text.trim().length <= LABEL_LENGTH && mayClaim(text);

/** What a page claims is one text for a person, also in several nodes: "Attachments" and its number. */
function asOne(node: TreeElement, scrubber: Scrubber): ((text: string) => string) | undefined {
  const texts = textsOf(node);
  // A break between two: a word ends with its node.
  const joined = texts.join('\n');
  if (!isClaim(joined) || node.children.some((child) => isElement(child) && isClaim(textsOf(child).join('\n'))))
    return undefined;
  const scrubbed = scrubber.text(joined);
  let at = -1;
  return ({ length }) => scrubbed.slice(at + 1, (at += 1 + length) + 1);
}

const childrenText = (node: TreeElement, scrubber: Scrubber) => escaped(scrubber.text(textsOf(node).join('')));

const textsOf = (node: TreeElement): string[] =>
  node.tag === 'iframe' ? [] : node.children.flatMap((child) => (isElement(child) ? textsOf(child) : [child]));

const named = (names: string) => new RegExp(`^(?:${names.trim().split(/\s+/).join('|')})$`);
/** Attributes whose words say what something is, not what it is about. */
const KEPT = named(`role type hidden open disabled readonly dir lang colspan rowspan tabindex target method data-method
  contenteditable draggable checked multiple rel aria-busy aria-hidden aria-expanded aria-selected aria-disabled
  aria-haspopup aria-pressed aria-checked aria-current aria-live aria-modal aria-level aria-value(?:now|min|max)`);
const IDENTIFIERS = named(`class id name for slot part is data-testid data-action ng-click data-toggle data-bs-toggle
  data-remote data-turbo-frame up-target aria-controls aria-labelledby aria-describedby aria-owns`);
const ADDRESSES = named('href xlink:href src action formaction data hx-get poster cite');
const TEXTS = named('title alt placeholder summary download value aria-[a-z]+ data-[\\w.:-]+');
/** What reading the page has left on it. */
const OURS = /^data-po-batch/;

function attributes(node: TreeElement, url: string, scrubber: Scrubber): string {
  const { tag, hidden, pointer, size, frame } = node;
  const all = node.attributes.flatMap(([name, value]): [string, string][] => {
    if (OURS.test(name) || (name === 'hidden' && !hidden)) return [];
    if (name === 'value' && !valueStays(node)) return [];
    if (name === 'src' && tag === 'img') return [['src', PIXEL]];
    if (name === 'src' && frame) return [];
    if (KEPT.test(name)) return [[name, value]];
    if (IDENTIFIERS.test(name)) return [[name, scrubber.identifier(value)]];
    if (ADDRESSES.test(name)) return [[name, scrubber.address(value, url)]];
    if (name === 'onclick') return [[name, '']];
    if (TEXTS.test(name)) return [[name, scrubber.text(value)]];
    return [];
  });
  const style = [
    hidden === 'display' && 'display:none',
    hidden === 'visibility' && 'visibility:hidden',
    pointer && 'cursor:pointer',
    size && !hidden && `width:${size[0]}px;height:${size[1]}px`,
  ].filter(Boolean);
  if (style.length > 0) all.push(['style', style.join(';')]);
  if (frame) all.push(['srcdoc', document(frame, url, scrubber)]);
  return all.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
}

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';

/** What people typed, tokens and choices go; a button's words and a form's method stay. */
function valueStays({ tag, attributes: given }: TreeElement): boolean {
  const of = (name: string) => given.find(([one]) => one === name)?.[1] ?? '';
  if (tag !== 'input') return tag === 'button';
  if (of('name') === '_method') return true;
  return (
    /^(button|submit|reset)$/i.test(of('type')) || given.some(([name]) => name === 'readonly' || name === 'disabled')
  );
}

/** Earlier pages of a list: their entries come before those that the page shows now. */
function addBefore(tree: TreeElement, before: readonly FoundAttachment[], shown: readonly string[]): void {
  const path = pathTo(tree, ({ address }) => address !== undefined && shown.includes(address)) ?? [tree];
  const list = path.findLast(({ tag }) => /^(ul|ol|tbody|section|div|body)$/.test(tag)) ?? tree;
  const entries = before.map(({ link, label, control }) => {
    const entry =
      control === undefined
        ? made('a', { href: link, download: '' }, label)
        : made('button', { type: 'button', 'aria-label': label }, '↓');
    if (list.tag === 'tbody') return made('tr', {}, made('td', {}, entry));
    return made(list.tag === 'ul' || list.tag === 'ol' ? 'li' : 'div', {}, entry);
  });
  list.children.unshift(...entries);
}

const made = (tag: string, attributes: Record<string, string>, child: TreeNode): TreeElement => ({
  tag,
  attributes: Object.entries(attributes),
  children: [child],
});

function pathTo(node: TreeElement, found: (node: TreeElement) => boolean): TreeElement[] | undefined {
  if (found(node)) return [node];
  for (const child of [...(node.shadow ?? []), ...node.children, ...(node.frame ? [node.frame] : [])]) {
    const path = isElement(child) ? pathTo(child, found) : undefined;
    if (path) return [node, ...path];
  }
  return undefined;
}

const escaped = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
