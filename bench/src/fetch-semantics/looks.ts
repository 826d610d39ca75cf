// Cases that run in a page look by these, too: nothing of Node.js here.

/** All that a response says of itself but its body. */
export function lookOf(response: Response): object {
  const { status, statusText, ok, type, url, redirected, bodyUsed, headers } = response;
  return {
    status,
    statusText,
    ok,
    type,
    url,
    redirected,
    bodyUsed,
    body: response.body !== null,
    headers: [...headers],
  };
}

/** The response, and its body as text. */
export async function lookAndText(response: Response): Promise<object> {
  return { ...lookOf(response), text: await response.text() };
}

interface ErrorLook {
  name: string;
  /** The class, which tells a DOMException from an Error of the same name. */
  kind: string;
  message: string;
  code?: unknown;
  cause?: unknown;
}

/** An error and its causes, without stacks. What is thrown and is no error is told as it is. */
export function lookOfError(error: unknown): unknown {
  if (!(error instanceof Error)) return { thrown: error };
  const { name, message, cause } = error;
  const { code } = error as { code?: unknown };
  const look: ErrorLook = { name, kind: error.constructor.name, message };
  if (code !== undefined) look.code = code;
  if (cause !== undefined) look.cause = lookOfError(cause);
  return look;
}

/** How a promise fails; one that does not is told, too. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return 'it was fulfilled';
  } catch (error) {
    return lookOfError(error);
  }
}

/** How a call fails where it must give a promise in any case. */
export function rejectionOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return rejection(call());
  } catch (error) {
    return Promise.resolve({ thrownAtOnce: lookOfError(error) });
  }
}
