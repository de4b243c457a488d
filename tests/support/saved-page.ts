import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { settingsSchema } from '../../batch/settings/settings';
import { inspectOrder, type InspectedOrder } from '../../cli/inspect/inspect-order';
import { SAVED_META, SAVED_PORTAL, type SavedPage } from '../../cli/inspect/saving';
import { CoupaPage } from '../../fixtures/pages';

/** What a file of `po-batch inspect --save` says of itself. */
function savedPage(html: string): SavedPage {
  const content = new RegExp(`<meta name="${SAVED_META}" content="([^"]*)"`).exec(html)?.[1];
  if (!content) throw new Error(`This is no page that po-batch inspect --save wrote: it has no meta ${SAVED_META}.`);
  return JSON.parse(content.replace(/&quot;/g, '"').replace(/&amp;/g, '&')) as SavedPage;
}

/**
 * Opens saved pages of one PO as a batch opens a PO: each is served at the address that it was saved with, and nothing
 * else is.
 */
export async function inspectSaved(page: Page, pages: readonly string[]): Promise<InspectedOrder> {
  const at = new Map(pages.map((html) => [savedPage(html).path, html]));
  const order = pages.map(savedPage).find(({ kind }) => kind === 'PO page');
  if (!order) throw new Error('None of these is the page of an order.');
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url());
    const html = url.origin === SAVED_PORTAL ? at.get(url.pathname + url.search) : undefined;
    return html === undefined
      ? route.fulfill({ status: 404, contentType: 'text/plain', body: 'not saved' })
      : route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
  });
  const settings = settingsSchema.parse({
    baseUrl: SAVED_PORTAL,
    pageDelay: 0.1,
    attachmentWaitTimeout: 2,
    errorPageCheckTimeout: 1,
    prFallbackLinkTimeout: 0.2,
  });
  try {
    return await inspectOrder(`PO${order.number}`, order.number, new CoupaPage(page, settings), settings);
  } finally {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
}

/** The same from files. */
export const inspectSavedFiles = (page: Page, files: readonly string[]) =>
  inspectSaved(
    page,
    files.map((file) => readFileSync(file, 'utf8')),
  );
