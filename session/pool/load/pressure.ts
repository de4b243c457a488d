import { numberIn } from './cgroup';
import type { LoadSignal } from './load-signal';
import type { LoadSource } from './source';

/**
 * Linux's own word on shortage (PSI): the share of the last 10 s in which something had to wait, over what is bearable.
 * Waiting for memory is bad soon, waiting for a core is daily life. A container's own where it shows one.
 */
const BEARABLE = { memory: 0.1, cpu: 0.6 } as const;

export function pressureSignal(source: LoadSource): LoadSignal {
  return {
    name: 'pressure',
    async sample() {
      if (source.platform !== 'linux') return undefined;
      const shares = await Promise.all(
        (['memory', 'cpu'] as const).map(async (what) => {
          const text =
            (await source.read(`/sys/fs/cgroup/${what}.pressure`)) ?? (await source.read(`/proc/pressure/${what}`));
          const average = numberIn(/^some avg10=([\d.]+)/m.exec(text ?? '')?.[1]);
          return average === undefined ? [] : [average / 100 / BEARABLE[what]];
        }),
      );
      return shares.flat().length === 0 ? undefined : Math.max(...shares.flat());
    },
  };
}
