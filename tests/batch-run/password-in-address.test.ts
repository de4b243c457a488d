import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, order, test } from './batch-test';

test('a password in BASE_URL opens the portal and stands in nothing that a run leaves', async ({ portal, batch }) => {
  const its = await portal([order('15262984'), { ...order('15262985'), attachments: [] }]);
  const project = await batch({ pos: ['PO15262984', 'PO15262985', 'PO15262999'], portal: its });
  const { output } = await project.run(['test', '--workers=1'], {
    BASE_URL: its.url.replace('//', '//nina:hunter2@'),
    ALLURE_RESULTS_DIR: path.join(project.dir, 'allure-results'),
  });
  expect(output).toContain('PO15262984');
  expect(output).not.toContain('hunter2');
  const list = readFileSync(project.list, 'utf8');
  expect(list).toContain(`;${its.url}/order_headers/15262984`);
  const left = filesBelow(project.dir).filter((file) => readFileSync(file).includes('hunter2'));
  expect(left).toEqual([]);
});

const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(dir, name))
    .filter((file) => statSync(file).isFile());
