import { BatchError } from '../../batch/errors/errors';

/** What a command says of arguments that it does not take: Node's own sentence tells nobody what to do. */
export function badOption(command: string, error: unknown): BatchError {
  const [message = ''] = (error as Error).message.split('\n');
  const unknown = /^Unknown option '([^']*)'/.exec(message)?.[1];
  const missing = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument (?:missing|is ambiguous)/.exec(message)?.[1];
  const superfluous = /^Unexpected argument '([^']*)'/.exec(message)?.[1];
  const what =
    unknown !== undefined
      ? `there is no option ${unknown}; po-batch --help lists those that there are.`
      : missing !== undefined
        ? `${missing} must be followed by a value.`
        : superfluous !== undefined
          ? `it takes no "${superfluous}"; po-batch --help says what it takes.`
          : message;
  return new BatchError('BAD_OPTION', `po-batch ${command}: ${what}`);
}
