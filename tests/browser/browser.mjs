// Chromium, and the people's windows in it.  Everything that a page complains about (console errors,
// exceptions, violations of its content security policy) is kept and fails the run.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATIENCE } from './wait.mjs';

export const web = fileURLToPath(new URL('../../http/web/', import.meta.url));
export const requireFromWeb = createRequire(join(web, 'package.json'));
const { chromium } = requireFromWeb('playwright-core');

export const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** The first has no windows, is the same engine and takes a third of the processor time. */
const programs = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What every page does before its own scripts: tells of violations, and counts the sounds. */
function prepare() {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`content security policy: ${event.violatedDirective} forbids ${event.blockedURI || event.sourceFile}`);
  });
  window.soundsAt = [];
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function remember(...when) {
    window.soundsAt.push(Date.now());
    return start.apply(this, when);
  };
}

/** What a browser says of a server that is away; only stories that kill it may hear this. */
const lostConnection = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|ERR_NETWORK|WebSocket connection to/;

/** The desk asks whether somebody is signed in; the browser itself notes the answer "nobody". */
const nobodySignedIn = /status of 401.*\/v1\/session$/;

export class Browser {
  complaints = [];
  contexts = [];
  /** While true, pages may say that the server is away. */
  mayLoseServer = false;

  async launch({ isWhole = false } = {}) {
    const executablePath = process.env.CHROMIUM ?? programs.slice(isWhole ? 1 : 0).find(existsSync);
    if (!executablePath) throw new Error('Chromium is missing: apt-get install chromium chromium-headless-shell, or set CHROMIUM to its path');
    this.home = mkdtempSync(join(tmpdir(), 'foyer-chromium-'));
    const isRoot = process.getuid?.() === 0;
    this.chromium = await chromium.launch({
      executablePath,
      args: isRoot ? ['--no-sandbox', ...flags] : flags,
      env: { ...process.env, HOME: this.home },
    });
  }

  /** Whether its process ended without having been asked to. */
  get hasFallen() {
    return this.chromium?.isConnected() === false;
  }

  /** A new one in place of one that fell over; its windows are gone. */
  async launchAnew() {
    await this.close();
    this.contexts = [];
    await this.launch();
  }

  /** A browser of one person: its own cookies and storage. */
  async person(options = {}) {
    const { size = 'desktop', locale = 'en-US', ...rest } = options;
    const isPhone = size === 'phone';
    const context = await this.chromium.newContext({
      viewport: sizes[size],
      locale,
      timezoneId: 'Asia/Shanghai',
      ...(isPhone ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
      ...rest,
    });
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(prepare);
    context.on('page', (page) => this.listen(page));
    this.contexts.push(context);
    return context;
  }

  listen(page) {
    const complain = (text) => {
      if (nobodySignedIn.test(text)) return;
      if (this.mayLoseServer && lostConnection.test(text)) return;
      this.complaints.push(`${new URL(page.url()).pathname}: ${text}`);
    };
    page.on('pageerror', (error) => complain(String(error.stack ?? error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complain(`${message.text()} ${message.location().url}`);
    });
  }

  pages() {
    return this.contexts.flatMap((context) => context.pages());
  }

  /** Drops complaints that a step has provoked on purpose, such as the browser's line about a refused sign-in. */
  forgive(pattern) {
    this.complaints = this.complaints.filter((text) => !pattern.test(text));
  }

  /** The complaints so far; they are not told again. */
  takeComplaints() {
    return this.complaints.splice(0);
  }

  async close() {
    await this.chromium?.close();
    if (this.home) rmSync(this.home, { recursive: true, force: true });
  }
}
