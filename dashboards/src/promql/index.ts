export { promDuration } from './duration.ts';
export { budgetPace, endedCalls, longWaits, shareOfLimit, stayingDebt } from './limit-use.ts';
export { badRatio, durationQuantile, sampleCount } from './objective.ts';
export { alertScope, panelScope, processScope, type Scope, scopeMatchers } from './scope.ts';
export { selector } from './selector.ts';
export { gauge, increase, perSecond, quantile } from './series.ts';
