/**
 * Tells a listener, and takes from it neither an error nor a rejection: either
 * would hide how the call ended, and with cockatiel's own policies it even
 * counts as the call's failure, and is retried.
 */
export function tell<E extends unknown[]>(listener: ((...event: E) => unknown) | undefined, ...event: E): void {
  try {
    const returned = listener?.(...event);
    /* seam: rejecting-listener */ if (returned instanceof Promise) returned.catch(() => {});
  } catch /* seam: throwing-listener */ {
    // There is nobody to hear of it.
  }
}
