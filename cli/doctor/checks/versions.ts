import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fault, ok, type Check, type Finding } from '../model';

/** Node and Playwright: there, and new enough for this package. */
export interface VersionFacts {
  node: string;
  playwright: string | undefined;
  /** What this package asks for, as in its package.json: `>=20.13`. */
  needs: { node: string; playwright: string };
}

export function judgeVersions({ node, playwright, needs }: VersionFacts): Finding[] {
  const runs = node.replace(/^v/, '');
  return [
    atLeast(runs, needs.node)
      ? ok('Node', runs)
      : fault(
          'Node',
          `${runs} is too old: ${needs.node.replace('>=', '')} or newer is needed.`,
          'Install the LTS version from https://nodejs.org, then open a new console.',
        ),
    playwright === undefined
      ? fault('Playwright', 'It is not installed in this project.', 'npm install --save-dev @playwright/test')
      : atLeast(playwright, needs.playwright)
        ? ok('Playwright', playwright)
        : fault(
            'Playwright',
            `${playwright} is too old: ${needs.playwright.replace('>=', '')} or newer is needed.`,
            'npm install --save-dev @playwright/test@latest',
          ),
  ];
}

/** Versions of Node, Playwright and this package. */
export const checkVersions: Check = async ({ machine, rootDir }) =>
  judgeVersions({ node: machine.node, playwright: playwrightOf(rootDir), needs: ourNeeds() });

function atLeast(version: string, needed: string): boolean {
  const numbers = (text: string) => text.replace(/^\D+/, '').split(/[.-]/).map(Number);
  const [has, wants] = [numbers(version), numbers(needed)];
  for (const [index, want] of wants.entries()) if (has[index] !== want) return (has[index] ?? 0) > want;
  return true;
}

function playwrightOf(rootDir: string): string | undefined {
  try {
    const file = createRequire(path.join(rootDir, 'package.json')).resolve('@playwright/test/package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}

/** Two levels up from the sources, three from what is published. */
export function ourPackage(): { version: string; engines: { node: string }; peerDependencies: Record<string, string> } {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as ReturnType<
        typeof ourPackage
      > & { name: string };
      if (found.name === 'playwright-po-batch') return found;
    } catch (error) {
      if (folder === path.dirname(folder)) throw error;
    }
  }
}

function ourNeeds(): VersionFacts['needs'] {
  const { engines, peerDependencies } = ourPackage();
  return { node: engines.node, playwright: peerDependencies['@playwright/test'] ?? '>=0' };
}
