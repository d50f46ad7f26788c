// The documents of the control API (docs/control-api.md), and how this kit lets them be written.

/** A moment: a `Date`, or ISO 8601. */
export type Moment = Date | string;

/** A span of time by its parts. */
export interface SpanParts {
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A span of time: parts, milliseconds, or ISO 8601 (`PT1H`). */
export type Span = SpanParts | number | string;

/** Why the control API refused (RFC 9457). */
export interface Problem {
  title?: string;
  status?: number;
  detail?: string;
  errors?: unknown;
  /** After a wait that was in vain. */
  nearest?: NearMiss[];
  /** Of a clock that may not be moved so. */
  refused?: { clock: string; now: string; why: string };
}

/** An entry that does not fit, and the facts in which it differs. */
export interface NearMiss {
  /** Which one it is, in words. */
  candidate: string;
  entry: unknown;
  differs: Record<string, { wanted: unknown; found: unknown }>;
}

export interface ClockDocument {
  mode: 'virtual' | 'system';
  now: string;
  /** How many seconds pass on a virtual clock in one of the machine's; 0 stands still. */
  rate?: number;
}

/** A clock after a move, and how many attempts the jobs made on the way. */
export interface Moved {
  now: Date;
  executions: number;
}

/** A move of a clock, as far as it is; moments are unknown until its turn comes. */
export interface AdvanceDocument {
  id: string;
  /** Which clock; `shared` for everybody's. */
  clock: string;
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'refused';
  began: string | null;
  now: string | null;
  target: string | null;
  /** What falls due next. */
  next: string | null;
  executions: number;
  /** Why it was refused or cancelled. */
  why: string;
}

/** Which things live by a test clock. One of them at least. */
export interface TestClockOptions {
  /** Where it begins; where everybody's clock is, without. */
  now?: Moment;
  rate?: number;
  subscriptions?: readonly string[];
  accounts?: readonly string[];
  sites?: readonly string[];
  faces?: readonly string[];
  /** How long it lives after the last request under it, by the machine's time; an hour. */
  expires?: Span;
}

export interface Health {
  status: 'ok' | 'degraded';
  version: string;
  now: string;
  clock: 'virtual' | 'system';
  reasons: string[];
  unstored: number;
  running: number;
  waiting: number;
}

/** Which entries of a journal; all are shell-style patterns without case. */
interface Wanted {
  /** By the emulator's clock. */
  since?: Moment;
  /** The newest so many. */
  top?: number;
  /** Wait until so many fit. */
  count?: number;
  /** How long to wait: ten minutes at most. */
  timeout?: Span;
  method?: string;
  status?: string | number;
  body?: string;
  signal?: AbortSignal;
}

/** Which calls that jobs made. */
export interface ExecutionsWanted extends Wanted {
  status?: 'completed' | 'failed' | (string & {});
  subscription?: string;
  job?: string;
  collection?: string;
  action?: 'MainAction' | 'ErrorAction' | (string & {});
  occurrence?: number | string;
  /** 0 for the first try, 1 for the first retry. */
  attempt?: number | string;
  uri?: string;
  /** The answer's status, or the name of the error. */
  answer?: number | string;
}

/** Which requests to the emulated APIs. */
export interface RequestsWanted extends Wanted {
  subscription?: string;
  face?: string;
  path?: string;
  query?: string;
  /** Why it was refused. */
  reason?: string;
}

/** Which calls of a target. */
export interface CallsWanted extends Wanted {
  path?: string;
  query?: string;
}

/** A call that a job made. */
export interface Execution {
  job: string;
  collection: string;
  subscription: string;
  occurrence: number;
  attempt: number;
  action: 'MainAction' | 'ErrorAction';
  status: 'completed' | 'failed';
  expected: string;
  due: string;
  started: string;
  finished: string;
  message: string;
  request: Record<string, unknown>;
  response: Record<string, unknown>;
}

/** A request that an emulated API got. */
export interface ApiRequest {
  at: string;
  seconds: number;
  face: string;
  subscription: string;
  method: string;
  path: string;
  query: string;
  status: number;
  reason: string;
  [member: string]: unknown;
}

/** A call that a target inside the emulator got. */
export interface Call {
  at: string;
  method: string;
  path: string;
  query: string;
  headers: [name: string, value: string][];
  body: string;
  status: number;
}

/** What a target answers to one call: a status, or more. */
export type Answer = number | { status?: number; headers?: Record<string, string>; body?: string; delay?: Span };

/** What a fault applies to; shell-style patterns without case. */
export interface FaultMatch {
  face?: string;
  method?: string;
  /** The path, for targets the whole address. */
  path?: string;
  host?: string;
  subscription?: string;
  /** Targets only. */
  job?: string;
}

interface Effect {
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  delay?: Span;
  reset?: boolean;
  truncate?: number;
}

/** What clients see instead of the usual answer. */
export interface ClientEffect extends Effect {
  code?: string;
  message?: string;
  operation?: { status?: number; code?: string; message?: string; holdFor?: Span; holdPolls?: number };
}

/** What jobs meet instead of their target. */
export interface TargetEffect extends Effect {
  refuse?: boolean;
}

/** When a fault strikes, out of all moments that fit. */
export interface FaultOften {
  match?: FaultMatch;
  times?: number;
  after?: number;
  probability?: number;
}

/** A fault that is in force. */
export interface FaultRule extends FaultOften {
  id: string;
  where: 'api' | 'target';
  effect: ClientEffect & TargetEffect;
  applied: number;
}

/** When a job fires next, or why it does not. */
export interface Preview {
  job: string;
  subscription: string;
  collection: string;
  state: string;
  words: string;
  next: string[];
  obstacle?: string;
  why?: string;
}

/** Which jobs. */
export interface JobsWanted {
  /** A part of the name, of the target or of the schedule in words; or the identity. */
  q?: string;
  /** The face that made it; `azure` for both of Azure's. */
  api?: string;
  state?: 'enabled' | 'disabled' | 'completed' | 'faulted' | 'retrying' | 'running' | 'failed';
  subscription?: string;
  collection?: string;
}

/** Which page of them. */
export interface Page {
  sort?: string;
  top?: number;
  after?: string;
  skip?: number;
}

/** A job in a list; `next` and the like are null while there is no such moment. */
export interface Job {
  id: string;
  name: string;
  api: string;
  subscription: string;
  group: string;
  collection: string;
  state: 'enabled' | 'disabled' | 'completed' | 'faulted';
  suspended: boolean;
  target: string;
  words: string;
  clock: string;
  next: string | null;
  last: string | null;
  lastStatus: '' | 'completed' | 'failed';
  running: number;
  retryAt: string | null;
  executions: number;
  failures: number;
  faults: number;
  createdAt: string;
  [member: string]: unknown;
}

/** A job with its document in the words of an API. */
export interface JobDetail extends Job {
  as: string;
  path: string;
  document: Record<string, unknown>;
  obstacle: string;
}

/** A page of jobs; `next` asks for the one after it as `after`. */
export interface JobsPage {
  jobs: Job[];
  total: number;
  states: Record<string, number>;
  apis: Record<string, number>;
  next: string;
}

/** A page of what became of a job's occurrences. */
export interface HistoryPage {
  firings: { occurrence: number; expected: string | null; status: string; tries: Record<string, unknown>[] }[];
  total: number;
  statuses: Record<string, number>;
}

/** A state that is kept by name. */
export interface Snapshot {
  name: string;
  /** By the machine's time. */
  taken: string;
  /** By the emulator's clock. */
  now: string;
  mode: 'virtual' | 'system';
  jobs: number;
  size: number;
}

/** In what two states differ, part by part. */
export interface Difference {
  same: boolean;
  parts: Record<string, {
    added: Record<string, unknown>[];
    removed: Record<string, unknown>[];
    changed: { key: Record<string, unknown>; name: string; members: Record<string, [before: unknown, after: unknown]> }[];
    counts: Record<string, number>;
  }>;
}

/** Everything that is stored: to be put back, not to be read. */
export type State = Record<string, unknown>;
