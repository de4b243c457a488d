import path from 'node:path';

/** The part of Playwright's FullConfig that is read here. */
export interface ReporterConfig {
  reporter: readonly (readonly [string, unknown?])[];
  configFile?: string;
  rootDir: string;
}

/** Where Playwright's HTML reporter puts its page; undefined when `--reporter` or the config leaves it out. */
export function htmlReportPath(config: ReporterConfig, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const entry = config.reporter.find(([name]) => name === 'html');
  if (!entry) return undefined;
  const base = config.configFile ? path.dirname(config.configFile) : config.rootDir;
  const option = (entry[1] as { outputFolder?: string } | undefined)?.outputFolder;
  const fromEnv = env.PLAYWRIGHT_HTML_OUTPUT_DIR || env.PLAYWRIGHT_HTML_REPORT;
  const folder = fromEnv ? path.resolve(process.cwd(), fromEnv) : path.resolve(base, option ?? 'playwright-report');
  return path.join(folder, 'index.html');
}
