import { BatchError } from '../../../batch/errors/errors';

/** The PO is another run's by now. `by` is not known when that run has finished it since. */
export class TakenOver extends BatchError {
  constructor(
    po: string,
    readonly by: { user: string; host: string } | undefined,
  ) {
    const who = by ? `${by.user} on ${by.host}` : 'another run';
    super(
      'TAKEN_OVER',
      `${po} was taken over by ${who} while this run stood still: nothing more of it is written here.`,
      1,
    );
  }
}
