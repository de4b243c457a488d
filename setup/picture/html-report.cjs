'use strict';
const path = require('node:path');
const { chromium } = require('@playwright/test');
const { findBrowser } = require('../browser.cjs');

/** The PO that is shown: of three files one is missing, so it has an error, steps and files. */
const PO = 'PO15422209';

/** Playwright's HTML report of a run of the sample batch, opened at one PO, as a picture at `file`. */
async function htmlReportPicture(report, file) {
  const { executablePath, channel } = findBrowser();
  const browser = await chromium.launch({ executablePath, channel, chromiumSandbox: false });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`file://${path.join(report, 'index.html')}`);
    await page.getByRole('link', { name: PO }).first().click();
    await page.getByText('Test Steps').waitFor();
    await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width: 1280, height: 1190 } });
  } finally {
    await browser.close();
  }
}

module.exports = { htmlReportPicture };
