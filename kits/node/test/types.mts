// What TypeScript is told about the kit, for `import`: compiled by the tests, never run.

import { attach, start, startContainer, Unmet } from 'azure-scheduler-emulator';
import type { Advance, Emulator, Execution, Moved } from 'azure-scheduler-emulator';
import { useScheduler, useTenant } from 'azure-scheduler-emulator/vitest';
import setup from 'azure-scheduler-emulator/server';
import https from 'node:https';

const emulator: Emulator = await start({ settings: { clock: new Date(), kuduExposed: true, serverNames: ['a'] } });
await using other = await attach('http://127.0.0.1:8080');
const moved: Moved = await emulator.clock.advance({ days: 1 });
const advance: Advance = await emulator.clock.advance({ to: '2015-07-02' }, { wait: false });
for await (const { state, executions } of advance.progress()) console.log(state, executions.toFixed());
const next: Moved = await emulator.clock.next('job');
const [first]: Execution[] = await emulator.executions({ job: 'nightly', count: 1, timeout: { seconds: 5 } });
https.get(emulator.httpsUrl, { ...emulator.tls });
https.get(emulator.httpsUrl, { agent: other.agent({ keepAlive: true }) });
await emulator.faults.target({ refuse: true }, { match: { job: 'nightly' }, times: 1 });
const clock = await emulator.testClock({ now: moved.now, subscriptions: [emulator.subscription.id] });
await clock.advance('PT1H', {});
const scheduler = useScheduler({ settings: {}, trust: true });
const tenant = useTenant({ now: '2015-07-01' });
const stop: () => Promise<void> = await setup();
if (first.status === 'completed') throw new Unmet({ detail: next.now.toISOString() });
await Promise.all([startContainer({ image: 'a' }), scheduler.reset(), tenant.clock.delete(), stop()]);

// @ts-expect-error a day is no part of a span
await emulator.clock.advance({ day: 1 });
// @ts-expect-error what is waited for has no progress
(await emulator.clock.advance('P1D')).progress();
// @ts-expect-error no journal has this
await emulator.executions({ jobs: 'nightly' });
// @ts-expect-error only jobs meet a refusal
await emulator.faults.client({ refuse: true });
// @ts-expect-error no such status
if (first.status === 'done') console.log();
