/** The clients with which a fleet's processes can call. */
export const callerNames = ['evenkeel', 'uncoordinated', 'bottleneck'] as const;
export type CallerName = (typeof callerNames)[number];

/** Other libraries' clients, measured for comparison. */
export const peerNames = ['bottleneck'] as const satisfies CallerName[];

/** What can be done to a fleet in the middle of a run. */
export const chaosNames = ['store-restart', 'kill', 'freeze', 'all'] as const;
export type ChaosName = (typeof chaosNames)[number];
