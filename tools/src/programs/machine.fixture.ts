import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ObtainOptions, obtain } from './obtain.ts';
import type { Tool, ToolName } from './tool.ts';

const shell = (script: string): string => `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`;
const printing = (text: string): string => shell(`echo "${text}"`);

/** A folder that stands in for the repository, with its own PATH that holds only what a test puts there. */
export class FakeMachine implements AsyncDisposable {
  readonly root: string;
  readonly said: string[] = [];
  readonly env: Record<string, string>;

  private constructor(root: string) {
    this.root = root;
    this.env = { PATH: join(root, 'bin'), FAKE_LOG: join(root, 'log') };
  }

  static async create(): Promise<FakeMachine> {
    const machine = new FakeMachine(await mkdtemp(join(tmpdir(), 'evenkeel-tools-')));
    await machine.write('loadtests/k6/go.mod', 'module evenkeel/k6\n\nrequire go.k6.io/k6 v1.8.1\n');
    await machine.write('loadtests/k6/main.go', 'package main\n');
    return machine;
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  /** Writes a shell script as a program; each of its runs is a line of `ran()`. */
  async program(path: string, script: string): Promise<string> {
    const written = await this.write(path, shell(`echo "${path.split('/').at(-1)} $*" >> "$FAKE_LOG"\n${script}`));
    await chmod(written, 0o755);
    return written;
  }

  /** Writes a program that prints a text, such as its version, and nothing else. */
  version(path: string, text: string): Promise<string> {
    return this.program(path, `echo "${text}"`);
  }

  /** Writes a `go` whose build makes a k6 that says it is `version`. */
  go(version = '1.8.1', before = ''): Promise<string> {
    return this.program(
      'bin/go',
      `if [ "$1" = env ]; then echo go1.99.0; exit; fi
${before}
while [ "$1" != -o ]; do shift; done
printf '%s' '${printing(`k6 v${version} (fake)`)}' > "$2"; chmod +x "$2"`,
    );
  }

  /** Writes an apt-get that knows its packages only after an update, and a dpkg-deb that unpacks both programs. */
  async debian(version = '2.42.0'): Promise<void> {
    const lists = join(this.root, 'lists');
    await this.program(
      'bin/apt-get',
      `case $1 in
update) touch ${lists} ;;
download) [ -e ${lists} ] || { echo "E: Unable to locate package $2" >&2; exit 100; }; touch $2.deb ;;
esac`,
    );
    await this.program(
      'bin/dpkg-deb',
      `mkdir -p usr/bin
for name in prometheus promtool; do
printf '%s' '${printing(`prometheus, version ${version}+ds`)}' > usr/bin/$name; chmod +x usr/bin/$name
done`,
    );
  }

  /** Writes a `docker` whose engine has every image; the programs in the images say they are `version`. */
  docker(version: string): Promise<string> {
    return this.program(
      'bin/docker',
      `case $1 in
version) echo 28.0.0 ;;
create) echo container1 ;;
cp) to="$3$(basename "$2")"; printf '%s' '${printing(`fake, version ${version}`)}' > "$to"; chmod +x "$to" ;;
esac`,
    );
  }

  obtain(name: ToolName, options: ObtainOptions = {}): Promise<Tool> {
    return obtain(name, { root: this.root, env: this.env, onProgress: (line) => this.said.push(line), ...options });
  }

  /** The programs that ran, one line each: a name and its arguments. */
  async ran(): Promise<string[]> {
    const log = await readFile(join(this.root, 'log'), 'utf8').catch(() => '');
    return log.split('\n').filter((line) => line !== '');
  }

  async kept(): Promise<string[]> {
    return (await readdir(join(this.root, '.tools')).catch(() => [])).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
