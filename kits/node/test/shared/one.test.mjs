import { test } from 'vitest';
import { useTenant } from 'azure-scheduler-emulator/vitest';
import { tell } from './story.js';

const tenant = useTenant();

test.each([5, 6, 7])('%d days', (days) => tell(tenant, days));
