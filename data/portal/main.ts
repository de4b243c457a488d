import { parseArgs } from 'node:util';
import { hasOwnerPipe, onOwnerGone } from './owner-watch';
import { startPortal } from './portal';

/**
 * `node -r tsx/cjs data/portal/main.ts [--port 48620] [--latency page=1500,file=400] [--memory <file>]`
 * Prints one line when it is ready and ends with whoever started it.
 */
const PREFERRED_PORT = 48620;

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { port: text, latency: text, memory: text } });
  const portal = await startPortal({
    port: portIn(values.port),
    latency: latencyIn(values.latency),
    ...(values.memory !== undefined && { memory: values.memory }),
  });
  const end = () => void portal.close().then(() => process.exit(0));
  onOwnerGone(end);
  process.on('SIGTERM', end);
  process.on('SIGINT', () => {
    // On Windows Ctrl+C reaches every process of the console at once; the batch still needs the portal to finish the
    // orders that are under way, and ends it afterwards.
    if (process.platform !== 'win32' || !hasOwnerPipe()) end();
  });
  console.log(`Sample portal listening on ${portal.url}`);
}

function portIn(text = String(PREFERRED_PORT)): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${text}: a whole number from 0 to 65535`);
  return port;
}

function latencyIn(text = ''): { page?: number; file?: number } {
  const latency: { page?: number; file?: number } = {};
  for (const part of text.split(',').filter(Boolean)) {
    const [, key, ms] = /^(page|file)=(\d+)$/.exec(part.trim()) ?? [];
    if (!key) throw new Error(`--latency ${text}: milliseconds, such as page=1500,file=400`);
    latency[key as 'page' | 'file'] = Number(ms);
  }
  return latency;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
