import { randomBytes } from 'node:crypto';
import path from 'node:path';
import fs from 'fs-extra';
import type { Settings } from '../../batch/settings/settings';
import type { InspectedOrder, InspectedPage } from './inspect-order';
import { renderSaved, Scrubber } from './saving';

/**
 * Writes the pages of these POs as files that can be given away; resolves with their paths. Their names hold no real
 * number. The key is of this command alone and written nowhere.
 */
export async function savePages(orders: InspectedOrder[], folder: string, { baseUrl }: Settings): Promise<string[]> {
  const scrubber = new Scrubber(randomBytes(32).toString('hex'), baseUrl!);
  const files: string[] = [];
  for (const { po, pages } of orders) {
    for (const page of pages) {
      const html = savedHtml(page, po, scrubber);
      if (html === undefined) continue;
      const kind = page.page === 'PO page' ? 'order' : 'requisition';
      const file = path.join(folder, `saved-${scrubber.digits(po.replace(/\D/g, ''))}-${kind}.html`);
      await fs.outputFile(file, html, { mode: 0o600 });
      files.push(file);
    }
  }
  return files;
}

/** Undefined when the page was not kept. */
export function savedHtml(
  { page, tree, url, facts, found }: InspectedPage,
  po: string,
  scrubber: Scrubber,
): string | undefined {
  if (!tree) return undefined;
  const shown = (found?.attachments ?? []).map(({ link }) => link);
  const before = (facts?.attachments ?? []).filter(({ link }) => !shown.includes(link));
  const ownNumber = page === 'PO page' ? po.replace(/\D/g, '') : (/(\d+)\D*$/.exec(new URL(url).pathname)?.[1] ?? '');
  return renderSaved({ kind: page, tree, number: ownNumber, url, before, shown }, scrubber);
}
