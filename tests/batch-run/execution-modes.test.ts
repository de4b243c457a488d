import path from 'node:path';
import fs from 'fs-extra';
import { sampleBatch } from '../../data/portal/orders';
import { specialCase } from '../../data/portal/orders/special-cases';
import { readList, tree } from '../support/run-batch';
import { atFullLength } from '../support/trial';
import { expect, test as base } from './batch-test';

// Whatever the mode: the same rows, the same files. At full length alone: POs of the sample batch in `adaptive` are in
// sample-batch.test.ts, every mode on pages like these, page by page, in tests/fixtures/pages/execution-modes.test.ts.
const test = atFullLength(base);
base.describe.configure({ timeout: 240_000 });

const orders = [
  ...sampleBatch.slice(0, 8),
  specialCase('panel: shadow'),
  specialCase('panel: claims-more'),
  specialCase('requisition closed, own workbook'),
  specialCase('attachment: labelled-blob-button'),
];
const pos = [...orders.map(({ number }) => `PO${number}`), 'PO19000001'];

const MODES = {
  standard: undefined,
  no_js: /^📄 Pages: (\d+) read without rendering, \d+ opened$/m,
  direct_http: /^📄 Pages: (\d+) read without rendering, \d+ opened$/m,
  adaptive: /^📄 Pages: (\d+) read without rendering, \d+ opened, (\d+) compared$/m,
};

test('every mode ends with the rows and the files of standard, and says how pages were read', async ({
  portal,
  batch,
}) => {
  const results: Record<string, unknown> = {};
  for (const [mode, line] of Object.entries(MODES)) {
    const its = await portal(orders);
    const project = await batch({ pos, portal: its, env: { EXECUTION_MODE: mode } });
    const { exitCode, output } = await project.run(['test', '--workers=2', '--retries=0']);
    expect(exitCode, output).toBe(1);
    const rows = (await readList(project.list)).map((row) =>
      [
        'STATUS',
        'SUPPLIER',
        'ATTACHMENTS_FOUND',
        'ATTACHMENTS_DOWNLOADED',
        'AttachmentName',
        'ERROR_MESSAGE',
        'COUPA_URL',
      ]
        .map((column) => row.cell(column as 'STATUS').replace(/127\.0\.0\.1:\d+/g, 'portal'))
        .join(' | '),
    );
    results[mode] = { rows, files: await tree(project.downloads) };
    expect(results[mode], mode).toEqual(results['standard']);
    const counted = line?.exec(output);
    if (!line) expect(output).not.toContain('📄 Pages');
    else expect(Number(counted?.[1]), `${mode}: ${counted?.[0] ?? output}`).toBeGreaterThan(2);
    if (mode === 'adaptive') {
      const [run] = await fs.readdir(path.join(project.dir, 'batch-report'));
      const summary = await fs.readJson(path.join(project.dir, 'batch-report', run!, 'summary.json'));
      expect(summary.pages).toMatchObject({ unrendered: Number(counted![1]), compared: Number(counted![2]) });
      expect(output).not.toContain('🔀');
    }
  }
});
