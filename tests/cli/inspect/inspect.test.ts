import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { specialCase } from '../../../data/portal/orders/special-cases';
import { startPortal } from '../../../data/portal/portal';
import { expect, test } from '../project-test';

const found = specialCase('panel: show-more');
const doubtful = specialCase('panel: claims-more');
const closed = specialCase('requisition closed, own workbook');
const missing = '19999999';

test('inspect says of several POs what a batch would record and why, and downloads nothing', async ({ project }) => {
  const portal = await startPortal({ signIn: false, orders: [found, doubtful, closed] });
  const pos = [found.number, doubtful.number, closed.number, missing].map((number) => `PO${number}`);
  project.put('.env', `BASE_URL=${portal.url}\nUSE_PROFILE=false\n`);
  project.put('data/input.csv', 'PO_NUMBER\nPO12345678\n');
  try {
    const { code, out, error } = await project.run(['inspect', ...pos, '--json', '--no-open', '--save']);
    expect(error).toBe('');
    expect(code, 'not all would be a success').toBe(1);
    const orders = JSON.parse(out) as object[];
    expect(orders).toMatchObject([
      {
        outcome: { status: 'COMPLETED', found: 3 },
        pages: [
          { steps: [{}, {}, { did: 'pressed', name: 'Show 2 more', gained: 2 }], found: { attachments: [{}, {}, {}] } },
        ],
      },
      {
        outcome: { status: 'PARTIAL', reason: 'ATTACHMENTS_UNCLEAR', found: 3 },
        pages: [{ unclear: { claimed: 4, found: 3 } }],
      },
      { outcome: { status: 'COMPLETED' }, pages: [{ page: 'PO page' }, { page: 'PR page' }] },
      { outcome: { status: 'PO_NOT_FOUND' }, pages: [{ proof: expect.stringContaining('an error page') }] },
    ]);
    const files = Object.values(portal.stats.orders).flatMap((order) => Object.values(order.files));
    expect(files.filter(({ requested }) => requested > 0)).toEqual([]);
  } finally {
    await portal.close();
  }
  const page = readFileSync(path.join(project.folder, 'batch-report', 'inspect', `${pos.join('-')}.html`), 'utf8');
  expect(page.match(/<figure>/g)).toHaveLength(5);
  expect(page.match(/<b>\d<\/b><\/i>/g), 'files, framed and numbered').toHaveLength(3 + 3 + 1);
  expect(page.match(/<b>S<\/b><\/i>/g), 'suppliers').toHaveLength(3);
  expect(page.match(/<b>PR<\/b><\/i>/g), 'the link to the requisition').toHaveLength(1);
  expect(page, 'nothing but itself is loaded').not.toMatch(/(src|href)="(?!data:)/);
  const saved = readdirSync(path.join(project.folder, 'batch-report', 'inspect')).filter((name) =>
    name.startsWith('saved-'),
  );
  expect(saved, 'one to give away for each page').toHaveLength(5);
  expect(saved.join(), 'no real number').not.toMatch(new RegExp(pos.map((po) => po.slice(2)).join('|')));
  expect(readFileSync(path.join(project.folder, 'data', 'input.csv'), 'utf8')).toBe('PO_NUMBER\nPO12345678\n');
});

for (const [args, error] of [
  [[], 'Which PO?'],
  [['PO12'], 'Invalid PO format: PO12'],
  [['PO15262984', '--all'], 'po-batch inspect: there is no option --all'],
] as const) {
  test(`inspect ${args.join(' ')}: one line, exit 2`, async ({ project }) => {
    const answer = await project.runHere(['inspect', ...args]);
    expect(answer).toMatchObject({ code: 2, out: '', error: expect.stringContaining(error) });
    expect(answer.error.trim().split('\n')).toHaveLength(1);
  });
}
