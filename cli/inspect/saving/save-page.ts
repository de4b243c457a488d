import type { Frame, Page } from '@playwright/test';
import { ownFrames } from '../../../fixtures/pages';
import { FRAME_MARK, pageTree, type TreeElement, type TreeNode } from './page-tree';

/** The page as it now is, with the documents of its own frames in their places. */
export async function readTree(page: Page, baseUrl: string | undefined): Promise<TreeElement> {
  const own = new Set(ownFrames(page, baseUrl));
  return frameTree(page.mainFrame(), own);
}

async function frameTree(frame: Frame, own: ReadonlySet<Frame>): Promise<TreeElement> {
  const inner = frame.childFrames().filter((child) => own.has(child));
  const documents: TreeElement[] = [];
  for (const [index, child] of inner.entries()) {
    const element = await child.frameElement();
    await element.evaluate(
      (node, [mark, value]) => (node as Element).setAttribute(mark!, value!),
      [FRAME_MARK, String(index)],
    );
    documents.push(await frameTree(child, own));
  }
  // esbuild wraps functions in a helper that a page does not know.
  const tree = await frame.evaluate<TreeElement>(
    `(() => { const __name = (value) => value; return (${pageTree.toString()})(); })()`,
  );
  place(tree, documents);
  return tree;
}

function place(node: TreeElement, documents: readonly TreeElement[]): void {
  const at = node.attributes.findIndex(([name]) => name === FRAME_MARK);
  if (at >= 0) node.frame = documents[Number(node.attributes.splice(at, 1)[0]![1])]!;
  for (const child of [...node.children, ...(node.shadow ?? [])]) if (isElement(child)) place(child, documents);
}

const isElement = (node: TreeNode): node is TreeElement => typeof node === 'object';
