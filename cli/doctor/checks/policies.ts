import { cutText, oneLine } from '../../../batch/text/short-text';
import { ok, warning, type Check, type Finding } from '../model';
import { readPolicies, type SetPolicies } from '../policies/policy-sources';
import { POLICY_NAMES, POLICY_RULES, type PolicyRule } from '../policies/policy-table';

/** Company policies that stand in a batch's way, each with the sentence to send to IT. */
export interface PolicyFacts extends SetPolicies {
  browser: string;
  headless: boolean;
}

const NAME = 'Policies';

export function judgePolicies({ browser, headless, policies, unreadable }: PolicyFacts): Finding[] {
  const found = policies.flatMap(({ name, value, where }) =>
    POLICY_RULES.filter((rule) => rule.name === name && rule.when(value)).map((rule): Finding => {
      const state = typeof rule.state === 'function' ? rule.state(value, { headless }) : rule.state;
      const shown = `${name} = ${cutText(oneLine(String(value)), 100)}`;
      return {
        name: 'Policy',
        state,
        text: `${shown}. ${rule.breaks}`,
        advice: adviceOf(rule, `${browser} policy ${shown} (${where}) ${state === 'fault' ? 'keeps' : 'may keep'}`),
      };
    }),
  );
  if (unreadable.length > 0) {
    const advice = `Open ${browser === 'Microsoft Edge' ? 'edge' : 'chrome'}://policy in the browser and look for: ${POLICY_NAMES.join(', ')}.`;
    found.push(warning(NAME, `Company policies could not be read (${unreadable.join(', ')}).`, advice));
  }
  const harmless = policies.map(({ name, value }) => `${name} = ${cutText(oneLine(String(value)), 100)}`).join(', ');
  return found.length > 0
    ? found
    : [ok(NAME, harmless ? `None stands in the way (${harmless}).` : 'None stands in the way.')];
}

function adviceOf({ instead, ask }: PolicyRule, what: string): string {
  const first = instead
    ? /\bask$/.test(instead)
      ? `${upper(instead)} IT`
      : `${upper(instead)}, or send to IT`
    : 'Send to IT';
  return `${first}: "The ${what} a tool for purchase orders from working. Please ${ask}"`;
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Company policies of the browser that are in the way of a batch. */
export const checkPolicies: Check = async ({ machine, browser, batch }) =>
  judgePolicies({
    browser: browser?.name ?? 'Microsoft Edge',
    headless: batch?.settings.headless ?? true,
    ...(await readPolicies(machine, browser)),
  });
