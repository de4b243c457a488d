import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';

/** Machines of one network: each a network namespace with a name of its own, joined by a bridge in another one. */
export interface Hosts {
  /** True where this system gives no namespaces: the hosts are then processes of one machine. */
  plain: boolean;
  /** What a command on the host is started by, for `HowToStart.by`. */
  by(host: number): string[];
  /** Address at which hosts reach a port of this machine's loopback. */
  address: string;
  /** Takes the host off the network, as a pulled cable does: nothing is refused, nothing arrives. */
  cut(host: number): void;
  mend(host: number): void;
  close(): Promise<void>;
}

const GATE = '10.88.0.1';

/** `ports`: of this machine's loopback, which the hosts reach at the same numbers. */
export async function makeHosts(count: number, ports: readonly number[]): Promise<Hosts> {
  if (!namespacesWork()) return plainHosts();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-net-'));
  const children: ChildProcess[] = [];
  const keep = (child: ChildProcess) => (children.push(child), child);
  const holder = async (name: string) => {
    const hold = `hostname ${name}; ip link set lo up; echo up; exec sleep 7200`;
    const child = keep(spawn('unshare', ['-n', '-u', 'sh', '-c', hold], { stdio: ['ignore', 'pipe', 'ignore'] }));
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    return String(child.pid);
  };
  const gate = await holder('gate');
  const within = (pid: string) => ['nsenter', '-t', pid, '-n', '-u', '--'];
  const inside = (pid: string, ...command: string[]) => {
    const [program, ...args] = [...within(pid), ...command];
    return execFileSync(program!, args, { stdio: 'pipe' });
  };
  inside(gate, 'ip', 'link', 'add', 'br0', 'type', 'bridge');
  inside(gate, 'ip', 'addr', 'add', `${GATE}/24`, 'dev', 'br0');
  inside(gate, 'ip', 'link', 'set', 'br0', 'up');
  const pids: string[] = [];
  for (let host = 0; host < count; host++) {
    const pid = await holder(`host-${host + 1}`);
    pids.push(pid);
    inside(gate, 'ip', 'link', 'add', `v${host}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', pid);
    inside(gate, 'ip', 'link', 'set', `v${host}`, 'master', 'br0', 'up');
    inside(pid, 'ip', 'addr', 'add', `10.88.0.${host + 2}/24`, 'dev', 'eth0');
    inside(pid, 'ip', 'link', 'set', 'eth0', 'up');
  }
  // A socket in the file system is the one way between a namespace and the rest of the machine.
  const bridges = await Promise.all(ports.map((port) => bridgeTo(port, path.join(folder, `${port}`))));
  const forward = (pid: string, at: string, port: number, to: string) => {
    const [program, ...args] = [...within(pid), process.execPath, '-e', FORWARD, at, String(port), to];
    keep(spawn(program!, args, { stdio: 'ignore' }));
  };
  for (const port of ports) {
    forward(gate, GATE, port, path.join(folder, `${port}`));
    // What is known as 127.0.0.1 is so on every host.
    for (const pid of pids) forward(pid, '127.0.0.1', port, `${GATE}:${port}`);
  }
  await sleep(1_000);
  return {
    plain: false,
    by: (host) => within(pids[host]!),
    address: GATE,
    cut: (host) => void inside(gate, 'ip', 'link', 'set', `v${host}`, 'down'),
    mend: (host) => void inside(gate, 'ip', 'link', 'set', `v${host}`, 'up'),
    async close() {
      for (const child of children.reverse()) child.kill('SIGKILL');
      for (const bridge of bridges) bridge.close();
      await fs.remove(folder);
    },
  };
}

const plainHosts = (): Hosts => ({
  plain: true,
  by: () => [],
  address: '127.0.0.1',
  cut: () => undefined,
  mend: () => undefined,
  close: async () => undefined,
});

function namespacesWork(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    const tried = 'ip link add v0 type veth peer name v1 && ip link add br0 type bridge';
    execFileSync('unshare', ['-n', '-u', 'sh', '-c', tried], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function bridgeTo(port: number, socket: string): Promise<net.Server> {
  const server = net.createServer((from) => {
    const to = net.connect(port, '127.0.0.1');
    const end = () => (from.destroy(), to.destroy());
    for (const side of [from, to]) side.on('error', end).on('close', end);
    from.pipe(to).pipe(from);
  });
  return new Promise((resolve) => server.listen(socket, () => resolve(server)));
}

/** A program of its own, since a process has one network. */
const FORWARD = `
const net = require('node:net');
const [at, port, to] = process.argv.slice(1);
net.createServer((from) => {
  const other = to.startsWith('/') ? net.connect(to) : net.connect(Number(to.split(':')[1]), to.split(':')[0]);
  const end = () => (from.destroy(), other.destroy());
  for (const side of [from, other]) side.on('error', end).on('close', end);
  from.pipe(other).pipe(from);
}).listen(Number(port), at);
`;
