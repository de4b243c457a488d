/** The files that `po-batch init` writes, as text. */

export const CONFIG = `import { defineConfig } from '@playwright/test';
import { purchaseOrderBatch } from 'playwright-po-batch';

// Settings of the batch stand in .env. The second object takes everything that Playwright takes.
export default defineConfig(purchaseOrderBatch(), {});
`;

/** A list with a header and no row. Until it has one, and while no portal is set, the sample batch runs. */
export const LIST = 'PO_NUMBER;STATUS;SUPPLIER\n';

/** What must not get into a repository: settings with a passphrase, lists with suppliers, what runs leave. */
export const GITIGNORE = `node_modules/
.env
.po-batch/
/data/*.csv
/data/*.xlsx
/data/backups/
batch-report/
playwright-report/
test-results/
blob-report/
allure-results/
allure-report/
`;

/** Where things are that nobody needs to be asked about. */
export interface FoundOut {
  /** The portal, where it is known. */
  portal?: string;
  downloads: string;
}

/** Only what a person may want to set at the start; every line that sets nothing is a comment. */
export function envText({ portal, downloads }: FoundOut): string {
  const address = portal === undefined ? '#BASE_URL=https://<company>.coupahost.com' : `BASE_URL=${portal}`;
  return `# Settings of the batch, one NAME=value in a line. All of them: node_modules/playwright-po-batch/docs/settings.md

# Your Coupa portal.
${address}

# The list of POs: a CSV or an Excel workbook.
#INPUT_CSV=data/input.csv

# Where the files go.
#DOWNLOAD_FOLDER=${downloads}

# How many browsers work at the same time.
#MAX_WORKERS=4
`;
}

/** Scripts for package.json by their names. */
export const scripts = (config: string): Record<string, string> => {
  const run = config === 'playwright.config.ts' ? 'playwright test' : `playwright test -c ${config}`;
  return {
    batch: run,
    'batch:retry': `${run} --last-failed`,
    'batch:check': 'po-batch check',
    'batch:sign-in': 'po-batch sign-in',
  };
};
