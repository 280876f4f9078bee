import { type Print } from './hostSuite';
import { type SuiteResult } from './results';
import { type Toolchain } from './toolchain';

/** What runs by itself: a suite, or files of one. */
export interface Job {
  readonly name: string;
  readonly suite: string;
  /** It is a part of another job, and runs only by its name. */
  readonly isPart?: boolean;
  /** @param grep a regular expression: only tests whose full title matches */
  run(tools: Toolchain, print: Print, grep?: string): Promise<SuiteResult>;
}
