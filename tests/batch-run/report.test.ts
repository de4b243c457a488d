import path from 'node:path';
import type { JSONReport } from '@playwright/test/reporter';
import fs from 'fs-extra';
import type { RunSummary } from '../../reporters/summary';
import { specialCase } from '../../data/portal/orders/special-cases';
import { specsOf } from '../support/json-report';
import { expect, order, test } from './batch-test';

// A report is read by people who know purchase orders: a failed PO is its one line, without code.
test.describe.configure({ timeout: 180_000 });

test('a failed PO is one line in the reports, with its outcome, its row, links and a picture, and without code', async ({
  portal,
  batch,
}) => {
  const failing = {
    ...order('15262991'),
    attachments: [{ name: 'there.pdf' }, { name: 'gone.pdf', trouble: { kind: 'status', code: 404 } as const }],
  };
  const blocked = specialCase('block page');
  const its = await portal([order('15262984', 'a&b <1>.pdf'), failing, blocked]);
  const csv = `PO_NUMBER;STATUS;SUPPLIER;<|>;Priority\nPO15262984;;Old Name;;P1\nPO15262991;;;;P2\nPO${blocked.number};;;;P2\nPO15999999;;;;P2\n`;
  const project = await batch({ csv, portal: its });
  const json = path.join(project.dir, 'report.json');
  const { exitCode, output } = await project.run(['test', '--retries=1', '--workers=2', '--reporter=json,html'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: json,
    PLAYWRIGHT_HTML_OPEN: 'never',
  });
  expect(exitCode, output).toBe(1);
  const report = (await fs.readJson(json)) as JSONReport;
  const specs = new Map(specsOf(report).map((spec) => [spec.title, spec]));
  expect([...specs.keys()].sort()).toEqual(['PO15262984', 'PO15262991', 'PO15999999', `PO${blocked.number}`].sort());

  const errors: Record<string, RegExp> = {
    PO15262991:
      /^PARTIAL \/ PARTIAL_DOWNLOAD — Partial download from PO page: 1 of 2 attachment\(s\)\. Issues: gone\.pdf: HTTP 404$/,
    [`PO${blocked.number}`]: /^FAILED \/ UNEXPECTED_ERROR — Unexpected page: .+ at 127\.0\.0\.1:\d+ \(HTTP 403\)$/,
    PO15999999:
      /^PO_NOT_FOUND \/ COUPA_ERROR_PAGE — Coupa displayed an error page: Oops! We couldn't find what you wanted$/,
  };
  for (const [po, line] of Object.entries(errors)) {
    const results = specs.get(po)!.tests[0]!.results;
    // Attempts are steps of one test; what Coupa does not have, and a file that is gone, has one.
    expect(results, po).toHaveLength(1);
    const attempts = results[0]!.steps!.filter(({ title }) => title.startsWith('Attempt'));
    expect(
      attempts.map(({ title }) => title),
      po,
    ).toEqual(po.endsWith(blocked.number) ? ['Attempt 2 of 2'] : []);
    for (const { errors: said, attachments } of results) {
      expect(said, po).toHaveLength(1);
      const {
        message = '',
        stack,
        snippet,
        location,
      } = said[0]! as { message?: string; stack?: string; snippet?: string; location?: unknown };
      expect(message.replace(/\u001b\[\d+m/g, ''), po).toMatch(line);
      expect({ stack: stack === undefined || stack === message ? undefined : stack, snippet, location }, po).toEqual({
        stack: undefined,
        snippet: undefined,
        location: undefined,
      });
      const names = attachments.map(({ name }) => name).filter((name) => name !== 'files');
      expect(names.sort(), po).toEqual(['outcome.json', 'row of input.csv', 'screenshot']);
    }
  }

  await test.step('a PO that went well has its outcome, its row and links to its files', async () => {
    const [result] = specs.get('PO15262984')!.tests[0]!.results;
    const attached = new Map(
      result!.attachments.map(({ name, body = '' }) => [name, Buffer.from(body, 'base64').toString()]),
    );
    expect([...attached.keys()].sort()).toEqual(['files', 'outcome.json', 'row of input.csv']);
    expect(JSON.parse(attached.get('outcome.json')!)).toMatchObject({
      po: 'PO15262984',
      status: 'COMPLETED',
      reason: 'ALL_ATTACHMENTS_DOWNLOADED',
      files: [{ name: 'a&b _1_.pdf' }],
    });
    expect(attached.get('row of input.csv')).toContain('SUPPLIER: Test Supplier');
    expect(attached.get('files')).toContain('PO15262984_COMPLETED/a%26b%20_1_.pdf');
    const annotations = Object.fromEntries(
      specs.get('PO15262984')!.tests[0]!.annotations.map(({ type, description }) => [type, description]),
    );
    expect(annotations).toMatchObject({ 'allure.label.supplier': 'Old Name', 'allure.label.priority': 'P1' });
  });

  await test.step("the run's page is there, and the summary says where each PO's time went", async () => {
    const reports = path.join(project.dir, 'batch-report');
    const latest = await fs.readFile(path.join(reports, 'latest.html'), 'utf8');
    const run = /url=\.\/([\w-]+)\/index\.html/.exec(latest)![1]!;
    expect(await fs.readFile(path.join(reports, run, 'index.html'), 'utf8')).toContain('</html>');
    const { pos } = (await fs.readJson(path.join(reports, run, 'summary.json'))) as RunSummary;
    const spent = pos.map((one) => one.attempts.at(-1)!.spent!);
    expect(spent.every(({ portal = 0 }) => portal > 0)).toBe(true);
    expect(spent.some(({ browser = 0 }) => browser > 0)).toBe(true);
    expect(spent.some(({ files = 0 }) => files > 0)).toBe(true);
  });

  await test.step("no report holds a supplier's file, or text of a page", async () => {
    const kept = [path.join(project.dir, 'playwright-report'), path.join(project.dir, 'batch-report')];
    for (const folder of kept) {
      const files = (await fs.readdir(folder, { recursive: true })).map(String);
      expect(files.filter((file) => /there|a&b|\.(pdf|zip)$/.test(file))).toEqual([]);
      for (const file of files.filter((name) => name.endsWith('.md'))) {
        expect(await fs.readFile(path.join(folder, file), 'utf8')).not.toMatch(/Page snapshot|Test source/);
      }
    }
  });
});
