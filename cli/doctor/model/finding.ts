/** One line of the doctor's report. */
export interface Finding {
  /** What was checked, in one or two words. */
  name: string;
  /** `warning`: a run may go wrong or differ; `fault`: a run would not start, or would do nothing useful. */
  state: 'ok' | 'warning' | 'fault';
  /** What is there. */
  text: string;
  /** What to do about it. */
  advice?: string;
}

type Say = (name: string, text: string, advice?: string) => Finding;

const saying =
  (state: Finding['state']): Say =>
  (name, text, advice) => ({ name, state, text, ...(advice !== undefined && { advice }) });

/** A finding that is as it should be. */
export const ok = saying('ok');
/** A finding that may hinder a batch. */
export const warning = saying('warning');
/** A finding that hinders a batch. */
export const fault = saying('fault');

/** The most serious of all. */
export function worst(findings: readonly Finding[]): Finding['state'] {
  return findings.some(({ state }) => state === 'fault')
    ? 'fault'
    : findings.some(({ state }) => state === 'warning')
      ? 'warning'
      : 'ok';
}
