import type {
  AttachmentDefinition,
  AttachmentForm,
  ErrorPlace,
  OrderDefinition,
  PanelShape,
  RequisitionLinkForm,
  SupplierForm,
} from './order-definition';
import { ERROR_MARKERS } from './order-definition';
import { SUPPLIERS } from './suppliers';

type SpecialCase = Omit<OrderDefinition, 'number' | 'supplier'>;

const PDF: AttachmentDefinition = { name: 'document.pdf' };
const SUPPLIER_FORMS: SupplierForm[] = [
  'data-attribute',
  'name-class',
  'info-block',
  'test-id',
  'section-block',
  'detail-row',
  'absent',
];
const PLACES: ErrorPlace[] = ['flash_error', 'flash-error', 'error_explanation', 'notice', 'heading', 'title'];
const FORMS: AttachmentForm[] = [
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
  'labelled-span',
  'role-button',
  'titled-button',
  'titled-span',
  'blob-button',
  'form-post',
  'labelled-blob-button',
];
const LINKS: RequisitionLinkForm[] = [
  'requisition_headers',
  'requisition_header',
  'test-id',
  'req-path',
  'text-requisition',
  'text-purchase-requisition',
  'text-requisicao',
  'new-tab',
];
const PANELS: PanelShape[] = [
  'frame',
  'nested-frame',
  'shadow',
  'nested-shadow',
  'loading-words',
  'show-more',
  'pages',
  'tab',
  'details',
  'scroll',
  'claims-more',
  'other-address',
  'table-with-delete',
  'among-other-links',
];
const TYPES = ['pdf', 'docx', 'xlsx', 'msg', 'eml', 'png', 'jpg', 'txt', 'csv', 'zip'];

