/**
 * Calls a listener, and ignores its error or rejection: either would hide how the call ended. With cockatiel's own
 * policies it even counts as the call's failure, and is retried.
 */
export function tell<E extends unknown[]>(listener: ((...event: E) => unknown) | undefined, ...event: E): void {
  try {
    const returned = listener?.(...event);
    /* seam: rejecting-listener */ if (returned instanceof Promise) returned.catch(() => {});
  } catch /* seam: throwing-listener */ {
    // There is nobody to tell.
  }
}
