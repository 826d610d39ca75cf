/** A child that does as its first argument says. */
const [what] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));
if (what === 'die') {
  process.stderr.write('out of paper\n');
  process.exit(4);
}
process.on('message', (message: object) => process.send?.({ ...message, type: 'echo', pid: process.pid }));
process.send?.({ type: 'ready' });
