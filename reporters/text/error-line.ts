import { oneLine } from './plain-text';

/** The part of Playwright's TestError that is read here. */
interface ErrorLike {
  message?: string;
  value?: string;
  stack?: string;
}

const STYLES = /\u001b\[[0-9;]*[A-Za-z]/g;

/** First line of an error, without colours, class name or code. Enough for a person; DEBUG shows the rest. */
export function errorLine(error: ErrorLike | undefined): string {
  const text = (error?.message ?? error?.value ?? '').replace(STYLES, '').trim();
  const first = text.split(/\r?\n/).find((line) => line.trim() !== '') ?? 'an error without a message';
  return oneLine(first.replace(/^(?:BatchError|Error):\s*/, ''));
}

/** The whole error, for DEBUG. */
export function errorInFull(error: ErrorLike): string {
  return (error.stack ?? error.message ?? error.value ?? '').replace(STYLES, '');
}
