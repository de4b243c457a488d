import { settingsSchema } from '../../../batch/settings/settings';
import { inspectOrder, type InspectedOrder } from '../../../cli/inspect/inspect-order';
import { savedHtml } from '../../../cli/inspect/save-files';
import { readTree, Scrubber } from '../../../cli/inspect/saving';
import { catalogue, type OrderDefinition } from '../../../data/portal/orders';
import { startPortal, type Portal } from '../../../data/portal/portal';
import { CoupaPage } from '../../../fixtures/pages';
import { expect, test } from '../../fixtures/edge/edge-test';
import { inspectSaved } from '../../support/saved-page';

// A page that somebody gives away must be read as the page was, and must say nothing of what it was about.
test.describe.configure({ mode: 'parallel', timeout: 300_000 });

const NONE = { page: 0, file: 0 };
let portal: Portal;

test.beforeAll(async () => {
  portal = await startPortal({ signIn: false, orders: catalogue.map((order) => ({ ...order, latency: NONE })) });
});
test.afterAll(async () => {
  await portal?.close();
});

/** Those whose page proves itself; what becomes of the others is no matter of what is on it. */
const orders = catalogue.filter(({ trouble, requisition }) => !trouble && !requisition?.trouble);
const GROUPS = 6;
/** TRIALS=full: every order; else those of one group. */
const groups = process.env['TRIALS'] === 'full' ? GROUPS : 1;

for (let group = 0; group < groups; group++) {
  test(`every page of the sample portal is read the same when it was saved (${group + 1} of ${GROUPS})`, async ({
    edge,
  }) => {
    const tab = await edge.newPage();
    // Nobody looks at the pictures that come with what is inspected, and drawing them takes longer than all the rest.
    tab.screenshot = () => Promise.resolve(Buffer.alloc(0));
    const settings = settingsSchema.parse({
      baseUrl: portal.url,
      pageDelay: 0.1,
      attachmentWaitTimeout: 3,
      errorPageCheckTimeout: 1,
      prFallbackLinkTimeout: 0.2,
    });
    const mine = orders.filter((_, index) => index % GROUPS === group);
    for (const order of mine) {
      const po = `PO${order.number}`;
      const keep = () => readTree(tab, portal.url);
      const asItWas = await inspectOrder(po, order.number, new CoupaPage(tab, settings), settings, keep);
      const scrubber = new Scrubber(`key of ${po}`, portal.url);
      const pages = asItWas.pages.map((page) => savedHtml(page, po, scrubber)!);
      const asSaved = await inspectSaved(tab, pages).catch((error: Error) => ({ error: error.message }));
      expect.soft(seen(asSaved as InspectedOrder), `${po}: ${order.shows}`).toEqual(seen(asItWas));
      for (const html of pages) for (const secret of secretsOf(order)) expect.soft(html, po).not.toContain(secret);
    }
    await tab.close();
  });
}

/** What a batch concludes from the pages. */
const seen = ({ outcome, pages, ...rest }: InspectedOrder) => ({
  ...rest,
  po: undefined,
  status: outcome?.status,
  reason: outcome?.reason,
  found: outcome?.found,
  requisition: outcome?.requisition && { ...outcome.requisition, url: undefined },
  pages: pages.map(({ facts, unclear }) => ({
    attachments: facts?.attachments.map(({ looksLikePdf, inContent }) => ({ looksLikePdf, inContent })),
    supplier: facts?.supplier !== '',
    claims: facts?.claims.map(({ count, shown }) => ({ count, shown })),
    claimed: unclear?.claimed,
  })),
});

/** Names and numbers that are on an order's pages. */
const secretsOf = ({ number, supplier, attachments = [] }: OrderDefinition) =>
  [number, supplier, ...attachments.map(({ name }) => name.replace(/\.\w+$/, ''))].filter(
    (secret): secret is string =>
      secret !== undefined && secret.length > 5 && !/document|attachment|file/i.test(secret),
  );