/** One order per special case, named; for tests, and for looking at one behaviour alone in a browser. */
const cases = {
  ...each('supplier', SUPPLIER_FORMS, (supplierForm) => ({
    shows: `Supplier as ${supplierForm}`,
    supplierForm,
    attachments: [PDF],
  })),
  ...each('link', LINKS, (link, i) => ({
    shows: `Requisition link: ${link}`,
    requisition: { number: String(50101 + i), link, attachments: [PDF] },
  })),
  ...each('attachment', FORMS, (form) => ({ shows: `Attachment as ${form}`, attachments: [{ ...PDF, form }] })),
  ...each('error', PLACES, (place, i) => ({
    shows: `Error page, in ${place}`,
    error: { marker: ERROR_MARKERS[i % ERROR_MARKERS.length]!, place },
  })),

  'all types': { shows: 'One file of every type', attachments: TYPES.map((type) => ({ name: `document.${type}` })) },
  'all types inline': {
    shows: 'One file of every type, without Content-Disposition',
    attachments: TYPES.map((type) => ({ name: `document.${type}`, disposition: 'none' as const })),
  },
  'hostile names': {
    shows: 'Names that want to leave the folder or break it',
    attachments: [
      '../../climbing.pdf',
      '/etc/absolute.pdf',
      'C:\\drive\\letter.pdf',
      '..\\..\\backwards.pdf',
      'CON.pdf',
      'nul.txt',
      'bell\u0007 and\nline.pdf',
      'right\u202Eto left.pdf',
      `${'long '.repeat(60)}.pdf`,
      'trailing dot.pdf.',
      ' spaces .pdf ',
      'a<b>c:d"e|f?g*h.pdf',
      '.hidden.pdf',
      '..',
      '',
    ].map((servedAs, i) => ({ name: `hostile-${i + 1}.pdf`, servedAs })),
  },
  'encoded names': {
    shows: 'Names in the header in every encoding',
    attachments: [
      { name: 'plain "quoted" name.pdf' },
      { name: "it's (50 %) * done.pdf", naming: 'rfc5987' },
      { name: 'Übergrößenträger.pdf', naming: 'rfc5987' },
      { name: 'Übergabe.pdf', naming: 'raw-utf8' },
      { name: 'مستند.pdf', naming: 'raw-utf8' },
      { name: '100% sure?.pdf', disposition: 'none' },
    ],
  },
  'same name five times': { shows: 'Five files with one name', attachments: Array.from({ length: 5 }, () => PDF) },
  'empty file': { shows: 'A file of 0 bytes', attachments: [{ name: 'empty.txt', size: 0 }, PDF] },
  'big file': { shows: 'A file of 300 MB', attachments: [{ name: 'scan.pdf', size: 300_000_000 }] },
  'slow file': {
    shows: 'A file of 200 MB that takes minutes',
    attachments: [{ name: 'slow-scan.pdf', size: 200_000_000, bytesPerSecond: 1_000_000 }],
  },
  trickle: {
    shows: 'A small file that takes seconds',
    attachments: [{ name: 'trickle.txt', size: 20_000, bytesPerSecond: 8_000 }],
  },
  'file stalls': {
    shows: 'A file that stops half-way',
    attachments: [{ ...PDF, size: 100_000, trouble: { kind: 'stalls' } }],
  },
  'file cut off twice': {
    shows: 'Breaks off twice, then is whole',
    attachments: [{ ...PDF, trouble: { kind: 'cut-off', times: 2 } }],
  },
  'file always cut off': {
    shows: 'Breaks off every time',
    attachments: [{ ...PDF, trouble: { kind: 'cut-off' } }, { name: 'good.pdf' }],
  },
  'file reset': { shows: 'The connection is reset', attachments: [{ ...PDF, trouble: { kind: 'reset' } }] },
  'file 404': { shows: 'A file that is gone', attachments: [{ ...PDF, trouble: { kind: 'status', code: 404 } }] },
  'file 500 once': {
    shows: 'A file that fails once',
    attachments: [{ ...PDF, trouble: { kind: 'status', code: 500, times: 1 } }],
  },
  'file 429 once': {
    shows: 'A file that asks to wait a second',
    attachments: [{ ...PDF, trouble: { kind: 'status', code: 429, retryAfter: 1, times: 1 } }],
  },
  'file 503 without a body': {
    shows: 'A file for which there is no time, and no word of it',
    attachments: [{ ...PDF, trouble: { kind: 'status', code: 503, empty: true, times: 1 } }],
  },
  'file is sign-in page': {
    shows: 'A sign-in page in place of a file',
    attachments: [{ ...PDF, trouble: { kind: 'html-page', page: 'sign-in' } }],
  },
  'file is error page': {
    shows: 'An error page in place of a file',
    attachments: [{ ...PDF, trouble: { kind: 'html-page', page: 'error' } }],
  },
  'eighty files': { shows: 'Eighty files, two of which always fail', attachments: eighty('always') },
  'eighty files, two late': { shows: 'Eighty files, two of which work the fourth time', attachments: eighty(3) },
  'inline behind a click': {
    shows: 'Buttons that lead to files shown in the browser',
    attachments: [
      { name: 'inline.pdf', form: 'labelled-span', disposition: 'inline' },
      { name: 'picture.png', form: 'role-button', onClick: 'open-window', disposition: 'inline' },
      { name: 'note.txt', form: 'titled-button', disposition: 'inline' },
    ],
  },

  'list by script': { shows: 'A list that arrives after 1.5 s', list: { afterMs: 1500 }, attachments: [PDF] },
  'list in two parts': {
    shows: 'A list in two parts, 700 ms apart',
    list: { afterMs: 700, parts: 2 },
    attachments: [PDF, { name: 'second.pdf' }, { name: 'third.pdf' }],
  },
  'list without a sign': {
    shows: 'A list that arrives without a spinner',
    list: { afterMs: 300, spinner: false },
    attachments: [PDF],
  },
  'empty list by script': { shows: 'A list that arrives and is empty', list: { afterMs: 800 } },
  'add controls only': { shows: 'Nothing but "Add attachment" controls', decoys: ['add-attachment-controls'] },
  'hidden markers': {
    shows: 'A good page with error texts that nobody sees',
    decoys: ['marker-in-script', 'marker-in-template', 'marker-hidden', 'harmless-notice'],
    attachments: [PDF],
  },
  'long poll': { shows: 'A page whose network never rests', longPoll: true, attachments: [PDF] },

  'block page': { shows: "A proxy's block page", trouble: { kind: 'block-page' } },
  'block page 200': { shows: "A proxy's block page with status 200", trouble: { kind: 'block-page', status: 200 } },
  maintenance: { shows: 'Maintenance (503)', trouble: { kind: 'maintenance' } },
  'maintenance 200': { shows: 'Maintenance (200)', trouble: { kind: 'maintenance', status: 200 } },
  terms: { shows: 'Terms to accept', trouble: { kind: 'terms' } },
  home: { shows: 'Leads to the home page', trouble: { kind: 'home' } },
  'other order': { shows: 'The page of another order', trouble: { kind: 'other-order' } },
  'sign-in page': { shows: 'A sign-in page', trouble: { kind: 'sign-in' } },
  'identity provider': {
    shows: 'Goes by the identity provider once',
    trouble: { kind: 'identity-provider', times: 1 },
    attachments: [PDF],
  },
  blank: { shows: 'An empty page', trouble: { kind: 'blank' } },
  'page 500': { shows: 'Status 500', trouble: { kind: 'status', code: 500 } },
  'page 503 once': { shows: 'Status 503 once', trouble: { kind: 'status', code: 503, times: 1 }, attachments: [PDF] },
  'page 429': { shows: 'Status 429 with Retry-After', trouble: { kind: 'status', code: 429, retryAfter: 2 } },
  'page 503 without a body': {
    shows: 'Status 503 and nothing else',
    trouble: { kind: 'status', code: 503, retryAfter: 2, empty: true },
  },
  'page 404 without a body': {
    shows: 'Status 404 and nothing else',
    trouble: { kind: 'status', code: 404, empty: true },
  },
  'page stalls': { shows: 'A page that never finishes', trouble: { kind: 'stalls' }, attachments: [PDF] },
  'page silent': { shows: 'A page that never answers', trouble: { kind: 'silent' } },
  'page reset': { shows: 'The connection is reset', trouble: { kind: 'reset' } },
  'requisition unexpected': {
    shows: 'A good order whose requisition is a block page',
    requisition: { number: '50201', trouble: { kind: 'block-page' } },
  },
  'requisition empty, own workbook': {
    shows: 'A workbook here, nothing on the requisition',
    attachments: [{ name: 'own.xlsx' }],
    requisition: { number: '50202' },
  },
  'requisition closed, own workbook': {
    shows: 'A workbook here, the requisition may not be seen',
    attachments: [{ name: 'own.xlsx' }],
    requisition: { number: '50203', error: { marker: 'Access denied', place: 'heading', status: 403 } },
  },
  ...each('panel', PANELS, (panel) => ({
    shows: `Files as ${panel}`,
    panel,
    attachments: [{ name: 'first.pdf' }, { name: 'second.docx' }, { name: 'third.msg' }],
    ...(panel === 'tab' && { list: { afterMs: 300 } }),
    ...(panel === 'loading-words' && { list: { afterMs: 2_500 } }),
  })),
  'panel on the requisition': {
    shows: 'Nothing here, and a frame on the requisition',
    requisition: { number: '50301', panel: 'frame', attachments: [{ name: 'requisition.pdf' }] },
  },
  'names that browsers lose': {
    shows: 'Raw Latin-1 bytes in a header, and names that are only an extension or have none',
    attachments: [
      { name: 'Angebot.pdf', servedAs: 'Angebot München.pdf', naming: 'raw-latin1' },
      { name: 'offer.pdf', servedAs: '.pdf' },
      { name: 'contract.docx', servedAs: 'Contract' },
    ],
  },
} as const satisfies Record<string, SpecialCase>;

