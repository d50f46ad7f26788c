// What TypeScript is told about the kit, for `require`: compiled by the tests, never run.

import kit = require('azure-scheduler-emulator');
import jest = require('azure-scheduler-emulator/jest');
import node = require('azure-scheduler-emulator/node-test');

const scheduler: kit.Emulator = jest.useScheduler();
const answer: kit.Answer = { status: 200, delay: 'PT1S' };
const tenant = node.useTenant({ url: 'http://127.0.0.1:8080' });
scheduler.sink('a').answer(answer, 500).then(() => tenant.sink().calls({ count: 1, timeout: 1_000 }));

// @ts-expect-error a moment is no number
scheduler.clock.set(7);
