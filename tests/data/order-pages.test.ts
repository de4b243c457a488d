import { expect, test as base, type Page } from '@playwright/test';
import { sampleBatch } from '../../data/portal/orders/sample-batch';
import { specialCase, type SpecialCaseName } from '../../data/portal/orders/special-cases';
import { ERROR_MARKERS } from '../../data/portal/orders/order-definition';
import { startPortal, type Portal } from '../../data/portal/portal';
import { launchOptions } from './browser';

// One tab for all tests of a worker: a context of its own for each took most of this file's time.
const test = base.extend<{ open: (name: SpecialCaseName) => Promise<Page> }, { portal: Portal; tab: Page }>({
  portal: [
    async ({}, use) => {
      const portal = await startPortal({ signIn: false });
      await use(portal);
      await portal.close();
    },
    { scope: 'worker' },
  ],
  tab: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
  open: async ({ tab, portal }, use) => {
    await use(async (name) => {
      await tab.goto(`${portal.url}/order_headers/${specialCase(name).number}`);
      return tab;
    });
    for (const other of tab.context().pages()) if (other !== tab) await other.close();
  },
});
test.use({ launchOptions });

const SUPPLIER_SELECTORS = [
  'span[data-supplier-name]',
  "span[class*='supplier-name']",
  '.supplier-info span',
  "[data-testid*='supplier'] span",
  "section div[class*='supplier'] span",
  "div[class*='po-detail'] span:nth-child(3)",
];
const EXTENSIONS = ['pdf', 'docx', 'xlsx', 'msg', 'eml'];
const ATTACHMENT_SELECTORS = [
  "a[href*='attachment_file']",
  "a[href*='attachment']",
  "a[href*='download']",
  'a[download]',
  "[role='button'][aria-label*='attachment']",
  "span[aria-label*='file attachment']",
  "[title*='attachment']",
  ...EXTENSIONS.map((extension) => `span[title$='.${extension}']`),
  ...[...EXTENSIONS, 'zip', 'jpg', 'png'].map((extension) => `a[href$='.${extension}']`),
].join(', ');

/** What a reader of the page counts as its files: one per link, else one per control. */
function filesOn(page: Page): Promise<string[]> {
  return page
    .locator(ATTACHMENT_SELECTORS)
    .evaluateAll((elements) => [
      ...new Set(elements.map((element) => element.closest('a')?.href ?? element.textContent ?? '')),
    ]);
}

test('each supplier markup is found by its own selector and by no earlier one', async ({ open }) => {
  const forms = [
    'data-attribute',
    'name-class',
    'info-block',
    'test-id',
    'section-block',
    'detail-row',
    'absent',
  ] as const;
  for (const [i, form] of forms.entries()) {
    const page = await open(`supplier: ${form}`);
    const found = [];
    for (const selector of SUPPLIER_SELECTORS) found.push((await page.locator(selector).allTextContents()).join());
    const { supplier } = specialCase(`supplier: ${form}`);
    expect(found.slice(0, i + 1), form).toEqual([...Array(i).fill(''), supplier].slice(0, SUPPLIER_SELECTORS.length));
  }
});

const LINKED = [
  'anchor',
  'two-anchors',
  'span-in-anchor',
  'attachment-path',
  'download-path',
  'download-attribute',
  'file-extension',
  'titled-anchor',
  'new-tab',
  'redirect',
] as const;
const CLICKED = ['labelled-span', 'role-button', 'titled-button', 'titled-span', 'blob-button', 'form-post'] as const;

for (const form of LINKED) {
  test(`an attachment as ${form} is one link to its file`, async ({ open, portal }) => {
    const [link, ...more] = await filesOn(await open(`attachment: ${form}`));
    expect(more).toEqual([]);
    const response = await fetch(link!);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(new URL(link!).origin).toBe(portal.url);
  });
}

for (const form of CLICKED) {
  test(`an attachment as ${form} has no link and is downloaded by a click`, async ({ open }) => {
    const page = await open(`attachment: ${form}`);
    expect(await filesOn(page)).toEqual(['document.pdf']);
    const arriving = page.waitForEvent('download');
    await page.locator(ATTACHMENT_SELECTORS).first().click();
    expect((await arriving).suggestedFilename()).toBe('document.pdf');
  });
}

test('a button can open its file in a window of its own', async ({ open }) => {
  const page = await open('inline behind a click');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: /picture\.png/ }).click();
  expect((await opened).url()).toContain('attachment_file');
});

test('controls that add attachments are there, and nothing is attached', async ({ open }) => {
  const page = await open('add controls only');
  await expect(page.getByText('Nothing attached.')).toBeVisible();
  expect(await page.locator(ATTACHMENT_SELECTORS).count()).toBe(3);
});

