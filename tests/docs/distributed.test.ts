import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { CronExpressionParser } from 'cron-parser';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Job } from 'kubernetes-models/batch/v1';
import { ConfigMap, PersistentVolumeClaim, Secret } from 'kubernetes-models/v1';
import { parseAllDocuments, parseDocument } from 'yaml';
import { z } from 'zod';

/** The files that people copy from docs/distributed, each read by what will read it, or by its rules. */

const FOLDER = path.join(__dirname, '..', '..', 'docs', 'distributed');
const text = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');
const yaml = (source: string): unknown => {
  const document = parseDocument(source);
  expect(document.errors).toEqual([]);
  return document.toJS();
};

function workflowErrors(source: string, folder: string): string[] {
  const file = path.join(folder, 'workflow.yml');
  writeFileSync(file, source);
  const program = path.join(__dirname, 'check-workflow.mjs');
  return JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', program, file], { encoding: 'utf8' }),
  ) as string[];
}

test("GitHub's own parser takes the workflow, and refuses it with a word that is none", async ({}, info) => {
  const workflow = text('github-actions.yml');
  // Makes the folder as well.
  const folder = path.dirname(info.outputPath('workflow.yml'));
  expect(workflowErrors(workflow, folder)).toEqual([]);
  expect(workflowErrors(workflow.replace('runs-on', 'run-on'), folder)).not.toEqual([]);
  const { env, jobs } = yaml(workflow) as {
    env: { SHARDS: number };
    jobs: { shard: { strategy: { matrix: { shard: number[] } } } };
  };
  expect(jobs.shard.strategy.matrix.shard).toEqual(Array.from({ length: env.SHARDS }, (_, index) => index + 1));
});

test('the pipeline of Azure DevOps has only keys that Azure DevOps knows, with one action per step', () => {
  const step = z.union([
    z.strictObject({ task: z.string().regex(/^\w+@\d+$/), inputs: z.record(z.string(), z.string()) }),
    z.strictObject({ script: z.string(), displayName: z.string(), condition: z.string().optional() }),
    z.strictObject({ publish: z.string(), artifact: z.string(), condition: z.string().optional() }),
    z.strictObject({ download: z.literal('current'), patterns: z.string() }),
  ]);
  const job = z.strictObject({
    job: z.string(),
    pool: z.strictObject({ vmImage: z.string() }),
    timeoutInMinutes: z.number().max(360).optional(),
    strategy: z.strictObject({ parallel: z.number() }).optional(),
    steps: z.array(step),
  });
  const pipeline = z.strictObject({
    trigger: z.literal('none'),
    schedules: z.array(
      z.strictObject({
        cron: z.string().refine((cron) => CronExpressionParser.parse(cron)),
        displayName: z.string(),
        branches: z.strictObject({ include: z.array(z.string()) }),
        always: z.boolean(),
      }),
    ),
    variables: z.record(z.string(), z.string()),
    stages: z.array(
      z.strictObject({
        stage: z.string(),
        dependsOn: z.string().optional(),
        condition: z.string().optional(),
        jobs: z.array(job),
      }),
    ),
  });
  expect(pipeline.safeParse(yaml(text('azure-pipelines.yml'))).error).toBeUndefined();
});

test('Kubernetes takes the job, its volume, its settings and its secret; the number of shards is one number', () => {
  const kinds = { Job, ConfigMap, Secret, PersistentVolumeClaim };
  const documents = ['kubernetes/job.yml', 'kubernetes/config.yml'].flatMap((name) =>
    parseAllDocuments(text(name)).map((document) => document.toJS() as { kind: keyof typeof kinds }),
  );
  expect(documents.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'Job', 'ConfigMap', 'Secret']);
  for (const document of documents) new kinds[document.kind](document as never).validate();
  const job = documents[1] as unknown as ConstructorParameters<typeof Job>[0] & {
    spec: { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } };
  };
  expect(job.spec.completionMode).toBe('Indexed');
  const shards = job.spec.template.spec.containers[0]!.env.find(({ name }) => name === 'SHARDS')!.value;
  expect([job.spec.completions, job.spec.parallelism]).toEqual([Number(shards), Number(shards)]);
});

test("the Dockerfile is one, and its Playwright is this project's", () => {
  const dockerfile = text('Dockerfile');
  expect(validateDockerfile(dockerfile)).toEqual([]);
  const { version } = JSON.parse(
    readFileSync(path.join(__dirname, '../../node_modules/@playwright/test/package.json'), 'utf8'),
  ) as { version: string };
  expect(dockerfile).toContain(`FROM mcr.microsoft.com/playwright:v${version}-`);
  expect(dockerfile).toContain(`playwright@${version} install msedge`);
});

test('every line of the crontab has a time that cron understands', () => {
  const lines = text('crontab')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toHaveLength(2);
  for (const line of lines) CronExpressionParser.parse(line.split(' ').slice(0, 5).join(' '));
});

test("the task of Windows' scheduler is well-formed, with its elements in the order of its schema", () => {
  const xml = text('task-scheduler.xml');
  expect(XMLValidator.validate(xml)).toBe(true);
  const { Task } = new XMLParser({ ignoreAttributes: false }).parse(xml) as { Task: Record<string, unknown> };
  expect(Task['@_xmlns']).toBe('http://schemas.microsoft.com/windows/2004/02/mit/task');
  expect(Object.keys(Task).filter((key) => !key.startsWith('@'))).toEqual([
    'RegistrationInfo',
    'Triggers',
    'Principals',
    'Settings',
    'Actions',
  ]);
  const { CalendarTrigger } = Task['Triggers'] as { CalendarTrigger: object };
  expect(Object.keys(CalendarTrigger)).toEqual(['StartBoundary', 'Enabled', 'ScheduleByWeek']);
  const { Exec } = Task['Actions'] as { Exec: object };
  expect(Object.keys(Exec)).toEqual(['Command', 'Arguments', 'WorkingDirectory']);
});
