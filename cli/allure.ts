import { BatchError } from '../batch/errors';
import type { Invocation } from './main';

/** `po-batch allure`: makes the Allure report of the last run. */
export async function allureReport(_invocation: Invocation): Promise<number> {
  throw new BatchError('NO_ALLURE', 'The Allure report is not available yet.');
}
