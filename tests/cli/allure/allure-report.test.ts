import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generateAllureReport, stripAnalytics } from '../../../cli/allure/allure-report';

/** As Allure 3.18 writes it. */
const ANALYTICS = `
    <script async src="https://www.googletagmanager.com/gtag/js?id=G-LNDJ3J7WT0"></script>
    <script>
        window.dataLayer = window.dataLayer || [];
        function gtag(){dataLayer.push(arguments);}
        gtag('js', new Date());
        gtag('config', 'G-LNDJ3J7WT0', { "report": "awesome" });
    </script>`;
const page = (extra: string) =>
  `<html><head></head><body><script>window.allure = {};</script>${extra}\n<script src="data:text/javascript;base64,//8="></script></body></html>`;

let root: string;
test.beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'po-allure-'));
});
test.afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** A package `allure` that writes one page, with what it was asked to do in it. */
function fakeAllure(html: string): void {
  const home = path.join(root, 'node_modules', 'allure');
  fs.mkdirSync(path.join(home, 'dist'), { recursive: true });
  fs.writeFileSync(path.join(home, 'package.json'), '{"name":"allure","main":"./dist/index.js"}');
  fs.writeFileSync(path.join(home, 'dist', 'index.js'), '');
  fs.writeFileSync(
    path.join(home, 'cli.js'),
    `const fs = require('fs'), path = require('path');
     const config = JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'));
     fs.mkdirSync(path.join(config.output, 'sub'), { recursive: true });
     fs.writeFileSync(path.join(config.output, 'sub', 'config.json'), JSON.stringify(config));
     for (const name of ['index.html', 'sub/page.html']) fs.writeFileSync(path.join(config.output, name), ${JSON.stringify(html)});`,
  );
}

function results(): string {
  const dir = path.join(root, 'allure-results');
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, 'a-result.json'), '{}');
  fs.writeFileSync(path.join(dir, 'categories.json'), '[{"name":"c","messageRegex":"x"}]');
  return dir;
}

test('the script that reports to Google is taken out, and nothing else', () => {
  expect(stripAnalytics(page(ANALYTICS))).toBe(page(''));
});

test('a page that loads something in a way that is not known is refused', () => {
  for (const tag of [
    '<script src="https://x.example/a.js"></script>',
    '<link href="//fonts.example/f.css">',
    "<img src='https://pixel.example/'>",
  ]) {
    expect(() => stripAnalytics(page(tag))).toThrow(/loads something from the network/);
  }
});

test('every page of the report is cleaned, and the categories reach it', async () => {
  fakeAllure(page(ANALYTICS));
  const outputDir = path.join(root, 'allure-report');
  const report = await generateAllureReport({ resultsDir: results(), outputDir, from: root });
  expect(report).toEqual({ index: path.join(outputDir, 'index.html'), singleFile: true });
  for (const name of ['index.html', 'sub/page.html'])
    expect(fs.readFileSync(path.join(outputDir, name), 'utf8')).toBe(page(''));
  expect(JSON.parse(fs.readFileSync(path.join(outputDir, 'sub', 'config.json'), 'utf8')).categories).toEqual([
    { name: 'c', messageRegex: 'x' },
  ]);
  await generateAllureReport({ resultsDir: results(), outputDir, from: root });
  expect(fs.readdirSync(root).sort()).toEqual(['allure-report', 'allure-results', 'node_modules']);
});

test('a report that could not be cleaned is not put into place', async () => {
  fakeAllure(page('<script src="https://new.example/track.js"></script>'));
  const outputDir = path.join(root, 'allure-report');
  await expect(generateAllureReport({ resultsDir: results(), outputDir, from: root })).rejects.toThrow(/allure 3\.18/);
  expect(fs.readdirSync(root).sort()).toEqual(['allure-results', 'node_modules']);
});

test('a folder with other files in it is never replaced', async () => {
  fakeAllure(page(''));
  const outputDir = path.join(root, 'mine');
  fs.mkdirSync(outputDir);
  fs.writeFileSync(path.join(outputDir, 'thesis.doc'), '');
  await expect(generateAllureReport({ resultsDir: results(), outputDir, from: root })).rejects.toThrow(
    /has other files in it/,
  );
  expect(fs.readdirSync(outputDir)).toEqual(['thesis.doc']);
});

test('without results, and when Allure fails, one line says what to do', async () => {
  const outputDir = path.join(root, 'allure-report');
  await expect(generateAllureReport({ resultsDir: path.join(root, 'none'), outputDir, from: root })).rejects.toThrow(
    /run a batch first/,
  );
  fakeAllure('');
  fs.writeFileSync(
    path.join(root, 'node_modules', 'allure', 'cli.js'),
    'console.error("bad\\nno heap"); process.exit(3)',
  );
  await expect(generateAllureReport({ resultsDir: results(), outputDir, from: root })).rejects.toThrow(
    'Allure could not make the report (exit 3): no heap',
  );
});
