import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';

const ROOT = path.resolve(__dirname, '../..');
const WORKFLOWS = path.join(ROOT, '.github', 'workflows');
const FORMS = path.join(ROOT, '.github', 'ISSUE_TEMPLATE');
const { scripts, engines, peerDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
  peerDependencies: Record<string, string>;
};

interface Job {
  'runs-on': string;
  strategy?: { matrix: Record<string, (string | number)[]> };
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  steps: { uses?: string; run?: string; env?: Record<string, string> }[];
}
const read = (name: string) => readFileSync(path.join(WORKFLOWS, name), 'utf8');
const jobsOf = (name: string) => (parse(read(name)) as { jobs: Record<string, Job> }).jobs;
const commandsOf = (name: string) =>
  Object.values(jobsOf(name)).flatMap(({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run])));

/** The parser is written for bundlers, which import JSON as it is; Node asks for an attribute. */
const JSON_AS_MODULE = `import { readFile } from 'node:fs/promises';
export async function load(url, context, next) {
  if (!url.includes('/workflow-parser/') || !url.endsWith('.json')) return next(url, context);
  const source = 'export default ' + (await readFile(new URL(url), 'utf8'));
  return { format: 'module', shortCircuit: true, source };
}`;
register(`data:text/javascript,${encodeURIComponent(JSON_AS_MODULE)}`);

/** What GitHub's own parser finds wrong with a workflow. */
async function errorsIn(name: string, content: string): Promise<string[]> {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

for (const name of readdirSync(WORKFLOWS)) {
  test(`GitHub's parser accepts ${name}, and would not accept a misspelt key`, async () => {
    expect(await errorsIn(name, read(name))).toEqual([]);
    expect(await errorsIn(name, read(name).replace('runs-on:', 'run-on:'))).not.toEqual([]);
  });

  test(`what ${name} runs exists`, () => {
    const commands = commandsOf(name).join('\n');
    for (const [, script] of commands.matchAll(/npm (?:run )?(start|test(?::\w+)?)/g))
      expect(scripts).toHaveProperty([script!]);
    for (const [place] of commands.matchAll(/\btests\/[\w./-]+/g))
      expect(existsSync(path.join(ROOT, place)), place).toBe(true);
  });
}

test('every system and every Node that is promised is tried, and Edge where runners have it', () => {
  const { linux, edge, playwright } = jobsOf('test.yml');
  const oldest = Number(/\d+/.exec(engines.node)![0]);
  for (const job of [linux!, edge!]) expect(job.strategy!.matrix['node']).toEqual([oldest, 22, 24]);
  expect(edge!.strategy!.matrix['os']).toEqual(['windows-latest', 'macos-latest']);
  expect(edge!.env).toEqual({ PO_BATCH_BROWSER: 'msedge' });
  // tests/package/package.test.ts takes the oldest Playwright from the peer range, and the newest there is.
  expect(playwright!.steps.at(-1)!.env).toMatchObject({ TRIALS: 'full' });
  expect(peerDependencies['@playwright/test']).toMatch(/^>=\d+\.\d+$/);
});

test('a release carries a provenance, and nothing else may write', () => {
  const { publish } = jobsOf('release.yml');
  expect(publish!.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(commandsOf('release.yml').at(-1)).toContain('--provenance');
  for (const name of readdirSync(WORKFLOWS))
    expect(parse(read(name))).toMatchObject({ permissions: { contents: 'read' } });
});

test('every issue form has what GitHub demands of one', () => {
  for (const name of readdirSync(FORMS).filter((file) => file !== 'config.yml')) {
    const form = parse(readFileSync(path.join(FORMS, name), 'utf8')) as {
      name: string;
      description: string;
      body: { type: string; id?: string; attributes: { label?: string; value?: string } }[];
    };
    expect([form.name, form.description], name).toEqual([expect.any(String), expect.any(String)]);
    const asked = form.body.filter(({ type }) => type !== 'markdown');
    expect(asked.length, name).toBeGreaterThan(0);
    for (const { type } of form.body)
      expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
    expect(new Set(asked.map(({ id }) => id)).size, name).toBe(asked.length);
    for (const { attributes } of asked) expect(attributes.label, name).toBeTruthy();
  }
});
