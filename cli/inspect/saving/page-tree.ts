/**
 * A page as a tree of what a batch reads of it. `pageTree` runs inside the page, and alone: it uses nothing but itself.
 */
export interface TreeElement {
  tag: string;
  attributes: [name: string, value: string][];
  children: TreeNode[];
  /** Children of its open shadow root. */
  shadow?: TreeNode[];
  /** Not seen by a person, by whatever style. */
  hidden?: 'display' | 'visibility';
  /** Its style says that it can be pressed. */
  pointer?: boolean;
  /** Width and height in pixels, of what a rule measures. */
  size?: [width: number, height: number];
  /** Absolute address of a link. */
  address?: string;
  /** A frame's document. */
  frame?: TreeElement;
}

export type TreeNode = string | TreeElement;

/** Set on frames before their page is read, so that their documents find their places. */
export const FRAME_MARK = 'data-po-batch-saved-frame';

export function pageTree(): TreeElement {
  const left = /^(script|style|link|meta|base|noscript|template|source|track)$/;
  const measured = /^(iframe|frame|img|embed|object|input|video|svg)$/;

  const nodes = (list: Iterable<Node>): TreeNode[] =>
    [...list].flatMap((node): TreeNode[] => {
      if (node.nodeType === Node.TEXT_NODE) return [node.nodeValue ?? ''];
      return node instanceof Element && !left.test(node.localName) ? [element(node)] : [];
    });

  const element = (node: Element): TreeElement => {
    const style = getComputedStyle(node);
    const parent = node.parentElement;
    const hidden =
      style.display === 'none'
        ? 'display'
        : style.visibility !== 'visible' || style.opacity === '0'
          ? 'visibility'
          : undefined;
    const inherited = node.matches('a[href]') || (parent !== null && getComputedStyle(parent).cursor === 'pointer');
    const pointer = style.cursor === 'pointer' && !inherited;
    const { width, height } = node.getBoundingClientRect();
    const address = node instanceof HTMLAnchorElement ? node.href : '';
    return {
      tag: node.localName,
      attributes: [...node.attributes].map(({ name, value }) => [name, value]),
      children: nodes(node.childNodes),
      ...(node.shadowRoot && { shadow: nodes(node.shadowRoot.childNodes) }),
      ...(hidden && { hidden }),
      ...(pointer && { pointer }),
      ...(measured.test(node.localName) && { size: [Math.round(width), Math.round(height)] as [number, number] }),
      ...(address && { address }),
    };
  };
  return element(document.documentElement);
}
