import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that speaks enough of Redis's protocol for a client to be ready, and answers each script with `text`. */
export async function startOddRedis(text: string) {
  const open = new Set<Socket>();
  const bulk = (value: string): string => `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  const answer = ([command = '', ...args]: string[]): string => {
    switch (command.toLowerCase()) {
      case 'info':
        return bulk('redis_version:7.0.0\r\nloading:0\r\n');
      case 'eval':
      case 'evalsha':
        return bulk(text);
      case 'subscribe':
        return `*3\r\n${bulk('subscribe')}${bulk(args[0] ?? '')}:1\r\n`;
      case 'publish':
        return ':0\r\n';
      default:
        return '+OK\r\n';
    }
  };
  const server = createServer((socket) => {
    let received = '';
    open.add(socket);
    socket.on('error', () => {});
    socket.setEncoding('latin1').on('data', (data: string) => {
      received += data;
      for (let next = command(received); next !== undefined; next = command(received)) {
        received = received.slice(next.length);
        socket.write(answer(next.words));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The first command in what was received, an array of bulk strings, if it has come whole. */
function command(received: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(received);
  if (head === null) return undefined;
  const words: string[] = [];
  let length = head[0].length;
  for (let n = 0; n < Number(head[1]); n += 1) {
    const size = /^\$(\d+)\r\n/.exec(received.slice(length));
    if (size === null) return undefined;
    const from = length + size[0].length;
    const to = from + Number(size[1]);
    if (received.length < to + 2) return undefined;
    words.push(received.slice(from, to));
    length = to + 2;
  }
  return { words, length };
}
