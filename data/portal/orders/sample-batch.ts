import type { OrderDefinition } from './order-definition';
import { SUPPLIERS } from './suppliers';

/**
 * The orders of data/sample-input.csv: a night's batch as it might be, sixteen orders that go well and eight that do
 * not. What each must come to stands in data/expected.ts.
 */
export const sampleBatch: readonly OrderDefinition[] = [
  {
    number: '15262984',
    shows: 'Three files behind plain links',
    supplier: SUPPLIERS.halden,
    attachments: [
      { name: 'quotation-2211.pdf' },
      { name: 'technical-specification.docx', form: 'two-anchors' },
      { name: 'price-list.xlsx', form: 'span-in-anchor' },
    ],
  },
  {
    number: '15262991',
    shows: 'PDFs that the portal opens in the browser',
    supplier: SUPPLIERS.halden,
    supplierForm: 'name-class',
    attachments: [
      { name: 'order-confirmation.pdf', disposition: 'inline' },
      { name: 'drawing-HD-204.pdf', form: 'attachment-path', disposition: 'none' },
    ],
  },
  {
    number: '15327452',
    shows: 'A list that arrives by script after a second',
    supplier: SUPPLIERS.brightwater,
    supplierForm: 'info-block',
    list: { afterMs: 1000 },
    attachments: [{ name: 'waybill-0914.pdf' }, { name: 'packing-list.csv', form: 'download-path' }],
  },
  {
    number: '15492200',
    shows: 'Links that open a new tab, and one that redirects',
    supplier: SUPPLIERS.meridian,
    supplierForm: 'test-id',
    attachments: [
      { name: 'floor-plan.pdf', form: 'new-tab', disposition: 'inline' },
      { name: 'delivery-note.pdf', form: 'redirect' },
    ],
  },
  {
    number: '15301177',
    shows: 'File names in five scripts',
    supplier: SUPPLIERS.zhongyuan,
    attachments: [
      { name: '报价单.pdf' },
      { name: 'عرض سعر.pdf' },
      { name: 'Счёт-фактура.pdf', disposition: 'none' },
      { name: 'Ação corretiva.docx', naming: 'raw-utf8' },
      { name: 'installation 🔧 notes.txt' },
    ],
  },
  {
    number: '15318840',
    shows: 'Buttons without a link',
    supplier: SUPPLIERS.ostrava,
    supplierForm: 'section-block',
    attachments: [
      { name: 'inspection-report.pdf', form: 'labelled-span' },
      { name: 'certificate.pdf', form: 'role-button', onClick: 'open-window' },
      { name: 'measurements.csv', form: 'blob-button' },
    ],
  },
  {
    number: '15507316',
    shows: 'A picture, a text and a mail that the browser would show',
    supplier: SUPPLIERS.brightwater,
    attachments: [
      { name: 'freight-invoice.pdf' },
      { name: 'delivery-photo.png', disposition: 'none' },
      { name: 'driver-note.txt', disposition: 'none' },
      { name: 'Re collection on Friday.eml', disposition: 'inline' },
    ],
  },
  {
    number: '15276603',
    shows: 'Two files with one name',
    supplier: SUPPLIERS.meridian,
    attachments: [
      { name: 'invoice.pdf', form: 'file-extension' },
      { name: 'invoice.pdf', form: 'download-attribute' },
      { name: 'warranty.docx', form: 'titled-anchor' },
    ],
  },
  {
    number: '15340025',
    shows: 'Nothing here, two files on the requisition',
    supplier: SUPPLIERS.caldera,
    requisition: {
      number: '40211',
      attachments: [{ name: 'approved-offer.pdf' }, { name: 'comparison-of-offers.pdf' }],
    },
  },
  {
    number: '15351268',
    shows: 'A workbook here, the PDF on the requisition',
    supplier: SUPPLIERS.saoBento,
    attachments: [{ name: 'orçamento.xlsx' }],
    requisition: { number: '40218', link: 'text-requisicao', attachments: [{ name: 'proposta assinada.pdf' }] },
  },
  {
    number: '15266418',
    shows: 'Nothing here, nothing on the requisition',
    supplier: SUPPLIERS.tallgrass,
    requisition: { number: '40225', link: 'req-path', list: { afterMs: 400 } },
  },
  {
    number: '15499873',
    shows: 'Nothing here, and no requisition',
    supplier: SUPPLIERS.tallgrass,
    supplierForm: 'absent',
  },
  {
    number: '15388112',
    shows: 'Unavailable (503) the first time it is opened',
    supplier: SUPPLIERS.caldera,
    supplierForm: 'detail-row',
    trouble: { kind: 'status', code: 503, retryAfter: 1, times: 1 },
    attachments: [{ name: 'safety-data-sheet.pdf' }, { name: 'certificate-of-analysis.pdf' }],
  },
  {
    number: '15390441',
    shows: 'A transfer that breaks off the first time',
    supplier: SUPPLIERS.ostrava,
    attachments: [
      { name: 'test-protocol.pdf', size: 600_000, trouble: { kind: 'cut-off', times: 1 } },
      { name: 'calibration.csv' },
    ],
  },
  {
    number: '15402296',
    shows: 'Hidden error texts and "Add attachment" buttons that mean nothing',
    supplier: SUPPLIERS.saoBento,
    decoys: ['marker-in-script', 'marker-in-template', 'marker-hidden', 'harmless-notice', 'add-attachment-controls'],
    attachments: [{ name: 'contract.pdf' }, { name: 'Fwd approval.msg' }],
  },
  {
    number: '15417750',
    shows: 'A list in two parts, a file of 8 MB and an empty one',
    supplier: SUPPLIERS.halden,
    list: { afterMs: 600, parts: 2 },
    attachments: [
      { name: 'maintenance-manual.pdf', size: 8_000_000 },
      { name: 'spare-parts.zip' },
      { name: 'lifting-plan.pdf' },
      { name: 'remarks.txt', size: 0 },
    ],
  },
  {
    number: '15422209',
    shows: 'One of three files is missing (404)',
    supplier: SUPPLIERS.brightwater,
    attachments: [
      { name: 'rate-card.pdf' },
      { name: 'customs-form.pdf', trouble: { kind: 'status', code: 404 } },
      { name: 'route-plan.xlsx' },
    ],
  },
  {
    number: '15433718',
    shows: 'Nothing here; one of three files on the requisition fails (500) until the next run',
    supplier: SUPPLIERS.zhongyuan,
    requisition: {
      number: '40233',
      link: 'test-id',
      attachments: [
        { name: 'datasheet.pdf' },
        { name: 'quotation-signed.pdf' },
        { name: 'export-licence.pdf', trouble: { kind: 'status', code: 500, times: 'first-run' } },
      ],
    },
  },
  {
    number: '15511004',
    shows: 'Both files fail until the next run: one with an error, one with a web page in its place',
    supplier: SUPPLIERS.meridian,
    attachments: [
      { name: 'lease-agreement.pdf', trouble: { kind: 'status', code: 500, times: 'first-run' } },
      { name: 'site-photo.png', trouble: { kind: 'html-page', page: 'error', times: 'first-run' } },
    ],
  },
  {
    number: '15448830',
    shows: 'Nothing here; both files on the requisition fail',
    supplier: SUPPLIERS.caldera,
    requisition: {
      number: '40240',
      link: 'text-purchase-requisition',
      attachments: [
        { name: 'hazard-assessment.pdf', trouble: { kind: 'cut-off' } },
        { name: 'disposal-plan.pdf', trouble: { kind: 'status', code: 404 } },
      ],
    },
  },
  {
    number: '15450517',
    shows: "A company proxy's block page in the order's place",
    supplier: SUPPLIERS.tallgrass,
    trouble: { kind: 'block-page' },
    attachments: [{ name: 'licence-terms.pdf' }],
  },
  {
    number: '15999001',
    shows: 'Not found, in English',
    supplier: SUPPLIERS.halden,
    error: { marker: "Oops! We couldn't find what you wanted", place: 'flash_error' },
  },
  {
    number: '15999002',
    shows: 'Not found, in Portuguese',
    supplier: SUPPLIERS.saoBento,
    error: { marker: 'Desculpe, não encontramos o que você procurava', place: 'flash-error' },
  },
  {
    number: '15466093',
    shows: 'Nothing here, and the requisition may not be seen',
    supplier: SUPPLIERS.ostrava,
    requisition: {
      number: '40247',
      link: 'requisition_header',
      error: { marker: 'You are not authorized', place: 'error_explanation', status: 403 },
    },
  },
  {
    number: '15240077',
    shows: 'Already completed in an earlier run: skipped',
    supplier: SUPPLIERS.ostrava,
    attachments: [{ name: 'purchase-agreement.pdf' }],
  },
];