test('a list that arrives by script is busy until its last part is there', async ({ open }) => {
  const page = await open('list in two parts');
  const list = page.locator('#file-list');
  await expect(list).toHaveAttribute('aria-busy', 'true');
  await expect(page.getByText('document.pdf')).toBeVisible();
  await expect(page.getByText('third.pdf')).toBeVisible();
  await expect(list).not.toHaveAttribute('aria-busy');
  expect(await filesOn(page)).toHaveLength(3);
});

test('a list can arrive without a sign, or be empty', async ({ open }) => {
  const page = await open('list without a sign');
  await expect(page.locator('[aria-busy], .spinner')).toHaveCount(0);
  await expect(page.getByText('document.pdf')).toBeVisible();
  await expect((await open('empty list by script')).getByText('Nothing attached.')).toBeVisible();
});

test('each requisition link leads to the requisition', async ({ open }) => {
  const links = {
    requisition_headers: "a[href*='/requisition_headers/']",
    requisition_header: "a[href*='requisition_header']",
    'test-id': "a[data-testid*='requisition']",
    'req-path': "a[href*='/req/']",
    'text-requisition': 'a:text-is("Requisition")',
    'text-purchase-requisition': 'a:text-is("Purchase Requisition")',
    'text-requisicao': 'a:text-is("Requisição")',
    'new-tab': "a[href*='/requisition_headers/'][target='_blank']",
  } as const;
  for (const [form, selector] of Object.entries(links) as [keyof typeof links, string][]) {
    const page = await open(`link: ${form}`);
    await page.goto(await page.locator(selector).evaluate((link: HTMLAnchorElement) => link.href));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      `Requisition #${specialCase(`link: ${form}`).requisition!.number}`,
    );
  }
});

test('the text forms are found by no requisition selector', async ({ open }) => {
  const page = await open('link: text-requisicao');
  const selectors =
    "a[href*='/requisition_headers/'], a[href*='requisition_header'], a[data-testid*='requisition'], a[href*='/req/']";
  await expect(page.locator(selectors)).toHaveCount(0);
});

test('each error place shows its marker, there and nowhere else', async ({ open }) => {
  const places = {
    flash_error: 'div.flash_error',
    'flash-error': 'div.flash-error',
    error_explanation: 'div#error_explanation',
    notice: 'div.notice',
    heading: 'h1',
    title: 'title',
  } as const;
  for (const [place, selector] of Object.entries(places) as [keyof typeof places, string][]) {
    const page = await open(`error: ${place}`);
    const { marker } = specialCase(`error: ${place}`).error!;
    expect(await page.locator(selector).textContent(), place).toContain(marker);
    const shown = (await page.locator('body').innerText()) + (await page.title());
    expect(shown.split(marker), place).toHaveLength(2);
  }
});

test('a good page may hold error texts that nobody sees', async ({ open }) => {
  const page = await open('hidden markers');
  const shown = await page.locator('body').innerText();
  for (const marker of ERROR_MARKERS) expect(shown).not.toContain(marker);
  expect(await page.content()).toContain(ERROR_MARKERS[0]);
  await expect(page.locator('div.notice:visible')).toHaveText('Prices of line 1 were changed after approval.');
});

test('pages in the place of an order do not prove to be it', async ({ open }) => {
  const titles = {
    'block page': 'Web access blocked',
    'block page 200': 'Web access blocked',
    maintenance: 'Scheduled maintenance · Sample Procurement Portal',
    'maintenance 200': 'Scheduled maintenance · Sample Procurement Portal',
    terms: 'Terms of use · Sample Procurement Portal',
    home: 'Home · Sample Procurement Portal',
    'other order': `Purchase Order #${sampleBatch[0]!.number} · Sample Procurement Portal`,
    'sign-in page': 'Sign in · Sample Procurement Portal',
    blank: '',
    'page 500': 'Error 500 · Sample Procurement Portal',
    'page 429': 'Too many requests · Sample Procurement Portal',
  } as const;
  for (const [name, title] of Object.entries(titles) as [keyof typeof titles, string][]) {
    expect(await (await open(name)).title(), name).toBe(title);
  }
});

test('a block page names the address that it blocked', async ({ open }) => {
  const page = await open('block page');
  await expect(page.getByText(`/order_headers/${specialCase('block page').number}`)).toBeVisible();
});

test('an identity provider on another host comes back by itself', async ({ open }) => {
  const page = await open('identity provider');
  expect(page.url()).toMatch(/^http:\/\/localhost:/);
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/order_headers\//);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(specialCase('identity provider').number);
});

test('a page that polls is complete while its request goes on', async ({ open }) => {
  await expect((await open('long poll')).getByText('document.pdf')).toBeVisible();
});
