/** What the host and the view say to each other: plain data, one union each way. */
export type { ErrorView, StepId } from '../wording/steps';
export type * from './host';
export type * from './shown';
export * from './view';
