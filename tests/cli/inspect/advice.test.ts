import { expect, test } from '@playwright/test';
import { adviceFor, type DoubtfulPage } from '../../../cli/inspect/advice';

const PAGE: DoubtfulPage = {
  facts: { attachments: [], named: [] },
  steps: [],
  pageDelay: 0.5,
  attachmentWaitTimeout: 5,
};
const waited = (milliseconds: number) => ({ did: 'waited' as const, gained: 1, milliseconds });

for (const [what, page, settings] of [
  ['a page that shows all it claims', {}, []],
  [
    'a page that claims more',
    { unclear: { found: 1, claimed: 2, why: 'says "Attachments (2)"' } },
    ['PAGE_DELAY=2', 'ATTACHMENT_SELECTOR=a.the-class-of-your-links'],
  ],
  [
    'files that are named and cannot be downloaded',
    { facts: { attachments: [], named: ['offer.pdf'] }, unclear: { found: 0, why: 'names "offer.pdf"' } },
    ['PAGE_DELAY=2', 'ATTACHMENT_SELECTOR=a.the-class-of-your-links'],
  ],
  [
    'a page that was still loading at the end',
    { unclear: { found: 0, why: 'never came to rest' } },
    ['ATTACHMENT_WAIT_TIMEOUT=10'],
  ],
  ['files that came just in time', { steps: [waited(4_600)] }, ['ATTACHMENT_WAIT_TIMEOUT=10']],
  ['files that came early', { steps: [waited(900)] }, []],
] as [string, Partial<DoubtfulPage>, string[]][]) {
  test(`${what}: ${settings.join(', ') || 'nothing is proposed'}`, () =>
    expect(adviceFor({ ...PAGE, ...page }).map(({ setting }) => setting)).toEqual(settings));
}
