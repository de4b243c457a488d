import type { ExploreStep, PageFacts, Unclear } from '../../fixtures/pages';

/** Settings that would help with a doubtful page, ready to copy into `.env`, each with its reason. Pure. */
export interface Advice {
  setting: string;
  why: string;
}

export interface DoubtfulPage {
  facts: Pick<PageFacts, 'attachments' | 'named'>;
  steps: readonly ExploreStep[];
  unclear?: Unclear | undefined;
  /** PAGE_DELAY and ATTACHMENT_WAIT_TIMEOUT, in seconds. */
  pageDelay: number;
  attachmentWaitTimeout: number;
}

export function adviceFor({ facts, steps, unclear, pageDelay, attachmentWaitTimeout }: DoubtfulPage): Advice[] {
  const advice: Advice[] = [];
  if (unclear?.why === 'never came to rest') {
    advice.push({
      setting: `ATTACHMENT_WAIT_TIMEOUT=${Math.ceil(attachmentWaitTimeout * 2)}`,
      why: 'the page was still loading when the time was over',
    });
  }
  if (unclear && (unclear.claimed !== undefined || facts.named.length > 0)) {
    advice.push({
      setting: `PAGE_DELAY=${Math.max(2, pageDelay * 4)}`,
      why: 'if the missing files appear later by themselves',
    });
    advice.push({
      setting: 'ATTACHMENT_SELECTOR=a.the-class-of-your-links',
      why: 'if they are on the page and not framed: the CSS selector of all of them',
    });
  }
  const late = steps.find(
    ({ did, gained, milliseconds }) => did === 'waited' && gained > 0 && milliseconds > attachmentWaitTimeout * 800,
  );
  if (late) {
    advice.push({
      setting: `ATTACHMENT_WAIT_TIMEOUT=${Math.ceil(attachmentWaitTimeout * 2)}`,
      why: `the files came after ${(late.milliseconds / 1_000).toFixed(1)} s, close to the limit`,
    });
  }
  return advice;
}
