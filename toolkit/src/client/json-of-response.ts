/** In bytes; a longer body is looked into by nobody but its caller. */
const LONGEST = 65_536;

/**
 * Reads the JSON body of a response, and leaves it to be read by whoever has the response.
 *
 * @returns undefined for one that is longer than 64 kB, breaks off, or is not JSON
 */
export async function jsonOfResponse(response: Response): Promise<unknown> {
  const { headers, body } = response;
  const isJson = /[/+]json\b/i.test(headers.get('content-type') ?? '');
  if (body === null || !isJson || Number(headers.get('content-length')) > LONGEST) return undefined;
  const reader = response.clone().body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) return JSON.parse(text + decoder.decode());
      length += value?.length ?? 0;
      if (length > LONGEST) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return undefined;
  }
  // The other branch goes on.
  void reader?.cancel().catch(() => {});
  return undefined;
}
