import { spawn } from 'node:child_process';

/** What `npm audit` says, or why it says nothing. */
export type Advisories = { bad: readonly string[] } | { unknown: string };

interface Audit {
  message?: string;
  error?: { summary?: string };
  vulnerabilities?: Record<string, { name: string; severity: string; range: string }>;
}

/** The severities that fail the check; lesser ones wait for the next update of packages. */
const WORST = ['high', 'critical'];

/** Reads what `npm audit --json` printed. */
export function readAudit(printed: string): Advisories {
  let audit: Audit;
  try {
    audit = JSON.parse(printed) as Audit;
  } catch {
    return { unknown: 'npm audit printed no JSON' };
  }
  if (audit.vulnerabilities === undefined) {
    // What follows the dash is an address of this machine.
    const [said = ''] = (audit.error?.summary || audit.message || 'npm audit found nothing out').split(' - ');
    return { unknown: said };
  }
  const found = Object.values(audit.vulnerabilities);
  const bad = found.filter(({ severity }) => WORST.includes(severity));
  return { bad: bad.map(({ name, severity, range }) => `${name} ${range} has a known weakness (${severity}).`) };
}

/** Asks npm's configured registry once. Forces online mode: offline, npm finds nothing and reports no weakness. */
export function audit(): Promise<Advisories> {
  const child = spawn('npm', ['audit', '--json', '--offline=false', '--fetch-retries=0', '--fetch-timeout=20000'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 30_000,
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ unknown: message }));
    child.once('close', () => resolve(readAudit(printed)));
  });
}
