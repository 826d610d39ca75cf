const userInfo = '[A-Za-z0-9._~!$&()*+,%-]*';
const path = "[A-Za-z0-9._~!$&'()*+,;=:@%/-]*";
const query = '[A-Za-z0-9._~!$&()*+,;=:@%/?-]*';
const form = new RegExp(
  `^(https?)://(?:(${userInfo})(?::(${userInfo}))?@)?([a-z0-9._-]+)(?::([0-9]*))?(/${path})?([?]${query})?(#${query})?$`,
  'i',
);
const dotSegment = /[/](?:[.]|%2e){1,2}(?:[/]|$)/i;
const hostName = /^(?:[a-z0-9_-]+[.])*[a-z0-9_-]+[.]?$/;
/** A host that ends in a number is an IPv4 address, which has many spellings. */
const endsInNumber = /(?:^|[.])(?:[0-9]+|0x[0-9a-f]*)[.]?$/;
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = new RegExp(`^${octet}(?:[.]${octet}){3}$`);
const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Reads plain absolute http and https URLs, with the same result as the platform's
 * own. It refuses everything else, above all what would have to be normalised
 * first: other schemes, a base, white space, missing escapes, dot segments, hosts
 * that are not ASCII, IPv6, and odd spellings of IPv4.
 */
export class URL {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;

  static canParse(url: string, base?: string): boolean {
    try {
      return new URL(url, base) instanceof URL;
    } catch {
      return false;
    }
  }

  constructor(url: string, base?: string) {
    const parts = base === undefined ? form.exec(String(url)) : null;
    if (parts === null) throw invalid();
    const [, scheme = '', username = '', password = '', name = '', port = '', pathname = '/', ...rest] = parts;
    const [search = '', hash = ''] = rest;
    this.protocol = `${scheme.toLowerCase()}:`;
    this.username = username;
    this.password = password;
    this.hostname = readHost(name.toLowerCase());
    this.port = readPort(port, this.protocol);
    if (dotSegment.test(pathname)) throw invalid();
    this.pathname = pathname;
    this.search = search === '?' ? '' : search;
    this.hash = hash === '#' ? '' : hash;
    this.host = this.port === '' ? this.hostname : `${this.hostname}:${this.port}`;
    this.origin = `${this.protocol}//${this.host}`;
    const secret = password === '' ? '' : `:${password}`;
    const user = username + secret === '' ? '' : `${username}${secret}@`;
    this.href = `${this.protocol}//${user}${this.host}${pathname}${search}${hash}`;
    // Frozen, since changing one part would not change the others, as it does with the platform's own.
    Object.freeze(this);
  }

  toString(): string {
    return this.href;
  }

  toJSON(): string {
    return this.href;
  }
}

function readHost(name: string): string {
  const readable = endsInNumber.test(name) ? ipv4.test(name) : hostName.test(name) && !/(?:^|[.])xn--/.test(name);
  if (!readable) throw invalid();
  return name;
}

function readPort(digits: string, protocol: string): string {
  if (digits === '') return '';
  const port = Number(digits);
  if (port > 65_535) throw invalid();
  return String(port) === defaultPorts[protocol] ? '' : String(port);
}

/** The URL is not shown, since it may hold a password. */
const invalid = (): TypeError => new TypeError('Invalid URL, or one that is not written plainly.');
