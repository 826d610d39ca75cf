/** What a fleet's processes call with. */
export const callerNames = ['evenkeel', 'uncoordinated', 'bottleneck'] as const;
export type CallerName = (typeof callerNames)[number];

/** Peers that are measured beside ours. */
export const peerNames = ['bottleneck'] as const satisfies CallerName[];

/** What may happen to a fleet in mid-run. */
export const chaosNames = ['store-restart', 'kill', 'freeze', 'all'] as const;
export type ChaosName = (typeof chaosNames)[number];