export type SpecialCaseName = keyof typeof cases;

export const specialCases: readonly OrderDefinition[] = Object.values(cases as Record<string, SpecialCase>).map(
  (order, i) => ({
    number: String(16_000_001 + i),
    supplier: Object.values(SUPPLIERS)[i % Object.keys(SUPPLIERS).length]!,
    ...order,
  }),
);

/** The order of one special case, to be opened or handed to `startPortal({ orders })`. */
export function specialCase(name: SpecialCaseName): OrderDefinition {
  return specialCases[Object.keys(cases).indexOf(name)]!;
}

function each<P extends string, N extends string>(
  prefix: P,
  names: readonly N[],
  make: (name: N, index: number) => SpecialCase,
): Record<`${P}: ${N}`, SpecialCase> {
  return Object.fromEntries(names.map((name, i) => [`${prefix}: ${name}`, make(name, i)])) as Record<
    `${P}: ${N}`,
    SpecialCase
  >;
}

function eighty(times: number | 'always'): AttachmentDefinition[] {
  return Array.from({ length: 80 }, (_, i) => ({
    name: `page-${String(i + 1).padStart(2, '0')}.pdf`,
    ...((i === 23 || i === 61) && { trouble: { kind: 'status', code: 500, times } as const }),
  }));
}
