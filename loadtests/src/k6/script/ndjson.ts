interface Settled {
  status: 'fulfilled' | 'rejected';
  httpStatus?: number;
}

/**
 * The status of each payload of a batch. A payload has no line where the batch was
 * refused or its stream was cut; it then gets the batch's status, or 0 where that
 * was 200.
 */
export function payloadStatuses(size: number, batchStatus: number, body: string | null): number[] {
  const lines = batchStatus === 200 && body !== null ? body.split('\n').filter((line) => line !== '') : [];
  const missing = batchStatus === 200 ? 0 : batchStatus;
  return Array.from({ length: size }, (_, index) => statusOf(lines[index]) ?? missing);
}

function statusOf(line: string | undefined): number | null {
  if (line === undefined) return null;
  try {
    const settled = JSON.parse(line) as Settled;
    return settled.status === 'fulfilled' ? 200 : (settled.httpStatus ?? 0);
  } catch {
    return null; // The stream was cut in the middle of a line.
  }
}
