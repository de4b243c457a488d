import { expect, test } from '@playwright/test';
import { decideOutcome, fallbackTrigger, type Fallback, type PoFacts } from '../../../batch/outcome/decide-outcome';

const PO = 'https://acme.coupahost.com/order_headers/15262984';
const PR = 'https://acme.coupahost.com/requisition_headers/77';
const link = { linkSource: "css via a[href*='/requisition_headers/']", url: PR } as const;

type OrderFacts = Extract<PoFacts, { page: 'order' }>;
const order = (facts: Partial<OrderFacts> = {}): OrderFacts => ({
  page: 'order',
  url: PO,
  supplier: 'ACME',
  listed: 0,
  fallback: { kind: 'not-needed' },
  downloaded: 0,
  issues: [],
  ...facts,
});
const requisition = (
  listed: number,
  trigger: 'po_without_attachments' | 'po_without_pdf' = 'po_without_attachments',
): Fallback => ({
  kind: 'requisition',
  trigger,
  supplier: 'From PR',
  listed,
  ...link,
});
const issues = [{ name: 'b.pdf', reason: 'HTTP 500' }];

const table: [string, PoFacts, { status: string; reason: string; message: string; coupaUrl?: string }][] = [
  [
    'all files of the PO',
    order({ listed: 2, downloaded: 2 }),
    {
      status: 'COMPLETED',
      reason: 'ALL_ATTACHMENTS_DOWNLOADED',
      message: 'Downloaded 2 attachment(s) from PO page.',
    },
  ],
  [
    'all files with the PR',
    order({ fallback: requisition(3), downloaded: 3 }),
    {
      status: 'COMPLETED',
      reason: 'PR_FALLBACK_COMPLETED',
      message: 'Downloaded 3 attachment(s) from PR fallback.',
      coupaUrl: PR,
    },
  ],
  [
    "the PO's own files and the PR's",
    order({ listed: 1, fallback: requisition(2, 'po_without_pdf'), downloaded: 3 }),
    {
      status: 'COMPLETED',
      reason: 'PR_FALLBACK_COMPLETED',
      message: 'Downloaded 3 attachment(s) from PR fallback.',
      coupaUrl: PR,
    },
  ],
  [
    'some files of the PO',
    order({ listed: 3, downloaded: 2, issues }),
    {
      status: 'PARTIAL',
      reason: 'PARTIAL_DOWNLOAD',
      message: 'Partial download from PO page: 2 of 3 attachment(s). Issues: b.pdf: HTTP 500',
    },
  ],
  [
    'some files with the PR',
    order({ fallback: requisition(3), downloaded: 2, issues }),
    {
      status: 'PARTIAL',
      reason: 'PR_FALLBACK_PARTIAL',
      message: 'Partial download from PR fallback: 2 of 3 attachment(s). Issues: b.pdf: HTTP 500',
      coupaUrl: PR,
    },
  ],
  [
    'no file of the PO',
    order({ listed: 1, issues }),
    {
      status: 'FAILED',
      reason: 'DOWNLOADS_FAILED',
      message: 'Failed to download 1 attachment(s) from PO page. Issues: b.pdf: HTTP 500',
    },
  ],
  [
    'no file with the PR',
    order({ fallback: requisition(1), issues }),
    {
      status: 'FAILED',
      reason: 'PR_FALLBACK_FAILED',
      message: 'Failed to download 1 attachment(s) from PR fallback. Issues: b.pdf: HTTP 500',
      coupaUrl: PR,
    },
  ],
  [
    'nothing on PO and PR',
    order({ fallback: requisition(0) }),
    {
      status: 'NO_ATTACHMENTS',
      reason: 'PO_AND_PR_WITHOUT_ATTACHMENTS',
      message: 'No attachments found on PR page after fallback.',
    },
  ],
  [
    'nothing on the PO and no PR link',
    order({ fallback: { kind: 'no-link', trigger: 'po_without_attachments' } }),
    {
      status: 'NO_ATTACHMENTS',
      reason: 'PR_LINK_NOT_FOUND',
      message: 'No attachments found on PO page; PR link unavailable.',
    },
  ],
  [
    'nothing on the PO, fallback off',
    order({ fallback: { kind: 'disabled' } }),
    {
      status: 'NO_ATTACHMENTS',
      reason: 'FALLBACK_DISABLED',
      message: 'No attachments found on PO page (fallback disabled).',
    },
  ],
  [
    'an error page',
    { page: 'error-page', marker: 'Access denied', url: PO },
    {
      status: 'PO_NOT_FOUND',
      reason: 'COUPA_ERROR_PAGE',
      message: 'Coupa displayed an error page: Access denied',
    },
  ],
  [
    'nothing on the PO and an error page on the PR',
    order({ fallback: { kind: 'error-page', trigger: 'po_without_attachments', marker: 'Access denied', ...link } }),
    {
      status: 'PR_NOT_ACCESSIBLE',
      reason: 'PR_FALLBACK_ERROR_PAGE',
      message: 'Coupa displayed an error page: Access denied',
    },
  ],
];

for (const [what, facts, expected] of table) {
  test(`${what}: ${expected.status} / ${expected.reason}`, () => {
    expect(decideOutcome(facts)).toMatchObject({ coupaUrl: PO, ...expected });
  });
}

