// The real program in a folder of its own: started, killed as by a power cut, started again.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.mjs';

/** A port that nobody listens on now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Server {
  constructor(program) {
    this.program = program;
    this.folder = mkdtempSync(join(tmpdir(), 'foyer-browser-'));
    this.output = '';
    this.child = null;
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, the first time with the demo base where that is wanted, and waits until it is ready. */
  async start(environment = {}, { isDemo = true } = {}) {
    this.port ??= await freePort();
    const limits = Object.fromEntries(
      ['CONVERSATIONS', 'MESSAGES', 'SIGN_INS'].map((what) => [`FOYER_${what}_PER_MINUTE`, '1000000']),
    );
    const words = ['serve', '--data', join(this.folder, 'data'), '--listen', `127.0.0.1:${this.port}`, ...(isDemo ? ['--demo'] : []), '--allow-outgoing', 'localhost'];
    const child = spawn(this.program, words, { env: { ...process.env, ...limits, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (this.output += bytes));
    child.once('error', (error) => (this.output += `${error}\n`));
    await until(`the server to be ready`, () => this.isReady(), 60_000, () => this.tail());
  }

  async isReady() {
    if (this.child.exitCode !== null) throw new Error(`the server ended with ${this.child.exitCode}:\n${this.tail()}`);
    try {
      return (await fetch(`${this.address}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** The one-time sign-in link that it printed. */
  get link() {
    return /http\S+#link=[\w.~-]+/.exec(this.output)[0];
  }

  tail() {
    return this.output.slice(-2000);
  }

  /** kill -9: nothing is said or finished. */
  kill() {
    return this.end('SIGKILL');
  }

  end(signal) {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill(signal);
    });
  }

  /** Ends it and removes its folder. */
  async remove() {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Reads JSON as a program would, beside the pages. */
  async get(path, token) {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const answer = await fetch(this.address + path, { headers });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
