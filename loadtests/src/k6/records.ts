/** What a script tells of one batch. Also read by the code that runs in k6. */
export interface BatchRecord {
  id: string;
  warmUp: boolean;
  size: number;
  succeeded: number;
  /** What the caller saw: from the first byte sent to the last received. */
  durationMs: number;
}

/** The batches in what a script wrote to k6's console, which k6 keeps as a JSON object a line. */
export function parseRecords(console: string): BatchRecord[] {
  return console.split('\n').flatMap((line) => {
    const message = fieldOf(line, 'msg');
    if (typeof message !== 'string' || !message.startsWith('{"evenkeel":"batch"')) return [];
    const { evenkeel: _, ...record } = JSON.parse(message) as { evenkeel: string } & BatchRecord;
    return [record];
  });
}

/** A field of a line of JSON; undefined for a line that is none. */
export function fieldOf(line: string, field: string): unknown {
  try {
    return (JSON.parse(line) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
