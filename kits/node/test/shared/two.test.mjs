import { test } from 'vitest';
import { useTenant } from 'azure-scheduler-emulator/vitest';
import { tell } from './story.js';

const tenant = useTenant();

test.each([9, 10, 11])('%d days', (days) => tell(tenant, days));
