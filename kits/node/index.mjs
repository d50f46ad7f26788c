// The same modules for `import`: one copy of each class, whichever way it came in.
import kit from './index.js';

export const {
  start,
  startContainer,
  attach,
  Emulator,
  Subscription,
  Clock,
  TestClock,
  Advance,
  Faults,
  Jobs,
  Sink,
  Snapshots,
  Control,
  ControlError,
  Unmet,
  Halted,
  DEFAULT_SUBSCRIPTION,
  SEED_TOKEN,
  START,
} = kit;