for (const [what, fallback] of [
  ['has none', requisition(0, 'po_without_pdf')],
  ['cannot be found', { kind: 'no-link', trigger: 'po_without_pdf' }],
  ['cannot be opened', { kind: 'error-page', trigger: 'po_without_pdf', marker: 'Access denied', ...link }],
  ['is not to be asked', { kind: 'disabled' }],
] as [string, Fallback][]) {
  test(`a PO with files of its own whose PR ${what} ends by its own files`, () => {
    expect(decideOutcome(order({ listed: 2, downloaded: 2, fallback }))).toMatchObject({
      status: 'COMPLETED',
      reason: 'ALL_ATTACHMENTS_DOWNLOADED',
      message: 'Downloaded 2 attachment(s) from PO page.',
      found: 2,
      downloaded: 2,
      coupaUrl: PO,
    });
    expect(decideOutcome(order({ listed: 2, issues, downloaded: 1, fallback }))).toMatchObject({
      status: 'PARTIAL',
      reason: 'PARTIAL_DOWNLOAD',
    });
  });
}

test("counts are those of both pages, the supplier is the order page's, else the requisition's", () => {
  const facts = order({ listed: 1, fallback: requisition(2, 'po_without_pdf'), downloaded: 2, issues });
  expect(decideOutcome(facts)).toMatchObject({
    found: 3,
    downloaded: 2,
    supplier: 'ACME',
    requisition: { trigger: 'po_without_pdf', gaveFiles: true, ...link },
  });
  expect(decideOutcome({ ...facts, supplier: '' }).supplier).toBe('From PR');
});

test('the outcome says how far the fallback came', () => {
  expect(decideOutcome(order({ listed: 1, downloaded: 1 }))).not.toHaveProperty('requisition');
  expect(
    decideOutcome(order({ fallback: { kind: 'no-link', trigger: 'po_without_attachments' } })).requisition,
  ).toEqual({
    trigger: 'po_without_attachments',
    gaveFiles: false,
  });
});

test('an outcome has no password of BASE_URL, which every link of a page inherits', () => {
  const secret = (address: string) => address.replace('//', '//nina:secret@');
  const refused = [{ name: 'b.pdf', reason: `net::ERR_FAILED at ${secret(PO)}` }];
  for (const facts of [
    order({ url: secret(PO), listed: 2, downloaded: 1, issues: refused }),
    order({ url: secret(PO), downloaded: 1, fallback: { ...requisition(1), url: secret(PR) } as Fallback }),
    order({
      url: secret(PO),
      fallback: { ...requisition(0), kind: 'error-page', marker: secret(PR), url: secret(PR) } as Fallback,
    }),
    { page: 'error-page', marker: `no ${secret(PO)}`, url: secret(PO) } as const,
  ])
    expect(JSON.stringify(decideOutcome(facts))).not.toContain('secret');
  expect(decideOutcome(order({ url: secret(PO), listed: 1, downloaded: 1 })).coupaUrl).toBe(PO);
});

test('three issues are named, the others counted', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name: `${name}.pdf`, reason: 'stopped\n early' }));
  expect(decideOutcome(order({ listed: 6, downloaded: 1, issues: many })).message).toBe(
    'Partial download from PO page: 1 of 6 attachment(s). Issues: a.pdf: stopped early; b.pdf: stopped early; ' +
      'c.pdf: stopped early; +2 more',
  );
});

test('issues take 200 characters at most and the count of the rest stays', () => {
  const many = Array.from({ length: 5 }, () => ({ name: `${'😀'.repeat(90)}.pdf`, reason: 'HTTP 500' }));
  const text = decideOutcome(order({ listed: 5, issues: many })).message.split('Issues: ')[1]!;
  expect(Array.from(text)).toHaveLength(200);
  expect(text).toMatch(/…; \+2 more$/);
});

test('a PO without attachments whose requisition was not looked for is no success', () => {
  expect(() => decideOutcome(order())).toThrow('needs the PR fallback');
});

test('the fallback is for POs without attachments and for those without a PDF', () => {
  expect(fallbackTrigger([])).toBe('po_without_attachments');
  expect(fallbackTrigger([{ looksLikePdf: false }])).toBe('po_without_pdf');
  expect(fallbackTrigger([{ looksLikePdf: false }, { looksLikePdf: true }])).toBeUndefined();
});

test('what is missing is lasting when each missing file was refused for good, on pages without doubt', () => {
  const gone = { name: 'b.pdf', reason: 'HTTP 404', final: true };
  const lastingOf = (facts: Partial<Parameters<typeof order>[0]>) =>
    decideOutcome(order({ listed: 3, downloaded: 2, issues: [gone], ...facts })).lasting;
  expect(lastingOf({})).toBe(true);
  expect(lastingOf({ downloaded: 0, issues: [gone, gone, gone] })).toBe(true);
  expect(lastingOf({ downloaded: 1, issues: [gone, ...issues] }), 'one may still come').toBeUndefined();
  expect(lastingOf({ downloaded: 1 }), 'one of which nothing is known').toBeUndefined();
  expect(lastingOf({ downloaded: 3, issues: [] })).toBeUndefined();
  const unclear = { page: 'PO page', found: 3, why: 'says more', po: 'PO1' } as const;
  expect(lastingOf({ unclear }), 'the page may show more next time').toBeUndefined();
});
