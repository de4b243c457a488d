import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { fillBody } from './fill-body';
import { splitAttachments } from './inline-pictures';
import { mailPage, PAGE_WIDTH, type MailPage } from './mail-page';

/** Makes a tab show a message as it is printed. The tab runs no scripts of its own and reaches no network. */
export async function showMail(page: Page, mail: MailPage): Promise<void> {
  await page.setContent(mailPage(mail));
  // What a reader of mail shows, not what a sender wants on paper.
  await page.emulateMedia({ media: 'screen' });
  const { html } = mail.message;
  if (!html) return;
  // Trusted Types call back into the page's scripts, which are off; esbuild wraps functions in a helper.
  await page.evaluate('delete globalThis.trustedTypes; globalThis.__name = (value) => value;');
  await page.evaluate(purifier());
  const { pictures } = splitAttachments(mail.message);
  const { remote } = await page.evaluate(fillBody, { html, pictures, width: PAGE_WIDTH });
  if (remote > 0) await page.evaluate(addNote, notLoaded(remote));
}

const notLoaded = (count: number) =>
  count === 1
    ? 'One picture of this message is on the internet and was not loaded.'
    : `${count} pictures of this message are on the internet and were not loaded.`;

function addNote(text: string): void {
  const footer = document.createElement('footer');
  footer.className = 'note';
  footer.textContent = text;
  document.body.append(footer);
}

let source: string | undefined;
const purifier = () => (source ??= readFileSync(require.resolve('dompurify/dist/purify.min.js'), 'utf8'));
